"""Arch: an illustration seen through a round-headed window, an italic serif below or beside it."""

from __future__ import annotations

from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.imagery import art, fills_its_box, is_bunch
from tools.layout.parts import (
    centred_foot,
    centred_header,
    fit_headline,
    header,
    lay_grain,
    pick_field,
    set_centred,
    set_foot,
)


def compose(canvas: Canvas) -> None:
    """Centred on tall cards; words at the left on wide ones."""
    field = pick_field(canvas, "paper", "accent", "secondary", "deep")
    canvas.fill = field
    if canvas.wide:
        _wide(canvas, field)
    else:
        _tall(canvas, field)
    lay_grain(canvas, 0.26)


def _window(canvas: Canvas, field: str, x: float, y: float, w: float, h: float) -> None:
    sky = canvas.colours["primary" if field != canvas.colours["primary"] else "accent"]
    spill = w * 0.3 if is_bunch(canvas) else 0.0
    tall = h if fills_its_box(canvas) else h * 0.94
    shapes = art(canvas, w + 2 * spill, tall, sky, field)
    moved = svg.group(shapes, 0, -spill, h - tall)
    canvas.drawing(x, y, w, h, svg.through_arch(w, h, sky, [moved]))


def _tall(canvas: Canvas, field: str) -> None:
    unit, x, width = canvas.unit, canvas.left, canvas.column
    foot = centred_foot(canvas, width)
    bottom = set_centred(canvas, field, foot, x, canvas.bottom, width) - 10 * unit
    fit = fit_headline(canvas, canvas.serif, width, canvas.height * 0.25, even=True)
    start = bottom - fit.height
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, start, text, accent, align="centre", width=width)
    top = centred_header(canvas, field, x, canvas.top, width) + 36 * unit
    h = max(start - 44 * unit - top, 40)
    w = min(width * 0.84, h * 1.02)
    _window(canvas, field, x + (width - w) / 2, top, w, h)


def _wide(canvas: Canvas, field: str) -> None:
    unit, x = canvas.unit, canvas.left
    w = min(canvas.width * 0.34, canvas.height * 0.72)
    left = canvas.right - w
    _window(canvas, field, left, canvas.margin, w, canvas.height - canvas.margin)
    width = left - x - 56 * unit
    end = header(canvas, field, kicker="none")
    bottom = set_foot(canvas, field, x, width, canvas.bottom)
    top = end + 36 * unit
    fit = fit_headline(canvas, canvas.serif, width, bottom - top, even=True)
    start = top + (bottom - top - fit.height) * 0.5
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, start, text, accent)
