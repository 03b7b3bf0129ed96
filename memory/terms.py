"""Turns text into BM25 terms: what a search by words goes by, in any language.

A word is folded (case, accents, full width) and gives its trigrams as well, at less weight. Those
find "Sauerteigbrot" by "Sauerteig", a plural by its singular, and "TX-750" by "tx 750", with no
language known and nothing downloaded. Stemmers and stop words for each language added nothing to
that (docs/memory.md). Scripts without blanks between words give pairs of letters.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import regex

K1, B = 1.2, 0.75
"""Okapi BM25's usual constants (Robertson and Zaragoza 2009); Qdrant adds the inverse document
frequency when it searches."""

AVERAGE = 22.0
"""Weight of an ordinary fact's terms. Qdrant keeps no average length, so it is a constant: the mean
over the facts of benchmarks/retrieval_set/."""

TRIGRAM = 0.3
"""Weight of a trigram where a word's is 1: the best on the retrieval set's development half."""

_SCRIPTS = (
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}"
    r"\p{Script=Khmer}\p{Script=Myanmar}]"
)
_UNSPACED = regex.compile(rf"{_SCRIPTS}+")
_WORD = regex.compile(rf"{_SCRIPTS}+|(?:(?!{_SCRIPTS})[\p{{L}}\p{{M}}\p{{N}}])+")


@dataclass(frozen=True, slots=True)
class Terms:
    """A sparse vector: term numbers, rising, and their weights."""

    indices: list[int]
    values: list[float]


def document_terms(text: str) -> Terms:
    """Each term with BM25's term frequency, saturated and set off against the text's length."""
    counts: dict[str, float] = {}
    for term, weight in _terms(text):
        counts[term] = counts.get(term, 0.0) + weight
    norm = K1 * (1 - B + B * sum(counts.values()) / AVERAGE)
    return _sparse({term: n * (K1 + 1) / (n + norm) for term, n in counts.items()})


def query_terms(text: str) -> Terms:
    """Each term once."""
    return _sparse(dict(_terms(text)))


def words(text: str) -> list[str]:
    """Folded words, in order; of scripts without blanks, pairs of letters."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if _UNSPACED.fullmatch(word):
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            found.append(word)
    return found


def fold(text: str) -> str:
    """Lower case, compatibility forms, and letters without their accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not "\u0300" <= c <= "\u036f"))


def _terms(text: str) -> Iterator[tuple[str, float]]:
    for word in words(text):
        yield word, 1.0
        if not _UNSPACED.fullmatch(word):
            edged = f" {word} "
            yield from ((f"#{edged[i : i + 3]}", TRIGRAM) for i in range(len(edged) - 2))


def _sparse(weights: Mapping[str, float]) -> Terms:
    by_number: dict[int, float] = {}
    for term, weight in weights.items():
        number = zlib.crc32(term.encode())
        by_number[number] = by_number.get(number, 0.0) + weight
    numbers = sorted(by_number)
    return Terms(numbers, [by_number[number] for number in numbers])
