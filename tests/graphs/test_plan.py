"""The plan check: what cannot be run is refused before production spends anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crews.run import Run
from graphs.plan import check_plan, dependents
from graphs.recipe import DocumentSpec
from studiocrew.contracts import Plan, Task
from studiocrew.errors import BudgetExceeded, PlanError
from studiocrew.testing import ScriptedServer

ROLES, KINDS = ("writer",), ("document",)


def plan(*edges: tuple[str, tuple[str, ...]], role: str = "writer", kind: str = "document") -> Plan:
    tasks = (Task(id=i, role=role, produces=kind, title=i, inputs=inputs) for i, inputs in edges)
    return Plan(theme="", tasks=tuple(tasks))


def refused(made: Plan, **more: object) -> str:
    with pytest.raises(PlanError) as caught:
        check_plan(made, roles=ROLES, produces=KINDS, **more)  # type: ignore[arg-type]
    assert caught.value.where
    assert caught.value.mend
    return caught.value.what


def test_a_circle_is_shown() -> None:
    what = refused(plan(("a", ("c",)), ("b", ("a",)), ("c", ("b",))))
    circle = what.split(": ")[1].rstrip(".").split(" → ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"a", "b", "c"}


def test_unknown_names_are_refused() -> None:
    assert "unknown role: baker" in refused(plan(("a", ()), role="baker"))
    assert "unknown kind of product: song" in refused(plan(("a", ()), kind="song"))
    assert "unknown task: b" in refused(plan(("a", ("b",))))
    assert "names task a twice" in refused(plan(("a", ()), ("a", ())))


@given(st.integers(0, 20), st.integers(1, 5000), st.integers(1, 50_000))
def test_a_plan_is_affordable_up_to_the_last_token(count: int, cost: int, tokens: int) -> None:
    made = plan(*((f"t{n}", ()) for n in range(count)))
    if count * cost <= tokens:
        order = check_plan(
            made, roles=ROLES, produces=KINDS, cost={"document": cost}, tokens=tokens
        )
        assert len(order) == count
    else:
        assert f"about {count * cost} tokens" in refused(
            made, cost={"document": cost}, tokens=tokens
        )


def test_dependents_are_followed_to_the_end() -> None:
    made = plan(("a", ()), ("b", ("a",)), ("c", ("b",)), ("d", ()))
    assert dependents(made, {"a"}) == {"b", "c"}
    assert dependents(made, {"d"}) == set()


def _slots(server: ScriptedServer, part: str) -> list[str]:
    asked = [str(call["messages"]) for call in server.calls]
    return [text for text in asked if part in text]


def test_a_budget_that_ends_before_the_plan_spends_nothing_on_production(
    start: Callable[..., Run], server: ScriptedServer
) -> None:
    with pytest.raises(BudgetExceeded, match="of 1700 tokens"):
        start(budget_tokens=1700)
    assert not _slots(server, "Write one social post")
    assert not _slots(server, "Choose the type pairing")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"role": "astronaut"}, "unknown role: astronaut"),
        ({"inputs": ("nowhere",)}, "unknown task: nowhere"),
        ({"inputs": ("brief",)}, "goes round in a circle"),
    ],
)
def test_a_recipe_that_cannot_be_planned_spends_nothing_on_production(
    start: Callable[..., Run], server: ScriptedServer, document: dict[str, object], said: str
) -> None:
    spec = {"id": "brief", "role": "copywriter", "title": "Brief", "work": "Write.", **document}
    with pytest.raises(PlanError, match=said):
        start(recipe={"documents": (DocumentSpec.model_validate(spec),)})
    assert not _slots(server, "Write one social post")
