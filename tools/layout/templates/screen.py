"""Screen: a halftone from edge to edge, and a flat label on it that holds the words."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    lay_grain,
    pick_field,
    set_foot,
    set_kicker,
)
from tools.layout.picture import Area
from tools.layout.templates.split import panel
from tools.layout.wordmark import wordmark


def compose(canvas: Canvas) -> None:
    """The label lies at the foot; at the left on wide cards."""
    field = pick_field(canvas, "primary", "paper", "secondary", "accent")
    canvas.fill = canvas.colours["ink"]
    edge = canvas.margin * 0.6
    pad = canvas.margin * 0.72
    if canvas.wide:
        x = max(edge, canvas.left - pad)
        width = canvas.width * 0.54
        low = min(canvas.height - edge, canvas.bottom + pad)
        _words(canvas, field, x + pad, width - 2 * pad, low - pad, canvas.height * 0.62)
        top = edge
        free = Area(x + width, 0, canvas.width - x - width, canvas.height)
    else:
        x = max(edge, canvas.left - pad)
        width = min(canvas.width - edge, canvas.right + pad) - x
        low = min(canvas.height - edge, canvas.bottom + pad)
        share = 0.26 if canvas.story else 0.30
        top = _words(canvas, field, x + pad, width - 2 * pad, low - pad, canvas.height * share)
        top -= pad
        free = Area(0, 0, canvas.width, top + pad * 0.5)
    words, canvas.items = canvas.items, []
    panel(canvas, 0, 0, canvas.width, canvas.height, free)
    canvas.rect(x, top, width, low - top, field)
    canvas.items += words
    lay_grain(canvas, 0.24)


def _words(
    canvas: Canvas, field: str, x: float, width: float, bottom: float, height: float
) -> float:
    """All words from the foot up; gives the y where they begin."""
    unit, colour = canvas.unit, canvas.text_on(field)
    bottom = set_foot(canvas, field, x, width, bottom)
    mark_height = 33 * unit * 1.5
    room = (
        bottom
        - max(canvas.top, canvas.margin * 1.32)
        - canvas.margin * 0.2
        - mark_height
        - 36 * unit
    )
    fit = fit_headline(canvas, canvas.display, width, min(height, room))
    bottom -= fit.height
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, bottom, text, accent)
    top = max(canvas.top, canvas.margin * 1.32) if canvas.wide else bottom - 36 * unit - mark_height
    mark = wordmark(canvas, x, top, colour, field, width=width * 0.5)
    set_kicker(canvas, mark, x, width, colour)
    return top
