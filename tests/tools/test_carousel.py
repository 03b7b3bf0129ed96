"""Carousels: their designs, what they say and how it is read back, a cover of another make."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout import (
    PAIRINGS,
    TEMPLATES,
    contrast_behind,
    needed,
    render_card,
    render_carousel,
    slides_of,
)
from tools.layout.carousel import DESIGNS, card_of, pick_design, render_slide
from tools.palette import palette
from tools.platforms import platform

BRAND = Identity(
    wordmark="Morrow",
    mood="elegant",
    swatches=palette(["#143D35"], "elegant", 1),
    pairing=PAIRINGS["market"],
    motif="botanical",
    seed=7,
)
CARD = CardCopy(
    headline="We start at 3 am so you don’t have to.",
    kicker="Office boxes",
    body="Breakfast boxes from 12 people. Ordered by noon, on your desk by nine.",
    details=("From £6.40 each", "Tue to Sun", "Pre-order by 8 pm"),
    emphasis="don’t have to.",
)
FACTS = (
    "Seeded rye: £4.20",
    "We mill our own flour on Tuesdays and Fridays, with grain from three farms nearby.",
)
HEBREW = CardCopy(headline="לחם איטי לשבועות מהירים", body="ארוחת בוקר למשרד החל מ-12 אנשים.")


@pytest.mark.parametrize(
    ("design", "name"), [*((d, "instagram") for d in DESIGNS), ("lintel", "tiktok")]
)
def test_every_design_reads_and_keeps_to_what_an_app_leaves_free(design: str, name: str) -> None:
    target = platform(name)
    width, height = target.size
    slides = (*slides_of(CARD, FACTS, 10), HEBREW)
    made = render_carousel(
        BRAND, slides, width=width, height=height, seed=3, covered=target.safe, design=design
    )
    assert [one.template for one in made] == [design] * len(slides)
    for one in made:
        assert not one.overflow and not one.missing
        assert all(contrast_behind(one, box) >= needed(box) for box in one.boxes)
        left, top, wide, high = one.safe
        for box in one.boxes:
            assert left - 2 <= box.x and box.x + box.w <= left + wide + 2, (design, box)
            assert top - 2 <= box.y and box.y + box.h <= top + high + 2, (design, box)


@pytest.mark.parametrize("design", ["slide", "lintel"])
def test_the_tiles_run_on_over_the_cut(design: str) -> None:
    made = render_carousel(BRAND, (CARD, CARD, CARD), seed=3, design=design)
    strips = {s.scene.items[0] for s in made if s.scene}
    assert len({strip.svg for strip in strips}) == 1  # type: ignore[union-attr]
    assert {strip.x for strip in strips} == {0, -1080, -2160}  # type: ignore[union-attr]


def test_a_cover_of_another_make_stands_first() -> None:
    slides = slides_of(CARD, FACTS, 10)
    buffer = io.BytesIO()
    Image.effect_noise((270, 338), 60).convert("RGB").save(buffer, "PNG")
    cover = render_card(
        BRAND, slides[0], width=1080, height=1350, template="split", photo=buffer.getvalue()
    )
    made = render_carousel(BRAND, slides, seed=3, cover=cover)
    assert made[0] is cover and [one.template for one in made[1:]] == ["slide"] * 3
    assert made[2].png == render_slide(BRAND, slides, 2, seed=3).png
    assert {b.name for b in made[1].boxes} >= {"number", "headline"}


def test_another_design_is_none_that_failed() -> None:
    assert not {*DESIGNS} & {*TEMPLATES}  # a name says which of the two a picture is
    first, *others = DESIGNS
    assert {pick_design(seed, avoid=(first,)) for seed in range(4)} == {*others}
    assert pick_design(3, avoid=tuple(DESIGNS)) in DESIGNS
    with pytest.raises(CallerError, match="no carousel design"):
        render_slide(BRAND, (CARD,), 0, design="poster")


_WORDS = st.text("abcdefgh ,.", min_size=1, max_size=90).map(str.strip).filter(bool)


@given(
    card=st.builds(
        CardCopy,
        headline=_WORDS,
        kicker=_WORDS,
        body=_WORDS.map(lambda said: f"We say: {said}"),
        details=st.lists(_WORDS, max_size=3).map(tuple),
    ),
    facts=st.lists(_WORDS, max_size=8),
    most=st.integers(2, 20),
)
def test_the_card_is_read_back_from_its_slides(card: CardCopy, facts: list[str], most: int) -> None:
    slides = slides_of(card, facts, most)
    assert card_of(slides, facts) == card
    assert len(slides) <= most


def test_slides_without_a_closing_are_read_back_too() -> None:
    plain = CardCopy(headline="One", kicker="Two")
    assert card_of(slides_of(plain, FACTS, 10), FACTS) == plain
    assert card_of((CARD,), FACTS) == CARD
