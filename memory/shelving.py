"""Puts points into a collection so that it keeps saying what is true now, and stays bounded.

A newer statement takes the place of an older one of the same frame (`memory/frames.py`). The older
stays as history, with what superseded it and when. Blocking; within one opening of the store.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memory.embeddings import Vector
from memory.filters import Chosen, HasId, beside, of_shelf, outdated
from memory.frames import alike, frame
from memory.index import Hit, Index, Row
from memory.items import Scope
from memory.limits import limits
from memory.outbox import Point
from memory.terms import document_terms, words

_REPLACEABLE = frozenset({"fact", "decision"})
_KEPT_FOR_GOOD = frozenset({"fact", "decision"})


@dataclass(frozen=True, slots=True)
class Tidied:
    """What a consolidation did. `over` names kinds that stand above their bound all the same."""

    merged: int = 0
    dropped: int = 0
    over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """One collection, for one operation."""

    index: Index
    name: str

    def missing(self, points: Sequence[Point]) -> list[Point]:
        """The points that are not stored yet. One that is known but past is current again."""
        stored = self.index.stored(self.name, [point.id for point in points])
        back = [p for p in points if stored.get(p.id, {}).get("state") == "past"]
        for point in back:
            again = {"state": "current", "superseded_by": "", "superseded_at": None}
            self.index.mark(
                self.name, [point.id], {**again, "created_at": point.payload["created_at"]}
            )
            self._supersede(point, {each.id for each in points})
        return [point for point in points if point.id not in stored]

    def put(self, points: Sequence[Point], vectors: Sequence[Vector], batch: set[str]) -> None:
        """Store new points. What they contradict becomes history; `batch` is of one mind."""
        self.index.ensure(self.name, len(vectors[0]))
        self.index.write(
            self.name,
            [
                Row(point.id, vector, document_terms(point.text), point.payload)
                for point, vector in zip(points, vectors, strict=True)
            ],
        )
        for point in points:
            self._supersede(point, batch)

    def withdraw(self, scope: Scope, keep: Sequence[str], now: datetime) -> None:
        """What the brand's folder no longer says: facts become history, all else goes."""
        gone = self.index.listed(self.name, outdated(scope, keep))
        facts = [hit.id for hit in gone if hit.payload["kind"] == "fact"]
        still = [hit.id for hit in gone if hit.id in facts and hit.payload.get("state") != "past"]
        if still:
            self.index.mark(self.name, still, {"state": "past", "superseded_at": now.isoformat()})
        if len(facts) < len(gone):
            self.index.delete(self.name, outdated(scope, [*keep, *facts]))

    def tidy(self, scope: Scope, hits: Sequence[Hit], resting: Collection[str]) -> Tidied:
        """Merge what says the same, and drop the oldest of what is above its bound.

        `hits` is the brand's shelf. Nothing is touched whose text, project or `ref` is `resting`,
        and nothing that the folder says: it would come back with the next reading.
        """
        free = [hit for hit in hits if not _rests(hit.payload, resting)]
        twins = [hit.id for kind in limits().kinds for hit in _twins(_of(free, kind))]
        left = [hit for hit in free if hit.id not in twins]
        past = sorted((h for h in left if h.payload.get("state") == "past"), key=_left_at)
        extra = [hit.id for hit in past[: max(0, len(past) - limits().past)]]
        for kind, kept in limits().kinds.items():
            if kind not in _KEPT_FOR_GOOD:
                count = len([h for h in _of(hits, kind) if h.id not in twins])
                oldest = sorted(_of(left, kind), key=_learnt)
                extra += [hit.id for hit in oldest[: max(0, count - kept.most)]]
        self._drop(scope, [*twins, *extra])
        gone = {*twins, *extra}
        over = tuple(
            kind
            for kind, kept in limits().kinds.items()
            if len([h for h in _of(hits, kind) if h.id not in gone]) > kept.most
        )
        return Tidied(len(twins), len(extra), over)

    def _supersede(self, point: Point, batch: set[str]) -> None:
        kind = str(point.payload["kind"])
        if kind not in _REPLACEABLE:
            return
        said = frame(point.text, answer=kind == "decision")
        if said is None:
            return
        older = [
            hit.id
            for hit in self.index.listed(self.name, beside(point.payload))
            if hit.id not in batch
            and str(hit.payload["created_at"]) <= str(point.payload["created_at"])
            and frame(str(hit.payload["text"]), answer=kind == "decision") == said
        ]
        if older:
            done = {"state": "past", "superseded_by": point.text}
            self.index.mark(
                self.name, older, {**done, "superseded_at": point.payload["created_at"]}
            )

    def _drop(self, scope: Scope, ids: Sequence[str]) -> None:
        if ids:
            chosen = Chosen(must=(*of_shelf(scope).must, HasId(tuple(ids))))
            self.index.delete(self.name, chosen)


def _of(hits: Sequence[Hit], kind: str) -> list[Hit]:
    return [h for h in hits if h.payload["kind"] == kind and h.payload.get("state") != "past"]


def _twins(hits: Sequence[Hit]) -> list[Hit]:
    """Of items that say the same with the same figures, all but the newest."""
    kept: list[frozenset[str]] = []
    twins: list[Hit] = []
    for hit in sorted(hits, key=_learnt, reverse=True):
        said = frozenset(words(str(hit.payload["text"])))
        if any(alike(said, one) >= limits().alike for one in kept):
            twins.append(hit)
        else:
            kept.append(said)
    return twins


def _rests(payload: Mapping[str, Any], resting: Collection[str]) -> bool:
    project = str(payload["ref"]).partition("/")[0]
    return (
        payload["origin"] == "folder"
        or payload["text"] in resting
        or payload["ref"] in resting
        or bool(project and project in resting)
    )


def _learnt(hit: Hit) -> tuple[str, str]:
    return str(hit.payload["created_at"]), hit.id


def _left_at(hit: Hit) -> tuple[str, str]:
    return str(hit.payload.get("superseded_at") or ""), hit.id
