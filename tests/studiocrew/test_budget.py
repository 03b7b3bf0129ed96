"""A budget cannot be overspent under any interleaving."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.budget import Budget, Reservation
from studiocrew.errors import BudgetExceeded

amounts = st.integers(0, 60)
# Each step reserves so much, or settles the n-th open reservation for a share of it.
steps = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), amounts, st.floats(0, 1)),
        st.tuples(st.just("settle"), st.integers(0, 9), st.floats(0, 1)),
    ),
    max_size=40,
)


@given(steps, st.integers(0, 200), st.floats(0, 3))
def test_never_overspent_under_any_interleaving(
    plan: list[tuple[str, int, float]], tokens: int, money: float
) -> None:
    budget = Budget(tokens=tokens, money=money)
    waiting: list[Reservation] = []
    for what, number, share in plan:
        if what == "reserve":
            try:
                waiting.append(budget.reserve(number, share))
            except BudgetExceeded:
                continue
        elif waiting:
            held = waiting.pop(number % len(waiting))
            held.settle(int(held.tokens * share), held.money * share)
        assert budget.spent_tokens + sum(held.tokens for held in waiting) <= tokens
        assert budget.spent_money + sum(held.money for held in waiting) <= money + 1e-6


@given(st.lists(st.tuples(amounts, st.floats(0, 1)), min_size=1, max_size=20), st.integers(60, 300))
def test_tasks_side_by_side_never_overspend_nor_hang(
    calls: list[tuple[int, float]], tokens: int
) -> None:
    budget = Budget(tokens=tokens)
    spent = 0

    async def call(most: int, share: float) -> None:
        nonlocal spent
        try:
            reservation = await budget.reserve_when_free(most)
        except BudgetExceeded:
            return
        with reservation:
            await asyncio.sleep(0)
            spent += int(most * share)
            reservation.settle(int(most * share))

    async def all_of_them() -> None:
        async with asyncio.TaskGroup() as group:
            for most, share in calls:
                group.create_task(call(most, share))

    asyncio.run(all_of_them())
    assert spent == budget.spent_tokens <= tokens


async def test_a_call_waits_for_room_that_another_may_give_back() -> None:
    budget = Budget(tokens=100)
    first = budget.reserve(90)
    second = asyncio.create_task(budget.reserve_when_free(50))
    await asyncio.sleep(0)
    assert not second.done()
    first.settle(20)
    (await second).settle(50)
    assert budget.spent_tokens == 70


async def test_a_waiting_call_is_told_when_the_room_is_gone_for_good() -> None:
    budget = Budget(tokens=100)
    first = budget.reserve(90)
    second = asyncio.create_task(budget.reserve_when_free(50))
    await asyncio.sleep(0)
    first.settle(90)
    with pytest.raises(BudgetExceeded):
        await second


async def test_a_waiting_call_can_be_stopped() -> None:
    budget = Budget(tokens=100)
    first = budget.reserve(90)
    second = asyncio.create_task(budget.reserve_when_free(50))
    await asyncio.sleep(0)
    second.cancel()
    first.settle(1)
    with pytest.raises(asyncio.CancelledError):
        await second
    assert budget.reserve(99).tokens == 99


def test_what_is_left_unsettled_is_given_back() -> None:
    budget = Budget(tokens=10)
    with pytest.raises(ZeroDivisionError), budget.reserve(10):
        raise ZeroDivisionError
    assert budget.reserve(10).tokens == 10


def test_only_the_first_settling_counts() -> None:
    budget = Budget(tokens=10)
    with budget.reserve(10) as reservation:
        reservation.settle(4)
        reservation.settle(4)
    assert budget.spent_tokens == 4


def test_an_answer_longer_than_reserved_is_booked_in_full() -> None:
    budget = Budget(tokens=10)
    budget.reserve(5).settle(12)
    with pytest.raises(BudgetExceeded):
        budget.reserve(1)


def test_what_was_spent_before_counts() -> None:
    budget = Budget(tokens=10, money=1.0)
    budget.charge(8, 0.9)
    with pytest.raises(BudgetExceeded, match="8 of 10 tokens"):
        budget.reserve(3)
    with pytest.raises(BudgetExceeded, match="may cost"):
        budget.reserve(1, 0.2)


def test_time_runs_out() -> None:
    now = 100.0
    budget = Budget(seconds=60, monotonic=lambda: now)
    budget.reserve(10**9, 10.0)
    now = 160.0
    with pytest.raises(BudgetExceeded, match="60 seconds"):
        budget.reserve(0)


def test_a_negative_reservation_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        Budget().reserve(-1)
