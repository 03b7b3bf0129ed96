"""Revision: what failed is made again, three times at most, and only the better is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from crews.run import Run
from graphs.nodes.produce import MOST_ROUNDS
from studiocrew.contracts import ChecklistItem
from studiocrew.events import Event
from studiocrew.testing import ScriptedServer, faithful
from tools.checks import CHECKS, Evidence

Start = Callable[..., Run]
BROKEN = "post-2"


def varied(body: dict[str, Any]) -> str:
    """Faithful, and a little different at every attempt: an attempt has a seed of its own."""
    said = faithful(body)
    answer = json.loads(said) if said.startswith("{") else {}
    if "opening" not in answer:
        return said
    words = answer["body"].split()
    start, count = body["seed"] % 5, 3 + body["seed"] // 5 % 4
    return json.dumps({**answer, "opening": " ".join(words[start : start + count])})


class Strict:
    """Two checks for one post: the first never passes, the second passes its third caption."""

    def __init__(self) -> None:
        self.captions: list[str] = []

    def never(self, case: Any, post: Any, params: Mapping[str, Any]) -> Evidence:
        return Evidence(post.id != BROKEN, "never")

    def third(self, case: Any, post: Any, params: Mapping[str, Any]) -> Evidence:
        if post.id != BROKEN:
            return Evidence(True, "another post")
        if post.caption not in self.captions:
            self.captions.append(post.caption)
        return Evidence(self.captions.index(post.caption) == 2, f"{len(self.captions)} so far")


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Strict:
    made = Strict()
    monkeypatch.setitem(CHECKS, "never", made.never)
    monkeypatch.setitem(CHECKS, "third", made.third)
    return made


@pytest.fixture
def server() -> Any:
    with ScriptedServer(varied) as server:
        yield server


def items(*checks: str) -> dict[str, Any]:
    return {
        "checklist": tuple(
            ChecklistItem.model_validate(
                {"id": check, "text": check, "scope": "post", "kind": "code", "check": check}
            )
            for check in checks
        )
    }


def begun(told: list[Event]) -> Counter[str]:
    return Counter(event.task for event in told if event.kind == "task_started")


def test_a_hopeless_post_is_tried_four_times_and_marked(
    start: Start, told: list[Event], strict: Strict
) -> None:
    made = start(recipe=items("never")).campaign
    assert begun(told)[BROKEN] == 1 + MOST_ROUNDS == 4
    assert {task for task, count in begun(told).items() if count > 1} == {BROKEN}
    assert [p.id for p in made.posts if p.status == "needs_review"] == [BROKEN]


def test_the_best_attempt_is_kept_and_only_its_dependents_are_drawn_again(
    start: Start, told: list[Event], strict: Strict
) -> None:
    made = start(recipe=items("never", "third")).campaign
    caption = next(post.caption for post in made.posts if post.id == BROKEN)
    assert len(strict.captions) >= 3  # two attempts may come out alike
    assert caption == strict.captions[2]
    counts = begun(told)
    assert (counts["card-2"], counts["board"], counts["identity"]) == (2, 2, 1)
    assert all(count == 1 for task, count in counts.items() if task in ("post-1", "card-3"))


def test_the_others_are_as_they_would_have_been(start: Start, strict: Strict) -> None:
    plain = start(recipe=items(), project="same").campaign
    revised = start(recipe=items("never", "third"), project="same2").campaign
    one = {p.id: p.caption for p in plain.posts}
    other = {p.id: p.caption for p in revised.posts}
    assert {key for key in one if one[key] != other[key]} == {BROKEN}


def test_a_check_that_this_version_lost_fails_and_says_so(start: Start) -> None:
    made = start(recipe=items("of_old")).campaign
    assert {check.passed for check in made.checks} == {False}
    assert "no check named of_old" in made.checks[0].evidence


def test_another_attempt_is_judged_by_what_the_first_was(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was compared with no earlier campaign, so what repeated one was better there."""
    start(recipe=items(), project="past")
    past: list[int] = []

    def told_before(case: Any, post: Any, params: Mapping[str, Any]) -> Evidence:
        past.append(len(case.past))
        return Evidence(post.id != BROKEN or not case.past, "told before")

    monkeypatch.setitem(CHECKS, "told_before", told_before)
    made = start(recipe=items("told_before")).campaign
    assert len(past) > len(made.posts)
    assert 0 not in past
