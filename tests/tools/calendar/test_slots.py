"""The calendar for any cadence, zone, season and set of rules: what must hold, always."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.errors import AuthorError, CallerError
from studiocrew.timing import BestTimes, Blackout, CalendarRules, Holidays, Launch
from tools.calendar import WAKING_HOURS, CalendarClash, Deadline, Given, Learnt, Slot, slots, zone
from tools.platforms import platform, platforms

ZONES = [
    "UTC",
    "Europe/Rome",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Pacific/Apia",
    "Pacific/Kiritimati",
]
# Clocks change, years end, February has 29 days, and in Apia 30 December 2011 was skipped.
STARTS = st.one_of(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(
        [
            date(2011, 12, 28),
            date(2026, 3, 27),
            date(2026, 10, 23),
            date(2027, 3, 12),
            date(2028, 2, 26),
            date(2026, 12, 29),
        ]
    ),
)
NAMES = st.lists(st.sampled_from(list(platforms())), min_size=1, max_size=4, unique=True)


@st.composite
def rule_sets(draw: st.DrawFn, start: date) -> CalendarRules:
    """Rules an author could write for the four weeks after `start`."""
    days = st.integers(1, 28).map(lambda n: start + timedelta(days=n))
    blackouts = [
        Blackout(first=day, last=day + timedelta(days=draw(st.integers(0, 5))))
        for day in draw(st.lists(days, max_size=2))
    ]
    return CalendarRules(
        blackouts=tuple(blackouts),
        closed_weekdays=tuple(draw(st.sets(st.integers(0, 6), max_size=3))),
        holidays=Holidays(rule=draw(st.sampled_from(["avoid", "closed", "ignore"])), country="GB"),
        apart_minutes=draw(st.sampled_from([60, 120, 240, 1440])),
        most_a_day=draw(st.one_of(st.none(), st.integers(1, 3))),
        most_a_week={"x": draw(st.integers(1, 4))},
        launches=tuple(
            Launch(on=day, what="a loaf", teasers=draw(st.integers(0, 2)))
            for day in draw(st.lists(days, max_size=1))
        ),
    )


def sound(made: tuple[Slot, ...], start: date, weeks: int, timezone: str) -> None:
    """Hours are there, in their zone's offset, inside the window and in order."""
    instants = [slot.starts_at.astimezone(UTC) for slot in made]
    assert instants == sorted(instants)
    assert all(b - a >= timedelta(hours=1) for a, b in pairwise(instants))
    for slot in made:
        there_and_back = slot.starts_at.astimezone(UTC).astimezone(zone(timezone))
        assert there_and_back.replace(tzinfo=None) == slot.starts_at.replace(tzinfo=None)
        assert there_and_back.utcoffset() == slot.starts_at.utcoffset()
        day = slot.starts_at.date()
        assert start + timedelta(days=1) <= day <= start + timedelta(days=7 * weeks)
        assert slot.starts_at.hour in {*WAKING_HOURS, *platform(slot.platform).hours}
        assert slot.starts_at.minute == 0


@settings(max_examples=25, deadline=None)
@given(NAMES, st.integers(0, 16), st.integers(1, 4), STARTS, st.sampled_from(ZONES))
def test_any_calendar(names: list[str], posts: int, weeks: int, start: date, timezone: str) -> None:
    made = slots(names, posts, weeks, start, timezone)
    assert made == slots(names, posts, weeks, start, timezone)
    assert len(made) == posts
    sound(made, start, weeks, timezone)
    shares = [sum(slot.platform == name for slot in made) for name in names]
    assert max(shares) - min(shares) <= 1


