"""The scheduler: tasks wait for their own inputs and for nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.scheduler import first_cause, run_plan, together
from studiocrew.contracts import Task


def task(task_id: str, *inputs: str) -> Task:
    return Task(id=task_id, role="copywriter", produces="post", title=task_id, inputs=inputs)


@st.composite
def plans(draw: st.DrawFn) -> list[Task]:
    """A random acyclic plan, its tasks listed in any order."""
    count = draw(st.integers(1, 9))
    tasks = [
        task(f"t{n}", *draw(st.lists(st.sampled_from([f"t{m}" for m in range(n)]), unique=True)))
        if n
        else task("t0")
        for n in range(count)
    ]
    return draw(st.permutations(tasks))


class Workshop:
    """A maker whose tasks take as many turns of the loop as they are told."""

    def __init__(self, turns: Mapping[str, int] | None = None, broken: str = "") -> None:
        self.turns = turns or {}
        self.broken = broken
        self.started: list[str] = []
        self.ended: list[str] = []
        self.cancelled: list[str] = []

    async def make(self, one: Task, inputs: Mapping[str, str]) -> str:
        assert set(inputs) == set(one.inputs)
        self.started.append(one.id)
        try:
            for _ in range(self.turns.get(one.id, 0)):
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.cancelled.append(one.id)
            raise
        if one.id == self.broken:
            raise LookupError(one.id)
        self.ended.append(one.id)
        return one.id.upper()


@given(plans(), st.dictionaries(st.sampled_from([f"t{n}" for n in range(9)]), st.integers(0, 5)))
def test_order_is_respected_and_all_run_once(tasks: list[Task], turns: dict[str, int]) -> None:
    shop = Workshop(turns)
    made = asyncio.run(run_plan(tasks, shop.make))
    assert made == {one.id: one.id.upper() for one in tasks}
    assert sorted(shop.started) == sorted(one.id for one in tasks)
    for one in tasks:
        for needed in one.inputs:
            assert shop.ended.index(needed) < shop.ended.index(one.id)


@given(plans(), st.integers(0, 8))
def test_what_is_done_is_not_made_again(tasks: list[Task], count: int) -> None:
    done = {one.id: "old" for one in tasks[:count]}
    shop = Workshop()
    made = asyncio.run(run_plan(tasks, shop.make, done))
    assert set(shop.started) == {one.id for one in tasks} - set(done)
    assert {key: made[key] for key in done} == done


@given(plans(), st.integers(0, 8))
def test_the_first_failure_is_raised_as_itself(tasks: list[Task], which: int) -> None:
    broken = tasks[which % len(tasks)]
    shop = Workshop(dict.fromkeys((one.id for one in tasks), 3), broken.id)
    with pytest.raises(LookupError, match=broken.id):
        asyncio.run(run_plan(tasks, shop.make))
    assert set(shop.started) == {*shop.ended, *shop.cancelled, broken.id}  # nothing is left behind


async def test_a_task_does_not_wait_for_its_neighbours() -> None:
    """Two chains: the fast one ends while the slow one's first task is still under way."""
    slow_may_end = asyncio.Event()
    ended: list[str] = []

    async def make(one: Task, inputs: Mapping[str, str]) -> str:
        if one.id == "slow":
            await slow_may_end.wait()
        if one.id == "fast-2":
            slow_may_end.set()  # a barrier between the first and second tasks would hang here
        ended.append(one.id)
        return one.id

    tasks = [task("slow"), task("fast-1"), task("fast-2", "fast-1"), task("slow-2", "slow")]
    await asyncio.wait_for(run_plan(tasks, make), 10)
    assert ended.index("fast-2") < ended.index("slow")


async def test_cancelling_cancels_the_work() -> None:
    shop = Workshop({"a": 10_000})
    running = asyncio.create_task(run_plan([task("a")], shop.make))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert shop.cancelled == ["a"]


async def test_together_keeps_order() -> None:
    async def after(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return turns

    assert await together(after(turns) for turns in (3, 0, 2)) == [3, 0, 2]


def test_the_first_cause_is_found_in_nested_groups() -> None:
    cause = LookupError("deep")
    assert first_cause(ExceptionGroup("a", [ExceptionGroup("b", [cause])])) is cause
