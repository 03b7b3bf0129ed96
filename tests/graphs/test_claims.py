"""Claims of a whole campaign, and the two things that keep a post from being ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from crews.run import Run
from graphs import decisions
from graphs.nodes import deliver
from studiocrew.contracts import Asset, Claim, Post
from tools.platforms import Problem

Start = Callable[..., Run]


@pytest.mark.parametrize("profile", ["large", "small"])
def test_every_claim_is_tied_and_leads_to_its_source(start: Start, profile: str) -> None:
    made = start(settings={"crew_profile": profile}).campaign
    facts = {fact.id: fact for fact in made.brief.facts}
    sources = {source.id for source in made.sources}
    targets = {post.id for post in made.posts} | {asset.id for asset in made.assets}
    assert {claim.target_id for claim in made.claims} <= targets
    assert {post.id for post in made.posts} <= {claim.target_id for claim in made.claims}
    assert [claim.text for claim in made.claims if claim.status == "open"] == []
    for claim in made.claims:
        if claim.fact_id:
            assert claim.source_id == facts[claim.fact_id].source_id
            assert claim.source_id in sources
    words = {p.id: p.caption for p in made.posts} | {
        a.id: "\n".join((a.text.kicker, a.text.headline, a.text.body, *a.text.details))
        for a in made.assets
        if a.text
    }
    assert all(claim.text in words[claim.target_id] for claim in made.claims if not claim.rule)


def test_what_rests_on_an_assumption_is_flagged(start: Start) -> None:
    made = start(brand=None).campaign
    reasoned = {source.id for source in made.sources if source.kind == "model"}
    resting = [claim for claim in made.claims if claim.source_id in reasoned]
    assert all(claim.status == "flagged" and claim.note for claim in resting)


@pytest.fixture
def loose(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim(id="c", target_id="post-1", text="best", kind="superlative", status="open")
    on_card = claim.model_copy(update={"id": "d", "target_id": "card-2"})
    monkeypatch.setattr(deliver, "all_claims", lambda case, sources: (claim, on_card))


def test_a_post_with_an_open_claim_waits_for_a_person(start: Start, loose: None) -> None:
    made = start().campaign
    status = {post.id: post.status for post in made.posts}
    assert status["post-1"] == status["post-2"] == "needs_review"
    assert {status[p] for p in status if p not in ("post-1", "post-2")} == {"ready"}
    assert len(made.calendar) == len(made.posts)


def test_a_person_may_let_an_open_claim_stand(start: Start, loose: None) -> None:
    made = start(approve=lambda posts: True).campaign
    assert {post.status for post in made.posts} == {"approved"}


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def problems(post: Post, assets: Sequence[Asset] = (), sizes: Any = None) -> list[Problem]:
        wrong = Problem("caption", "hard", "281 of 280", 281, 280)
        return [wrong] if post.id == "post-1" else []

    monkeypatch.setattr(decisions, "hard_problems", problems)


@pytest.mark.parametrize("approve", [None, lambda posts: True])
def test_what_a_platform_refuses_is_never_ready_nor_scheduled(
    start: Start, refused: None, approve: Any
) -> None:
    made = start(approve=approve).campaign
    assert next(post for post in made.posts if post.id == "post-1").status == "needs_review"
    assert "post-1" not in {entry.post_id for entry in made.calendar}
    assert len(made.calendar) == len(made.posts) - 1