@settings(max_examples=25, deadline=None)
@given(st.data(), NAMES, st.integers(1, 8), STARTS, st.sampled_from(ZONES))
def test_every_rule_is_kept_or_the_clash_is_told(
    data: st.DataObject, names: list[str], posts: int, start: date, timezone: str
) -> None:
    rules = data.draw(rule_sets(start))
    taken = data.draw(
        st.lists(st.integers(8, 27 * 24).map(lambda h: midnight(start) + timedelta(hours=h)))
    )
    given_ = Given(taken=taken)
    try:
        made = slots(names, posts, 4, start, timezone, rules=rules, region="GB", given=given_)
    except CalendarClash as clash:
        assert clash.what.startswith("No calendar keeps all of this: ")
        assert clash.mend
        return
    sound(made, start, 4, timezone)
    days = [slot.starts_at.date() for slot in made]
    assert not any(b.first <= day <= b.last for b in rules.blackouts for day in days)
    assert not {day.weekday() for day in days} & set(rules.closed_weekdays)
    assert max(Counter(days).values()) <= (rules.most_a_day or posts)
    on_x = Counter(s.starts_at.date().isocalendar()[:2] for s in made if s.platform == "x")
    assert max(on_x.values(), default=0) <= rules.most_a_week["x"]
    instants = [slot.starts_at.astimezone(UTC) for slot in made]
    apart = timedelta(minutes=rules.apart_minutes)
    assert all(b - a >= apart for a, b in pairwise(instants))
    assert all(abs(at - other) >= timedelta(hours=1) for at in instants for other in taken)
    for launch in rules.launches:
        if launch.on <= start + timedelta(days=28):
            assert launch.on in days
        teased = [d for d in days if launch.on - timedelta(days=14) <= d < launch.on]
        assert launch.on == start + timedelta(days=1) or len(teased) >= launch.teasers


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_a_whole_skipped_day_gets_no_post() -> None:
    made = slots(["x"], 40, 1, date(2011, 12, 28), "Pacific/Apia")
    assert date(2011, 12, 30) not in {slot.starts_at.date() for slot in made}


def test_posts_are_spread_over_weeks_and_weekdays() -> None:
    made = slots(["instagram", "x", "linkedin"], 12, 4, date(2026, 11, 20), "Europe/London")
    weeks = [(slot.starts_at.date() - date(2026, 11, 21)).days // 7 for slot in made]
    assert [weeks.count(n) for n in range(4)] == [3, 3, 3, 3]
    assert len({slot.starts_at.weekday() for slot in made}) >= 3
    assert len({slot.starts_at.date() for slot in made}) == 12
    assert len({slot.starts_at.hour for slot in made}) >= 3


def test_a_cadence_shares_out_the_posts() -> None:
    cadence = {"instagram": 3, "x": 1.5, "linkedin": 0}
    made = slots(["instagram", "x", "linkedin"], 9, 2, date(2026, 1, 1), "UTC", cadence=cadence)
    shares = [slot.platform for slot in made]
    assert (shares.count("instagram"), shares.count("x"), shares.count("linkedin")) == (6, 3, 0)
    with pytest.raises(CallerError, match="cadence"):
        slots(["x"], 1, 1, date(2026, 1, 1), "UTC", cadence={"x": 0})


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(platforms())), st.floats(0.5, 7), min_size=1, max_size=4),
    st.integers(0, 20),
)
def test_shares_are_within_one_of_the_cadence(cadence: dict[str, float], posts: int) -> None:
    made = slots(list(cadence), posts, 3, date(2026, 1, 1), "UTC", cadence=cadence)
    for name, weight in cadence.items():
        share = posts * weight / sum(cadence.values())
        assert abs(sum(slot.platform == name for slot in made) - share) <= 1 + 1e-6


def test_local_hours_hold_across_a_clock_change() -> None:
    made = slots(["linkedin"], 4, 3, date(2026, 3, 16), "Europe/Rome")
    assert {slot.starts_at.utcoffset() for slot in made} == {timedelta(hours=1), timedelta(hours=2)}
    assert all(slot.starts_at.hour in platform("linkedin").hours for slot in made)


