"""Puts what was found by meaning and what was found by words into one order, the fresh first.

Both scores are scaled to 0…1 among the candidates and summed (Bruch et al. 2023, "An analysis of
fusion functions for hybrid retrieval", who find that this beats ranks alone; so did we, see
docs/memory.md). Old posts and old feedback then weigh less; a fact is as true as on its first day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from memory.embeddings import Vector
from memory.index import Hit
from memory.limits import limits
from memory.terms import Terms, document_terms, query_terms

MEANING = 0.7
"""Weight of meaning; words have the rest. Chosen on the development half of
benchmarks/retrieval_set/."""

CANDIDATES = 50
"""How many are looked at of each list, for every search."""

Found = tuple[Mapping[str, Any], float]
"""A payload and its cosine similarity to the query."""


def ranked(
    asked: tuple[str, Vector],
    found: tuple[Sequence[Hit], Sequence[Hit]],
    now: datetime,
    limit: int,
) -> list[Found]:
    """The best `limit`, best first. Each keeps its plain cosine, which callers compare to bars.

    `asked` is the query and its vector. The best hit by words counts in full only if it has all of
    the query's words: among a few facts, the one that shares a "for" is no find.
    """
    text, query = asked
    by_meaning, by_words = found
    hits = {hit.id: hit for hit in (*by_words, *by_meaning)}
    cosines = {hit.id: hit.score for hit in by_meaning}
    cosines |= {id_: cosine(query, hit.dense) for id_, hit in hits.items() if id_ not in cosines}
    # Scaled among the nearest: those that words alone brought may lie below and count 0 or less.
    near = [hit.score for hit in by_meaning] or [0.0]
    low, span = min(near), (max(near) - min(near)) or 1.0
    most = max((hit.score for hit in by_words), default=0.0) or 1.0
    terms = query_terms(text)
    said = {hit.id: hit.score / most * _covered(terms, hit.payload) for hit in by_words}

    def total(id_: str) -> float:
        meant = (cosines[id_] - low) / span if len(hits) > 1 else 1.0
        mixed = MEANING * max(0.0, meant) + (1 - MEANING) * said.get(id_, 0.0)
        return mixed * freshness(hits[id_].payload, now)

    order = sorted(hits, key=lambda id_: (-total(id_), str(hits[id_].payload.get("text"))))
    return [(hits[id_].payload, cosines[id_]) for id_ in order[:limit]]


def _covered(query: Terms, payload: Mapping[str, Any]) -> float:
    """Share of the query's terms, by weight, that a text has."""
    has = frozenset(document_terms(str(payload.get("text"))).indices)
    weights = dict(zip(query.indices, query.values, strict=True))
    return sum(w for term, w in weights.items() if term in has) / (sum(weights.values()) or 1.0)


def freshness(payload: Mapping[str, Any], now: datetime) -> float:
    """1 for something new, halfway down to its kind's floor after each half-life (limits.yaml)."""
    aging = limits().kinds[str(payload.get("kind", "fact"))]
    if aging.half_life_days is None:
        return 1.0
    days = age_days(payload, now)
    return aging.floor + (1 - aging.floor) * 0.5 ** (days / aging.half_life_days)


def age_days(payload: Mapping[str, Any], now: datetime) -> float:
    """Days since it was learnt; 0 if that is unknown or yet to come."""
    try:
        learnt = datetime.fromisoformat(str(payload.get("created_at")))
        return max(0.0, (now - learnt).total_seconds() / 86_400)
    except (ValueError, TypeError):
        return 0.0


def cosine(one: Sequence[float], other: Sequence[float] | None) -> float:
    """Cosine similarity; 0 if there is nothing to compare."""
    if not other:
        return 0.0
    product = sum(a * b for a, b in zip(one, other, strict=True))
    lengths = math.hypot(*one) * math.hypot(*other)
    return product / lengths if lengths else 0.0
