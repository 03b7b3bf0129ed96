"""Words, numbers and addresses of a text, in forms that can be compared.

Word lists exist for the languages of `words.yaml`; without one, comparing still works and only
what needs a list is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import regex
from pydantic import BaseModel, ConfigDict, RootModel

from studiocrew.authored import load_authored

# Scripts that set no spaces between words: every character counts as a word of its own.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = regex.compile(rf"(?V1){_UNSPACED}|[[\p{{L}}\p{{M}}]--{_UNSPACED}]+(?:['’][\p{{L}}]+)?")
TOKEN = regex.compile(rf"{_WORD.pattern}|\p{{N}}+")
_NUMBER = regex.compile(r"\d+(?:[.,:]\d+|[\u00a0\u202f'’]\d{3}(?!\d))*")
_GROUPED = regex.compile(r"([1-9]\d{0,2}(?:[.,\u00a0\u202f'’]\d{3})+)(?:[.,](\d{1,2}))?")
_HYPHENATED = regex.compile(r"(?<![\p{L}-])(\p{L}+)-(\p{L}+)(?![\p{L}-])")
_NO_DIGIT = regex.compile(r"\D")
_EMPTY_PLACES = regex.compile(r"^0+(?=\d)|:00$")
_SCHEME = regex.compile(r"^(https?://)?(www\.)?")
_END_OF_SENTENCE = regex.compile(r"\p{P}+$")
_ACCENT = regex.compile(r"[\u0300-\u036f]")
# A label has 63 characters at most (RFC 1035, 2.3.4) and nobody writes ten of them: so bounded, a
# text of dots and letters costs no more a character than any other.
URL = regex.compile(
    r"\b(?:https?://)?(?:[\w-]{1,63}+\.){1,9}\p{L}{2,63}+(?:/\S*+)?", regex.IGNORECASE
)


DATA = Path(__file__).with_name("words.yaml")


class _Listed(BaseModel):
    """A language's entry as it is written: most lists are words in a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plain: str
    cliches: tuple[str, ...]
    numbers: Mapping[str, int]
    dates: str
    claims: str
    actions: str
    superlatives: tuple[str, ...]


class _AllListed(RootModel[dict[str, _Listed]]):
    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, slots=True)
class WordList:
    """What `words.yaml` says of one language."""

    plain: frozenset[str] = frozenset()
    cliches: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    counted: frozenset[str] = frozenset()  # the stems of `numbers`
    dates: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    superlatives: tuple[str, ...] = ()


@cache
def word_list(language: str) -> WordList:
    """The list of a BCP 47 tag's language; an empty one where we have none."""
    listed = _all_listed().get(language.split("-", maxsplit=1)[0].lower())
    if listed is None:
        return WordList()
    return WordList(
        plain=frozenset(map(stem, listed.plain.split())),
        cliches=listed.cliches,
        numbers=listed.numbers,
        counted=frozenset(map(stem, listed.numbers)),
        dates=frozenset(map(stem, listed.dates.split())),
        claims=frozenset(map(stem, listed.claims.split())),
        actions=frozenset(listed.actions.split()),
        superlatives=listed.superlatives,
    )


@cache
def _all_listed() -> Mapping[str, _Listed]:
    return load_authored(DATA, _AllListed).root


def words(text: str) -> list[str]:
    """Lower-case words, apostrophes straightened."""
    return list(_words(text))


# The same captions and facts are compared over and over, each with each.
@lru_cache(4096)
def _words(text: str) -> tuple[str, ...]:
    found = _WORD.findall(unicodedata.normalize("NFC", text))
    return tuple(word.lower().replace("’", "'") for word in found)


@lru_cache(16384)
def stem(word: str) -> str:
    """A crude common form: "bakes" finds "baked", "habitaciones" finds "habitación".

    Only ever compared with itself.
    """
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    if not word.isascii():  # accents come and go with endings
        word = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", word)))
    for endings in (("s",), ("ing", "ed", "ly"), ("ie", "y", "e", "i")):
        for ending in endings:
            if len(word) - len(ending) >= 3 and word.endswith(ending):
                word = word.removesuffix(ending)
                break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(text: str) -> set[str]:
    return set(_stems(text))


@lru_cache(4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, _words(text)))


def numbers(text: str, language: str = "en") -> set[str]:
    """Every number in figures or, where the language has a list, in words: "3.2", "60"."""
    return set(_numbers(text, language))


@lru_cache(4096)
def _numbers(text: str, language: str) -> frozenset[str]:
    spelled = word_list(language).numbers

    def joined(pair: regex.Match[str]) -> str:
        tens, unit = (spelled.get(part.lower(), 0) for part in pair.groups())
        return str(tens + unit) if tens in range(20, 100, 10) and 0 < unit < 10 else pair[0]

    text = _HYPHENATED.sub(joined, text)  # twenty-five is neither 20 nor 5
    found = {_plain_number(number) for number in _NUMBER.findall(text)}
    return frozenset(found | {str(spelled[word]) for word in _words(text) if word in spelled})


def _plain_number(number: str) -> str:
    """One spelling of a number: 3,20 is 3.2, 1,000 and 1.000 are 1000, 6:00 is 6."""
    number = "".join(str(int(char)) if char.isdecimal() else char for char in number)
    if grouped := _GROUPED.fullmatch(number):
        whole = _NO_DIGIT.sub("", grouped[1])
        number = f"{whole}.{grouped[2]}" if grouped[2] else whole
    number = _EMPTY_PLACES.sub("", number.replace(",", "."))
    return number.rstrip("0").rstrip(".") if "." in number else number


def telling(text: str, language: str) -> set[str]:
    """The stems that carry a text's meaning; all of them where there is no word list."""
    return set(_stems(text) - word_list(language).plain)


def similarity(left: str, right: str) -> float:
    """Share of stems two texts have in common (Jaccard), 0 to 1."""
    a, b = _stems(left), _stems(right)
    return len(a & b) / len(a | b) if a and b else 0.0


def urls(text: str) -> list[str]:
    """Addresses in lower case, without scheme, www and the punctuation they end a sentence with."""
    return list(_urls(text))


@lru_cache(4096)
def _urls(text: str) -> tuple[str, ...]:
    found = (_SCHEME.sub("", url.lower()) for url in URL.findall(text))
    return tuple(_END_OF_SENTENCE.sub("", url) for url in found)


def has_url(text: str) -> bool:
    """Whether a web address stands in the text."""
    return URL.search(text) is not None
