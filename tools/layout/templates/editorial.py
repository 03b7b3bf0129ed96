"""Editorial: type alone. A giant headline, rules, and the details as a table."""

from __future__ import annotations

from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.letter import letter_size, letter_voice, letter_width, set_letter
from tools.layout.parts import fit_headline, header, lay_grain, pick_field

_ROOM = 0.20  # of the sheet's height: less free space than that is left alone


def compose(canvas: Canvas) -> None:
    """Headline from the top; the table at the foot, or at the right on wide cards."""
    field = pick_field(canvas, "paper", "secondary", "accent", "deep", "primary")
    canvas.fill = field
    colour = canvas.text_on(field)
    end = header(canvas, field) + 24 * canvas.unit
    weight = max(3, round(4 * canvas.unit))
    canvas.rect(canvas.left, end, canvas.column, weight, colour)
    top = end + weight + 40 * canvas.unit
    if canvas.wide:
        _wide(canvas, field, top)
    else:
        _tall(canvas, field, top)
    lay_grain(canvas, 0.20)


def _tall(canvas: Canvas, field: str, top: float) -> None:
    bottom = _table(canvas, field, canvas.left, canvas.column, canvas.bottom)
    bottom = _body(canvas, field, canvas.left, canvas.column * 0.84, bottom)
    y = _headline(canvas, field, top, bottom, canvas.column) + 56 * canvas.unit
    low = bottom if bottom < canvas.bottom else float(canvas.height)
    if low - y > _ROOM * canvas.height:
        _initial(canvas, field, canvas.left, y, low)


def _wide(canvas: Canvas, field: str, top: float) -> None:
    x = canvas.left + canvas.column * 0.70
    y = _table(canvas, field, x, canvas.column * 0.30, canvas.bottom)
    if sum(bool(d.strip()) for d in canvas.copy.details) < 2:
        _initial(canvas, field, x, top, y if y < canvas.bottom else float(canvas.height))
    width = canvas.column * 0.64
    bottom = _body(canvas, field, canvas.left, width, canvas.bottom)
    _headline(canvas, field, top, bottom, width)


def _table(canvas: Canvas, field: str, x: float, width: float, bottom: float) -> float:
    """Details one below the other over thin rules; gives the y above them."""
    colour, size, y = canvas.text_on(field), canvas.small, bottom
    texts = [d for d in canvas.copy.details[:3] if d.strip()]
    for index in reversed(range(len(texts))):
        block = canvas.paragraph(texts[index], canvas.text, size, width - 2.6 * size, most=2)
        y -= block.height
        canvas.place(f"detail {index + 1}", block, x + 2.6 * size, y, colour)
        number = canvas.paragraph(f"{index + 1}", canvas.bold, size, size * 2)
        canvas.place(f"number {index + 1}", number, x, y, colour)
        y -= 0.85 * size
        canvas.rect(x, y, width, max(2, round(1.6 * canvas.unit)), colour)
        y -= 0.85 * size
    return y - 30 * canvas.unit if texts else bottom


def _body(canvas: Canvas, field: str, x: float, width: float, bottom: float) -> float:
    if not canvas.copy.body.strip():
        return bottom
    block = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body * 1.06, width, most=4)
    y = bottom - block.height
    canvas.place("body", block, x, y, canvas.text_on(field), width=width)
    return y - 40 * canvas.unit


def _headline(canvas: Canvas, field: str, top: float, bottom: float, width: float) -> float:
    """Sets it from `top` on; gives the y where it ends."""
    fit = fit_headline(canvas, canvas.display, width, bottom - top, lead=0.11, spread=2.1)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.display, canvas.left, top, text, accent)
    return top + fit.height


def _initial(canvas: Canvas, field: str, x: float, top: float, low: float) -> None:
    """Where few words leave room: the initial at the right, cut off by the sheet's edges."""
    face, w, h = letter_voice(canvas), canvas.width - x, low - top
    bleeds = low == canvas.height
    size = letter_size(canvas, face, w * 1.06, h * (1.25 if bleeds else 1.0))
    ink = letter_width(canvas, face) * size
    tall = h + 0.16 * size if bleeds else h
    fill = next(iter(canvas.others(field)), canvas.text_on(field))
    shape = set_letter(canvas, face, w - ink * 0.44, tall, size, fill)
    canvas.drawing(x, top, w, h, svg.document(w, h, [shape]))
