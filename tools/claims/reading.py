"""A text as claims look at it: its words with their place, clause and sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

import regex

from tools.claims.lexicon import lexicon, small_stems, spelled
from tools.claims.patterns import whole
from tools.vocabulary import TOKEN, URL, stem

# Only from the first of a row of signs: ten thousand dots are then looked at once.
_SENTENCE = regex.compile(r"(?<![.!?…])[.!?…]++(?=\s|$)|\n+")
_CLAUSE = regex.compile(r"(?<![.!?…,;:])[.!?…,;:]++(?=\s|$)|\n+|[()–—]|\s-\s")

REACH = 240
"""Characters on a side beyond which nothing is near, whatever the punctuation."""

NEAR = 40
"""Words, likewise."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `telling` ones say what a text is about; numbers, days and small words do not."""

    stem: str
    start: int
    end: int
    clause: int
    sentence: int
    telling: bool


@dataclass(frozen=True)
class Reading:
    """One text, read once."""

    text: str
    language: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in order, without those of addresses."""
        clauses, sentences = self._clauses[1], self._sentences[1]
        idle = small_stems(self.language) | frozenset(map(stem, spelled(self.language)))
        counted, addresses = Cover(self.text), Cover(self.text)
        for pattern in _counted_words(self.language):
            counted.add(*(found.span() for found in whole(pattern).finditer(self.text)))
        addresses.add(*(found.span() for found in URL.finditer(self.text)))
        found = (m for m in TOKEN.finditer(self.text) if not addresses.meets(m.span()))
        return tuple(
            Word(
                root := stem(match[0]),
                *match.span(),
                bisect_right(clauses, match.start()),
                bisect_right(sentences, match.start()),
                telling=root not in idle
                and not match[0].isnumeric()
                and not self.text[max(match.start() - 1, 0)].isnumeric()  # the g of 250g
                and not counted.meets(match.span()),
            )
            for match in found
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every word's stem."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Stems that say what the text is about."""
        return frozenset(word.stem for word in self.words if word.telling)

    def sentence(self, span: Span) -> str:
        """The sentence a span stands in, as far as it is near."""
        return self.text[slice(*_around(self._sentences, self.text, span))]

    def clause_span(self, span: Span) -> Span:
        """Where the clause of a span starts and ends, as far as it is near."""
        return _around(self._clauses, self.text, span)

    def near(self, span: Span, *, after: bool, within: str = "clause") -> list[str]:
        """Telling stems beside a span, nearest first, in its clause or sentence."""
        return [word.stem for word in self._beside(span, after, within) if word.telling]

    def next_to(self, span: Span, *, after: bool) -> str:
        """The stem of the very next word in the clause, a small one too; empty at its end."""
        return next((word.stem for word in self._beside(span, after, "clause")), "")

    def _beside(self, span: Span, after: bool, within: str) -> list[Word]:
        """Up to `NEAR` words on one side of a span that share its clause or sentence."""
        first, last = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        if first >= last:
            return []
        place = getattr(self.words[first], within), getattr(self.words[last - 1], within)
        far = self.words[last : last + NEAR] if after else self.words[max(first - NEAR, 0) : first]
        return list(takewhile(lambda w: getattr(w, within) in place, far if after else far[::-1]))

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _ends(self) -> list[int]:
        return [word.end for word in self.words]

    @cached_property
    def _clauses(self) -> tuple[list[int], list[int]]:
        return _breaks(_CLAUSE, self.text)

    @cached_property
    def _sentences(self) -> tuple[list[int], list[int]]:
        return _breaks(_SENTENCE, self.text)


class Cover:
    """Which characters of a text are taken."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def add(self, *spans: Span) -> None:
        """Take what the spans hold."""
        for start, end in spans:
            self._taken[start:end] = b"\1" * (end - start)

    def meets(self, span: Span) -> bool:
        """Whether any of a span is taken."""
        return any(self._taken[span[0] : span[1]])


@lru_cache(4096)
def read(text: str, language: str) -> Reading:
    """The reading of a text; facts are read once however many phrases are held against them."""
    return Reading(text, language)


def _around(breaks: tuple[list[int], list[int]], text: str, span: Span) -> Span:
    """From the last break before a span to the next one after it, `REACH` characters at most."""
    starts, ends = breaks
    before, after = bisect_right(ends, span[0]), bisect_left(starts, span[1])
    first = ends[before - 1] if before else 0
    last = starts[after] if after < len(starts) else len(text)
    return max(first, span[0] - REACH), min(last, span[1] + REACH)


def _breaks(pattern: regex.Pattern[str], text: str) -> tuple[list[int], list[int]]:
    """Where breaks start, and where they end."""
    found = [match.span() for match in pattern.finditer(text)]
    return [start for start, _ in found], [end for _, end in found]


def _counted_words(language: str) -> tuple[str, ...]:
    """Days, months, units, money, opening: they belong to figures and dates and tell no subject."""
    known = lexicon(language)
    hours = (known.am, known.pm, known.clock, known.open, known.shut)
    return (*known.days, *known.months, *known.units.values(), *known.money.values(), *hours)
