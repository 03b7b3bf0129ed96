"""How true a line stays to the one fact it tells: code sees what is moved or added.

Small models keep the words of a fact and turn them round: "60 of them, two a person" becomes
"60 a person". Words out of order, words added, and numbers in new company give that away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

import regex

from tools.vocabulary import numbers, stem, stems, words

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.,:][\p{L}\p{N}]+)*")
_STOP = r"(?<![.,;:!?…])[.,;:!?…]++(?=\s|$)"
_PARTS = regex.compile(rf"{_STOP}|\s[–—-]\s")
_CLAUSE = regex.compile(rf"{_STOP}|[()–—]")

SMALL = frozenset(
    {"a", "an", "and", "are", "at", "for", "i", "in", "is", "it", "of", "on", "or", "our", "the"}
    | {"us", "we", "with", "you", "your"}
)
"""Words that may be added or lost without a change of meaning. Not "to" and "from"."""


_SMALL_STEMS = frozenset(map(stem, SMALL))


def in_order(line: str, fact: str) -> float:
    """Share of a line's words that stand in the fact, in the fact's order; 0 to 1."""
    said, meant = _in_turn(line), _in_turn(fact)
    kept = SequenceMatcher(None, said, meant, autojunk=False).get_matching_blocks()
    return sum(block.size for block in kept) / len(said) if said else 0.0


# Many drafts are held against each fact: what depends on one text alone is kept.
@lru_cache(4096)
def _in_turn(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _TOKEN.findall(text.lower()))


def pieced(line: str, fact: str, language: str) -> bool:
    """Whether every clause of a line is an unbroken run of the fact, small words aside.

    What a fragment keeps stays true: "Half price! Yesterday's bread." of "Yesterday's bread is half
    price until ten." What leaves a word out in the middle often does not: "Gina, cousin from 1995."
    """
    meant = _bare(fact, language)
    clauses = [said for part in _PARTS.split(line) if (said := _bare(part, language))]
    starts = range(len(meant))
    return all(any(meant[i : i + len(said)] == said for i in starts) for said in clauses)


@lru_cache(4096)
def _bare(text: str, language: str) -> tuple[str, ...]:
    """Stems without the small words; a number is the same in figures and in words."""
    found = _TOKEN.findall(text.lower())
    plain = [next(iter(numbers(word, language)), stem(word)) for word in found]
    return tuple(word for word in plain if word not in _SMALL_STEMS)


def retensed(line: str, fact: str, language: str) -> set[str]:
    """Words of a line that put into another time what the fact says: "Sign-up closed." of "Sign-up
    closes on 10 December." English regular verbs only; the rest is left to what is not kept.
    """
    if not language.startswith("en"):
        return set()
    meant = words(fact)
    return {
        word
        for word in words(line)
        if (forms := [other for other in meant if stem(other) == stem(word)])
        and all(word.endswith("ed") != form.endswith("ed") for form in forms)
    }


def added(line: str, fact: str, language: str) -> set[str]:
    """Words of a line that the fact has not, small ones and spelt-out numbers aside."""
    said = stems(fact)
    return {
        word
        for word in words(line)
        if stem(word) not in said and word not in SMALL and not numbers(word, language)
    }


def misused_numbers(line: str, fact: str, language: str) -> list[str]:
    """Numbers said more often than in the fact, or next to a word that is not theirs.

    A number's word is the next one in its clause, else the one before. It must stand beside the
    number in the fact too, or be a telling word of the fact: "60 cornetti" of "cornetti, 60 of
    them" is well, "50p extra" of "50p off" is not.
    """
    known = stems(fact) - _SMALL_STEMS
    meant = _numbered(fact, language)
    beside = {(number, word) for number, *pair in meant for word in pair if word}
    said = _numbered(line, language)
    wrong = [
        number
        for number, before, after in said
        if (word := after or before) and (number, word) not in beside and word not in known
    ]
    spare = Counter(n for n, *_ in said) - Counter(n for n, *_ in meant)
    return list(dict.fromkeys([*wrong, *spare]))


@lru_cache(4096)
def _numbered(text: str, language: str) -> tuple[tuple[str, str, str], ...]:
    """Every number with the stems of the words before and after it in its clause."""
    if not numbers(text, language):
        return ()
    return tuple(_placed(text, language))


def _placed(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    for clause in _CLAUSE.split(text):
        tokens = _TOKEN.findall(clause)
        for place, token in enumerate(tokens):
            for number in numbers(token, language):
                before = stem(tokens[place - 1]) if place else ""
                after = stem(tokens[place + 1]) if place + 1 < len(tokens) else ""
                yield number, before, after
