"""Production: the plan's tasks, each started the moment its inputs are ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from graphs.desk import Desk, Directive
from graphs.hand import by_hand
from graphs.judging import gather_case, judge
from graphs.keeping import kept
from graphs.makers import MAKERS
from graphs.mending import drawn, mendable
from graphs.plan import dependents
from graphs.products import Product, pack, unpack
from graphs.scheduler import run_plan, together
from graphs.state import State
from graphs.studio import Studio
from graphs.thrift import (
    JUDGEMENT,
    SPARED_JUDGEMENTS,
    SPARED_REVISION,
    expected,
    judgements,
)
from graphs.variety import captions_before, elsewhere
from studiocrew.contracts import Brief, Check, ChecklistItem, Plan, Task
from tools.case import Case

MOST_ROUNDS = 3
"""Revision rounds. The best attempt is kept, so more rounds only cost more."""


def desk_of(state: State, studio: Studio) -> Desk:
    return Desk(
        studio,
        Brief.model_validate(state["brief"]),
        tuple(Directive.model_validate(d) for d in state.get("directives", [])),
    )


async def make(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Product:
    """Run one task by the maker its plan names, and tell the listeners."""
    events = desk.studio.events
    events.emit("task_started", role=task.role, task=task.id, text=task.title)
    product = await MAKERS[task.produces](desk, task, inputs)
    product = by_hand(product, desk.studio.hands.get(task.id))
    events.emit("task_finished", role=task.role, task=task.id, text=task.title)
    return product


async def produce(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Make everything. A crash repeats this node; finished calls replay from the journal."""
    desk = desk_of(state, runtime.context)
    plan = Plan.model_validate(state["plan"])
    held = kept(runtime.context, desk.brief, plan)
    for task in plan.tasks:
        if task.id in held:
            told = {"role": task.role, "task": task.id, "text": task.title}
            desk.studio.events.emit("task_started", **told)
            desk.studio.events.emit("task_finished", **told)
    products = await run_plan(plan.tasks, lambda task, inputs: make(desk, task, inputs), held)
    packed = {key: pack(product) for key, product in products.items()}
    return {"products": packed, "round": 0, "held": [*held]}


async def qa(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Judge every item again, whatever the round."""
    studio = runtime.context
    checklist = [ChecklistItem.model_validate(item) for item in state["checklist"]]
    made = [unpack(product) for product in state.get("products", {}).values()]
    case = await _case(state, studio, made)
    spared = _spared(state, studio, case, checklist)
    items = [item for item in checklist if item.kind == "code"] if spared else checklist
    checks = await judge(studio, case, items)
    rounds = MOST_ROUNDS if "revision" in studio.without else state.get("round", 0)
    found = [check.model_dump(mode="json") for check in checks]
    return {"checks": found, "round": rounds, "saved": spared}


async def _case(state: State, studio: Studio, products: Iterable[Product]) -> Case:
    """What the checks look at, with what was published before and elsewhere."""
    brief, plan = Brief.model_validate(state["brief"]), Plan.model_validate(state["plan"])
    case = gather_case(studio, brief, plan, products, await captions_before(studio))
    return replace(case, elsewhere=await elsewhere(studio))


def _spared(
    state: State, studio: Studio, case: Case, checklist: Sequence[ChecklistItem]
) -> list[str]:
    """What the campaign says where no model judges it, where the budget is short; decided once."""
    if state.get("round", 0):
        return [said for said in state.get("saved", []) if "promises that a model judges" in said]
    targets = {"post": len(case.posts), "document": len(case.documents), "campaign": 1}
    if studio.gateway.eyes:
        targets["asset"] = len(case.assets)
    wanted = judgements(checklist, targets)
    left = studio.purse.left(studio.gateway.usage())
    short = left is not None and wanted and left < wanted * JUDGEMENT
    return [SPARED_JUDGEMENTS.format(count=wanted)] if short else []


def _can_revise(state: State, studio: Studio, failed: Sequence[Task]) -> bool:
    """Whether what is left pays for making these once more, and for judging them again."""
    left = studio.purse.left(studio.gateway.usage())
    if left is None:
        return True
    checklist = [ChecklistItem.model_validate(item) for item in state["checklist"]]
    targets = {kind: sum(task.produces == kind for task in failed) for kind in ("post", "document")}
    again = sum(expected(failed).values()) + JUDGEMENT * judgements(checklist, targets)
    return left >= again


def needs_revision(state: State) -> str:
    """Back to the desk while something fails that may be mended, and rounds are left."""
    if state.get("round", 0) < MOST_ROUNDS and _again(state):
        return "revise"
    return "approval"


def _again(state: State) -> set[str]:
    """Ids of tasks to make once more."""
    checks = [Check.model_validate(check) for check in state.get("checks", [])]
    checklist = [ChecklistItem.model_validate(item) for item in state["checklist"]]
    plan = Plan.model_validate(state["plan"])
    return mendable(plan, checks, checklist) - {*state.get("held", [])}


async def revise(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Make the failed targets once more, keep what is better, redraw what depends on it."""
    studio, number = runtime.context, state.get("round", 0) + 1
    plan = Plan.model_validate(state["plan"])
    products = {key: unpack(value) for key, value in state.get("products", {}).items()}
    open_now = _again(state)
    desk = replace(
        desk_of(state, studio), attempt=number, drawn=drawn(products), redraw=frozenset(open_now)
    )

    async def again(task: Task) -> tuple[str, Product] | None:
        product = await make(desk, task, {needed: products[needed] for needed in task.inputs})
        better = await _better(state, studio, products, task.id, product)
        return (task.id, product) if better else None

    failed = [task for task in plan.tasks if task.id in open_now]
    if not _can_revise(state, studio, failed):
        return {"round": MOST_ROUNDS, "saved": [SPARED_REVISION]}
    changed = dict(found for found in await together(map(again, failed)) if found)
    products |= changed
    stale = dependents(plan, changed)
    keep = {key: value for key, value in products.items() if key not in stale}
    redrawn = await run_plan(plan.tasks, lambda t, inputs: make(desk, t, inputs), keep)
    changed |= {key: redrawn[key] for key in stale}
    return {"products": {key: pack(p) for key, p in changed.items()}, "round": number}


async def _better(
    state: State, studio: Studio, products: Mapping[str, Product], target: str, again: Product
) -> bool:
    """Whether the new attempt fails fewer of its own items than the one it would replace.

    Of those that were judged: where the budget was short, no model is asked now either.
    """
    before = [check for check in state["checks"] if check["target_id"] == target]
    judged = {check["item"] for check in before}
    checklist = [ChecklistItem.model_validate(item) for item in state["checklist"]]
    items = [item for item in checklist if item.id in judged]
    case = await _case(state, studio, {**products, target: again}.values())
    now = await judge(studio, case, items, only=target)
    return sum(not c.passed for c in now) < sum(not c["passed"] for c in before)
