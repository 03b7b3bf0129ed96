"""Whether a line of copy stays with what is known, and how well it says it.

Small models invent: a number, a weekday, a person, a cupcake. Everything here is code, so it
costs nothing and cannot be talked round. Numbers and names are compared in any language; word
lists exist for those in `words.yaml`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import contains

import regex

from tools.fidelity import added, in_order, misused_numbers
from tools.vocabulary import (
    TOKEN,
    URL,
    numbers,
    similarity,
    stem,
    stems,
    telling,
    urls,
    word_list,
    words,
)

_NAME = regex.compile(r"(?<=[\p{Ll}\p{N},;)] )\p{Lu}[\p{L}\p{M}'’-]+")
_MARKUP = regex.compile(r"[<>{}\[\]*_#|`]|\bhttps?:")
_META = regex.compile(
    r"\b(caption|hashtag|opening line|closing line|instagram|linkedin|as an ai|the fact)\b",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be said: the numbers, words and addresses of everything we can point to."""

    language: str
    numbers: frozenset[str]
    stems: frozenset[str]
    urls: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], language: str = "en") -> Known:
        return cls._of(tuple(texts), language)

    @classmethod
    @lru_cache(256)
    def _of(cls, texts: tuple[str, ...], language: str) -> Known:
        whole = unicodedata.normalize("NFC", "\n".join(texts))
        bare = URL.sub(" ", whole)
        return cls(
            language,
            frozenset(numbers(whole, language) | numbers(bare, language)),
            frozenset(stems(whole) | stems(bare)),
            frozenset(urls(whole)),
        )

    def invented(self, text: str) -> list[str]:
        """Numbers, days, names, sweeping words and addresses that nothing we know says."""
        listed = word_list(self.language)
        text = unicodedata.normalize("NFC", text)
        unknown = [url for url in urls(text) if url not in self.urls]
        bare = URL.sub(" ", text)
        found = sorted(numbers(bare, self.language) - self.numbers - {"1"})
        found += [
            word
            for word in words(bare)
            if (said := stem(word)) not in self.stems
            and (said in listed.dates or said in listed.claims)
        ]
        if not self.language.startswith("de"):  # German capitalises every noun
            found += [name for name in _NAME.findall(bare) if not self._says(name)]
        return list(dict.fromkeys(unknown + found))

    def unusual(self, text: str) -> list[str]:
        """Content words that claim something nobody said. Empty without a word list."""
        listed = word_list(self.language)
        if not listed.plain:
            return []
        return [
            word
            for word in words(URL.sub(" ", text))
            if (said := stem(word)) not in self.stems
            and said not in listed.plain
            and said not in listed.counted
        ]

    def _says(self, name: str) -> bool:
        plain = word_list(self.language).plain
        return all(said in self.stems or said in plain for said in map(stem, words(name)))


def cliches(text: str, language: str, avoid: Sequence[str] = ()) -> list[str]:
    """Worn phrases and the brand's own forbidden words that `text` uses."""
    return _worn(language, tuple(avoid)).found(text)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases to be found in any form of their words, figures included; signs as they are.

    `words` has the forms of each word of each phrase, `starts` says by word which begin with it.
    """

    phrases: tuple[str, ...]
    words: tuple[tuple[frozenset[str], ...], ...]
    starts: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, phrases: tuple[str, ...]) -> _Phrases:
        words = tuple(tuple(map(_forms, _tokens(phrase))) for phrase in phrases)
        starts: dict[str, tuple[int, ...]] = {}
        for number, wanted in enumerate(words):
            for form in wanted[0] if wanted else ():
                starts[form] = (*starts.get(form, ()), number)
        return cls(phrases, words, starts)

    def found(self, text: str) -> list[str]:
        """Those that stand in the text, in their own order."""
        said = _tokens(text)
        numbers = {n for n, wanted in enumerate(self.words) if not wanted and self._sign(n, text)}
        for place, word in enumerate(said):
            for number in self.starts.get(word, ()):
                wanted = self.words[number]
                run = said[place : place + len(wanted)]
                if len(run) == len(wanted) and all(map(contains, wanted, run)):
                    numbers.add(number)
        return [self.phrases[number] for number in sorted(numbers)]

    def _sign(self, number: int, text: str) -> bool:
        """Whether a phrase without words, such as an emoji, stands there as it is."""
        sign = self.phrases[number].strip()
        return bool(sign) and sign in text


@lru_cache(64)
def _worn(language: str, avoid: tuple[str, ...]) -> _Phrases:
    """What a brand's texts in a language are searched for: the same for every line of a run."""
    return _Phrases.of(tuple(dict.fromkeys((*avoid, *word_list(language).cliches))))


