"""Words become a typed change, a change does what it says, and touches nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.contracts import Identity, LookChange
from tools.colour import SMALL_TEXT, contrast, from_oklch, least_separation
from tools.identity import Wanted, changed, propose, read_change
from tools.identity.measure import palette_look
from tools.identity.recolour import COLOUR_AXES, recoloured
from tools.identity.traits import pairing_name, parts
from tools.layout import PAIRINGS
from tools.palette import LEAST_SEPARATION, palette

FIRST = propose(Wanted("Tide", trade="bottles", colours=("#0B6E6E", "#19C3B2", "#FF6F4E")))
LOOK = FIRST.concepts[0].identity.model_copy(
    update={
        "mark": "pictogram",
        "pairing": PAIRINGS["market"],
        "family": "poster",
        "imagery": "illustration",
    }
)

ONLY: dict[str, set[str]] = {
    "make the logo less cartoonish": {"mark"},
    "cooler colours": {"swatches"},
    "much darker colours": {"swatches"},
    "make it green": {"swatches"},
    "the pattern is too busy": {"motif"},
    "logo in capitals": {"mark"},
    "an editorial layout": {"family", "imagery"},
}


@pytest.mark.parametrize("text", ONLY)
def test_only_what_was_named_is_changed(text: str) -> None:
    change = read_change(text)
    assert change is not None
    after, said = changed(LOOK, change)
    differs = {n for n in Identity.model_fields if getattr(after, n) != getattr(LOOK, n)}
    assert differs
    assert differs <= ONLY[text]
    assert said


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("make the logo less cartoonish", {"formality": 1, "energy": -1, "parts": ("mark",)}),
        ("warmer, more premium", {"temperature": 1, "formality": 1, "energy": -1}),
        ("too dark", {"lightness": 1}),
        ("not warm enough", {"temperature": 1}),
        ("less busy and loud", {"energy": -2}),
        ("less cartoonish and warmer", {"temperature": 1, "formality": 1, "energy": -1}),
        ("much darker colours", {"lightness": -2, "parts": ("colours",)}),
        ("look a bit warmer", {"temperature": 1}),
        ("use identity B", {"pick": "B"}),
        ("2", {"pick": "B"}),
        ("Nimm Konzept C", {"pick": "C"}),
        ("#0b6e6e please", {"colour": "#0B6E6E"}),
        ("use dots", {"motif": "dots"}),
        ("weniger verspielt", {"formality": 1, "energy": -1}),
        ("wärmer, hochwertiger", {"temperature": 1, "formality": 1, "energy": -1}),
        ("más cálido", {"temperature": 1}),
        ("plus chaleureux, moins enfantin", {"temperature": 1, "formality": 1, "energy": -1}),
    ],
)
def test_plain_words_decide(text: str, wanted: dict[str, Any]) -> None:
    change = read_change(text)
    assert change is not None
    assert change.model_dump(exclude_defaults=True) == wanted


@pytest.mark.parametrize(
    "text", ["I do not like it", "shorter captions", "less red", "", "make it pop"]
)
def test_what_does_not_decide_is_left_to_others(text: str) -> None:
    assert read_change(text) is None


@given(
    hue=st.floats(0, 360),
    mood=st.sampled_from(["warm", "calm", "bold", "elegant"]),
    axis=st.sampled_from(COLOUR_AXES),
    step=st.sampled_from([-2, -1, 1, 2]),
)
@settings(max_examples=25, deadline=None)
def test_colours_move_as_asked_and_can_still_be_read(
    hue: float, mood: str, axis: str, step: int
) -> None:
    before = palette([from_oklch(0.55, 0.13, hue)], mood, 3)
    after, said = recoloured(before, {axis: step})
    if after == before:
        assert "stay" in said
        return
    moved = getattr(palette_look(after), axis) - getattr(palette_look(before), axis)
    assert moved * step > 0
    assert all(contrast(swatch.hex, swatch.on) >= SMALL_TEXT for swatch in after)
    floor = min(LEAST_SEPARATION, least_separation([s.hex for s in before]))
    assert least_separation([s.hex for s in after]) >= 0.75 * floor


def test_type_and_logo_become_more_formal_together() -> None:
    change = read_change("more premium")
    assert change is not None
    after, _ = changed(LOOK, change)
    known = parts()
    for table, one, other in (
        (known.marks, LOOK.mark, after.mark),
        (known.pairings, pairing_name(LOOK.pairing), pairing_name(after.pairing)),
    ):
        assert table[other]["formality"] > table[one]["formality"]
    assert after.swatches == LOOK.swatches


def test_there_is_an_end_and_it_is_said() -> None:
    look, said = LOOK, ()
    for _ in range(4):
        look, said = changed(look, LookChange(formality=2, parts=("mark",)))
    assert look.mark == "capitals"
    assert said == ("logo stays spaced capitals: there is none with more of that",)
