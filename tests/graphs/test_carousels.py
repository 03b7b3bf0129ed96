"""A platform whose posts are carousels: several pictures a post, through to what is delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from crews.differing import differences
from crews.run import Run
from graphs.decisions import carried, case_of, decided
from graphs.keeping import products_of
from graphs.products import PostDraft
from studiocrew.contracts import Asset, ChecklistItem, Making
from studiocrew.testing import ScriptedServer
from tools.case import Evidence
from tools.checks import CHECKS
from tools.export import load_campaign
from tools.export.outgoing import outgoing
from tools.images.setup import close_workers
from tools.layout.carousel import DESIGNS
from tools.platforms import platform
from tools.posting import hard_problems
from tools.provenance.files import xmp_of
from tools.provenance.source_types import COMPOSITE_SYNTHETIC, COMPOSITE_WITH_TRAINED
from tools.provenance.xmp import read_packet

Start = Callable[..., Run]
CAROUSELS = {"carousels": ("instagram",)}
WHOLE = ChecklistItem.model_validate(
    {"id": "whole", "text": "Whole", "scope": "asset", "kind": "code", "check": "set_whole"}
)


@pytest.fixture(autouse=True)
def _workers() -> Iterator[None]:
    yield
    close_workers()


class Crooked:
    """Finds fault with one slide until it has been drawn `times` times in different pictures."""

    def __init__(self, slide: str, times: int) -> None:
        self.slide, self.times = slide, times
        self.seen: list[str] = []

    def __call__(self, case: Any, asset: Asset, params: Mapping[str, Any]) -> Evidence:
        if asset.id != self.slide:
            return Evidence(True, "another")
        if asset.sha256 not in self.seen:
            self.seen.append(asset.sha256)
        return Evidence(self.seen.index(asset.sha256) >= self.times, "crooked")


def carousels(run: Run) -> list[Asset]:
    return [asset for asset in run.campaign.assets if asset.slides]


@pytest.mark.parametrize(("times", "mended"), [(1, True), (99, False)])
def test_a_slide_that_fails_has_its_carousel_drawn_in_another_design(
    start: Start, monkeypatch: pytest.MonkeyPatch, times: int, mended: bool
) -> None:
    monkeypatch.setitem(CHECKS, "set_whole", found := Crooked("card-1-3", times))
    run = start(recipe={**CAROUSELS, "checklist": (WHOLE,)})
    (card,) = (asset for asset in carousels(run) if asset.id == "card-1")
    usual = next(iter(DESIGNS))
    assert len(found.seen) == (2 if mended else len(DESIGNS))
    assert {page.template for page in card.pages} != {usual} or not mended
    assert len({page.template for page in card.pages}) == 1
    others = [page for one in carousels(run) if one != card for page in one.pages]
    assert others and {page.template for page in others} == {usual}
    (verdict,) = (c for c in run.campaign.checks if (c.target_id, c.slide) == ("card-1", 3))
    assert verdict.passed is mended and verdict.evidence.startswith("slide 3: ")
    post = next(post for post in run.campaign.posts if post.asset_id == "card-1")
    assert post.status == ("ready" if mended else "needs_review")


def test_the_cover_takes_the_picture_and_each_slide_says_what_it_is(
    start: Start, server: ScriptedServer, tmp_path: Path
) -> None:
    run = start(recipe=CAROUSELS, settings={"images": "openai:painter"})
    cards = [asset for asset in run.campaign.assets if asset.kind == "card"]
    assert len(server.pictures) == len(cards) == 6
    out = tmp_path / "out"
    run.save(out)
    for card in carousels(run):
        cover, *rest = card.pages
        assert cover.source_type == COMPOSITE_WITH_TRAINED
        assert cover.made_by.endswith("picture by painter")
        for page in rest:
            assert page.source_type == COMPOSITE_SYNTHETIC
            assert page.made_by == "studiocrew layout (typst)" and page.template in DESIGNS
            assert "image" not in {part.part for part in (page.making or Making()).parts}
            said, record = read_packet(xmp_of((out / page.path).read_bytes()))
            assert said == COMPOSITE_SYNTHETIC
            assert record and record.template == page.template and "painter" not in record.made_by
        said, record = read_packet(xmp_of((out / cover.path).read_bytes()))
        assert said == COMPOSITE_WITH_TRAINED and record and "painter" in record.made_by


def test_all_that_a_carousel_tells_survives_a_correction(start: Start) -> None:
    run = start(recipe=CAROUSELS)
    campaign = run.campaign
    for card in carousels(run):
        draft = products_of(campaign)[card.post_id or ""]
        assert isinstance(draft, PostDraft)
        closing = card.slides[-1].text
        assert closing and (draft.card.body, draft.card.details) == (
            closing.headline,
            closing.details,
        )
    first = carousels(run)[0]
    later = first.slides[1].model_copy(update={"sha256": "0" * 64})
    slides = (first.slides[0], later, *first.slides[2:])
    changed = first.model_copy(update={"slides": slides})
    assets = tuple(changed if one == first else one for one in campaign.assets)
    other = campaign.model_copy(update={"assets": assets})
    (told,) = differences(campaign, other).assets
    assert (told.id, told.after) == (f"{first.id}-3", "0" * 64)
    post = next(post for post in campaign.posts if post.id == first.post_id)
    said = post.model_copy(update={"status": "approved"})
    before = campaign.model_copy(update={"posts": (said,)})
    assert carried(before, post, case_of(campaign).assets) == "approved"
    assert carried(before, post, case_of(other).assets) == ""
    again = decided(campaign, [], project="bakery", gate=False, sizes={})
    assert {claim.id for claim in again.claims} == {claim.id for claim in campaign.claims}
    known = {post.id for post in campaign.posts} | {asset.id for asset in campaign.assets}
    assert {claim.target_id for claim in again.claims} <= known


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
        judged = {check.slide for check in campaign.checks if check.target_id == card.id}
        assert judged == {*range(1, len(pages) + 1)}
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
