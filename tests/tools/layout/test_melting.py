"""Melting colours stay colours, and words read on them without greying them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.contracts import CardCopy, Identity
from tools.colour import LARGE_TEXT, SMALL_TEXT, contrast, from_oklch, oklch
from tools.layout import PAIRINGS
from tools.layout.canvas import Canvas
from tools.layout.contrast import worst_contrast
from tools.layout.melting import bright, by_day, by_night
from tools.palette import MOODS, palette
from tools.textures import mesh_pixels

COPY = CardCopy(
    headline="Sold in nine days",
    kicker="Quay Street",
    body="Three bedrooms, a south garden and the tram at the door.",
    details=("Viewings Saturday",),
)


def canvas(colour: str, mood: str, size: tuple[int, int] = (1080, 1350), seed: int = 0) -> Canvas:
    look = Identity(
        wordmark="Harbour",
        mood=mood,
        swatches=palette([colour], mood, 1),
        pairing=PAIRINGS["parlour"],
        motif="roofs",
        seed=3,
    )
    made = Canvas(look, COPY, *size, seed=seed)
    made.word("body", "the tram at the door", made.text, 34, made.left, 0.8 * size[1], "#000000")
    made.word("headline", "nine days", made.serif, 160, made.left, 0.4 * size[1], "#000000")
    return made


def inked(made: Canvas, colour: str) -> Canvas:
    """The canvas with its words in a colour."""
    made.boxes = [replace(box, colour=colour) for box in made.boxes]
    return made


@settings(max_examples=25, deadline=None)
@given(
    hue=st.floats(0, 359),
    level=st.floats(0.25, 0.8),
    mood=st.sampled_from(sorted(MOODS)),
    seed=st.integers(0, 9),
    night=st.booleans(),
)
def test_words_read_on_any_palettes_colours(
    hue: float, level: float, mood: str, seed: int, night: bool
) -> None:
    made = canvas(from_oklch(level, 0.12, hue), mood, seed=seed)
    if not night and len(bright(made)) < 2:
        return
    inked(made, made.colours["paper" if night else "ink"])
    pixels = by_night(made) if night else by_day(made)
    for box in made.boxes:
        top, left = int(box.y / 8), int(box.x / 8)
        behind = pixels[top : int((box.y + box.h) / 8) + 1, left : int((box.x + box.w) / 8) + 1]
        least = LARGE_TEXT if box.large else SMALL_TEXT
        assert worst_contrast(behind, box.colour) >= least


@pytest.mark.parametrize("colour", ["#143D35", "#1E2B57", "#5A1E12"])
def test_a_dark_palette_keeps_lights_of_full_colour(colour: str) -> None:
    """The liveliest pixels are as lively as the swatch they come from, not a darkened one."""
    made = canvas(colour, "elegant")
    inked(made, made.colours["paper"])
    pixels = by_night(made).reshape(-1, 3)
    liveliest = max(
        oklch("#" + "".join(f"{c:02X}" for c in pixel)).chroma for pixel in pixels[::37].tolist()
    )
    swatches = [oklch(made.colours[role]).chroma for role in ("accent", "secondary", "primary")]
    assert liveliest >= 0.85 * sorted(swatches)[1]


def test_by_day_only_colours_that_dark_type_reads_on() -> None:
    made = canvas("#143D35", "elegant")
    assert all(contrast(c, made.colours["ink"]) >= LARGE_TEXT for c in bright(made))
    assert made.colours["ink"] not in bright(made)


def test_the_same_canvas_gives_the_same_colours() -> None:
    for paint in (by_day, by_night):
        first, again = (paint(inked(canvas("#E5401C", "warm"), "#2A100A")) for _ in range(2))
        assert np.array_equal(first, again)


def test_opposite_hues_meet_in_paper_and_not_in_grey() -> None:
    """Blue and orange: without the paper between, their middle is a dark grey."""
    stops = ("#2456C8", "#F08A1D", "#FAF6EE")
    pixels = mesh_pixels(800, 800, stops, 5).reshape(-1, 3)
    looks = [oklch("#" + "".join(f"{c:02X}" for c in pixel)) for pixel in pixels[::11].tolist()]
    dull = [look for look in looks if look.chroma < 0.05 and look.lightness < 0.7]
    assert len(dull) / len(looks) < 0.03


def test_blobs_are_as_wide_as_high_on_a_tall_sheet() -> None:
    """One blob on a ground: its extent is the same both ways, whatever the sheet's shape."""
    pixels = mesh_pixels(800, 1600, ("#000000", "#000000", "#000000", "#FFFFFF"), 2)
    lit = pixels[..., 0].astype(np.float32) / 255
    down, across = np.nonzero(lit > 0.7)
    ratio = (np.ptp(down) + 1) / (np.ptp(across) + 1)
    assert 0.4 < ratio < 2.5
