"""Budgets of whole projects: foreseen, spent, degraded by value, and made up for later."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import stage
from typer.testing import Result

from crews.crew import Crew, resume
from crews.estimate import estimate
from crews.project import Project
from crews.spending import by_task, spending
from studiocrew.contracts import RoleUsage
from studiocrew.errors import BudgetExceeded, CallerError
from studiocrew.journal import Journal
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer


def test_a_slot_belongs_to_its_task_and_so_does_its_judgement() -> None:
    one = RoleUsage(calls=1, prompt_tokens=10)
    found = by_task({"post-1.opening": one, "post-1.body": one, "check.tone.post-1": one, "x": one})
    assert {task: usage.calls for task, usage in found.items()} == {"post-1": 3, "x": 1}


def test_a_short_budget_leaves_out_posts_and_a_raised_one_makes_up_for_it(
    settings: Settings, server: ScriptedServer
) -> None:
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run(stage.GOAL, stage.BRAND, project="bakery", budget_tokens=7500)
    made = run.campaign
    assert 0 < len(made.posts) < 6
    assert any("left out for the budget" in said for said in made.savings)
    assert len(made.calendar) == len(made.posts)
    assert made.usage.prompt_tokens + made.usage.completion_tokens <= 7500
    there = {p.id for p in made.posts} | {a.id for a in made.assets}
    named = {t for a in made.brief.assumptions for t in a.affects if t.startswith("post")}
    assert named <= there
    same = resume("bakery", settings=settings, clock=stage.CLOCK)
    assert (same.campaign, Project.open("bakery", settings).version.number) == (made, 1)
    whole = resume("bakery", settings=settings, clock=stage.CLOCK, budget_tokens=90_000)
    assert len(whole.campaign.posts) == 6
    assert whole.campaign.savings == ()
    before = {p.id: p.caption for p in made.posts}
    assert {p.id: p.caption for p in whole.campaign.posts if p.id in before} == before
    version = Project.open("bakery", settings).version
    assert (version.number, version.kind, version.by) == (2, "budget", "ana")


def test_what_was_foreseen_and_spent_is_told(
    settings: Settings, command: Callable[..., Result]
) -> None:
    settings = settings.model_copy(update={"price_prompt": 1.0, "price_completion": 2.0})
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run(
        "two posts for my bakery on X", stage.BRAND, project="oven", budget_tokens=90_000
    )
    told = spending(run.folder)
    usage = run.campaign.usage
    assert told["spent"]["tokens"] == usage.prompt_tokens + usage.completion_tokens
    assert told["spent"]["money"] == pytest.approx(usage.money)
    for part in ("by_role", "by_task"):
        total = sum(row["prompt_tokens"] for row in told[part].values())
        assert total == usage.prompt_tokens
    assert {"post-1", "post-2"} <= told["by_task"].keys()
    assert told["expected"]["by_role"]["copywriter"] == 3200
    assert told["expected"]["money"] > 0
    done = command("status", "oven", "--spend")
    for word in ("of 90,000", "copywriter", "post-1", "expected"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("limit", "said"),
    [({"budget_money": 0.0001}, "may cost"), ({"budget_seconds": 1e-6}, "seconds have passed")],
)
def test_money_and_time_stop_as_hard_as_tokens(
    settings: Settings, server: ScriptedServer, limit: dict[str, Any], said: str
) -> None:
    priced = settings.model_copy(update={"price_prompt": 5.0, "price_completion": 5.0})
    crew = Crew.load(settings=priced, clock=stage.CLOCK)
    with pytest.raises(BudgetExceeded, match=said):
        crew.run("one post for my bakery on X", stage.BRAND, project="oven", **limit)
    raised = dict.fromkeys(limit, 1000.0)
    run = resume("oven", settings=priced, clock=stage.CLOCK, **raised)
    assert len(run.campaign.posts) == 1


@pytest.mark.parametrize("limit", ["money", "seconds"])
def test_short_of_money_or_time_posts_of_least_value_are_left_out_too(
    settings: Settings, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token costs one here, and takes a second by the journal, which is not the wall's."""

    def worked(journal: Journal) -> float:
        spent = journal.spent().values()
        return float(sum(one.prompt_tokens + one.completion_tokens for one in spent))

    monkeypatch.setattr(Journal, "worked", worked)
    priced = settings.model_copy(update={"price_prompt": 1e6, "price_completion": 1e6})
    room: dict[str, Any] = {f"budget_{limit}": 7500.0}
    crew = Crew.load(settings=priced, clock=stage.CLOCK)
    run = crew.run(stage.GOAL, stage.BRAND, project="bakery", **room)
    made = run.campaign
    assert 0 < len(made.posts) < 6
    assert any("left out for the budget" in said for said in made.savings)
    raised: dict[str, Any] = {f"budget_{limit}": 1e6}
    whole = resume("bakery", settings=priced, clock=stage.CLOCK, **raised)
    assert (len(whole.campaign.posts), whole.campaign.savings) == (6, ())
    assert "budget raised to 1,000,000.0" in Project.open("bakery", settings).version.why


def test_an_estimate_is_there_before_a_project_is(
    settings: Settings, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = estimate("two posts for my bakery on X", settings=settings)
    assert (nothing.posts, nothing.by_role["copywriter"]) == (2, 3200)
    assert (nothing.money, nothing.seconds) == (None, None)
    assert not list(settings.home.glob("projects/*"))
    priced = settings.model_copy(update={"price_prompt": 1.0, "price_completion": 3.0})
    money = estimate("two posts for my bakery on X", settings=priced).money
    assert money is not None
    assert money[1] == pytest.approx(3 * money[0], rel=0.01)
    Crew.load(settings=settings, clock=stage.CLOCK).run("one post for my bakery on X")
    known = estimate("two posts for my bakery on X", settings=priced)
    assert known.measured.projects == 1
    assert known.money is not None
    assert known.money[0] == known.money[1]
    assert known.seconds is None  # on a clock that stands still nothing takes any time
    monkeypatch.setattr(Journal, "worked", lambda _: known.measured.tokens / 100)
    timed = estimate("two posts for my bakery on X", settings=priced)
    assert timed.seconds == pytest.approx(timed.tokens / 100)
    weeks = estimate("relaunch my bakery", "relaunch", settings=settings)
    assert (weeks.weeks, sum(weeks.by_stretch.values())) == (12, weeks.tokens)
    told = command("estimate", "relaunch my bakery", "--recipe", "relaunch").stdout
    assert "17 posts in 12 weeks" in told


def test_a_limit_must_be_one(settings: Settings) -> None:
    with pytest.raises(CallerError, match="no limit of money"):
        Crew.load(settings=settings).run("one post for my bakery", budget_money=0.0)
    assert json.dumps([path.name for path in settings.home.glob("projects/*")]) == "[]"
