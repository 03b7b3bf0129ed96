"""Turns of phrase that are nobody's fact: what two texts share when they come from one mould."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import regex

from tools.vocabulary import numbers
from tools.voice.measures import sentences, spoken, tokens
from tools.voice.prior import function_words

LEAST = 3
"""Words of the shortest phrase. A sentence of its own may be no longer."""

Phrase = tuple[str, ...]

ANY_NUMBER = "#"


def grams(texts: Iterable[str], size: int, language: str = "en") -> set[Phrase]:
    """Runs of `size` words within a sentence, and whole sentences of `LEAST` words.

    Figures are all one, so that "only 4 left" and "only 9 left" are the same phrase. Runs of
    function words alone are left out where the language has a list of them.
    """
    small = function_words(language).keys() | {ANY_NUMBER}
    found: set[Phrase] = set()
    for line in (line for text in texts for line in _lines(text, language)):
        found.update(_runs(line, size))
    return {run for run in found if not small.issuperset(run)}


def longest(
    texts: Iterable[str], said: Collection[Phrase], language: str = "en"
) -> tuple[str, ...]:
    """Phrases as they stand in the texts: those that overlap as one, longest first."""
    found = {
        run
        for line in (line for text in texts for line in _lines(text, language))
        for run in _joined(line, said)
    }
    return tuple(" ".join(run) for run in sorted(found, key=lambda run: (-len(run), run)))


def _lines(text: str, language: str) -> Iterator[Phrase]:
    for line in sentences(regex.sub(r"\s*\n\s*\n\s*", "\n", spoken(text))):
        yield tuple(ANY_NUMBER if numbers(word, language) else word for word in tokens(line))


def _runs(line: Phrase, size: int) -> Iterator[Phrase]:
    if LEAST <= len(line) < size:
        yield line
    for start in range(len(line) - size + 1):
        yield line[start : start + size]


def _joined(line: Phrase, said: Collection[Phrase]) -> Iterator[Phrase]:
    start = end = 0
    for at, size in _places(line, said):
        if at >= end:
            if end:
                yield line[start:end]
            start = at
        end = at + size
    if end:
        yield line[start:end]


def _places(line: Phrase, said: Collection[Phrase]) -> Iterator[tuple[int, int]]:
    """Where phrases start, and how long they are."""
    sizes = {len(run) for run in said}
    for at in range(len(line)):
        size = max((size for size in sizes if line[at : at + size] in said), default=0)
        if size:
            yield at, size
