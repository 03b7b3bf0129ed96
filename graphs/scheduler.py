"""Every task starts the moment its own inputs are ready.

LangGraph's supersteps are barriers: in them one slow task holds back the dependents of all the
fast ones. Inside the production node, tasks therefore wait for each other and for nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from studiocrew.contracts import Task

Made = TypeVar("Made")
Result = TypeVar("Result")
Make = Callable[[Task, Mapping[str, Made]], Awaitable[Made]]


async def run_plan(
    tasks: Sequence[Task], make: Make[Made], done: Mapping[str, Made] | None = None
) -> dict[str, Made]:
    """Make every task of an acyclic plan and return the products by task id.

    `done` holds products that already exist. The first failure cancels what is under way and is
    raised as it was, not as a group: one cause, one message.
    """
    products: dict[str, Made] = dict(done or {})
    ready = {task.id: asyncio.Event() for task in tasks}

    async def run(task: Task) -> None:
        for needed in task.inputs:
            if needed in ready:
                await ready[needed].wait()
        inputs = {needed: products[needed] for needed in task.inputs}
        products[task.id] = await make(task, inputs)
        ready[task.id].set()

    for task in tasks:
        if task.id in products:
            ready[task.id].set()
    await together(run(task) for task in tasks if task.id not in products)
    return {task.id: products[task.id] for task in tasks}


async def together(work: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Do everything at once; results in order. The first failure cancels the rest and is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as failures:
        raise first_cause(failures) from None
    return [task.result() for task in tasks]


def first_cause(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first real exception inside nested groups."""
    cause: BaseException = failures
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    return cause
