"""The facade: pinned recipes, feedback that touches only what it is about, budgets, secrets."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made
import pytest
import stage

from crews.crew import Crew, resume
from crews.project import Project
from crews.run import Run
from studiocrew.contracts import Campaign
from studiocrew.errors import BudgetExceeded, CallerError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful


@pytest.fixture
def small(values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A model that spends more than its plan was expected to: the estimate is set to nothing."""
    monkeypatch.setattr("graphs.nodes.strategy.EXPECTED_TOKENS", {})
    return Settings(**{**values, "crew_profile": "small"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), stage.GOAL, stage.BRAND)


def crew(settings: Settings, recipe: str | Path = "social-campaign") -> Crew:
    return Crew.load(recipe, settings=settings, clock=stage.CLOCK)


def pictures(made: Campaign) -> dict[str, str]:
    return {asset.id: asset.sha256 for asset in made.assets}


def changed(old: dict[str, str], new: dict[str, str]) -> set[str]:
    assert old.keys() == new.keys()
    return {key for key in old if old[key] != new[key]}


def captions(made: Campaign) -> dict[str, str]:
    return {post.id: post.caption for post in made.posts}


def test_a_post_is_corrected_alone(run: Run, server: ScriptedServer) -> None:
    asked = len(server.calls)
    said: Callable[[dict[str, object]], str] = faithful
    server._reply = lambda body: (
        said(body).replace('"opening": "', '"opening": "Yes: ')
        if "Please: post 2" in str(body["messages"])
        else said(body)
    )
    again = run.feedback("post 2: shorter")
    assert changed(captions(run.campaign), captions(again.campaign)) <= {"post-2"}
    redrawn = changed(pictures(run.campaign), pictures(again.campaign))
    assert redrawn <= {"card-2", "board"}
    fresh = [str(call["messages"]) for call in server.calls[asked:]]
    assert fresh
    assert all("post 2: shorter" in text or "Text:" in text for text in fresh)
    assert again.folder.out.name == "v2"
    assert run.campaign == Campaign.model_validate_json(
        (run.folder.folder / "campaigns" / "v1" / "campaign.json").read_bytes()
    )


def test_a_wish_about_the_look_leaves_every_word(run: Run) -> None:
    again = run.feedback("warmer colours")
    assert captions(again.campaign) == captions(run.campaign)
    assert again.campaign.identity != run.campaign.identity
    shown = {asset.id for asset in run.campaign.assets if asset.kind != "concept"}
    assert changed(pictures(run.campaign), pictures(again.campaign)) == shown
    assert again.campaign.concepts == run.campaign.concepts
    # The files, too: their records said that a person had asked for the boards to be warmer.
    for asset in (one for one in run.campaign.assets if one.kind == "concept"):
        assert (again.path / asset.path).read_bytes() == (run.path / asset.path).read_bytes()
    assert "colours warmer" in again.campaign.feedback[-1].understood


def test_a_logo_is_corrected_and_nothing_else_of_the_look(run: Run) -> None:
    again = run.feedback("make the logo less cartoonish")
    before, after = run.campaign.identity, again.campaign.identity
    assert before is not None
    assert after is not None
    assert after == before.model_copy(update={"mark": after.mark})
    assert after.mark != before.mark
    assert captions(again.campaign) == captions(run.campaign)
    assert again.campaign.calendar == run.campaign.calendar


def test_one_posts_picture_is_corrected_alone(run: Run, server: ScriptedServer) -> None:
    asked = len(server.calls)
    again = run.feedback("post 3: calmer picture")
    said = again.campaign.feedback[-1]
    assert (said.target, said.change and said.change.energy) == ("card-3", -1)
    assert changed(pictures(run.campaign), pictures(again.campaign)) <= {"card-3"}
    assert captions(again.campaign) == captions(run.campaign)
    assert again.campaign.identity == run.campaign.identity
    assert len(server.calls) == asked


