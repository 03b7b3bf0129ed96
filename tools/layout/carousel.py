"""Carousels: slides of one size whose tiles run on from each to the next, so that one swipes."""

from __future__ import annotations

from collections.abc import Sequence

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout.canvas import Canvas
from tools.layout.cards import check_size
from tools.layout.parts import fit_details, fit_headline, lay_grain, set_details, wordmark
from tools.layout.picture import Picture
from tools.layout.svg import seeded
from tools.layout.tiles import tile_grid

MOST_SLIDES = 20
_TILES = 6  # across a slide; a whole number, so that the pattern runs on over the cut


def render_carousel(
    identity: Identity,
    slides: Sequence[CardCopy],
    *,
    width: int = 1080,
    height: int = 1350,
    seed: int = 0,
) -> tuple[Picture, ...]:
    """One picture a slide, numbered, on one field; the same bytes for the same input.

    Raises CallerError without slides, with more than any platform takes, or for a width that does
    not divide into six tiles.
    """
    check_size(width, height)
    if not 1 <= len(slides) <= MOST_SLIDES or width % _TILES:
        raise CallerError(
            f"A carousel of {len(slides)} slides {width} px wide cannot be laid out.",
            mend=f"Give 1 to {MOST_SLIDES} slides of a width that divides by {_TILES}.",
        )
    rng = seeded(identity.seed, seed, "carousel")
    colours = {swatch.role: swatch.hex for swatch in identity.swatches}
    field = colours[rng.choice(("paper", "secondary", "accent"))]
    size, across = width // _TILES, _TILES * len(slides)
    tiles = [hex_ for hex_ in colours.values() if hex_ != field]
    strip = tile_grid(identity.motif, across, 1, size, tiles, rng)
    found: list[Picture] = []
    for index, copy in enumerate(slides):
        canvas = Canvas(identity, copy, width, height, seed=seed)
        canvas.fill = field
        canvas.drawing(-index * width, height - size, across * size, size, strip)
        _compose(canvas, field, index, len(slides), height - size)
        found.append(canvas.picture("slide", "carousel"))
    return tuple(found)


def _compose(canvas: Canvas, field: str, index: int, count: int, low: float) -> None:
    """Mark and number above, the words standing on the tiles; the first slide speaks loudest."""
    unit, x, width = canvas.unit, canvas.margin, canvas.column
    colour = canvas.text_on(field)
    mark = wordmark(canvas, x, canvas.top, colour, field)
    number = canvas.paragraph(f"{index + 1}/{count}", canvas.bold, canvas.small, width)
    canvas.place("number", number, x, canvas.top, colour, align="right", width=width)
    y = min(canvas.bottom, low - 44 * unit)
    details = fit_details(canvas, width)
    if details.blocks:
        set_details(canvas, details, x, y, field)
        y -= details.height + 32 * unit
    if canvas.copy.body.strip():
        size = canvas.body * (1.0 if index == 0 else 1.2)
        block = canvas.paragraph(canvas.copy.body, canvas.text, size, width * 0.92, most=6)
        y -= block.height
        canvas.place("body", block, x, y, colour, width=width)
        y -= 38 * unit
    room = y - mark.y - mark.h - 50 * unit
    voice = canvas.display if index == 0 else canvas.serif
    fit = fit_headline(canvas, voice, width, room * (1.0 if index == 0 else 0.62), even=index > 0)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, voice, x, y - fit.height, text, accent)
    lay_grain(canvas, 0.24)
