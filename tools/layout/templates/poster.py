"""Poster: a flat field, an illustration on a half-disc, and a headline filling the column."""

from __future__ import annotations

from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.imagery import art, is_bunch, shows_drawing
from tools.layout.parts import (
    fit_details,
    fit_headline,
    header,
    lay_grain,
    pick_field,
    set_details,
    set_foot,
)


def compose(canvas: Canvas) -> None:
    """Words at the foot under the picture; beside it on wide cards."""
    field = pick_field(canvas, "primary", "primary", "deep", "secondary", "accent")
    canvas.fill = field
    if canvas.wide:
        _wide(canvas, field)
    elif canvas.story:
        _story(canvas, field)
    else:
        _tall(canvas, field)
    lay_grain(canvas, 0.24)


def _tall(canvas: Canvas, field: str) -> None:
    unit, x = canvas.unit, canvas.left
    top = _foot(canvas, field, x, canvas.column)
    fit = fit_headline(canvas, canvas.display, canvas.column, canvas.height * 0.34)
    start = top - fit.height
    _picture(canvas, field, start - 46 * unit)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, start, text, accent)


def _story(canvas: Canvas, field: str) -> None:
    """Words first and the picture down to the edge, where apps may lie over it unharmed."""
    unit, x = canvas.unit, canvas.left
    y = header(canvas, field) + 56 * unit
    fit = fit_headline(canvas, canvas.display, canvas.column, canvas.height * 0.27)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, y, text, accent)
    y += fit.height + 36 * unit
    if canvas.copy.body.strip():
        block = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body, canvas.column * 0.9)
        y = canvas.place("body", block, x, y, canvas.text_on(field), width=canvas.column)
        y += 34 * unit
    details = fit_details(canvas, canvas.column)
    if details.blocks:
        y += details.height
        set_details(canvas, details, x, y, field)
    y += 50 * unit
    w, h = canvas.width, canvas.height - y
    spill = w * 0.22 if is_bunch(canvas) else 0
    _draw(canvas, field, -spill, y, w + 2 * spill, h)


def _foot(canvas: Canvas, field: str, x: float, width: float) -> float:
    """Details and body at the foot; gives the y where the headline must end."""
    return set_foot(canvas, field, x, width, canvas.bottom, share=0.9)


def _picture(canvas: Canvas, field: str, ground: float) -> None:
    if is_bunch(canvas):
        _draw(canvas, field, 0, 0, canvas.width * 1.36, ground)
        header(canvas, field, kicker="under")
        return
    y = header(canvas, field) + 30 * canvas.unit
    _draw(canvas, field, 0, y, canvas.width, ground - y)


def _draw(canvas: Canvas, field: str, x: float, y: float, w: float, h: float) -> None:
    canvas.drawing(x, y, w, h, svg.document(w, h, art(canvas, w, h, field)))


def _wide(canvas: Canvas, field: str) -> None:
    unit, x = canvas.unit, canvas.left
    split = canvas.width * 0.58
    w, h = canvas.width - split, canvas.height
    full = canvas.identity.motif in ("botanical", "rays", "checks", "waves")
    y = 0.0 if full and shows_drawing(canvas) else h * 0.12
    spill = w * 0.3 if is_bunch(canvas) else 0.0
    _draw(canvas, field, split - spill, y, w + 2 * spill, h - y)
    end = header(canvas, field, kicker="none")
    width = split - x - 40 * unit
    top = _foot(canvas, field, x, width)
    room = top - end - 44 * unit
    fit = fit_headline(canvas, canvas.display, width, room)
    text, accent = canvas.headline_colours(field, fit)
    start = top - fit.height
    canvas.set_fit(fit, canvas.display, x, start, text, accent)
