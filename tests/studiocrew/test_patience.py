"""How long to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew._patience import Gate, Patience, retry_after
from studiocrew.testing import FakeTime

NOW = datetime(2031, 5, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": "Tue, 06 May 2031 09:00:07 GMT"}, 7.0),
        ({"retry-after": "Tue, 06 May 2031 08:00:00 GMT"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "later"}, None),
    ],
)
def test_endpoints_say_when_in_several_ways(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.integers(1, 50), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 100)))
def test_a_delay_is_bounded_and_never_shorter_than_asked_for(
    tried: int, dice: float, asked: float | None
) -> None:
    delay = Patience(jitter=lambda: dice).delay(tried, asked)
    assert (asked or 0.0) <= delay <= (asked or 0.0) + 20.0


async def test_holding_again_never_shortens_the_wait() -> None:
    time = FakeTime()
    gate = Gate(time.patience())
    gate.hold(10)
    gate.hold(3)
    await gate.wait()
    assert time.now == 10
    await gate.wait()
    assert time.slept == [10]
