"""Frame: a border of tiles about a flat panel, everything in it centred."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    centred_foot,
    centred_header,
    fit_headline,
    lay_grain,
    pick_field,
    set_centred,
)
from tools.layout.tiles import medallion, tile_grid


def compose(canvas: Canvas) -> None:
    """Tiles on all four sides of tall cards, at both ends of wide ones."""
    field = pick_field(canvas, "paper", "primary", "deep", "secondary")
    canvas.fill = field
    left, top, right, bottom = _wide(canvas) if canvas.wide else _tall(canvas)
    canvas.rect(left, top, right - left, bottom - top, field)
    pad = 46 * canvas.unit
    up = max(top + pad, canvas.top)
    down = min(bottom - pad, canvas.bottom) if not canvas.wide else canvas.bottom
    x = max(left + pad, canvas.left)
    _words(canvas, field, x, up, min(right - pad, canvas.right) - x, down)
    lay_grain(canvas, 0.24)


def _colours(canvas: Canvas) -> list[str]:
    """The palette without the panel's own colour, so that the panel keeps its edge."""
    roles = ("primary", "secondary", "accent", "ink", "paper", "deep")
    return [canvas.colours[role] for role in roles if canvas.colours[role] != canvas.fill]


def _tall(canvas: Canvas) -> tuple[float, float, float, float]:
    """A border one tile wide, of the tile size that leaves least over at the foot."""
    sizes = [-(-canvas.width // n) for n in (9, 8, 10, 7)]
    size = min(sizes, key=lambda s: (-canvas.height % s, sizes.index(s)))
    across, down = -(-canvas.width // size), -(-canvas.height // size)
    grid = tile_grid(canvas.identity.motif, across, down, size, _colours(canvas), canvas.rng)
    canvas.drawing(0, 0, across * size, down * size, grid)
    return size, size, canvas.width - size, canvas.height - size


def _wide(canvas: Canvas) -> tuple[float, float, float, float]:
    """Two columns of tiles at either end."""
    size = -(-canvas.height // 5)
    for x in (0, canvas.width - 2 * size):
        grid = tile_grid(canvas.identity.motif, 2, 5, size, _colours(canvas), canvas.rng)
        canvas.drawing(x, 0, 2 * size, 5 * size, grid)
    return 2 * size, 0, canvas.width - 2 * size, canvas.height


def _words(canvas: Canvas, field: str, x: float, y: float, width: float, bottom: float) -> None:
    unit = canvas.unit
    top = centred_header(canvas, field, x, y, width) + 34 * unit
    bottom = set_centred(canvas, field, centred_foot(canvas, width), x, bottom, width) - 12 * unit
    fit = fit_headline(canvas, canvas.display, width, bottom - top)
    start = top + (bottom - top - fit.height) / 2
    disc = min((bottom - top - fit.height) * 0.5, width * 0.46)
    if disc > 0.14 * canvas.height:
        gap = 0.22 * disc
        start = top + (bottom - top - fit.height - disc - gap) / 2
        fill, figure, *_ = (*canvas.others(field), field)
        art = medallion(canvas.identity.motif, disc, fill, figure, canvas.rng)
        canvas.drawing(x + (width - disc) / 2, start, disc, disc, art)
        start += disc + gap
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, start, text, accent, align="centre", width=width)
