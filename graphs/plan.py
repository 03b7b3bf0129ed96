"""Whether a plan can be run: acyclic, known roles and products, affordable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

from studiocrew.contracts import Plan
from studiocrew.errors import PlanError
from studiocrew.nearest import instead

_MEND = "Edit the recipe (documents and their `inputs`, roles) and run it again."


def check_plan(
    plan: Plan,
    *,
    roles: Collection[str],
    produces: Collection[str],
    cost: Mapping[str, int] | None = None,
    tokens: int | None = None,
) -> list[str]:
    """Task ids in an order that respects their inputs.

    `cost` is the expected tokens of one task by what it produces, `tokens` what may be spent.
    Raises `PlanError` and spends nothing when the plan cannot be run.
    """
    ids = Counter(task.id for task in plan.tasks)
    twice = sorted(task for task, count in ids.items() if count > 1)
    if twice:
        raise PlanError(f"The plan names task {twice[0]} twice.", where="plan", mend=_MEND)
    for task in plan.tasks:
        where = f"task {task.id}"
        _known(task.role, roles, "role", where)
        _known(task.produces, produces, "kind of product", where)
        for needed in task.inputs:
            _known(needed, ids, "task", where)
    _affordable(plan, cost or {}, tokens)
    try:
        return list(TopologicalSorter({t.id: t.inputs for t in plan.tasks}).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise PlanError(
            f"The plan goes round in a circle: {circle}.", where="plan", mend=_MEND
        ) from None


def _known(name: str, known: Collection[str], what: str, where: str) -> None:
    if name not in known:
        raise PlanError(
            f"The plan uses an unknown {what}: {name}.",
            where=where,
            mend=f"{instead(name, sorted(known))} {_MEND}",
        )


def _affordable(plan: Plan, cost: Mapping[str, int], tokens: int | None) -> None:
    expected = sum(cost.get(task.produces, 0) for task in plan.tasks)
    if tokens is not None and expected > tokens:
        raise PlanError(
            f"The plan needs about {expected} tokens and the budget is {tokens}.",
            where="plan",
            mend="Raise --budget-tokens, or ask the recipe for fewer posts.",
        )


def dependents(plan: Plan, changed: Collection[str]) -> set[str]:
    """Ids of all tasks that rest, directly or not, on one of `changed`."""
    found: set[str] = set()
    while more := {task.id for task in plan.tasks if {*changed, *found} & set(task.inputs)} - found:
        found |= more
    return found
