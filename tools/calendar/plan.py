"""From cadence and rules to moments, each with the reason why it is that one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from studiocrew.errors import CallerError
from studiocrew.timing import BestTimes, CalendarRules
from tools.calendar.clash import no_calendar
from tools.calendar.days import existing, holidays_of, zone
from tools.calendar.model import best
from tools.calendar.rules import Cell, Deadline, Rule, demand, rules_of, spoken
from tools.platforms import platform, table

WAKING_HOURS = range(8, 22)
"""Hours used when a platform's own are taken. Nobody is there to answer comments at night."""

_REACHES = (14, 28, 10_000)
"""Days a post may stand from its even place: a fortnight if it can be, then four weeks."""
_OTHER_WEEKDAY = 1.5  # as bad as being a day and a half off
_OTHER_HOUR = 2.0
_SOURCED = 2.5
"""How much more an author's best times weigh than house defaults: somebody has looked."""
_HOUR_OFF = 0.05
_HOLIDAY = 3.0
_EARLIER = 0.001  # of two hours equally good, the earlier
_LEARNT = 10.0
"""Days that a certain gain of a log unit is worth: 10 % more is worth one day. House judgement."""
_MOST_LEARNT = 3.0


@dataclass(frozen=True)
class Slot:
    """A moment for one post. `starts_at` is aware, on the full local hour."""

    platform: str
    starts_at: datetime
    why: str


@dataclass(frozen=True)
class Learnt:
    """What measured posts say for certain, as log ratios to the average, and in words.

    `hours` are local hours, `weekdays` 0 for Monday; what is not certain is not in here.
    """

    hours: Mapping[int, float] = field(default_factory=dict[int, float])
    weekdays: Mapping[int, float] = field(default_factory=dict[int, float])
    words: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, cell: Cell) -> float:
        gain = self.hours.get(cell.hour, 0.0) + self.weekdays.get(cell.day.weekday(), 0.0)
        return max(-_MOST_LEARNT, min(_MOST_LEARNT, _LEARNT * gain))

    def told(self, cell: Cell) -> Iterator[str]:
        for key in (f"hour:{cell.hour}", f"weekday:{cell.day.weekday()}"):
            if key in self.words:
                yield self.words[key]


@dataclass(frozen=True)
class Given:
    """What a calendar has to fit in with.

    `taken` are moments of other campaigns, `before` says how many posts must come before a day,
    `until` is a day (and its name) that all of them precede.
    """

    taken: Collection[datetime] = ()
    before: Sequence[Deadline] = ()
    until: tuple[date, str] | None = None
    learnt: Learnt = field(default_factory=Learnt)


def slots(
    platforms: Sequence[str],
    posts: int,
    weeks: int,
    start: date,
    timezone: str,
    *,
    cadence: Mapping[str, float] | None = None,
    rules: CalendarRules | None = None,
    region: str = "",
    given: Given | None = None,
) -> tuple[Slot, ...]:
    """`posts` slots, in time order, in the `weeks` that begin the day after `start`.

    `cadence` is posts a week by platform: it shares out `posts`, and a platform it leaves out
    counts 1. Without it platforms take turns, so each gets posts/len(platforms) give or take one.
    AuthorError for an unknown platform, timezone or country; CalendarClash that names the rules
    if they cannot all be kept.
    """
    if posts < 0 or weeks < 1 or not platforms:
        raise CallerError(
            f"No calendar for {posts} posts on {len(platforms)} platforms in {weeks} weeks.",
            mend="Give at least one platform and one week.",
        )
    where = zone(timezone)
    turns = list(_turns(platforms, posts, cadence or {}))
    if not turns:
        return ()
    rules, given = rules or CalendarRules(), given or Given()
    days = [start + timedelta(days=1 + n) for n in range(7 * weeks)]
    free = holidays_of(rules.holidays, region, days)
    wishes = _Wishes(rules, free, given.learnt)
    cells = [
        Cell.of(name, at)
        for name in dict.fromkeys(turns)
        for day in days
        for hour in sorted({*wishes.times(name).hours, *range(rules.earliest, rules.latest + 1)})
        if (at := existing(day, hour, where)) is not None
    ]
    wanted = demand(Counter(turns), days)
    kept = [
        wanted,
        *rules_of(rules, days, free, taken=given.taken, before=given.before, until=given.until),
    ]
    shut = {
        day: rule for day in days for rule in reversed(kept) if rule.closes and rule.closes(day)
    }
    even = [day for day in days if day not in shut] or days
    ideals = [even[int((n + 0.5) * len(even) / posts)] for n in range(posts)]
    for reach in _REACHES:
        found = best(cells, kept, list(zip(turns, ideals, strict=True)), wishes.price, reach)
        if found is not None:
            chosen = sorted(found, key=lambda cell: cell.instant)
            return tuple(Slot(c.platform, c.at, wishes.why(c, shut)) for c in chosen)
    raise no_calendar(cells, kept, wanted)


