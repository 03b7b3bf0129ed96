"""Clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from studiocrew.clock import FixedClock, SystemClock


def test_the_systems_clock_knows_its_offset() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_moves_only_when_told_both_ways() -> None:
    clock = FixedClock(datetime(2031, 5, 6, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.advance(timedelta(days=-1))
    assert clock.now() == datetime(2031, 5, 5, tzinfo=UTC)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        FixedClock(datetime(2031, 5, 6))
