"""A platform whose posts are carousels: several pictures a post, through to what is delivered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crews.run import Run
from tools.export import load_campaign
from tools.export.outgoing import outgoing
from tools.platforms import platform
from tools.posting import hard_problems

Start = Callable[..., Run]


@pytest.fixture(scope="module")
def _once() -> dict[str, Run]:
    return {}


def test_a_carousel_is_one_post_with_many_pictures(start: Start, tmp_path: Path) -> None:
    run = start(recipe={"carousels": ("instagram",)})
    campaign = run.campaign
    posts = {post.id: post for post in campaign.posts}
    cards = [asset for asset in campaign.assets if asset.kind == "card"]
    many = [card for card in cards if card.slides]
    assert many and {posts[card.post_id or ""].platform for card in many} == {"instagram"}
    out = tmp_path / "out"
    campaign.save(out) if hasattr(campaign, "save") else run.save(out)
    page = (out / "index.html").read_text(encoding="utf-8")
    captions = (out / "captions.md").read_text(encoding="utf-8")
    written = load_campaign(out)
    for card in many:
        pages = card.pages
        assert 3 <= len(pages) <= platform("instagram").pictures.most
        assert [one.path for one in pages] == [*card.files]
        assert len({one.sha256 for one in pages}) == len(pages)
        assert all((out / one.path).is_file() and one.alt_text for one in pages)
        assert all(one.path in page and one.path in captions for one in pages)
        assert not any(
            "pictures" in p.evidence for p in hard_problems(posts[card.post_id or ""], cards)
        )
        assert next(a for a in written.assets if a.id == card.id).slides == card.slides
        judged = {check.target_id for check in campaign.checks}
        assert {one.id for one in pages} <= judged
        told = [fact.statement for fact in campaign.brief.facts]
        inner = [one.text.headline for one in pages[1:-1] if one.text]
        assert all(any(line in fact for fact in told) for line in inner), inner
    sent = {one.post.id: one for one in outgoing(campaign, "https://media.example.org/c")}
    for card in many:
        if post := sent.get(card.post_id or ""):
            assert len(post.media) == len(card.pages) == len(post.alt_texts)


def test_more_pictures_than_a_platform_takes_are_refused(start: Start) -> None:
    campaign = start(recipe={"carousels": ("instagram",)}).campaign
    card = next(asset for asset in campaign.assets if asset.slides)
    post = next(post for post in campaign.posts if post.id == card.post_id)
    many = card.model_copy(update={"slides": card.slides * 9})
    assert any(problem.rule == "media" for problem in hard_problems(post, [many]))
