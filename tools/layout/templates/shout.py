"""Shout: nothing but the headline, as large as the sheet allows, and a cropped mark in the rest."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    header,
    lay_grain,
    pick_field,
    set_foot,
)
from tools.layout.tiles import medallion


def compose(canvas: Canvas) -> None:
    """The headline hangs from the header; what is left below it holds a mark that bleeds off."""
    field = pick_field(canvas, "primary", "accent", "secondary", "deep", "ink")
    canvas.fill = field
    unit, x = canvas.unit, canvas.left
    end = header(canvas, field) + 44 * unit
    slot = len(canvas.items)
    foot = _foot(canvas, field, canvas.column)
    room = foot - end - 30 * unit
    fit = fit_headline(canvas, canvas.display, canvas.column, room, lead=0.09, spread=3.2)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, end, text, accent)
    _mark(canvas, field, end + fit.height, foot, slot)
    lay_grain(canvas, 0.28)


def _foot(canvas: Canvas, field: str, width: float) -> float:
    """Body and details, left of the mark; gives the y where they begin."""
    share = 0.62 if canvas.wide else 0.70
    return set_foot(
        canvas, field, canvas.left, width, canvas.bottom, share=share, most=4, scale=1.06
    )


def _mark(canvas: Canvas, field: str, above: float, foot: float, slot: int) -> None:
    """A disc of the motif in the gap under the headline, cropped by the right edge."""
    room = foot - above
    if room < canvas.height * 0.09:
        return
    size = min(room * 0.86, canvas.width * 0.62)
    disc, figure, *_ = (*canvas.others(field), field)
    art = medallion(canvas.identity.motif, size, disc, figure, canvas.rng)
    before = canvas.items[slot:]
    del canvas.items[slot:]
    left = canvas.right - size
    canvas.drawing(left, above + (room - size) / 2, size, size, art)
    canvas.items += before
