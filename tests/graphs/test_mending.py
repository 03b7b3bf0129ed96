"""A card whose layout fails is drawn again in another template, and only the better is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from crews.run import Run
from graphs.mending import mendable
from studiocrew.contracts import Asset, Check, ChecklistItem, Plan, Task
from studiocrew.events import Event
from tools.case import Evidence
from tools.checks import CHECKS

Start = Callable[..., Run]

PLAN = Plan(
    theme="t",
    tasks=tuple(
        Task(id=f"{kind}-1", role="r", produces=kind, title=kind)
        for kind in ("post", "card", "identity", "document")
    ),
)


def item(check: str, scope: str = "asset") -> ChecklistItem:
    given = {"id": check, "text": check, "scope": scope, "kind": "code", "check": check}
    return ChecklistItem.model_validate(given)


def failed(name: str, target: str, severity: Any = "block") -> Check:
    return Check(
        item=name, target_id=target, kind="code", passed=False, evidence="", severity=severity
    )


def test_a_card_is_worth_another_layout_only_if_layout_is_what_fails() -> None:
    items = [item("reads_on_ground"), item("agrees_with_caption")]
    assert mendable(PLAN, [failed("reads_on_ground", "card-1")], items) == {"card-1"}
    assert mendable(PLAN, [failed("agrees_with_caption", "card-1")], items) == set()
    assert mendable(PLAN, [failed("reads_on_ground", "card-1", "warn")], items) == set()
    assert mendable(PLAN, [failed("any", "post-1"), failed("any", "document-1")], []) == {
        "post-1",
        "document-1",
    }
    assert mendable(PLAN, [failed("any", "identity-1")], []) == set()


class Picky:
    """Finds fault with one card until it has been drawn `times` times in different pictures."""

    def __init__(self, card: str, times: int) -> None:
        self.card, self.times = card, times
        self.seen: list[str] = []

    def __call__(self, case: Any, asset: Asset, params: Mapping[str, Any]) -> Evidence:
        if asset.id != self.card:
            return Evidence(True, "another")
        if asset.sha256 not in self.seen:
            self.seen.append(asset.sha256)
        return Evidence(self.seen.index(asset.sha256) >= self.times, "crooked")


@pytest.mark.parametrize(("times", "drawn"), [(1, 2), (99, 4)])
def test_a_crooked_card_is_drawn_again_and_nothing_else_is(
    start: Start,
    told: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    times: int,
    drawn: int,
) -> None:
    monkeypatch.setitem(CHECKS, "set_whole", Picky("card-2", times))
    made = start(recipe={"checklist": (item("set_whole"),)}).campaign
    begun = Counter(event.task for event in told if event.kind == "task_started")
    assert begun["card-2"] == drawn
    assert begun["post-2"] == begun["card-1"] == 1
    verdict = next(check for check in made.checks if check.target_id == "card-2")
    assert verdict.passed is (times == 1)
    assert begun["board"] == (2 if times == 1 else 1)