def test_another_concept_is_taken_and_kept(run: Run, settings: Settings) -> None:
    assert run.campaign.concepts is not None
    assert run.campaign.identity is not None
    best = run.campaign.identity.concept
    other = next(c for c in run.campaign.concepts.concepts if c.id != best)
    again = run.feedback(f"use identity {other.id}")
    look = again.campaign.identity
    assert look is not None
    assert (look.concept, look.picked_by) == (other.id, "person")
    assert look.swatches == other.identity.swatches
    assert captions(again.campaign) == captions(run.campaign)
    chosen = crew(settings).run(stage.GOAL, stage.BRAND, project="other", identity=3)
    assert chosen.campaign.identity is not None
    assert chosen.campaign.identity.concept == "C"
    with pytest.raises(CallerError, match="no identity concept"):
        crew(settings).run(stage.GOAL, stage.BRAND, project="third", identity="D")


@pytest.mark.parametrize("text", ["card 2: more formal type", "card 2: use #00FF00"])
def test_what_belongs_to_the_whole_campaign_is_not_one_cards(run: Run, text: str) -> None:
    with pytest.raises(CallerError, match="whole campaign"):
        run.feedback(text)
    assert run.folder.version.number == 1


def test_the_calendar_keeps_its_identifiers(run: Run) -> None:
    again = run.feedback("warmer colours")
    assert [e.uid for e in again.campaign.calendar] == [e.uid for e in run.campaign.calendar]
    assert again.campaign.calendar == run.campaign.calendar


def test_feedback_about_nothing_that_exists_changes_nothing(run: Run, settings: Settings) -> None:
    with pytest.raises(CallerError, match=r"no post-99"):
        run.feedback("post 99: shorter")
    with pytest.raises(CallerError, match="empty"):
        run.feedback("  ")
    assert Project.open("oven", settings).version.number == 1


def test_each_pass_is_logged_once(run: Run) -> None:
    again = run.feedback("warmer colours")
    lines = (again.folder.folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(Counter(line for line in lines if '"stage_' in line and "research" not in line)
               .values()) == {1}  # fmt: skip


def test_a_pinned_recipe_is_what_a_resumed_run_follows(
    small: Settings, server: ScriptedServer, tmp_path: Path
) -> None:
    shipped = crew(small).found.folder / "social-campaign.yaml"
    mine = tmp_path / "mine.yaml"
    mine.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BudgetExceeded):
        crew(small, mine).run(stage.GOAL, stage.BRAND, project="bakery", budget_tokens=2_300)
    mine.write_text("name: other\nthis: is no recipe any more", encoding="utf-8")
    made = resume("bakery", settings=small, budget_tokens=200_000).campaign
    assert len(made.posts) == 6
    assert made.provenance.recipe == "social-campaign"


def test_a_budget_is_never_overspent_and_a_larger_one_finishes(
    small: Settings, server: ScriptedServer
) -> None:
    server.latency_s = 0.01  # so that many calls are under way at once
    with pytest.raises(BudgetExceeded, match="does not fit") as caught:
        crew(small).run(stage.GOAL, stage.BRAND, project="bakery", budget_tokens=2_300)
    assert "crew resume" in caught.value.mend
    usage = Project.open("bakery", small).status().usage
    assert usage.prompt_tokens + usage.completion_tokens <= 2_300
    made = resume("bakery", settings=small, budget_tokens=200_000).campaign
    assert len(made.posts) == 6
    assert len(server.calls) == made.usage.calls  # what the first pass paid for was not repeated


def test_memory_waits_until_crewai_is_imported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both import qdrant_client: in two threads at once, Python sees a deadlock now and then."""
    order: list[str] = []

    async def warm() -> None:
        await asyncio.sleep(0.05)
        order.append("crewai")

    async def ingest(*_: object) -> None:
        order.append("memory")

    monkeypatch.setattr("roles.agent.warm", warm)
    monkeypatch.setattr("memory.brand.ingest", ingest)
    crew(settings).run("one post for my bakery on X", stage.BRAND)
    assert order == ["crewai", "memory"]


def test_the_key_is_written_nowhere(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run = crew(settings).run(stage.GOAL, stage.BRAND, project="bakery")
    assert settings.openai_api_key
    canary = settings.openai_api_key.get_secret_value().encode()
    run.save(tmp_path / "out")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "calls.db" for path in files)
    assert any(path.name == "index.html" for path in files)
    assert [path for path in files if canary in path.read_bytes()] == []
    told = capfd.readouterr()
    assert canary.decode() not in told.out + told.err
