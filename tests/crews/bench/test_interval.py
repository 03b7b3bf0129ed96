"""The interval of a ratio of pass rates, against published figures and its own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crews.bench.interval import Passed, score_interval


def test_koopmans_own_example() -> None:
    """36 of 40 over 16 of 80: 2.94 to 7.15 (Koopman 1984, table 1)."""
    low, high = score_interval(Passed(36, 40), Passed(16, 80))
    assert low == pytest.approx(2.94, abs=0.005)
    assert high == pytest.approx(7.15, abs=0.005)


def test_nothing_on_the_other_side_leaves_a_finite_lower_end() -> None:
    low, high = score_interval(Passed(12, 24), Passed(0, 24))
    assert 3 < low < 4
    assert math.isinf(high)
    assert score_interval(Passed(4, 24), Passed(0, 24))[0] < 2


def test_nothing_on_our_side_begins_at_zero() -> None:
    assert score_interval(Passed(0, 24), Passed(6, 24))[0] == 0.0


@given(st.integers(2, 60), st.data())
def test_turned_round_it_is_the_reciprocal(tried: int, data: st.DataObject) -> None:
    ours = Passed(data.draw(st.integers(1, tried - 1)), tried)
    theirs = Passed(data.draw(st.integers(1, tried - 1)), tried)
    low, high = score_interval(ours, theirs)
    assert low <= ours.rate / theirs.rate * (1 + 1e-6)
    assert high >= ours.rate / theirs.rate * (1 - 1e-6)
    back = score_interval(theirs, ours)
    assert 1 / back[1] == pytest.approx(low, rel=1e-6)
    assert 1 / back[0] == pytest.approx(high, rel=1e-6)
