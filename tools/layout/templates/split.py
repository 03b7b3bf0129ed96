"""Split: paper with a two-colour headline, a column of tiles and a halftone panel."""

from __future__ import annotations

from tools.layout.backdrop import printed
from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    foot_height,
    lay_grain,
    set_foot,
    set_kicker,
)
from tools.layout.picture import Area
from tools.layout.tiles import tile_grid
from tools.layout.wordmark import wordmark


def compose(canvas: Canvas) -> None:
    """Words at the left on wide cards; below the panel on others."""
    canvas.fill = canvas.colours["paper"]
    if canvas.wide:
        _wide(canvas)
    else:
        _tall(canvas)
    lay_grain(canvas, 0.42)


def panel(canvas: Canvas, x: float, y: float, w: float, h: float, free: Area | None = None) -> None:
    """A halftone of the card's photo, or of the trade's object, in two palette colours.

    An object stands in the `free` part of the panel, given in the panel's own px.
    """
    canvas.raster(x, y, w, h, printed(canvas, w, h, free))


def _tiles(canvas: Canvas, x: float, y: float, across: int, down: int, size: int) -> None:
    roles = canvas.colours
    colours = [roles[role] for role in ("primary", "secondary", "accent", "ink", "paper")]
    grid = tile_grid(canvas.identity.motif, across, down, size, colours, canvas.rng)
    canvas.drawing(x, y, across * size, down * size, grid)


def _wide(canvas: Canvas) -> None:
    size = -(-canvas.height // 5)
    edge = round(canvas.width * 0.57)
    _tiles(canvas, edge, 0, 1, 5, size)
    panel(canvas, edge + size, 0, canvas.width - edge - size, canvas.height)
    _words(canvas, canvas.top, edge - 1.35 * canvas.margin - canvas.left)


def _tall(canvas: Canvas) -> None:
    count = 6 if canvas.height > canvas.width * 1.1 else 8
    size = -(-canvas.width // count)
    share = 0.40 if canvas.story else 0.33 if canvas.height > canvas.width else 0.26
    edge = round(max(canvas.height * share, _room_above(canvas, size)))
    panel(canvas, 0, 0, canvas.width, edge)
    if canvas.story:  # the tiles stand where apps cover the foot
        _tiles(canvas, 0, canvas.height - size, count, 1, size)
        _words(canvas, edge + canvas.margin * 0.9, canvas.column)
        return
    _tiles(canvas, 0, edge, count, 1, size)
    _words(canvas, edge + size + canvas.margin * 0.9, canvas.column)


def _room_above(canvas: Canvas, size: int) -> float:
    """How far down the panel may reach when few words leave room below it."""
    fit = fit_headline(canvas, canvas.display, canvas.column, canvas.height, lead=0.10)
    foot = foot_height(canvas, canvas.column) + 4 * canvas.beat
    words = canvas.margin * 0.9 + 130 * canvas.unit + fit.height + foot
    return min(0.62 * canvas.height, canvas.bottom - words - (0 if canvas.story else size))


def _words(canvas: Canvas, y: float, width: float) -> None:
    """Wordmark, headline, body and details between `y` and the bottom, `width` wide."""
    roles, unit, x = canvas.colours, canvas.unit, canvas.left
    paper = roles["paper"]
    text = canvas.text_on(paper)
    accent = canvas.accent_on(paper, text)
    mark = wordmark(canvas, x, y, accent, paper, width=width * 0.6)
    if not canvas.wide:
        set_kicker(canvas, mark, x, width, text)
    bottom = set_foot(canvas, paper, x, width, canvas.bottom)
    start = mark.y + mark.h + 40 * unit
    fit = fit_headline(canvas, canvas.display, width, bottom - start, lead=0.10)
    start += (bottom - start - fit.height) * 0.5
    large = canvas.headline_colours(paper, fit)
    canvas.set_fit(fit, canvas.display, x, start, *large)
