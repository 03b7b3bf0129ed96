"""Palettes hold for any brand colour: readable, told apart by every eye, and the brand's own."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from memory.logo import logo_colours
from studiocrew.errors import CallerError
from tools.colour import (
    BLACK,
    WHITE,
    contrast,
    from_oklch,
    hue_gap,
    least_separation,
    mix,
    oklch,
    readable,
    separation,
)
from tools.colour_names import colour_name
from tools.palette import LEAST_SEPARATION, MOODS, palette

ROLES = ("ink", "paper", "primary", "secondary", "accent", "deep")
colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")
moods = st.sampled_from(MOODS)


@settings(max_examples=120, deadline=None)
@example("#FFFFFF", "warm", 0)
@example("#000000", "elegant", 0)
@example("#808080", "bold", 0)
@example("#FEFEFA", "calm", 1)
@example("#00FFFF", "fresh", 2)
@example("#FFFF00", "playful", 3)
@given(colours, moods, st.integers(0, 5))
def test_any_brand_colour_gives_a_usable_palette(brand: str, mood: str, seed: int) -> None:
    swatches = palette([brand], mood, seed)
    by_role = {swatch.role: swatch for swatch in swatches}
    assert tuple(by_role) == ROLES
    assert by_role["primary"].hex == brand
    assert contrast(by_role["ink"].hex, by_role["paper"].hex) >= 4.5
    assert all(contrast(s.hex, s.on) >= 4.5 for s in swatches)
    assert least_separation([s.hex for s in swatches]) >= LEAST_SEPARATION
    assert len({s.name for s in swatches}) == 6


@pytest.mark.parametrize("mood", MOODS)
def test_it_holds_all_around_the_hue_circle(mood: str) -> None:
    """Every sixth degree, at a light, a middle and a dark tone by turns."""
    tones = ((0.78, 0.12), (0.6, 0.16), (0.36, 0.09))
    for hue in range(0, 360, 6):
        brand = from_oklch(*tones[hue // 6 % 3], hue)
        swatches = palette([brand], mood, hue)
        assert least_separation([s.hex for s in swatches]) >= LEAST_SEPARATION, (brand, mood)
        assert all(contrast(s.hex, s.on) >= 4.5 for s in swatches), (brand, mood)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 359), moods)
@example(60, "warm")
def test_a_mood_has_several_recipes_for_any_hue(hue: int, mood: str) -> None:
    brand = from_oklch(0.6, 0.16, hue)
    assert len({palette([brand], mood, seed) for seed in range(8)}) >= 2


def test_a_logo_gives_its_colours_to_the_palette() -> None:
    drawing = Image.new("RGB", (60, 60), "#FFFFFF")
    drawing.paste("#0E8F6E", (5, 5, 45, 45))
    drawing.paste("#F2B134", (30, 30, 55, 55))
    buffer = io.BytesIO()
    drawing.save(buffer, "PNG")
    found = logo_colours("logo.png", buffer.getvalue())
    swatches = {s.role: s.hex for s in palette(found, "fresh", 0)}
    assert separation(swatches["primary"], "#0E8F6E") < 0.03
    assert separation(swatches["secondary"], "#F2B134") < 0.03
    assert least_separation(list(swatches.values())) >= LEAST_SEPARATION


def test_the_same_input_gives_the_same_palette_and_seeds_vary_it() -> None:
    assert palette(["#e5401c"], "warm", 3) == palette(["#E5401C"], "warm", 3)
    assert len({palette(["#E5401C"], "warm", seed) for seed in range(6)}) > 1


def test_without_brand_colours_the_mood_chooses() -> None:
    found = {palette([], mood, 0)[2].hex for mood in MOODS}
    assert len(found) >= 5


def test_more_brand_colours_take_other_roles() -> None:
    swatches = palette(["#FFFFFF", "#143D35", "#D6A85A"], "elegant", 0)
    by_role = {swatch.role: swatch.hex for swatch in swatches}
    assert by_role["primary"] == "#143D35"
    assert by_role["paper"] == "#FFFFFF"
    assert by_role["secondary"] == "#D6A85A"


def test_an_unknown_mood_names_the_known_ones() -> None:
    with pytest.raises(CallerError, match="gloomy") as caught:
        palette(["#E5401C"], "gloomy", 0)
    assert "warm" in caught.value.mend


@given(colours)
def test_one_of_black_and_white_always_reads(field: str) -> None:
    assert contrast(field, readable(field, ())) >= 4.5


@given(colours, colours)
def test_contrast_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= contrast(BLACK, WHITE) == pytest.approx(21)


@settings(deadline=None)
@given(colours)
def test_oklch_comes_back(colour: str) -> None:
    light, chroma, hue = oklch(colour)
    back = from_oklch(light, chroma, hue)
    assert max(abs(int(colour[i : i + 2], 16) - int(back[i : i + 2], 16)) for i in (1, 3, 5)) <= 2


@given(st.floats(0, 720), st.floats(0, 720))
def test_hue_gap_goes_the_short_way_round(one: float, other: float) -> None:
    assert 0 <= hue_gap(one, other) <= 180


def test_mixing_ends_at_its_ends() -> None:
    assert mix("#102030", "#A0B0C0", 0) == "#102030"
    assert mix("#102030", "#A0B0C0", 1) == "#A0B0C0"


def test_names_follow_the_colour_and_avoid_each_other() -> None:
    assert colour_name("#E5401C") == colour_name("#e5401c")
    assert colour_name("#E5401C") != colour_name("#1C6CE5")
    first = colour_name("#E5401C")
    assert colour_name("#E5401C", (first,)) != first
