"""Days named in plain text: "24 December 2026", "Dec 24", "2026-12-24", "9 de diciembre".

dates_in(text)              whole dates something is wanted for, with the words that name them
due(text, lang, today)      the day a text speaks of: what it announces is announced before it
stale(text, lang, today)    whether it tells of a day that was a few weeks ago
over(text, lang, day)       the day it speaks of, if that is past when it goes out on `day`

Months are read in the text's language and in English.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import regex

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
}
_TOLD = regex.compile(  # a date that is told, not asked for
    r"\b(?:since|founded|opened|born|established|began|started|won|was|were|been|had|dated)\b",
    regex.IGNORECASE,
)
_SENTENCE = regex.compile(r"[.!?]\s+(?=\p{Lu})|;\s+|\n+")
_HALF_A_YEAR = timedelta(days=183)
STALE = timedelta(days=120)
"""For how long a day that is over is old news; before that it is history. House judgement."""


@dataclass(frozen=True, slots=True)
class Named:
    """A day as a text names it. `told` says that a past tense stands before it."""

    day: int
    month: int
    year: int | None
    said: str
    told: bool

    def in_year(self, year: int) -> date | None:
        """That day of a year; None for 31 February."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def years(self, *years: int) -> Iterator[date]:
        """The day itself where its year is said, else in each of these years."""
        for year in years if self.year is None else (self.year,):
            if found := self.in_year(year):
                yield found


def named_days(text: str, language: str = "en") -> Iterator[Named]:
    """Every day the text names, in order."""
    pattern, months = _reader(language.split("-", maxsplit=1)[0].lower())
    begins = [0, *(end.end() for end in _SENTENCE.finditer(text))]
    tellings = [-1, *(word.start() for word in _TOLD.finditer(text))]
    for found in pattern.finditer(text):
        said = found.capturesdict()
        (day,), (month,) = said["d"], said["m"]
        number = months.get(month.lower()) or int(month)
        if not 1 <= number <= 12:
            continue
        year = int(said["y"][0]) if said["y"] else None
        begun, telling = (_last(places, found.start()) for places in (begins, tellings))
        yield Named(int(day), number, year, found[0], told=telling >= begun)


def _last(places: Sequence[int], until: int) -> int:
    """The last of the places, in order, that is not beyond `until`; the first never is."""
    return places[bisect_right(places, until) - 1]


def dates_in(text: str) -> Iterator[tuple[date, str]]:
    """Each date that something is wanted for, with the words that name it.

    A date of the past tense ("since 3 May 2019") is history and left out, as is one without a
    year, which always has a next time.
    """
    for named in named_days(text):
        if named.year and not named.told and (when := named.in_year(named.year)):
            yield when, named.said


def due(text: str, language: str, today: date) -> date | None:
    """The first day from tomorrow on that the text speaks of, within half a year.

    A date without a year is its next coming.
    """
    coming = [
        day
        for named in named_days(text, language)
        if not named.told
        for day in named.years(today.year, today.year + 1)
        if today < day <= today + _HALF_A_YEAR
    ]
    return min(coming, default=None)


def stale(text: str, language: str, today: date) -> bool:
    """Whether a text tells of a day that was a few weeks ago, and of none to come."""
    named = list(named_days(text, language))
    dated = [day for one in named if one.year for day in one.years()]
    every = [day for one in named for day in one.years(today.year, today.year + 1)]
    lately = any(today - STALE <= day < today for day in dated)
    return lately and not any(day >= today for day in every)


def over(text: str, language: str, day: date) -> date | None:
    """The last day a text speaks of, if it was in the weeks before `day`; None if it is not over.

    A date without a year is the one nearest to `day`; one of the past tense is history.
    """
    named = [one for one in named_days(text, language) if not one.told]
    nearest = [
        min(found, key=lambda when: abs(when - day))
        for one in named
        if (found := list(one.years(day.year - 1, day.year, day.year + 1)))
    ]
    last = max(nearest, default=None)
    return last if last and day - STALE <= last < day else None


@functools.cache
def _reader(language: str) -> tuple[regex.Pattern[str], Mapping[str, int]]:
    own = _MONTHS.get(language, "").split()
    months = {
        spelt: number
        for names in (_MONTHS["en"].split(), own)
        for number, name in enumerate(names, 1)
        for spelt in (name, name[:3])
    }
    month = "|".join(sorted(months, key=len, reverse=True))
    year = r"(?:\.?,?(?: de)? (?P<y>\d{4})\b)?"
    nth = r"(?:st|nd|rd|th|er|\.)?"
    pattern = (
        r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"
        rf"|(?<![\d.:])(?P<d>\d{{1,2}}){nth}(?: of| de)? (?P<m>{month})\b{year}"
        rf"|\b(?P<m>{month})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b{year}"
    )
    return regex.compile(pattern, regex.IGNORECASE), months