def _turns(platforms: Sequence[str], posts: int, cadence: Mapping[str, float]) -> Iterator[str]:
    """Smooth weighted round-robin: never more than one post away from an exact share."""
    weights = {name: float(cadence.get(name, 1)) for name in platforms}
    total = sum(weights.values())
    if min(weights.values()) < 0 or total <= 0:
        raise CallerError("The cadence leaves nothing to post.", mend="Use numbers above zero.")
    credit = dict.fromkeys(weights, 0.0)
    for _ in range(posts):
        credit = {name: credit[name] + weights[name] for name in credit}
        chosen = max(credit, key=lambda name: round(credit[name], 9))
        credit[chosen] -= total
        yield chosen


@dataclass(frozen=True)
class _Wishes:
    """What is better or worse about a cell, none of it binding."""

    rules: CalendarRules
    holidays: Mapping[date, str]
    learnt: Learnt

    def times(self, name: str) -> BestTimes:
        """What an author says of a platform's readers, else the house default."""
        target, timing = platform(name), table().timing
        return self.rules.best_times.get(name) or BestTimes(
            hours=target.hours,
            weekdays=target.weekdays,
            source=timing.source,
            checked_on=timing.checked_on,
        )

    def price(self, cell: Cell) -> float:
        times = self.times(cell.platform)
        weight = _SOURCED if cell.platform in self.rules.best_times else 1.0
        off = min(abs(cell.hour - hour) for hour in times.hours)
        return (
            weight * (_OTHER_HOUR + _HOUR_OFF * off if off else 0.0)
            + weight * (0.0 if cell.day.weekday() in times.weekdays else _OTHER_WEEKDAY)
            + (_HOLIDAY if cell.day in self.holidays else 0.0)
            + _EARLIER * cell.hour
            - self.learnt.of(cell)
        )

    def why(self, cell: Cell, shut: Mapping[date, Rule]) -> str:
        """In words: whose time it is, what was measured, and what kept it from a day nearby."""
        times, name = self.times(cell.platform), platform(cell.platform).name
        said = f"({times.source}, {times.checked_on})"
        usual = cell.day.weekday() in times.weekdays
        if usual and cell.hour in times.hours:
            why = f"{cell.day:%A} at {cell.hour}:00 is among {name}'s usual times {said}."
        elif cell.hour in times.hours:
            why = f"{cell.hour}:00 is a usual hour on {name}; {cell.day:%A} keeps the posts apart "
            why += f"{said}."
        else:
            why = f"{cell.day:%A} at {cell.hour}:00 is the nearest free hour {said}."
        parts = [why, *self.learnt.told(cell)]
        near = [cell.day + timedelta(days=n) for n in (-1, 1)]
        closed = dict.fromkeys(shut[day].words for day in near if day in shut)
        parts += [f"A day beside it is closed: {words}." for words in closed]
        parts += [
            f"Not on {spoken(day)}: {self.holidays[day]}."
            for day in near
            if day in self.holidays and day not in shut
        ]
        if cell.day in self.holidays:
            parts.append(f"It is {self.holidays[cell.day]}; no other day served better.")
        return " ".join(parts)
