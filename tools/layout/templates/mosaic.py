"""Mosaic: large tiles from edge to edge, and a field cut out of their grid for the words."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    foot_height,
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
        low = float(canvas.height - (size if canvas.story else 0))
        rows = _rows(canvas, size, 3.0 * size, 4 if canvas.story else 3)
        x, y, right = 0.0, low - rows * size, 3.0 * size
    canvas.rect(x, y, right - x, low - y, field)
    pad = canvas.margin
    foot = min(low - pad * (0.8 if canvas.story else 1.0), canvas.bottom)
    width = min(right - 0.7 * pad, canvas.right) - canvas.left
    _words(canvas, field, canvas.left, y + pad * 0.8, width, foot)
    lay_grain(canvas, 0.24)


def _rows(canvas: Canvas, size: int, right: float, most: int) -> int:
    """Rows of the grid that the field takes: as many as the words need, two at least."""
    width = min(right - 0.7 * canvas.margin, canvas.right) - canvas.left
    fit = fit_headline(canvas, canvas.display, width, canvas.height, lead=0.10)
    foot = foot_height(canvas, width, most=4)
    needed = 2 * canvas.margin + 100 * canvas.unit + fit.height + foot
    covered = canvas.height - canvas.bottom - (size if canvas.story else 0)
    return max(2, min(most, -(-round(needed + max(0, covered - canvas.margin)) // size)))


def _words(canvas: Canvas, field: str, x: float, y: float, width: float, bottom: float) -> None:
    unit, colour = canvas.unit, canvas.text_on(field)
    mark = wordmark(canvas, x, max(y, canvas.top if canvas.wide else y), colour, field,
                    width=width * 0.6)  # fmt: skip
    bottom = set_foot(canvas, field, x, width, bottom, most=4)
    start = mark.y + mark.h + 36 * unit
    fit = fit_headline(canvas, canvas.display, width, bottom - start, lead=0.10)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, bottom - fit.height, text, accent)
