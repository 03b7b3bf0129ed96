"""One real card, drawn once, and a case around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from studiocrew.contracts import Asset, BrandKit, Brief, CardCopy, Identity, Post
from tools.case import Case
from tools.layout import PAIRINGS, render_card
from tools.layout.picture import Picture
from tools.palette import palette
from tools.visual.geometry import text_boxes

COPY = CardCopy(
    headline="Sourdough, a day in the making",
    kicker="Since 1962",
    body="Rosa bakes 140 loaves a day and sells the last one before noon.",
    details=("Open from six", "12 Mill Lane"),
    emphasis="a day",
)


@dataclass(frozen=True)
class Drawn:
    picture: Picture
    asset: Asset
    identity: Identity

    def case(self, png: bytes = b"", *others: tuple[Asset, bytes], place: str = "") -> Case:
        store = {"own": png or self.picture.png, **{a.sha256: data for a, data in others}}
        return Case(
            BrandKit(id="k", name="Morrow"),
            Brief(goal="g", brand_name="Morrow"),
            posts=(Post(id="p1", platform=place or "instagram", caption="c"),),
            assets=(self.asset, *(asset for asset, _ in others)),
            identity=self.identity,
            open=store.__getitem__,
        )

    def with_boxes(self, name: str, **moves: float) -> Drawn:
        """The same, with the boxes of one piece said to be elsewhere."""
        boxes = tuple(
            box.model_copy(update={k: getattr(box, k) + v for k, v in moves.items()})
            if box.name == name
            else box
            for box in self.asset.text_boxes
        )
        asset = self.asset.model_copy(update={"text_boxes": boxes})
        return Drawn(self.picture, asset, self.identity)


@cache
def drawn(template: str = "poster") -> Drawn:
    identity = Identity(
        wordmark="Morrow",
        mood="warm",
        swatches=palette(["#E5401C"], "warm", 1),
        pairing=PAIRINGS["market"],
        motif="botanical",
        seed=7,
    )
    picture = render_card(identity, COPY, width=1080, height=1350, template=template, seed=2)
    asset = Asset(
        id="c1",
        kind="card",
        path="assets/c1.png",
        sha256="own",
        width=1080,
        height=1350,
        post_id="p1",
        text=COPY,
        text_boxes=text_boxes(picture),
    )
    return Drawn(picture, asset, identity)


@pytest.fixture(scope="session")
def card() -> Drawn:
    return drawn()