def test_the_leap_day_and_the_turn_of_the_year_are_days_like_others() -> None:
    leap = slots(["x"], 7, 1, date(2028, 2, 25), "UTC", rules=CalendarRules(most_a_day=1))
    assert date(2028, 2, 29) in {slot.starts_at.date() for slot in leap}
    turn = slots(["x"], 7, 1, date(2026, 12, 28), "UTC", rules=CalendarRules(most_a_day=1))
    assert {slot.starts_at.year for slot in turn} == {2026, 2027}


def test_public_holidays_are_avoided_or_closed_as_asked() -> None:
    easter = {date(2026, 4, 3), date(2026, 4, 6)}

    def days(rule: str, posts: int = 5) -> set[date]:
        rules = CalendarRules.model_validate(
            {"holidays": {"rule": rule, "subdivision": "ENG"}, "most_a_day": 1}
        )
        made = slots(["x"], posts, 1, date(2026, 4, 1), "Europe/London", rules=rules, region="GB")
        return {slot.starts_at.date() for slot in made}

    assert not days("avoid", 3) & easter
    assert not days("closed") & easter
    assert days("ignore") & easter
    with pytest.raises(CalendarClash, match="Good Friday"):
        slots(
            ["x"], 7, 1, date(2026, 4, 1), "Europe/London", region="GB",
            rules=CalendarRules(holidays=Holidays(rule="closed"), most_a_day=1),
        )  # fmt: skip
    with pytest.raises(AuthorError) as caught:
        slots(
            ["x"], 1, 1, date(2026, 4, 1), "UTC",
            rules=CalendarRules(holidays=Holidays(country="GB", subdivision="XX")),
        )  # fmt: skip
    assert "SCT" in caught.value.mend


def test_an_authors_best_times_are_used_and_cited() -> None:
    times = BestTimes(hours=(21,), weekdays=(6,), source="our own survey", checked_on="2026-10")
    rules = CalendarRules(best_times={"x": times})
    made = slots(["x"], 2, 2, date(2026, 3, 1), "UTC", rules=rules)
    assert all(slot.starts_at.hour == 21 and slot.starts_at.weekday() == 6 for slot in made)
    assert all("(our own survey, 2026-10)" in slot.why for slot in made)


def test_what_was_learnt_moves_posts_and_is_told() -> None:
    args = (["x"], 4, 2, date(2026, 3, 1), "UTC")
    learnt = Learnt(hours={20: 0.3}, words={"hour:20": "Measured, 20:00: more."})
    made = slots(*args, given=Given(learnt=learnt))
    assert 20 not in {slot.starts_at.hour for slot in slots(*args)}
    assert {slot.starts_at.hour for slot in made} == {20}
    assert all("Measured, 20:00: more." in slot.why for slot in made)


def test_what_announces_a_day_goes_out_before_it() -> None:
    day = date(2026, 3, 5)
    given_ = Given(before=(Deadline(day, 3, "the fair"),))
    made = slots(["x"], 4, 4, date(2026, 3, 1), "UTC", given=given_)
    assert sum(slot.starts_at.date() < day for slot in made) >= 3


def test_each_slot_says_why_and_that_it_is_a_default() -> None:
    assert all("not measured" in slot.why for slot in slots(["x"], 30, 1, date(2026, 1, 1), "UTC"))
    rules = CalendarRules.model_validate(
        {"blackouts": [{"from": "2026-01-05", "to": "2026-01-06", "why": "stocktaking"}]}
    )
    made = slots(["x"], 5, 1, date(2026, 1, 1), "UTC", rules=rules)
    assert any("(stocktaking)" in slot.why for slot in made)


def test_what_cannot_be_planned_is_said() -> None:
    with pytest.raises(CallerError):
        slots([], 1, 1, date(2026, 1, 1), "UTC")
    with pytest.raises(AuthorError) as caught:
        slots(["x"], 1, 1, date(2026, 1, 1), "Europe/Lndon")
    assert "Europe/London" in caught.value.mend
    with pytest.raises(AuthorError):
        zone("../etc/passwd")
