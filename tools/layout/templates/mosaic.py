"""Mosaic: large tiles from edge to edge, and a field cut out of their grid for the words."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    lay_grain,
    pick_field,
    set_foot,
)
from tools.layout.tiles import tile_grid
from tools.layout.wordmark import wordmark


def compose(canvas: Canvas) -> None:
    """Tiles above and beside the field; at the right on wide cards."""
    field = pick_field(canvas, "paper", "primary", "deep", "ink")
    canvas.fill = field
    roles = ("primary", "secondary", "accent", "ink", "paper", "deep")
    colours = [canvas.colours[r] for r in roles if canvas.colours[r] != field]
    size = -(-canvas.height // 3) if canvas.wide else -(-canvas.width // 4)
    across, down = -(-canvas.width // size), -(-canvas.height // size)
    left = canvas.width - across * size if canvas.wide else 0
    top = canvas.height - down * size
    grid = tile_grid(canvas.identity.motif, across, down, size, colours, canvas.rng)
    canvas.drawing(left, top, across * size, down * size, grid)
    if canvas.wide:
        x, y, right, low = 0.0, 0.0, left + (across - 2) * size, float(canvas.height)
    else:
        rows = 3 if canvas.height <= canvas.width * 1.1 else 4 if canvas.story else 3
        low = float(canvas.height - (size if canvas.story else 0))
        x, y, right = 0.0, low - rows * size, 3.0 * size
    canvas.rect(x, y, right - x, low - y, field)
    pad = canvas.margin
    foot = min(low - pad * (0.8 if canvas.story else 1.0), canvas.bottom)
    width = min(right - 0.7 * pad, canvas.right) - canvas.left
    _words(canvas, field, canvas.left, y + pad * 0.8, width, foot)
    lay_grain(canvas, 0.24)


def _words(canvas: Canvas, field: str, x: float, y: float, width: float, bottom: float) -> None:
    unit, colour = canvas.unit, canvas.text_on(field)
    mark = wordmark(canvas, x, max(y, canvas.top if canvas.wide else y), colour, field,
                    width=width * 0.6)  # fmt: skip
    bottom = set_foot(canvas, field, x, width, bottom, most=4)
    start = mark.y + mark.h + 36 * unit
    fit = fit_headline(canvas, canvas.display, width, bottom - start, lead=0.10)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, bottom - fit.height, text, accent)
