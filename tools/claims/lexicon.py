"""How a language words figures, times, foods and origins: `lexicon.yaml`, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, RootModel

from studiocrew.authored import load_authored
from tools.claims.patterns import Words, language_of
from tools.vocabulary import stem, word_list

DATA = Path(__file__).with_name("lexicon.yaml")
_NEVER = "(?!)"
_SIGNS = {"GBP": "£", "EUR": "€|eur", "USD": r"\$|usd", "JPY": "¥|円"}


class Doubtful(BaseModel):
    """Months that are other words too, and the words after which they are months."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: Words = _NEVER
    after: Words = _NEVER


class Lexicon(BaseModel):
    """One language's words. The defaults are what can be read in a language we have no list for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    small: str = ""
    after: bool = False
    numbers: Mapping[str, int] = Field(default_factory=dict)
    money: Mapping[str, Words] = Field(default_factory=lambda: dict(_SIGNS))
    percent: Words = "%"
    units: Mapping[str, Words] = Field(default_factory=dict)
    rates: Mapping[str, Words] = Field(default_factory=dict)
    off: Words = _NEVER
    am: Words = _NEVER
    pm: Words = _NEVER
    clock: Words = _NEVER
    days: tuple[Words, ...] = ()
    months: tuple[Words, ...] = ()
    doubtful: Doubtful = Doubtful()
    moments: Mapping[str, Words] = Field(default_factory=dict)
    span: Words = _NEVER
    open: Words = _NEVER
    shut: Words = _NEVER
    notice: Words = _NEVER
    without: Words = _NEVER
    free: str = _NEVER
    nots: Words = _NEVER
    foods: Mapping[str, Words] = Field(default_factory=dict)
    diets: Mapping[str, Words] = Field(default_factory=dict)
    origins: Mapping[str, Words] = Field(default_factory=dict)
    streets: str = _NEVER
    qualities: Mapping[str, Words] = Field(default_factory=dict)


class _Lexicons(RootModel[dict[str, Lexicon]]):
    model_config = ConfigDict(frozen=True)


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """Every language we have words for."""
    return load_authored(DATA, _Lexicons).root


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a BCP 47 tag's language; signs and figures only where we have none."""
    return lexicons().get(language_of(language)) or Lexicon()


@cache
def spelled(language: str) -> Mapping[str, int]:
    """Numbers in words, without "one", which is mostly an article."""
    found = {**word_list(language).numbers, **lexicon(language).numbers}
    if language_of(language) == "de":
        found |= _joined(found)
    return {word: value for word, value in found.items() if value > 1}


def _joined(numbers: Mapping[str, int]) -> dict[str, int]:
    """German writes them together: sechsunddreißig."""
    units = {"ein": 1} | {word: n for word, n in numbers.items() if n < 10}
    tens = {word: n for word, n in numbers.items() if n in range(20, 100, 10)}
    return {f"{u}und{t}": n + m for u, n in units.items() for t, m in tens.items()}


@cache
def small_stems(language: str) -> frozenset[str]:
    """Stems of words that claim nothing: the lexicon's small ones and the plain ones."""
    listed = map(stem, lexicon(language).small.split())
    return frozenset(listed) | word_list(language).plain
