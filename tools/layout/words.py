"""Cutting text into pieces that are never broken, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import budoux

# Han, kana and Thai-like scripts write no spaces: a line may break between most characters,
# and reads best where it breaks between phrases.
_SPACELESS = re.compile(r"[\u0E00-\u0EFF\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]")
_NEVER_FIRST = set("、。，．・：；？！」』）】〕〉》ーゃゅょっャュョッ々%,.!?)]}»”’")
_NEVER_LAST = set("「『（【〔〈《“‘([{«")
_LETTERS_APART = ("LATIN", "CYRILLIC", "GREEK", "HEBREW")

LONG_PHRASE = 8
"""Characters a phrase may have to be kept whole; a longer one could leave no room to break."""

LONG_WORD = 19
"""From this many letters on a word may be broken: whole, it would be set too small to shout."""
_VOWELS = set("aeiouyäöüåæøáéíóúàèìòùâêîôûëïãõœ")


class Piece(NamedTuple):
    """A word, or a phrase of a script without spaces."""

    text: str
    marked: bool
    glued: bool


def runs_left(text: str) -> bool | None:
    """Whether the first strong letter runs from right to left; None without one."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return None


def is_rtl(text: str) -> bool:
    """Whether the text begins in a script that runs from right to left."""
    return runs_left(text) is True


def plain_voice(text: str) -> bool:
    """Whether tracking may be applied: joined scripts fall apart under it."""
    letters = [c for c in text if unicodedata.category(c)[0] == "L"]
    return all(unicodedata.name(c, "LATIN").startswith(_LETTERS_APART) for c in letters)


def is_latin(text: str) -> bool:
    """Whether the display faces have all of the text's letters."""
    letters = [c for c in text if unicodedata.category(c)[0] == "L"]
    return all(unicodedata.name(c, "").startswith("LATIN") or ord(c) < 256 for c in letters)


def by_stem(text: str, table: Iterable[tuple[str, str]]) -> str:
    """The name with the longest stem (stems are parted by spaces) that begins a word of the text.

    So "barber" is no bar. Empty if none does.
    """
    words = re.findall(r"\w+", text.lower())
    found = (
        (len(stem), -index, name)
        for index, (name, stems) in enumerate(table)
        for stem in stems.split()
        if any(word.startswith(stem) for word in words)
    )
    return max(found, default=(0, 0, ""))[2]


def split_words(text: str, emphasis: str = "") -> list[Piece]:
    """Pieces of the text in order; those mostly inside `emphasis` are marked."""
    text = " ".join(text.split())
    start = text.casefold().find(" ".join(emphasis.split()).casefold()) if emphasis.strip() else -1
    end = start + len(emphasis.strip()) if start >= 0 else -1
    pieces: list[Piece] = []
    for match in re.finditer(r"\S+", text):
        for index, (at, part) in enumerate(_parts(match.group(), match.start())):
            inside = max(0, min(end, at + len(part)) - max(start, at))
            pieces.append(Piece(part, inside * 2 > len(part), index > 0))
    return pieces


def _parts(word: str, at: int) -> list[tuple[int, str]]:
    """A word whole; of a script without spaces, its phrases."""
    if len(word) >= LONG_WORD and word.isalpha() and plain_voice(word):
        return _hyphenated(word, at)
    if not _SPACELESS.search(word):
        return [(at, word)]
    phrases: list[tuple[int, str]] = []
    for phrase in _phraser(word).parse(word):
        whole = len(phrase) <= LONG_PHRASE
        phrases += [(at, phrase)] if whole else _characters(phrase, at)
        at += len(phrase)
    return phrases


@cache
def _parser(language: str) -> budoux.Parser:
    import budoux

    return {
        "ja": budoux.load_default_japanese_parser,
        "th": budoux.load_default_thai_parser,
        "zh": budoux.load_default_simplified_chinese_parser,
    }[language]()


def _phraser(text: str) -> budoux.Parser:
    """BudouX (https://github.com/google/budoux) knows where a reader's phrases end."""
    if re.search(r"[\u3040-\u30FF]", text):
        return _parser("ja")
    return _parser("th" if re.search(r"[\u0E00-\u0EFF]", text) else "zh")


def _characters(word: str, at: int) -> list[tuple[int, str]]:
    """Cut after each character, but for those that may not begin or end a line."""
    parts: list[tuple[int, str]] = []
    for offset, char in enumerate(word):
        joins = char in _NEVER_FIRST or unicodedata.combining(char)
        latin = bool(parts) and not _SPACELESS.search(char) and not _SPACELESS.search(parts[-1][1])
        if parts and (joins or latin or parts[-1][1][-1] in _NEVER_LAST):
            parts[-1] = (parts[-1][0], parts[-1][1] + char)
        else:
            parts.append((at + offset, char))
    return parts


def _hyphenated(word: str, at: int) -> list[tuple[int, str]]:
    """A very long word in pieces of 7 to 13 letters, cut where a syllable plausibly opens."""
    parts: list[tuple[int, str]] = []
    start = 0
    while len(word) - start > 13:
        cuts = [i for i in range(start + 7, min(start + 13, len(word) - 4)) if _opens(word, i)]
        if not cuts:
            break
        cut = min(cuts, key=lambda i: abs(i - start - 10))
        parts.append((at + start, word[start:cut] + "-"))
        start = cut
    return [*parts, (at + start, word[start:])]


_CLUSTERS = ("sch", "st", "sp", "ch", "th", "ph", "br", "dr", "fr", "gr", "kr", "pr", "tr", "bl")


def _opens(word: str, i: int) -> bool:
    """Whether a syllable plausibly opens at `i`: one consonant or a cluster, then a vowel."""
    word = word.casefold()
    joined = any(
        word[j : i + 1].startswith(c[: i + 1 - j]) and word[j:].startswith(c)
        for c in _CLUSTERS
        for j in range(max(0, i - len(c) + 1), i)
    )
    if joined or word[i] in _VOWELS:
        return False
    cluster = next((c for c in _CLUSTERS if word.startswith(c, i)), word[i])
    return word[i + len(cluster) : i + len(cluster) + 1] in _VOWELS
