"""Counts how texts are written: rhythm, punctuation, emoji, address, wording.

Hashtags, mentions and addresses are left out: they are no part of how somebody talks.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

import regex

from tools.counters import emoji_spans
from tools.vocabulary import TOKEN, URL
from tools.voice.prior import Unit, function_words, listed

FRAGMENT = 4
"""Words up to which a sentence counts as a fragment."""

SEVERAL = 3
"""Sentences from which it can be said how much their lengths vary."""

_ASIDE = regex.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.\w+|(?<!\S)[#@][\p{L}\p{M}\p{N}_.]+")
# A line that stops in the middle of a sentence was wrapped by an editor.
_WRAPPED = regex.compile(r"(?<![.!?…:。！？\s])[ \t]*\n(?=[ \t]*\p{Ll})")
_SPACES = regex.compile(r"[^\S\n]+")
_CLOSER = r"[\"'”’»)\]]"
_END = regex.compile(rf"(?:(?<=[.!?…])|(?<=[.!?…]{_CLOSER}))\s+|(?<=[。！？])|\n+")
_ABBREVIATED = regex.compile(
    r"(?:^|[\s(])(?:[ap]\.m|e\.g|i\.e|etc|vs|ca|approx)\.$", regex.IGNORECASE
)
_TITLE = regex.compile(r"(?:^|[\s(])(?:No|Nr|Mr|Mrs|Ms|Dr|St|\p{Lu})\.$")
_MARKS = {
    "comma": regex.compile(r"(?<!\d),|,(?!\d)|[،、，]"),
    "dash": regex.compile(r"[–—]|(?<=\s)-{1,2}(?=\s)"),
    "colon": regex.compile(r"(?<!\d)[:;]|[:;](?!\d)|[：；]"),
    "exclamation": regex.compile(r"[!！]"),
    "question": regex.compile(r"[?？؟]"),
    "ellipsis": regex.compile(r"…|\.{3,}"),
    "brackets": regex.compile(r"[(（\[]"),
}
_SHOUTED = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}{2,}(?![\p{L}\p{N}])")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted. `values` lacks what could not be: without emoji, where they stand."""

    counts: Mapping[Unit, int] = field(default_factory=dict[Unit, int])
    values: Mapping[str, float] = field(default_factory=dict[str, float])
    function_words: Mapping[str, float] = field(default_factory=dict[str, float])  # per 100


def measure(texts: Sequence[str], language: str = "en") -> Measured:
    """Measure posts as one body of text. Rates are per 100 words; numbers count as words."""
    posts = [text for text in map(spoken, texts) if tokens(text)]
    said = [line for post in posts for line in sentences(post) if tokens(line)]
    words = [word for post in posts for word in tokens(post)]
    if not words:
        return Measured()
    at_end = _emoji_at_end(posts)
    counts: dict[Unit, int] = {
        "words": len(words),
        "sentences": len(said),
        "posts": len(posts),
        "emoji": len(at_end),
    }
    marks = {**_marks("\n".join(posts)), "emoji": len(at_end), **_address(words, language)}
    values = {name: 100 * count / len(words) for name, count in marks.items()}
    values |= _rhythm(said, len(posts))
    values["word_length"] = fmean(map(len, words))
    if at_end:
        values["emoji_at_end"] = fmean(at_end)
    spread = Counter(words)
    common = {word: 100 * spread[word] / len(words) for word in function_words(language)}
    return Measured(counts, values, common)


def spoken(text: str) -> str:
    """The text without hashtags, mentions and addresses, its wrapped lines joined."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    text = URL.sub(" ", _ASIDE.sub(" ", text))
    return _SPACES.sub(" ", _WRAPPED.sub(" ", text)).strip()


def sentences(text: str) -> list[str]:
    """Sentences and lines, sparing abbreviations."""
    found: list[str] = []
    for part in filter(None, map(str.strip, _END.split(text))):
        if found and _unfinished(found[-1][-12:], part):  # its last word decides
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def tokens(text: str) -> list[str]:
    """Words and numbers in lower case, apostrophes straightened."""
    return [token.replace("’", "'").lower() for token in TOKEN.findall(text)]


def _unfinished(before: str, after: str) -> bool:
    if _TITLE.search(before):
        return True
    return after[:1].islower() and _ABBREVIATED.search(before) is not None


def _rhythm(said: Sequence[str], posts: int) -> dict[str, float]:
    lengths = [len(tokens(line)) for line in said]
    spread = {"sentence_spread": stdev(lengths)} if len(lengths) >= SEVERAL else {}
    return {
        **spread,
        "sentence_length": fmean(lengths),
        "fragments": sum(count <= FRAGMENT for count in lengths) / len(said),
        "sentences_per_post": len(said) / posts,
        "small_starts": sum(map(_starts_small, said)) / len(said),
    }


def _starts_small(sentence: str) -> bool:
    first = TOKEN.search(sentence)
    return first is not None and first[0][0].islower()


def _marks(whole: str) -> dict[str, int]:
    found = {name: len(mark.findall(whole)) for name, mark in _MARKS.items()}
    return {**found, "capitals": len(_SHOUTED.findall(whole))}


def _emoji_at_end(posts: Sequence[str]) -> list[bool]:
    """For every emoji, whether no word follows it in its line."""
    return [
        TOKEN.search(post[end:].split("\n")[0]) is None
        for post in posts
        for _, end in emoji_spans(post)
    ]


def _address(words: Sequence[str], language: str) -> dict[str, int]:
    lists = listed(language)
    if lists is None:
        return {}
    named = {"i": lists.i, "we": lists.we, "you": lists.you, "contractions": lists.contractions}
    wanted = {name: frozenset(line.split()) for name, line in named.items()}
    return {name: sum(word in those for word in words) for name, those in wanted.items()}
