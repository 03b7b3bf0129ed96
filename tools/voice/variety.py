"""Whether captions differ: in words, in shape, in how they begin and end.

`distinct` is distinct-n of J. Li and others, "A diversity-promoting objective function for neural
conversation models", NAACL 2016: different runs of n words over all runs of n words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from tools.vocabulary import similarity
from tools.voice.measures import sentences, spoken, tokens
from tools.voice.shape import Shape, own_likeness

ALIKE = 0.6
"""Share of common words from which two sentences read as one. House judgement."""

SAME_SHAPE = 0.8
"""Mean likeness of shape from which captions look filled in. A person's posts: 0.5 to 0.65."""


@dataclass(frozen=True, slots=True)
class Variety:
    """`score` from 0, one caption over and over, to 1. The rest is what it is made of, 0 to 1."""

    score: float
    reasons: tuple[str, ...]
    words_shared: float
    shape_shared: float
    distinct: float
    own_openings: float
    own_closings: float


def variety(captions: Sequence[str], language: str = "en", names: Collection[str] = ()) -> Variety:
    """Measure a set of captions. Fewer than two are as various as can be."""
    said = [text for text in captions if tokens(spoken(text))]
    if len(said) < 2:
        return Variety(1.0, (), 0.0, 0.0, 1.0, 1.0, 1.0)
    shapes = [Shape.of(text, language, names) for text in said]
    words_shared = fmean(similarity(a, b) for a, b in combinations(said, 2))
    shape_shared = own_likeness(shapes)
    spread = fmean((distinct(said, 1), distinct(said, 2)))
    openings = _own([_end(text, 0) for text in said], _opens_alike)
    closings = _own([_end(text, -1) for text in said], _closes_alike)
    score = fmean((1 - words_shared, 1 - shape_shared, spread, openings, closings))
    reasons = _reasons(shapes, words_shared, openings, closings)
    return Variety(score, reasons, words_shared, shape_shared, spread, openings, closings)


def distinct(texts: Sequence[str], size: int) -> float:
    """Distinct-n over all texts, 0 to 1; 1 where there is no run of n words."""
    runs = [
        tuple(words[start : start + size])
        for words in (tokens(spoken(text)) for text in texts)
        for start in range(len(words) - size + 1)
    ]
    return len(set(runs)) / len(runs) if runs else 1.0


def _end(text: str, place: int) -> str:
    return [line for line in sentences(spoken(text)) if tokens(line)][place]


def _own(lines: Sequence[str], alike: Callable[[str, str], bool]) -> float:
    """Share of lines that no other is like."""
    own = [
        not any(alike(line, other) for at, other in enumerate(lines) if at != place)
        for place, line in enumerate(lines)
    ]
    return sum(own) / len(own)


def _opens_alike(one: str, other: str) -> bool:
    return tokens(one)[:2] == tokens(other)[:2] or _closes_alike(one, other)


def _closes_alike(one: str, other: str) -> bool:
    return tokens(one) == tokens(other) or similarity(one, other) > ALIKE


def _reasons(
    shapes: Sequence[Shape], words_shared: float, openings: float, closings: float
) -> tuple[str, ...]:
    count = len(shapes)
    found: list[str] = []
    if openings < 1:
        found.append(f"{round((1 - openings) * count)} of {count} captions open alike")
    if closings < 1:
        found.append(f"{round((1 - closings) * count)} of {count} captions close alike")
    for end in ("opening", "closing"):
        kind, most = Counter(getattr(shape, end) for shape in shapes).most_common(1)[0]
        if most == count > 2:
            article = "an" if kind[0] in "aeiou" else "a"
            found.append(f"the {end} of every caption is {article} {kind}")
    if own_likeness(shapes) > SAME_SHAPE:
        found.append(f"their shapes are {own_likeness(shapes):.0%} alike")
    if words_shared > ALIKE / 2:
        found.append(f"two captions share {words_shared:.0%} of their words on average")
    return tuple(found)
