"""A concept's board is judged by its own look: three are shown, and one becomes the campaign's."""

from __future__ import annotations

from functools import cache

import pytest

from studiocrew.contracts import Asset, BrandKit, Brief, CardCopy, Concepts
from tools.case import Case
from tools.identity import Wanted, propose
from tools.identity.board import render_concept
from tools.visual.checks import VISUAL_CHECKS
from tools.visual.geometry import text_boxes
from tools.visual.legible import reads_on_ground
from tools.visual.swatches import in_palette

BRANDS = {
    "kennel": Wanted("Greyfield", trade="dog rescue", mood="earthy", colours=("#E0441F",)),
    "bottles": Wanted("Tide", trade="bottles", colours=("#0B6E6E", "#19C3B2", "#FF6F4E")),
}


@cache
def proposed(brand: str) -> Concepts:
    return propose(BRANDS[brand])


@cache
def shown(brand: str, letter: str) -> tuple[Case, Asset]:
    concepts = proposed(brand).concepts
    concept = next(one for one in concepts if one.id == letter)
    picture = render_concept(
        concept,
        CardCopy(headline="Every dog gets a sofa"),
        second=CardCopy(headline=concept.identity.wordmark, kicker=BRANDS[brand].trade),
    )
    asset = Asset(
        id=f"concept-{letter.lower()}",
        kind="concept",
        path="assets/c.png",
        sha256="own",
        width=picture.width,
        height=picture.height,
        text_boxes=text_boxes(picture),
    )
    case = Case(
        BrandKit(id="k", name=concept.identity.wordmark),
        Brief(goal="g", brand_name=concept.identity.wordmark),
        assets=(asset,),
        identity=next(one.identity for one in concepts if one.id != letter),
        concepts=concepts,
        open={"own": picture.png}.__getitem__,
    )
    return case, asset


@pytest.mark.parametrize("letter", "ABC")
@pytest.mark.parametrize("brand", [*BRANDS])
def test_a_board_keeps_to_the_colours_of_its_own_concept(brand: str, letter: str) -> None:
    """Two of three were flagged in every campaign, by the palette of the one that was chosen."""
    case, asset = shown(brand, letter)
    assert in_palette(case, asset, {}).passed, in_palette(case, asset, {}).text


@pytest.mark.parametrize("letter", "ABC")
@pytest.mark.parametrize("brand", [*BRANDS])
def test_every_word_on_a_board_reads_through_its_grain(brand: str, letter: str) -> None:
    """A text of 4.52:1 on flat colour came to 4.3:1 on the grain that lies over the board."""
    assert reads_on_ground in VISUAL_CHECKS
    case, asset = shown(brand, letter)
    found = reads_on_ground(case, asset, {})
    assert found.passed, found.text
