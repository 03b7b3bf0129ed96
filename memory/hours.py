"""Opening hours as sentences: `{"mo-mi": "geschlossen"}` becomes "… ist montags bis mittwochs
geschlossen." Days, like times, may be written in any language we have phrases for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from memory.clock import means_closed, spoken_times
from memory.phrasing import Phrases, capitalised, folded, in_order, phrases

_FEWEST = 3
"""Letters from which the beginning of a weekday's name is one: "thurs", "mié"."""


def opening_hours(
    name: str, hours: Mapping[str, str] | Sequence[str], language: str
) -> Iterator[str]:
    """Sentences without their full stop where they are the owner's own."""
    own = phrases(language)
    if not isinstance(hours, Mapping):
        for line in hours:
            times = spoken_times(line, language)
            yield own.opens.format(name=name, times=times) if line[:1].isdigit() else line
        return
    known: dict[int, str] = {}
    for key, value in hours.items():
        if not value.replace(".", "").strip():
            continue
        days = days_of(key, language)
        times = "" if means_closed(value, language) else spoken_times(value, language)
        known.update(dict.fromkeys(days, times))
        if not days:
            times = times or value.strip().rstrip(".")
            yield own.other.format(key=key, Key=capitalised(key), value=times)
    for first, last, times in _runs(known):
        pattern = own.open if times else own.closed
        yield pattern.format(name=name, days=_span(first, last, own), times=times)


def days_of(key: str, language: str) -> list[int]:
    """ "tue-sun", "lun, mié", "täglich" as day numbers, Monday 0; empty if not understood.

    A key is read in one language from end to end. The brand's own comes first, then English; the
    others only where no two of them differ: "do" is a Thursday in German, a Sunday in Spanish.
    """
    spoken = in_order(language)
    own = next(iter(spoken))
    for first in dict.fromkeys((own, "en")):
        if days := _read(key, spoken[first], own=first == own):
            return days
    others = [_read(key, one, own=False) for one in spoken.values()]
    readings = {tuple(days) for days in others if days}
    return list(readings.pop()) if len(readings) == 1 else []


def _read(key: str, spoken: Phrases, *, own: bool) -> list[int]:
    word = folded(key).replace(".", "")
    for group, days in ((spoken.groups.daily, 7), (spoken.groups.weekdays, 5)):
        if word in map(folded, group):
            return list(range(days))
    if word in map(folded, spoken.groups.weekend):
        return [5, 6]
    found: list[int] = []
    for part in re.split(rf"\s*[,;&+/]\s*|\s+(?:{_either(spoken.and_words)})\s+", word):
        ends = re.split(rf"\s*[-–—]\s*|\s+(?:{_either(spoken.to_words)})\s+", part)
        read = [_day(end, spoken, own=own) for end in ends]
        if None in read or len(read) > 2:
            return []
        first, last = read[0] or 0, read[-1] or 0
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return found


def _day(said: str, spoken: Phrases, *, own: bool) -> int | None:
    *before, word = said.split() or [""]
    if not set(before) <= set(map(folded, spoken.days.little)):
        return None
    for day, listed in enumerate(spoken.days.words):
        name, *short = folded(listed).split()
        begun = len(word) >= _FEWEST and name.startswith(word)
        # One letter is a day only to those who are used to it: the Spanish L to D.
        if begun or word == name + "s" or (word in short and (own or len(word) > 1)):
            return day
    return None


def _either(words: Sequence[str]) -> str:
    return "|".join(re.escape(folded(word)) for word in words)


def _runs(known: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """Neighbouring days that keep the same hours, as (first, last, hours)."""
    runs: list[tuple[int, int, str]] = []
    for day in sorted(known):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == known[day]:
            runs[-1] = (runs[-1][0], day, known[day])
        else:
            runs.append((day, day, known[day]))
    return runs


def _span(first: int, last: int, own: Phrases) -> str:
    days = own.days
    if (first, last) == (0, 6):
        return days.every
    if first == last:
        return days.each[first]
    if last == first + 1 and days.pair:
        return days.pair.format(first=days.each[first], last=days.each[last])
    return f"{days.start[first]} {days.end[last]}"
