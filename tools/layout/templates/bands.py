"""Bands: each line of the headline on a band of its own colour, between rows of tiles."""

from __future__ import annotations

import math

from tools.colour import separation
from tools.layout.canvas import Canvas
from tools.layout.fit import Fit
from tools.layout.parts import fit_headline, header, lay_grain, pick_field, set_foot
from tools.layout.tiles import tile_grid


def compose(canvas: Canvas) -> None:
    """Header, lines and foot from top to bottom; the tiles run along the foot or the right edge."""
    field = pick_field(canvas, "paper", "secondary", "accent")
    canvas.fill = field
    unit, width = canvas.unit, canvas.column
    strip = _strip(canvas, field)
    if canvas.wide:
        width = canvas.width - strip - canvas.margin * 0.7 - canvas.left
    end = header(canvas, field, kicker="none" if canvas.wide else "beside") + 40 * unit
    low = canvas.bottom if canvas.wide or canvas.story else canvas.height - strip - 46 * unit
    low = canvas.beat * math.floor(min(low, canvas.bottom) / canvas.beat)
    foot = set_foot(canvas, field, canvas.left, width, low, share=0.92)
    _lines(canvas, field, end, foot, width, canvas.width - (strip if canvas.wide else 0))
    lay_grain(canvas, 0.24)


def _strip(canvas: Canvas, field: str) -> int:
    """Tiles along the foot, or two columns at the right; gives how deep they are."""
    roles = ("primary", "secondary", "accent", "ink", "deep", "paper")
    colours = [canvas.colours[r] for r in roles if canvas.colours[r] != field]
    if canvas.wide:
        size = -(-canvas.height // 5)
        grid = tile_grid(canvas.identity.motif, 2, 5, size, colours, canvas.rng)
        canvas.drawing(canvas.width - 2 * size, 0, 2 * size, 5 * size, grid)
        return 2 * size
    count = 6
    size = -(-canvas.width // count)
    rows = 1
    grid = tile_grid(canvas.identity.motif, count, rows, size, colours, canvas.rng)
    canvas.drawing(0, canvas.height - rows * size, count * size, rows * size, grid)
    return rows * size


def _lines(canvas: Canvas, field: str, top: float, low: float, width: float, right: float) -> None:
    """The lines, each on its band, the bands sharing the height as the lines do."""
    room = low - top
    fit: Fit = fit_headline(canvas, canvas.display, width, room * 0.80, lead=0.0, spread=2.4)
    inks = [line.above + line.below for line in fit.lines]
    pad = (room - sum(inks)) / (2 * len(inks))
    pad = min(pad, 0.32 * max(inks))
    y = top + (room - sum(inks) - 2 * pad * len(inks)) * 0.5
    before = field
    for line, ink in zip(fit.lines, inks, strict=True):
        band = _next(canvas, field, before)
        canvas.rect(0, y, right, ink + 2 * pad, band)
        colour = canvas.text_on(band, large=canvas.is_large(line.size))
        canvas.set_line(line, canvas.display, canvas.left, y + pad + line.above, colour)
        before, y = band, y + ink + 2 * pad


def _next(canvas: Canvas, field: str, before: str) -> str:
    """A band's colour: not the field's, not the band's above, told apart from both."""
    roles = ("primary", "ink", "accent", "secondary", "deep")
    used = {item.fill for item in canvas.items if getattr(item, "kind", "") == "rect"}  # type: ignore[union-attr]
    colours = [canvas.colours[r] for r in roles]
    far = [c for c in colours if separation(c, before) > 0.1 and separation(c, field) > 0.1]
    fresh = [c for c in far if c not in used]
    return (fresh or far or colours)[0]
