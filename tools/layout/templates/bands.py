"""Bands: each line of the headline on a band of its own colour, between rows of tiles."""

from __future__ import annotations

import math

from tools.colour import separation
from tools.layout.canvas import Canvas
from tools.layout.fit import Fit
from tools.layout.parts import (
    fit_headline,
    foot_height,
    header,
    lay_grain,
    pick_field,
    set_foot,
)
from tools.layout.tiles import tile_grid

_PAD = 0.4  # of a line's ink, above and below it in its band
_MOST_ROWS = 4


def compose(canvas: Canvas) -> None:
    """Header, lines and foot from top to bottom; the tiles run along the foot or the right edge."""
    field = pick_field(canvas, "paper", "secondary", "accent")
    canvas.fill = field
    unit, width = canvas.unit, canvas.column
    size = -(-canvas.height // 5) if canvas.wide else -(-canvas.width // 6)
    if canvas.wide:
        width = canvas.width - 2 * size - canvas.margin * 0.7 - canvas.left
    end = header(canvas, field, kicker="none" if canvas.wide else "beside") + 40 * unit
    rows = 0 if canvas.wide else _rows(canvas, end, size, width)
    low = canvas.bottom if canvas.wide else canvas.height - rows * size - 46 * unit
    low = canvas.beat * math.floor(min(low, canvas.bottom) / canvas.beat)
    _tiles(canvas, field, size, rows)
    foot = set_foot(canvas, field, canvas.left, width, low, share=0.92)
    _lines(canvas, field, end, foot, width, canvas.width - (2 * size if canvas.wide else 0))
    lay_grain(canvas, 0.24)


def _rows(canvas: Canvas, end: float, size: int, width: float) -> int:
    """Rows of tiles along the foot: one, and more where few words leave room."""
    inks = sum(x.above + x.below for x in _fit(canvas, width, canvas.height).lines)
    foot = foot_height(canvas, width, share=0.92) + 4 * canvas.beat
    free = canvas.height - end - foot - (1 + 2 * _PAD) * inks - 46 * canvas.unit
    return max(1, min(_MOST_ROWS, int(free / size)))


def _tiles(canvas: Canvas, field: str, size: int, rows: int) -> None:
    """Rows along the foot, or two columns at the right."""
    roles = ("primary", "secondary", "accent", "ink", "deep", "paper")
    colours = [canvas.colours[r] for r in roles if canvas.colours[r] != field]
    across, down = (2, 5) if canvas.wide else (6, rows)
    grid = tile_grid(canvas.identity.motif, across, down, size, colours, canvas.rng)
    x = canvas.width - across * size if canvas.wide else 0
    y = 0 if canvas.wide else canvas.height - down * size
    canvas.drawing(x, y, across * size, down * size, grid)


def _fit(canvas: Canvas, width: float, height: float) -> Fit:
    return fit_headline(canvas, canvas.display, width, height, lead=0.0, spread=2.4)


def _lines(canvas: Canvas, field: str, top: float, low: float, width: float, right: float) -> None:
    """The lines, each on its band, the bands sharing the height as the lines do."""
    room = low - top
    fit = _fit(canvas, width, room * 0.80)
    inks = [line.above + line.below for line in fit.lines]
    pad = (room - sum(inks)) / (2 * len(inks))
    pad = min(pad, (0.32 if canvas.wide else _PAD + 0.4 / len(inks)) * max(inks))
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
