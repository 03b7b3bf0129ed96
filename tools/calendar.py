"""When posts go out: evenly spread, at sensible local hours, never two in one hour.

Deterministic and cheap. Hours and weekdays come from `platforms.yaml`, where they are marked as
house defaults: they order a calendar, and promise nothing about reach.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from studiocrew.errors import AuthorError, CallerError
from tools.platforms import Platform, platform, table

WAKING_HOURS = range(8, 22)
"""Hours used when a platform's own are taken. Nobody is there to answer comments at night."""

_NEAR = 14  # days
_OTHER_WEEKDAY = 1.5  # as bad as being a day and a half off
_OTHER_HOUR = 2.0
_SAME_DAY = 1.0
_SAME_PLATFORM_SAME_DAY = 4.0


@dataclass(frozen=True)
class Slot:
    """A moment for one post. `starts_at` is aware, on the full local hour."""

    platform: str
    starts_at: datetime
    why: str


def slots(
    platforms: Sequence[str],
    posts: int,
    weeks: int,
    start: date,
    timezone: str,
    *,
    cadence: Mapping[str, float] | None = None,
    closed_weekdays: Collection[int] = (),
    closed_dates: Collection[date] = (),
) -> tuple[Slot, ...]:
    """`posts` slots, in time order, in the `weeks` that begin the day after `start`.

    `cadence` is posts a week by platform: it shares out `posts`, and a platform it leaves out
    counts 1. Without it platforms take turns, so each gets posts/len(platforms) give or take one.
    Weekdays are 0 for Monday. AuthorError for an unknown platform or timezone; CallerError if
    they do not fit.
    """
    if posts < 0 or weeks < 1 or not platforms:
        raise CallerError(
            f"No calendar for {posts} posts on {len(platforms)} platforms in {weeks} weeks.",
            mend="Give at least one platform and one week.",
        )
    days = [start + timedelta(days=1 + n) for n in range(7 * weeks)]
    open_days = [d for d in days if d.weekday() not in closed_weekdays and d not in closed_dates]
    board = _Board(zone(timezone), open_days)
    for index, name in enumerate(_turns(platforms, posts, cadence or {})):
        ideal = int((index + 0.5) * len(days) / posts)
        board.place(platform(name), days[ideal])
    return tuple(sorted(board.taken, key=lambda slot: slot.starts_at))


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


def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name. AuthorError with the nearest name if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        close = difflib.get_close_matches(name, available_timezones(), n=1)
        mend = f'Write "{close[0]}".' if close else 'Write one such as "Europe/London".'
        raise AuthorError(f'There is no timezone "{name}".', mend=mend) from problem


@dataclass
class _Board:
    """The calendar while it fills up."""

    zone: ZoneInfo
    days: Sequence[date]
    taken: list[Slot] = field(default_factory=list[Slot])
    _hours: set[tuple[date, int]] = field(default_factory=set[tuple[date, int]])
    _instants: set[datetime] = field(default_factory=set[datetime])

    def place(self, target: Platform, ideal: date) -> None:
        """Take the cheapest free hour for this platform."""
        for _, day, hour in self._ranked(target, ideal):
            moment = _existing(day, hour, self.zone)
            if moment is not None and moment.astimezone(UTC) not in self._instants:
                self._hours.add((day, hour))
                self._instants.add(moment.astimezone(UTC))
                self.taken.append(Slot(target.id, moment, _why(target, day, hour)))
                return
        raise CallerError(
            f"No free hour is left after {len(self.taken)} posts.",
            where=f"{len(self.days)} open days",
            mend="Ask for fewer posts, more weeks or fewer closed days.",
        )

    def _ranked(self, target: Platform, ideal: date) -> Iterator[tuple[float, date, int]]:
        """Free hours, cheapest first. Far days are only looked at when the near ones are full."""
        near = [day for day in self.days if abs((day - ideal).days) <= _NEAR]
        far = [day for day in self.days if abs((day - ideal).days) > _NEAR]
        for days in (near, far):
            yield from sorted(
                self._choices(target, ideal, days), key=lambda c: (round(c[0], 3), c[1], c[2])
            )

    def _choices(
        self, target: Platform, ideal: date, days: Sequence[date]
    ) -> Iterator[tuple[float, date, int]]:
        turn = sum(slot.platform == target.id for slot in self.taken) % len(target.hours)
        preferred = target.hours[turn:] + target.hours[:turn]
        for day in days:
            cost = self._day_cost(target, day, ideal)
            for hour in {*preferred, *WAKING_HOURS}:
                if (day, hour) not in self._hours:
                    # The next hour in turn wins narrowly, so that posts are not all at eight.
                    rank = 0.1 * preferred.index(hour) if hour in preferred else _OTHER_HOUR
                    yield cost + rank, day, hour

    def _day_cost(self, target: Platform, day: date, ideal: date) -> float:
        same_day = [slot.platform for slot in self.taken if slot.starts_at.date() == day]
        return (
            abs((day - ideal).days)
            + (0 if day.weekday() in target.weekdays else _OTHER_WEEKDAY)
            + _SAME_DAY * len(same_day)
            + _SAME_PLATFORM_SAME_DAY * (target.id in same_day)
        )


def _existing(day: date, hour: int, where: ZoneInfo) -> datetime | None:
    """That local hour, or None where clocks jump over it (or over the whole day)."""
    wanted = datetime.combine(day, time(hour), tzinfo=where)
    real = wanted.astimezone(UTC).astimezone(where)
    return real if real.replace(tzinfo=None) == wanted.replace(tzinfo=None) else None


def _why(target: Platform, day: date, hour: int) -> str:
    note = f"({table().timing.source})"
    usual_day = day.weekday() in target.weekdays
    if usual_day and hour in target.hours:
        return f"{day:%A} at {hour}:00 is among {target.name}'s usual times {note}."
    if hour in target.hours:
        return f"{hour}:00 is a usual hour on {target.name}; {day:%A} keeps the posts apart {note}."
    return f"{day:%A} at {hour}:00 is the nearest free hour {note}."
