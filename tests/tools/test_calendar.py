from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.errors import AuthorError, CallerError
from tools.calendar import WAKING_HOURS, slots, zone
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
# Clocks change, and in Apia the whole of 30 December 2011 was skipped.
STARTS = st.one_of(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from([date(2011, 12, 28), date(2026, 3, 27), date(2026, 10, 23), date(2027, 3, 12)]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(list(platforms())), min_size=1, max_size=5, unique=True),
    st.integers(0, 20),
    st.integers(1, 6),
    STARTS,
    st.sampled_from(ZONES),
)
def test_any_calendar(names: list[str], posts: int, weeks: int, start: date, timezone: str) -> None:
    made = slots(names, posts, weeks, start, timezone)
    assert made == slots(names, posts, weeks, start, timezone)
    assert len(made) == posts
    instants = [slot.starts_at.astimezone(UTC) for slot in made]
    assert instants == sorted(instants)
    local = {slot.starts_at.replace(minute=0, tzinfo=None) for slot in made}
    assert len(local) == len(set(instants)) == posts
    for slot in made:
        assert slot.starts_at.utcoffset() is not None
        there_and_back = slot.starts_at.astimezone(UTC).astimezone(zone(timezone))
        assert there_and_back.replace(tzinfo=None) == slot.starts_at.replace(tzinfo=None)
        day = slot.starts_at.date()
        assert start + timedelta(days=1) <= day <= start + timedelta(days=7 * weeks)
        assert slot.starts_at.hour in {*WAKING_HOURS, *platform(slot.platform).hours}
    shares = [sum(slot.platform == name for slot in made) for name in names]
    assert max(shares) - min(shares) <= 1


def test_a_whole_skipped_day_gets_no_post() -> None:
    made = slots(["x"], 40, 1, date(2011, 12, 28), "Pacific/Apia")
    assert date(2011, 12, 30) not in {slot.starts_at.date() for slot in made}


def test_posts_are_spread_over_weeks_and_weekdays() -> None:
    made = slots(["instagram", "x", "linkedin"], 12, 4, date(2026, 11, 20), "Europe/London")
    weeks = [(slot.starts_at.date() - date(2026, 11, 21)).days // 7 for slot in made]
    assert [weeks.count(n) for n in range(4)] == [3, 3, 3, 3]
    assert len({slot.starts_at.weekday() for slot in made}) >= 3
    assert len({slot.starts_at.date() for slot in made}) == 12


def test_a_cadence_shares_out_the_posts() -> None:
    cadence = {"instagram": 3, "x": 1.5, "linkedin": 0}
    made = slots(["instagram", "x", "linkedin"], 9, 2, date(2026, 1, 1), "UTC", cadence=cadence)
    shares = [slot.platform for slot in made]
    assert (shares.count("instagram"), shares.count("x"), shares.count("linkedin")) == (6, 3, 0)
    with pytest.raises(CallerError, match="cadence"):
        slots(["x"], 1, 1, date(2026, 1, 1), "UTC", cadence={"x": 0})


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(list(platforms())), st.floats(0.5, 7), min_size=1, max_size=4),
    st.integers(0, 30),
)
def test_shares_are_within_one_of_the_cadence(cadence: dict[str, float], posts: int) -> None:
    made = slots(list(cadence), posts, 6, date(2026, 1, 1), "UTC", cadence=cadence)
    for name, weight in cadence.items():
        share = posts * weight / sum(cadence.values())
        assert abs(sum(slot.platform == name for slot in made) - share) <= 1 + 1e-6


def test_local_hours_hold_across_a_clock_change() -> None:
    made = slots(["linkedin"], 4, 3, date(2026, 3, 16), "Europe/Rome")
    assert {slot.starts_at.utcoffset() for slot in made} == {timedelta(hours=1), timedelta(hours=2)}
    assert all(slot.starts_at.hour in platform("linkedin").hours for slot in made)


def test_closed_days_stay_free() -> None:
    closed = date(2026, 12, 25)
    made = slots(
        ["x"], 20, 2, date(2026, 12, 18), "UTC", closed_weekdays={6, 0}, closed_dates={closed}
    )
    assert not {slot.starts_at.weekday() for slot in made} & {6, 0}
    assert closed not in {slot.starts_at.date() for slot in made}


def test_each_slot_says_why_and_that_it_is_a_default() -> None:
    assert all("not measured" in slot.why for slot in slots(["x"], 30, 1, date(2026, 1, 1), "UTC"))


def test_what_cannot_be_planned_is_said() -> None:
    with pytest.raises(CallerError, match="No free hour"):
        slots(["x"], 8, 1, date(2026, 1, 1), "UTC", closed_weekdays=range(7))
    with pytest.raises(CallerError, match="No free hour"):
        slots(["x"], 7 * 14 + 1, 1, date(2026, 1, 1), "UTC")
    with pytest.raises(CallerError):
        slots([], 1, 1, date(2026, 1, 1), "UTC")
    with pytest.raises(AuthorError) as caught:
        slots(["x"], 1, 1, date(2026, 1, 1), "Europe/Lndon")
    assert "Europe/London" in caught.value.mend
    with pytest.raises(AuthorError):
        zone("../etc/passwd")
