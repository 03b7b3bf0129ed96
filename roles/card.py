"""A role card: who somebody in the crew is, in YAML. A superset of CrewAI's agents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from memory.items import ItemKind
from studiocrew.contracts import Contract, Id
from studiocrew.errors import AuthorError
from studiocrew.nearest import instead

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_-]*)\}")  # CrewAI's grammar


class MemoryAccess(Contract):
    """Kinds of remembered things a role may search, and kinds of which its work is remembered."""

    read: tuple[ItemKind, ...] = ()
    write: tuple[ItemKind, ...] = ()


class RoleCard(Contract):
    """`role`, `goal` and `backstory` as CrewAI has them; the rest is ours.

    `{placeholders}` in the texts are filled from the brief. `tools` names entries of the
    catalogue, or `file.py:function` beside the card, which load only when allowed.
    """

    id: Id
    role: Text
    goal: Text
    backstory: Text
    tools: tuple[str, ...] = ()
    model: str | None = Field(default=None, description="Asked instead of the run's model.")
    produces: Id | None = Field(default=None, description="The kind of product it makes.")
    memory: MemoryAccess | None = Field(default=None, description="Everything, if not said.")
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None

    def may_write(self, kind: ItemKind) -> bool:
        """Whether what this role makes goes into memory as `kind`."""
        return self.memory is None or kind in self.memory.write


def fill(text: str, placeholders: Mapping[str, str], where: str) -> str:
    """The text with every {name} replaced. Raises `AuthorError` for a name nobody gave."""

    def value(found: re.Match[str]) -> str:
        if found[1] in placeholders:
            return placeholders[found[1]]
        raise unknown_placeholder(found[1], placeholders, where)

    return _PLACEHOLDER.sub(value, text)


def placeholders_in(text: str) -> list[str]:
    """The names in braces, in their order."""
    return _PLACEHOLDER.findall(text)


def unknown_placeholder(name: str, known: Iterable[str], where: str) -> AuthorError:
    """Names the place, the nearest name and all there are."""
    return AuthorError(
        f"Nothing is known to fill {{{name}}} with.",
        where=where,
        mend=instead(f"{{{name}}}", (f"{{{other}}}" for other in sorted(known))),
    )