@lru_cache(4096)
def _tokens(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    return tuple(TOKEN.findall(text))


@cache
def _forms(word: str) -> frozenset[str]:
    """What English adds to a word. `stem` takes too much: it makes food of foodie."""
    short = word[:-1] if word.endswith("e") else word
    more = (word + "s", word + "es", word + "'s", short + "ed", short + "ing")
    return frozenset({word, *more})


def superlatives(text: str, language: str) -> list[str]:
    """Claims of being best, which need evidence."""
    flat = " " + " ".join(words(text)) + " "
    return [s for s in word_list(language).superlatives if f" {' '.join(words(s))} " in flat]


def invites(line: str, language: str) -> bool:
    """Whether a line tells the reader to do something; taken on trust without a word list."""
    verbs = word_list(language).actions
    said = words(URL.sub(" ", line))  # the "book" of kettle.example/book tells nobody to book
    return not verbs or any(word in verbs for word in said)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line cannot be used, and how it compares with the others that can."""

    faults: tuple[str, ...]
    score: float

    @property
    def usable(self) -> bool:
        return not self.faults


def screen(
    line: str,
    *,
    known: Known,
    about: str = "",
    limit: int = 200,
    avoid: Sequence[str] = (),
    taken: Sequence[str] = (),
    strays: int = 1,
) -> Verdict:
    """Judge one line.

    `about` is the fact it should be about, `taken` the lines it must not repeat, `strays` how
    many words of its own it may bring.
    """
    line = line.strip()
    faults = _faults(line, known, limit, avoid, strays)
    if about and (wrong := misused_numbers(line, about, known.language)):
        faults.append("numbers out of place: " + ", ".join(wrong))
    if any(similarity(line, other) > 0.7 for other in taken):
        faults.append("repeats another line")
    overlap = len(telling(line, known.language) & telling(about, known.language))
    overlap += len(numbers(line, known.language) & numbers(about, known.language))
    strange = len(known.unusual(line))
    plain = word_list(known.language).plain
    said = [stem(word) for word in words(line) if stem(word) not in plain]
    echoes = len(said) - len(set(said))
    score = min(overlap, 4) - 1.5 * strange - line.count("!") - len(line) / 120
    score -= 1.0 * (similarity(line, about) > 0.8)  # the fact said over is no line of its own
    score -= 1.5 * echoes
    score += 2.0 * in_order(line, about) - 0.4 * len(added(line, about, known.language))
    return Verdict(tuple(faults), score)


def _faults(line: str, known: Known, limit: int, avoid: Sequence[str], strays: int) -> list[str]:
    faults: list[str] = []
    if len(words(line)) < 2:
        faults.append("says nothing")
    if len(line) > limit:
        faults.append(f"{len(line)} characters, {limit} allowed")
    if found := known.invented(line):
        faults.append("not in the facts: " + ", ".join(found))
    if found := [*cliches(line, known.language, avoid), *superlatives(line, known.language)]:
        faults.append("worn or unproven: " + ", ".join(found))
    if _MARKUP.search(line) or _META.search(line):
        faults.append("talks about itself or holds markup")
    if len(strange := known.unusual(line)) > strays + len(words(line)) // 10 * strays:
        faults.append("strays from the facts: " + ", ".join(strange))
    return faults
