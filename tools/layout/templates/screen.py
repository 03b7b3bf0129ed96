"""Screen: a halftone from edge to edge, and a flat label on it that holds the words."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_details,
    fit_headline,
    lay_grain,
    pick_field,
    set_details,
    wordmark,
)
from tools.layout.picture import Area
from tools.layout.templates.split import panel


def compose(canvas: Canvas) -> None:
    """The label lies at the foot; at the left on wide cards."""
    field = pick_field(canvas, "primary", "paper", "secondary", "accent")
    canvas.fill = canvas.colours["ink"]
    edge = canvas.margin * 0.6
    pad = canvas.margin * 0.72
    if canvas.wide:
        x, width, low = edge, canvas.width * 0.54, canvas.height - edge
        _words(canvas, field, x + pad, width - 2 * pad, low - pad, canvas.height * 0.62)
        top = edge
        free = Area(x + width, 0, canvas.width - x - width, canvas.height)
    else:
        x, width = edge, canvas.width - 2 * edge
        low = canvas.bottom + pad if canvas.story else canvas.height - edge
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
    details = fit_details(canvas, width)
    if details.blocks:
        set_details(canvas, details, x, bottom, field)
        bottom -= details.height + 32 * unit
    if canvas.copy.body.strip():
        body = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body, width, most=3)
        bottom -= body.height
        canvas.place("body", body, x, bottom, colour, width=width)
        bottom -= 34 * unit
    mark_height = 33 * unit * 1.5
    room = bottom - canvas.margin * 1.5 - mark_height - 36 * unit
    fit = fit_headline(canvas, canvas.display, width, min(height, room))
    bottom -= fit.height
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, x, bottom, text, accent)
    top = canvas.margin * 1.32 if canvas.wide else bottom - 36 * unit - mark_height
    mark = wordmark(canvas, x, top, colour, field, width=width * 0.5)
    if canvas.copy.kicker.strip():
        room = width - mark.w - canvas.small * 2
        kicker = canvas.paragraph(canvas.copy.kicker, canvas.text, canvas.small, room, most=1)
        canvas.place("kicker", kicker, x + width - kicker.width, top, colour)
    return top
