"""A whole campaign from a goal: what it promises, whatever the model's size."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from crews.run import Run
from graphs.build import STAGES
from graphs.judgements import SEEN
from studiocrew.contracts import Campaign, Concepts
from studiocrew.events import Event
from studiocrew.testing import ScriptedServer
from tools.identity import Wanted, propose
from tools.platforms import platform
from tools.visual.checks import able

Start = Callable[..., Run]


@pytest.mark.parametrize("profile", ["large", "small"])
def test_a_campaign_keeps_every_promise(start: Start, told: list[Event], profile: str) -> None:
    run = start(settings={"crew_profile": profile})
    made = run.campaign
    assert not [check for check in made.checks if not check.passed and check.severity == "block"]
    assert [post.status for post in made.posts] == ["ready"] * 6
    assert {post.platform for post in made.posts} == {"instagram", "x", "linkedin"}
    _pictured(made)
    _scheduled(made)
    _checked(made)
    stages = [e.text for e in told if e.kind == "stage_finished" and e.text != "research"]
    assert stages == [stage for stage in STAGES if stage not in ("research", "revise")]
    assert (run.path / "index.html").is_file()
    assert Campaign.model_validate_json((run.path / "campaign.json").read_bytes()) == made


def _pictured(made: Campaign) -> None:
    assets = {asset.id: asset for asset in made.assets}
    for post in made.posts:
        card = assets[str(post.asset_id)]
        assert card.post_id == post.id
        assert (card.width, card.height) == platform(post.platform).size
        assert post.alt_text == card.alt_text != ""
    assert [asset.kind for asset in made.assets].count("board") == 1


def _scheduled(made: Campaign) -> None:
    assert [entry.post_id for entry in made.calendar] == [post.id for post in made.posts]
    assert [entry.starts_at for entry in made.calendar] == sorted(
        post.scheduled_at for post in made.posts if post.scheduled_at
    )
    assert len({entry.uid for entry in made.calendar}) == len(made.calendar)


def _checked(made: Campaign) -> None:
    """One verdict for each item and target: none skipped that can be judged here, none twice."""
    targets = {
        "post": [post.id for post in made.posts],
        "asset": [asset.id for asset in made.assets],
        "document": [document.id for document in made.documents],
        "campaign": ["campaign"],
    }
    judged = [item for item in made.checklist if item.check != SEEN and able(item.check)]
    wanted = [(item.id, target) for item in judged for target in targets[item.scope]]
    assert sorted((check.item, check.target_id) for check in made.checks) == sorted(wanted)


def test_every_post_rests_on_facts_that_exist(start: Start) -> None:
    made = start().campaign
    facts = {fact.id: fact for fact in made.brief.facts}
    sources = {source.id for source in made.sources}
    for post in made.posts:
        assert post.fact_ids
        assert {facts[fact_id].source_id for fact_id in post.fact_ids} <= sources


def test_looks_are_proposed_while_the_plan_waits_for_a_model(
    start: Start, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    when: list[str] = []

    def noted(wanted: Wanted) -> Concepts:
        when.append([event.text for event in told if event.kind == "stage_started"][-1])
        return propose(wanted)

    monkeypatch.setattr("graphs.makers.concepts._propose", cache(noted))
    start()
    assert when == ["strategy"]


def test_usage_counts_what_the_endpoint_saw(start: Start, server: ScriptedServer) -> None:
    made = start().campaign
    assert made.usage.calls == len(server.calls)
    assert made.usage.calls == sum(role.calls for role in made.usage.by_role.values())


@pytest.mark.parametrize("profile", ["large", "small"])
def test_a_goal_alone_is_enough_and_is_owned_up_to(start: Start, profile: str) -> None:
    made = start(brand=None, settings={"crew_profile": profile}).campaign
    assert len(made.posts) == 6
    assert {post.status for post in made.posts} == {"needs_review"}
    assert made.brief.assumptions
    resting = {target for assumption in made.brief.assumptions for target in assumption.affects}
    assert {post.id for post in made.posts} <= resting
    assert {str(post.asset_id) for post in made.posts} <= resting


def test_a_model_that_invents_is_held_to_the_facts(start: Start, server: ScriptedServer) -> None:
    server._reply = None  # the default reply strings words together
    made = start(settings={"crew_profile": "small"}).campaign
    assert len(made.posts) == 6
    grounded = [check for check in made.checks if check.item == "grounded"]
    assert all(check.passed for check in grounded)


def test_nothing_but_json_is_in_the_campaign(start: Start) -> None:
    run = start()
    assert json.loads((run.path / "campaign.json").read_text(encoding="utf-8"))["goal"]


@pytest.mark.slow
def test_real_pictures_have_their_platforms_size(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from PIL import Image

    from tools.identity.board import render_concept
    from tools.layout import render_board, render_card

    monkeypatch.setattr("graphs.makers.concept.render_concept", render_concept)
    monkeypatch.setattr("graphs.makers.card.render_card", render_card)
    monkeypatch.setattr("graphs.makers.board.render_board", render_board)
    run = start("two posts for my bakery on Instagram and X")
    run.save(tmp_path / "out")
    for asset in run.campaign.assets:
        with Image.open(tmp_path / "out" / asset.path) as picture:
            assert picture.size == (asset.width, asset.height)


def test_goal_hints_are_kept(start: Start) -> None:
    made = start("four posts for my bakery on LinkedIn in one week").campaign
    assert [post.platform for post in made.posts] == ["linkedin"] * 4
    first, last = made.calendar[0].starts_at, made.calendar[-1].starts_at
    assert (last - first).days < 7
