"""What a crew remembers, and who may see it.

Every point carries its tenant. Beyond that it lies on one of two shelves: the brand's, which
all projects of that brand share, or a project's own, which nobody else reads. A third, the
tenant's, is open to all its brands, and so takes only what no words can be read from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field, model_validator

from studiocrew.contracts import Contract
from studiocrew.errors import CallerError

ItemKind = Literal["fact", "voice", "post", "decision", "feedback", "passage", "fingerprint"]
Shelf = Literal["brand", "project", "tenant"]

_NAMESPACE = UUID("5f0c2a52-6d0e-5b8b-9a1e-3c1d5a7f0b1c")
_WORDLESS = re.compile(r"[0-9.,; -]+")
_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")


class MemoryItem(Contract):
    """One thing worth remembering. Private to its project unless it is put on the brand's shelf."""

    kind: ItemKind
    text: str = Field(min_length=1, max_length=8000)
    shelf: Shelf = "project"
    origin: Literal["run", "folder"] = Field(
        default="run", description="Learnt in a run, or read from the brand folder."
    )
    ref: str = Field(default="", description="Id of what it is about: a fact, a post, a task.")
    source_id: str = ""
    created_at: AwareDatetime | None = None
    state: Literal["current", "past"] = Field(
        default="current", description="Past: superseded or withdrawn, and kept as history."
    )
    superseded_by: str = Field(default="", description="The text that took its place, if any did.")
    superseded_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _keeps_to_itself(self) -> Self:
        """Brands of a tenant may be clients of its own: no word goes from one to another."""
        if (self.kind == "fingerprint") != (self.shelf == "tenant"):
            raise ValueError("fingerprints, and they alone, lie on the tenant's shelf")
        said = self.text + self.ref + self.source_id
        if self.shelf == "tenant" and _WORDLESS.fullmatch(said) is None:
            raise ValueError("a fingerprint holds digits and points, no words")
        return self


class Recollection(MemoryItem):
    """A remembered item, with its cosine similarity to the query.

    The order in which items come rests on more than that (`memory/ranking.py`).
    """

    score: float


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose memory this is. The store puts it into every read, write and deletion.

    Raises `CallerError` for a missing or malformed tenant or project; `brand` may be empty, and
    then there is no brand shelf to read or write.
    """

    tenant: str
    project: str
    brand: str = ""

    def __post_init__(self) -> None:
        for name in ("tenant", "project"):
            if not _is_id(getattr(self, name)):
                raise _bad_id(name, getattr(self, name))
        if self.brand != "" and not _is_id(self.brand):
            raise _bad_id("brand", self.brand)

    def point_id(self, item: MemoryItem) -> str:
        """The same item remembered twice is one point."""
        owner = self.brand if item.shelf == "brand" else self.project
        # JSON, so that no choice of names can run two fields together.
        return str(
            uuid5(
                _NAMESPACE,
                json.dumps([self.tenant, self.brand, item.shelf, owner, item.kind, item.text]),
            )
        )

    def payload(self, item: MemoryItem, now: datetime) -> dict[str, Any]:
        """What is stored beside the vector: plain JSON."""
        if item.shelf == "brand":
            self.check_brand()
        data = item.model_dump(mode="json")
        data["created_at"] = data["created_at"] or now.isoformat()
        project = "" if item.shelf == "brand" else self.project
        return {"tenant": self.tenant, "project": project, "brand": self.brand, **data}

    def check_brand(self) -> None:
        """Raise `CallerError` if there is no brand, and so no brand shelf."""
        if not self.brand:
            raise CallerError(
                "This memory has no brand, so it has no brand shelf.",
                where="memory",
                mend='Open it as Memory(…, brand=kit.id), or remember with shelf="project".',
            )


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _bad_id(name: str, value: object) -> CallerError:
    return CallerError(
        f"Memory needs a {name} to keep to; {value!r} is not one.",
        where="memory",
        mend=f"Pass the {name}'s id: letters, digits, '.', '_' and '-', at most 64.",
    )
