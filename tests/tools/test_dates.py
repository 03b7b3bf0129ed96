"""Days named in text: read once, for goals, facts and captions alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.dates import dates_in, due, over, stale

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Brunch starts on 28 November.", "en", date(2026, 11, 28)),
        ("Join us December 3rd at seven.", "en", date(2026, 12, 3)),
        ("El curso empieza el miércoles 9 de diciembre de 2026.", "es", date(2026, 12, 9)),
        ("Ab dem 5. Dezember gibt es Karten.", "de", date(2026, 12, 5)),
        ("We close on 2 January.", "en", date(2027, 1, 2)),
        ("Open since 3 May 2019.", "en", None),
        ("It happened on 20 November.", "en", None),
        ("On 31 February.", "en", None),
        ("Two eggs and feta.", "en", None),
        ("28 November", "ja", date(2026, 11, 28)),
        ("2026-12-24 at noon", "fr", date(2026, 12, 24)),
        ("Dec. 24, and before that the 20th", "en", date(2026, 12, 24)),
        ("The shop was opened on 1 December.", "en", None),
    ],
)
def test_the_day_a_fact_speaks_of(text: str, language: str, day: date | None) -> None:
    assert due(text, language, TODAY) == day


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("The open day was on Saturday 14 November 2026.", True),
        ("The open day is on 5 December 2026.", False),
        ("After 14 November 2026 comes 5 December 2026.", False),
        ("Open since 3 May 2019.", False),
        ("The stall is there on 14 November.", False),
        ("Two eggs.", False),
    ],
)
def test_what_was_on_a_few_weeks_ago_is_no_news(text: str, old: bool) -> None:
    assert stale(text, "en", TODAY) is old


@pytest.mark.parametrize(
    ("text", "day", "past"),
    [
        ("The fair is on 28 November.", date(2026, 12, 1), date(2026, 11, 28)),
        ("The fair is on 28 November.", date(2026, 11, 28), None),
        ("The fair is on 28 December.", date(2027, 1, 2), date(2026, 12, 28)),
        ("From 28 November to 5 December.", date(2026, 12, 1), None),
        ("Open since 3 October 2026.", date(2026, 12, 1), None),
        ("We moved here on 3 May 1994.", date(2026, 12, 1), None),
        ("We opened in spring. May 3 is over.", date(2026, 6, 1), date(2026, 5, 3)),
        ("Two eggs.", date(2026, 12, 1), None),
    ],
)
def test_a_day_that_is_past_when_the_post_goes_out(text: str, day: date, past: date | None) -> None:
    assert over(text, "en", day) == past


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(-200, 200))
def test_whole_dates_are_read_as_written_leap_days_too(day: date, away: int) -> None:
    for said in (f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}", day.isoformat()):
        assert [found for found, _ in dates_in(f"Come on {said} at six.")] == [day]
        today = day - timedelta(days=away)
        assert (due(f"Come on {said}.", "en", today) == day) == (0 < away <= 183)
