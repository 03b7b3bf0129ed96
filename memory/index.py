"""What memory asks of Qdrant, however it is reached: in this process, or on a server.

One collection for each embedding model and vector size, so that models can coexist. A point has a
dense vector, a sparse one of BM25 terms, and a payload that names its tenant.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from memory.embeddings import Vector
from memory.filters import Chosen
from memory.terms import Terms
from studiocrew.errors import OperatorError, StoreError

PREFIX = "crewmemory-"
OLD_PREFIX = "studiocrew-"
"""Collections of before hybrid search: one unnamed dense vector a point. Moved when met."""

DENSE, SPARSE = "dense", "terms"
INDEXED = ("tenant", "project", "brand", "shelf", "kind", "origin", "state")


class MemoryUnavailable(StoreError):
    """Not now: the server is down or the files are in use. Memory degrades; the run goes on."""


@dataclass(frozen=True, slots=True)
class Row:
    """A point to store."""

    id: str
    dense: Vector
    sparse: Terms
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A point that was found. `dense` is there where it was asked for; `score` is 0 if none."""

    id: str
    payload: Mapping[str, Any]
    score: float = 0.0
    dense: Vector | None = None


class Index(Protocol):
    """Collections of one Qdrant, for one operation. Blocking. A missing one reads as empty."""

    def names(self) -> list[str]:
        """The collections that are ours."""
        ...

    def ensure(self, name: str, dim: int) -> None:
        """Make the collection if it is missing. Raises `OperatorError` if its size is another."""
        ...

    def stored(self, name: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Payloads of those of the points that are there, by id."""
        ...

    def write(self, name: str, rows: Sequence[Row]) -> None:
        """Store the rows for good. Those of the same id are replaced."""
        ...

    def search(
        self, name: str, dense: Vector, sparse: Terms, chosen: Chosen, limit: int
    ) -> tuple[list[Hit], list[Hit]]:
        """The nearest by meaning (cosine) and by terms (BM25), best first, with dense vectors."""
        ...

    def listed(self, name: str, chosen: Chosen, *, vectors: bool = False) -> list[Hit]:
        """All the chosen points, in no order."""
        ...

    def count(self, name: str, chosen: Chosen) -> int: ...

    def mark(self, name: str, ids: Sequence[str], payload: Mapping[str, Any]) -> None:
        """Set these keys of the points' payloads."""
        ...

    def delete(self, name: str, chosen: Chosen) -> None: ...

    def purge(self, name: str) -> None:
        """Leave nothing of deleted points in files of ours."""
        ...


class Backend(Protocol):
    """Lends an index for one operation, in a worker thread."""

    def opened(self) -> AbstractContextManager[Index]:
        """Raises `MemoryUnavailable` to be tried later, `StoreError` if a person must act."""
        ...

    def close(self) -> None: ...


def collection_name(embedder: str, dim: int) -> str:
    """A name Qdrant accepts, different for every embedder and size."""
    readable = re.sub(r"[^a-z0-9]+", "-", embedder.lower()).strip("-")[:40]
    digest = hashlib.sha256(embedder.encode()).hexdigest()[:6]
    return f"{PREFIX}{readable}-{digest}-{dim}"


def renamed(old: str) -> str:
    """The collection that an old one's points move to."""
    return PREFIX + old.removeprefix(OLD_PREFIX)


def another_size(name: str, stored: int | None, dim: int) -> OperatorError:
    return OperatorError(
        f"The collection {name} holds vectors of {stored} numbers, the embedder makes {dim}.",
        where="Qdrant",
        mend="Remove or rename that collection; it was not made by studiocrew.",
    )
