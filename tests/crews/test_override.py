"""Overrides: what rested on the assumption is made again, and not a byte besides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import made
import pytest
import stage
from typer.testing import Result

from crews.crew import Crew
from crews.project import Project
from crews.run import Run
from studiocrew.contracts import Assumption, Campaign
from studiocrew.errors import CallerError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful
from tools.case import Evidence
from tools.checks import CHECKS

GOAL = 'make my bakery "Corner Oven" look trendy'
TRUTH = "Every loaf is kneaded by two sisters before dawn."
LOAF = "Our walnut loaf comes out of the oven at nine."


@pytest.fixture(scope="module", params=["large", "small"])
def profile(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def home(profile: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), GOAL, crew_profile=profile)


@dataclass(frozen=True)
class Made:
    """What a campaign consists of, by id, as it would be compared byte for byte."""

    posts: dict[str, str]
    pictures: dict[str, str]
    documents: dict[str, str]

    @classmethod
    def of(cls, made: Campaign) -> Made:
        return cls(
            {post.id: _content(post) for post in made.posts},
            {asset.id: asset.sha256 for asset in made.assets},
            {document.id: document.text for document in made.documents},
        )

    def changed(self, other: Made) -> set[str]:
        mine = self.posts | self.pictures | self.documents
        theirs = other.posts | other.pictures | other.documents
        assert mine.keys() == theirs.keys()
        return {key for key in mine if mine[key] != theirs[key]}


def _content(post: Any) -> str:
    kept = {"platform", "caption", "hashtags", "asset_id", "scheduled_at", "fact_ids"}
    return post.model_dump_json(include=kept)


def stated(made: Campaign) -> list[Assumption]:
    """Assumptions that posts rest on."""
    return [a for a in made.brief.assumptions if any(t.startswith("post") for t in a.affects)]


def test_only_what_rested_on_it_is_made_again(run: Run, server: ScriptedServer) -> None:
    (first, *_) = stated(run.campaign)
    again = run.override(first.id, TRUTH)
    changed = Made.of(run.campaign).changed(Made.of(again.campaign))
    assert changed == set(first.affects)
    assert 0 < len(changed) < len(run.campaign.plan.tasks) - 1
    fresh = [str(call["messages"][-1]["content"]) for call in server.calls]
    assert fresh
    assert all("sisters" in prompt for prompt in fresh)
    assert again.campaign.usage.calls == run.campaign.usage.calls + len(fresh)
    assert again.campaign.calendar == run.campaign.calendar or all(
        (a.uid, a.starts_at) == (b.uid, b.starts_at)
        for a, b in zip(again.campaign.calendar, run.campaign.calendar, strict=True)
    )
    assert again.campaign.plan.theme == run.campaign.plan.theme
    assert again.campaign.identity == run.campaign.identity


def test_the_assumption_becomes_a_fact_that_a_person_stands_for(run: Run) -> None:
    (first, second, *_) = stated(run.campaign)
    made = run.override(first.id, TRUTH).campaign
    (fact,) = [fact for fact in made.brief.facts if fact.statement == TRUTH]
    assert (fact.source_id, fact.confidence) == ("person", 1.0)
    assert "person" in {source.id for source in made.sources}
    assert first.id not in {a.id for a in made.brief.assumptions}
    assert first.statement not in {fact.statement for fact in made.brief.facts}
    rewritten = [post for post in made.posts if fact.id in post.fact_ids]
    assert {post.id for post in rewritten} == {t for t in first.affects if t.startswith("post")}
    grounded = {c.target_id for c in made.checks if c.item == "grounded" and c.passed}
    assert {post.id for post in rewritten} <= grounded
    assert all("sisters" in post.caption for post in rewritten)
    kept = {a.id: a for a in made.brief.assumptions}
    assert kept[second.id] == second
    order = [f.id for f in run.campaign.brief.facts]
    assert [f.id for f in made.brief.facts] == [fact.id if i == first.fact_id else i for i in order]


def test_every_assumption_keeps_the_ledgers_word(run: Run) -> None:
    """Whatever is corrected, what changes is what the ledger said would."""
    for number, assumption in enumerate(run.campaign.brief.assumptions):
        newest = Project.open("oven", run.settings).campaign()
        assert newest is not None
        word = f"Number {number} of the sisters opens the shop at dawn."
        again = run.override(assumption.id, word).campaign
        now = {a.id: a for a in newest.brief.assumptions}[assumption.id]
        assert now == assumption  # nobody else's number or reach has moved
        assert Made.of(newest).changed(Made.of(again)) == set(assumption.affects)


def test_a_second_word_on_the_same_replaces_the_first(run: Run) -> None:
    (first, *_) = stated(run.campaign)
    again = run.override(first.id, TRUTH).override(first.id, LOAF).campaign
    said = {fact.statement for fact in again.brief.facts}
    assert LOAF in said
    assert TRUTH not in said
    assert Made.of(run.campaign).changed(Made.of(again)) == set(first.affects)


def test_overrides_and_feedback_add_up(run: Run) -> None:
    (first, *_) = stated(run.campaign)
    again = run.override(first.id, TRUTH).feedback("warmer colours").campaign
    assert TRUTH in {fact.statement for fact in again.brief.facts}
    assert again.identity != run.campaign.identity
    posts = Made.of(run.campaign).posts
    changed = {key for key, text in Made.of(again).posts.items() if posts[key] != text}
    assert changed == {target for target in first.affects if target.startswith("post")}


def test_an_override_is_kept_with_its_version(run: Run, settings: Settings) -> None:
    (first, *_) = stated(run.campaign)
    run.override(first.id.lower(), f"  {TRUTH}  ")
    file = Project.open("oven", settings).file
    assert [version.number for version in file.versions] == [1, 2]
    (word,) = file.versions[-1].overrides
    assert (word.target, word.text) == (first.id, TRUTH)
    assert file.versions[0].overrides == ()


def test_a_document_is_written_again_when_what_it_was_told_changes(settings: Settings) -> None:
    crew = Crew.load("product-launch", settings=settings, clock=stage.CLOCK)
    run = crew.run(GOAL, project="oven")
    for assumption in run.campaign.brief.assumptions:
        if "press-note" in assumption.affects:
            break
    else:
        pytest.fail("the note rests on nothing that was assumed")
    again = run.override(assumption.id, TRUTH).campaign
    changed = Made.of(run.campaign).changed(Made.of(again))
    assert changed == set(assumption.affects)


def test_an_answer_can_be_overridden_too(settings: Settings) -> None:
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run(GOAL, project="oven", ask=lambda _: {"Q1": LOAF})
    again = run.override("Q1", TRUTH).campaign
    answers = {q.id: q.answer for q in again.brief.questions}
    assert answers["Q1"] == TRUTH
    old = {fact.statement: fact.id for fact in run.campaign.brief.facts}[LOAF]
    before, after = Made.of(run.campaign), Made.of(again)
    resting = {post.id for post in run.campaign.posts if old in post.fact_ids}
    assert {key for key in before.posts if before.posts[key] != after.posts[key]} == resting
    assert all(LOAF not in text for text in after.posts.values())


def test_the_next_campaign_knows_what_was_overridden(run: Run, settings: Settings) -> None:
    question = next(q for q in run.campaign.brief.questions if q.status == "assumed")
    run.override(question.id, LOAF)
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    made = crew.run('get "Corner Oven" known in the next village', project="next").campaign
    (again,) = [q for q in made.brief.questions if q.text == question.text]
    assert (again.route, again.answer) == ("memory", LOAF)


def test_how_a_contradiction_was_decided_can_be_overridden(settings: Settings) -> None:
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run("two posts for my bakery on 3 May 2024", stage.BRAND, project="oven")
    ids = {a.statement.split(",")[0]: a.id for a in run.campaign.brief.assumptions}
    more = run.override(ids["You asked for 2 posts"], "3").campaign
    assert len(more.posts) == 3
    with pytest.raises(CallerError, match="not clear what 'many'"):
        run.override(ids["You asked for 2 posts"], "many")
    date = next(a.id for a in more.brief.assumptions if "was past" in a.statement)
    later = run.override(date, "2 June 2026").campaign
    assert len(later.posts) == 3
    assert min(entry.starts_at.date().isoformat() for entry in later.calendar) >= "2026-06-02"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_said_changes_nothing(run: Run, settings: Settings, text: str) -> None:
    (first, *_) = stated(run.campaign)
    with pytest.raises(CallerError, match="The override is empty"):
        run.override(first.id, text)
    assert Project.open("oven", settings).version.number == 1


@pytest.mark.parametrize("target", ["A99", "Q99", "post-1", "", "A"])
def test_an_unknown_id_is_told_the_known_ones(run: Run, settings: Settings, target: str) -> None:
    with pytest.raises(CallerError, match="no assumption or question") as caught:
        run.override(target, TRUTH)
    known = caught.value.mend
    assert all(a.id in known for a in run.campaign.brief.assumptions)
    assert Project.open("oven", settings).version.number == 1


def test_what_the_brand_folder_says_is_changed_there(settings: Settings) -> None:
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run(stage.GOAL, stage.BRAND, project="bakery")
    with pytest.raises(CallerError, match="the brand folder answers it") as caught:
        run.override("Q1", TRUTH)
    assert "brand folder" in caught.value.mend


def test_a_statement_cannot_be_replaced_by_nothing(run: Run) -> None:
    (first, *_) = stated(run.campaign)
    with pytest.raises(CallerError, match="without anything to say"):
        run.override(first.id, "No")


def test_the_command_overrides_and_shows_the_ledger(command: Callable[..., Result]) -> None:
    crew = command
    done = crew("run", GOAL, "--project", "oven", "--no-ask")
    told = json.loads(crew("status", "oven", "--json").stdout)
    first = next(a for a in told["assumptions"] if a["affects"])
    shown = crew("status", "oven").stdout
    for part in (first["id"], first["statement"][:20], first["affects"][0], "rests on it"):
        assert part in shown
        assert part in done.stdout
    assert "crew override oven A" in shown
    done = crew("override", "oven", first["id"], TRUTH, "--json")
    summary = json.loads(done.stdout)
    assert any("sisters" in post["caption"] for post in summary["posts"])
    assert first["id"] not in {row["id"] for row in summary["ledger"]}
    page = (Path(summary["out"]) / "index.html").read_text(encoding="utf-8")
    assert all(f"<code>{row['id']}</code>" in page for row in summary["ledger"])
    refused = crew("override", "oven", "A99", TRUTH, code=CallerError.exit_code)
    assert "In the ledger: A" in refused.stderr


def test_the_number_of_calls_is_that_of_the_posts_made_again(
    run: Run, server: ScriptedServer
) -> None:
    """Unaffected slots are not asked at all: they are replayed."""
    (first, *_) = stated(run.campaign)
    posts = [target for target in first.affects if target.startswith("post")]
    before = list(run.folder.calls())
    again = run.override(first.id, TRUTH)
    slots = Counter(call.slot.split(".")[0] for call in Project.open("oven", run.settings).calls())
    fresh = len(server.calls)
    made_again = sum(slots[post] for post in posts)  # in both versions together
    assert (
        0 < fresh < made_again + 4 * len(posts) < len(before)
    )  # and what the reviewer says of each
    asked = [call["messages"] for call in server.calls]
    assert all(call.messages not in asked for call in before)
    assert again.campaign.usage.calls == run.campaign.usage.calls + fresh


def test_what_was_revised_because_of_a_neighbour_stays_as_it_was(
    server: ScriptedServer, sketched: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Posts are compared with each other: one changes, and another would no longer be revised."""
    told: Counter[str] = Counter()

    def reply(body: dict[str, Any]) -> str:
        said, prompt = faithful(body), str(body["messages"])
        told[prompt] += 1
        if LOAF in prompt and '"opening"' in said and told[prompt] > 1:
            return json.dumps({**json.loads(said), "opening": "Unheard of zebras"})
        return said

    def fresh(case: Any, post: Any, params: Any) -> Evidence:
        beside = any("common-plan" in other.fact_ids for other in case.posts)
        first = LOAF in post.caption and not post.caption.startswith(LOAF)
        return Evidence(not (beside and first), "opens as its neighbour does")

    server._reply = reply  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setitem(CHECKS, "not_repeated", fresh)
    settings = Settings(**stage.values_for(server, tmp_path / "home"))
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    run = crew.run(GOAL, project="oven", ask=lambda _: {"Q1": LOAF})
    revised = [post for post in run.campaign.posts if post.caption.startswith(LOAF)]
    assert revised
    plan = next(a for a in run.campaign.brief.assumptions if a.fact_id == "common-plan")
    again = run.override(plan.id, TRUTH).campaign
    assert Made.of(run.campaign).changed(Made.of(again)) == set(plan.affects)
