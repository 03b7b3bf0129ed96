"""The solver beside brute force, and a clash beside every part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.timing import CalendarRules
from tools.calendar import CalendarClash, Deadline, Given, slots
from tools.calendar.clash import clashing
from tools.calendar.model import LATER, SAME_DAY, SAME_HOUR, SAME_PLATFORM_SAME_DAY, best, feasible
from tools.calendar.rules import Cell, Rule, demand, rules_of

FIRST = date(2026, 3, 2)
HOURS = (8, 9, 12)


def cells(names: Sequence[str], days: int) -> list[Cell]:
    return [
        Cell.of(name, datetime(2026, 3, 2, hour, tzinfo=UTC) + timedelta(days=n))
        for name in names
        for n in range(days)
        for hour in HOURS
    ]


def rising(counts: Counter[object], step: float) -> float:
    return sum(step * k for count in counts.values() for k in range(count))


def cost(
    chosen: Sequence[Cell], posts: Sequence[tuple[str, date]], price: Callable[[Cell], float]
) -> float:
    """What a choice costs, worked out without the solver; infinite if it is not of these posts."""
    if Counter(c.platform for c in chosen) != Counter(name for name, _ in posts):
        return float("inf")
    away = 0.0
    for name in {name for name, _ in posts}:
        ideals = [day for platform, day in posts if platform == name]
        days = [cell.day for cell in chosen if cell.platform == name]
        away += min(
            sum(
                abs((day - ideal).days) + LATER * (day > ideal)
                for day, ideal in zip(days, order, strict=True)
            )
            for order in permutations(ideals)
        )
    return (
        away
        + sum(price(cell) for cell in chosen)
        + rising(Counter(c.day for c in chosen), SAME_DAY)
        + rising(Counter((c.platform, c.day) for c in chosen), SAME_PLATFORM_SAME_DAY)
        + rising(Counter((c.platform, c.hour) for c in chosen), SAME_HOUR)
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Cell], list[tuple[str, date]], CalendarRules, list[float]]:
    names = draw(st.sampled_from([["x"], ["x", "threads"]]))
    days = draw(st.integers(1, 3))
    posts = [
        (draw(st.sampled_from(names)), FIRST + timedelta(days=draw(st.integers(0, days - 1))))
        for _ in range(draw(st.integers(1, 3)))
    ]
    rules = CalendarRules(
        apart_minutes=draw(st.sampled_from([60, 120, 300])),
        most_a_day=draw(st.sampled_from([None, 1, 2])),
        closed_weekdays=draw(st.sampled_from([(), (1,)])),
    )
    made = cells(names, days)
    prices = draw(st.lists(st.integers(0, 40), min_size=len(made), max_size=len(made)))
    return made, posts, rules, [price / 10 for price in prices]


def kept(
    made: Sequence[Cell], posts: Sequence[tuple[str, date]], rules: CalendarRules
) -> list[Rule]:
    days = sorted({cell.day for cell in made})
    wanted = demand(Counter(name for name, _ in posts), days)
    return [wanted, *rules_of(rules, days, {})]


def allowed(chosen: Sequence[Cell], rules: CalendarRules) -> bool:
    times = sorted(cell.instant for cell in chosen)
    gaps = [b - a for a, b in pairwise(times)]
    days = Counter(cell.day for cell in chosen)
    return (
        all(gap >= timedelta(minutes=rules.apart_minutes) for gap in gaps)
        and max(days.values()) <= (rules.most_a_day or len(chosen))
        and not {day.weekday() for day in days} & set(rules.closed_weekdays)
    )


@settings(max_examples=60, deadline=None)
@given(cases())
def test_nothing_is_cheaper_than_what_the_solver_finds(
    case: tuple[list[Cell], list[tuple[str, date]], CalendarRules, list[float]],
) -> None:
    made, posts, rules, prices = case
    price = dict(zip(made, prices, strict=True)).__getitem__
    every = [c for c in combinations(made, len(posts)) if allowed(c, rules)]
    least = min((cost(c, posts, price) for c in every), default=float("inf"))
    found = best(made, kept(made, posts, rules), posts, price, 100)
    if found is None:
        assert least == float("inf")
    else:
        assert allowed(found, rules)
        assert cost(found, posts, price) == pytest.approx(least, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(1, 4))
def test_a_clash_is_irreducible(
    case: tuple[list[Cell], list[tuple[str, date]], CalendarRules, list[float]], times: int
) -> None:
    made, posts, rules, _ = case
    every = kept(made, posts * times, rules)
    found = clashing(made, every)
    assert bool(found) != feasible(made, every)
    if found:
        assert not feasible(made, found)
        for rule in found:
            assert feasible(made, [other for other in found if other is not rule])


def clash(
    posts: int, weeks: int, rules: CalendarRules, given_: Given | None = None
) -> CalendarClash:
    with pytest.raises(CalendarClash) as caught:
        slots(["x"], posts, weeks, date(2026, 3, 1), "UTC", rules=rules, given=given_)
    return caught.value


def test_a_clash_says_which_rules_and_how_many_posts_would_fit() -> None:
    rules = CalendarRules(most_a_day=2, closed_weekdays=(5, 6), apart_minutes=120)
    error = clash(12, 1, rules)
    assert error.what == (
        "No calendar keeps all of this: 12 posts from Mon 2 March 2026 to Sun 8 March 2026 "
        "(12 on x); nothing on Saturdays and Sundays; at most 2 posts a day."
    )
    assert error.mend == (
        "Change any one: ask for at most 10 posts, or for more weeks; open one of these weekdays "
        "(calendar.closed_weekdays); raise calendar.most_a_day."
    )


def test_rules_that_have_nothing_to_do_with_it_are_not_named() -> None:
    rules = CalendarRules.model_validate(
        {
            "blackouts": ["2026-03-04"],
            "launches": [{"on": "2026-03-04", "what": "the rye"}],
            "closed_weekdays": ["sun"],
        }
    )
    error = clash(2, 2, rules)
    assert "nothing on Wed 4 March 2026" in error.what
    assert "when the rye is launched" in error.what
    assert "Sunday" not in error.what
    assert "2 posts from" not in error.what


def test_an_hour_taken_everywhere_is_a_clash_too() -> None:
    week = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=n) for n in range(7 * 24)]
    error = clash(1, 1, CalendarRules(), Given(taken=week))
    assert "168 hours taken by other campaigns of yours" in error.what


def test_announcements_in_a_clash_are_handed_on() -> None:
    line = Deadline(date(2026, 3, 3), 2, "the fair")
    error = clash(2, 1, CalendarRules(most_a_day=1), Given(before=(line,)))
    assert error.deadlines == (line,)
    assert "announcing “the fair”" in error.what
