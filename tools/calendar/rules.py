"""What a calendar must keep, one removable rule at a time, each in words and with a way out.

A rule either forbids cells (a platform at an hour) or bounds how many of some cells are taken.
Being separate, rules can be left out one by one to find which of them clash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from studiocrew.timing import WEEKDAYS, Blackout, CalendarRules, Launch

FORTNIGHT = timedelta(days=14)
HOUR = timedelta(hours=1)
Row = tuple[Sequence[int], float, float]
"""Indices of cells, and the fewest and the most of them that may be taken."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One platform at one local hour. `at` is aware, `instant` the same moment in UTC."""

    platform: str
    day: date
    hour: int
    at: datetime
    instant: datetime

    @classmethod
    def of(cls, platform: str, at: datetime) -> Cell:
        return cls(platform, at.date(), at.hour, at, at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Deadline:
    """At least `posts` posts go out before `day`: they speak of it."""

    day: date
    posts: int
    what: str


@dataclass(frozen=True)
class Rule:
    """`words` say what is kept, `mend` what to change; `closes` is for whole days."""

    words: str
    mend: str
    forbids: Callable[[Cell], bool] | None = None
    rows: Callable[[Sequence[Cell]], Iterable[Row]] | None = None
    closes: Callable[[date], bool] | None = None
    deadline: Deadline | None = None

    def forbidden(self, cell: Cell) -> bool:
        return bool(
            (self.forbids and self.forbids(cell)) or (self.closes and self.closes(cell.day))
        )


def demand(counts: Mapping[str, int], days: Sequence[date]) -> Rule:
    """So many posts on each platform, in these days."""
    shares = ", ".join(f"{count} on {name}" for name, count in counts.items() if count)
    total = sum(counts.values())

    def rows(cells: Sequence[Cell]) -> Iterator[Row]:
        for name, count in counts.items():
            yield [n for n, cell in enumerate(cells) if cell.platform == name], count, count

    span = f"{spoken(days[0])} to {spoken(days[-1])}"
    return Rule(f"{counted(total, 'post')} from {span} ({shares})", "ask for fewer", rows=rows)


def rules_of(
    rules: CalendarRules,
    days: Sequence[date],
    holidays: Mapping[date, str],
    *,
    taken: Collection[datetime] = (),
    before: Sequence[Deadline] = (),
    until: tuple[date, str] | None = None,
) -> Iterator[Rule]:
    """Every rule that says something about these days, authors' first."""
    first, last = days[0], days[-1]
    for blackout in rules.blackouts:
        if blackout.first <= last and blackout.last >= first:
            yield _blackout(blackout)
    if closed := frozenset(rules.closed_weekdays):
        names = _listed([f"{WEEKDAYS[day].capitalize()}s" for day in sorted(closed)])
        mend = "open one of these weekdays (calendar.closed_weekdays)"
        yield Rule(f"nothing on {names}", mend, closes=lambda day: day.weekday() in closed)
    if rules.holidays.rule == "closed" and holidays:
        names = _listed([f"{name} ({spoken(day)})" for day, name in sorted(holidays.items())])
        mend = "set calendar.holidays.rule to avoid or ignore"
        yield Rule(f"nothing on public holidays: {names}", mend, closes=lambda d: d in holidays)
    if until:
        day, what = until
        words = f"everything before {spoken(day)}, the day of “{what}”"
        yield Rule(words, "ask for fewer posts, or begin earlier", closes=lambda d: d >= day)
    for launch in rules.launches:
        yield from _launch(launch, first, last)
    for line in before:
        yield _deadline(line)
    if taken := frozenset(taken):
        words = f"{counted(len(taken), 'hour')} taken by other campaigns of yours"
        near = [moment.astimezone(UTC) for moment in sorted(taken)]
        yield Rule(
            words,
            "move a post of another campaign",
            forbids=lambda cell: any(abs(cell.instant - moment) < HOUR for moment in near),
        )
    yield from _limits(rules)


def _blackout(blackout: Blackout) -> Rule:
    span = spoken(blackout.first)
    if blackout.last != blackout.first:
        span += f" to {spoken(blackout.last)}"
    why = f" ({blackout.why})" if blackout.why else ""
    return Rule(
        f"nothing on {span}{why}",
        "shorten this blackout (calendar.blackouts)",
        closes=lambda day: blackout.first <= day <= blackout.last,
    )


def _launch(launch: Launch, first: date, last: date) -> Iterator[Rule]:
    day, what = launch.on, launch.what
    if launch.posts and first <= day <= last:
        words = f"{counted(launch.posts, 'post')} on {spoken(day)}, when {what} is launched"
        mend = "move the launch or lower its posts (calendar.launches)"
        yield Rule(words, mend, rows=_at_least(launch.posts, lambda cell: cell.day == day))
    if launch.teasers and first < day <= last + FORTNIGHT:
        words = f"{counted(launch.teasers, 'post')} in the fortnight before {spoken(day)} ({what})"
        mend = "lower its teasers or begin earlier (calendar.launches)"
        ahead = _at_least(launch.teasers, lambda cell: day - FORTNIGHT <= cell.day < day)
        yield Rule(words, mend, rows=ahead)


def _deadline(line: Deadline) -> Rule:
    return Rule(
        f"{counted(line.posts, 'post')} before {spoken(line.day)}, announcing “{line.what}”",
        "leave out what is announced, or begin earlier",
        rows=_at_least(line.posts, lambda cell: cell.day < line.day),
        deadline=line,
    )


def _limits(rules: CalendarRules) -> Iterator[Rule]:
    most = rules.most_a_day
    if most is not None:
        yield Rule(
            f"at most {counted(most, 'post')} a day",
            "raise calendar.most_a_day",
            rows=lambda cells: _grouped(cells, lambda cell: cell.day, most),
        )
    for name, limit in rules.most_a_week.items():
        yield Rule(
            f"at most {counted(limit, 'post')} a week on {name}",
            f"raise calendar.most_a_week.{name}",
            rows=lambda cells, name=name, limit=limit: _grouped(
                cells,
                lambda cell: cell.day.isocalendar()[:2] if cell.platform == name else None,
                limit,
            ),
        )
    apart = timedelta(minutes=rules.apart_minutes)
    yield Rule(
        f"{rules.apart_minutes} minutes between any two posts, from {rules.earliest}:00 to "
        f"{rules.latest}:00 or at a platform's own hours",
        "lower calendar.apart_minutes, or widen calendar.earliest and calendar.latest",
        rows=lambda cells: _spaced(cells, apart),
    )


def _at_least(
    least: int, wanted: Callable[[Cell], bool]
) -> Callable[[Sequence[Cell]], Iterator[Row]]:
    def rows(cells: Sequence[Cell]) -> Iterator[Row]:
        yield [n for n, cell in enumerate(cells) if wanted(cell)], least, float("inf")

    return rows


def _grouped(
    cells: Sequence[Cell], key: Callable[[Cell], object | None], most: int
) -> Iterator[Row]:
    groups: defaultdict[object, list[int]] = defaultdict(list)
    for n, cell in enumerate(cells):
        if (group := key(cell)) is not None:
            groups[group].append(n)
    for members in groups.values():
        yield members, 0, most


def _spaced(cells: Sequence[Cell], apart: timedelta) -> Iterator[Row]:
    """In any stretch of this length at most one post: exact, as each pair too close shares one."""
    by_instant: defaultdict[datetime, list[int]] = defaultdict(list)
    for n, cell in enumerate(cells):
        by_instant[cell.instant].append(n)
    instants = sorted(by_instant)
    end = 0
    for start, begin in enumerate(instants):
        before = end
        while end < len(instants) and instants[end] - begin < apart:
            end += 1
        if end > before:  # else all of it stands in the stretch before
            yield [n for at in instants[start:end] for n in by_instant[at]], 0, 1


def spoken(day: date) -> str:
    """ "Thu 3 June 2027"."""
    return f"{day:%a} {day.day} {day:%B %Y}"


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
