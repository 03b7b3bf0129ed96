"""Column: a magazine page. A narrow column of facts beside a serif headline, a drawing below."""

from __future__ import annotations

from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.imagery import art
from tools.layout.parts import (
    fit_headline,
    header,
    lay_grain,
    pick_field,
)


def compose(canvas: Canvas) -> None:
    """Twelve columns: three for the facts, nine for the rest."""
    field = pick_field(canvas, "paper", "paper", "secondary", "accent")
    canvas.fill = field
    unit = canvas.unit
    colour = canvas.text_on(field)
    rule = max(2, round(2 * unit))
    end = header(canvas, field) + 26 * unit
    canvas.rect(canvas.left, end, canvas.column, rule, colour)
    top = end + rule + 34 * unit
    step = canvas.column / 12
    narrow = 3 * step - 24 * unit
    told = any(d.strip() for d in canvas.copy.details)
    x = canvas.left + 3 * step if told else canvas.left
    right = canvas.right
    if canvas.wide:
        right -= (3.4 if told and canvas.copy.body.strip() else 5) * step
        left = right + 24 * unit
        _art(canvas, field, left, top, canvas.right - left, canvas.height - top)
    width = right - x
    facts = _facts(canvas, field, canvas.left, top, narrow)
    share = 0.99 if canvas.wide else 0.38 if canvas.story else 0.46
    body = None
    if canvas.copy.body.strip():
        body = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body, width, most=5)
    taken = body.height + 34 * unit if body else 0.0
    room = min((canvas.bottom - top) * share, canvas.bottom - top) - taken
    fit = fit_headline(canvas, canvas.serif, width, room, even=True, lead=0.2)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, top, text, accent)
    y = top + fit.height
    if body:
        start = canvas.bottom - body.height if canvas.wide else y + 34 * unit
        y = canvas.place("body", body, x, start, colour, width=width)
    if not canvas.wide:
        under = max(y, facts) + 60 * unit
        _art(canvas, field, 0, under, canvas.width, canvas.height - under)
    lay_grain(canvas, 0.22)


def _facts(canvas: Canvas, field: str, x: float, y: float, width: float) -> float:
    """The details one below the other, each under a thin rule; gives the y where they end."""
    colour, unit = canvas.text_on(field), canvas.unit
    texts = [d for d in canvas.copy.details[:3] if d.strip()]
    for index, text in enumerate(texts):
        if index:
            canvas.rect(x, y, width, max(2, round(1.4 * unit)), colour)
            y += 18 * unit
        block = canvas.paragraph(text, canvas.text, canvas.small, width, most=3, leading=1.2)
        y = canvas.place(f"detail {index + 1}", block, x, y, colour) + 22 * unit
    return y


def _art(canvas: Canvas, field: str, x: float, y: float, w: float, h: float) -> None:
    if h < canvas.height * 0.12:
        return
    canvas.drawing(x, y, w, h, svg.document(w, h, art(canvas, w, h, field)))
