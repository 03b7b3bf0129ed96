"""Print: a picture hung on paper with a wide margin, captioned as in a catalogue."""

from __future__ import annotations

from tools.layout.backdrop import picture
from tools.layout.canvas import Canvas
from tools.layout.parts import fit_details, fit_headline, header, lay_grain, pick_field, set_details
from tools.textures import to_jpeg


def compose(canvas: Canvas) -> None:
    """Picture above and words below; side by side on wide cards."""
    field = pick_field(canvas, "paper", "paper", "secondary")
    canvas.fill = field
    if canvas.wide:
        _wide(canvas, field)
    else:
        _tall(canvas, field)
    lay_grain(canvas, 0.22)


def _hang(canvas: Canvas, x: float, y: float, w: float, h: float) -> None:
    width, height = max(2, round(w)), max(2, round(h))
    canvas.raster(round(x), round(y), width, height, to_jpeg(picture(canvas, width, height)))


def _tall(canvas: Canvas, field: str) -> None:
    unit, x, width = canvas.unit, canvas.left, canvas.column
    end = header(canvas, field) + 34 * unit
    bottom = _foot(canvas, field, x, width)
    share = 0.20 if canvas.story else 0.24
    fit = fit_headline(canvas, canvas.serif, width, canvas.height * share, even=True)
    start = bottom - fit.height
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, start, text, accent)
    _hang(canvas, x, end, width, start - 46 * unit - end)


def _wide(canvas: Canvas, field: str) -> None:
    unit, x = canvas.unit, canvas.left
    w = canvas.column * 0.44
    left = canvas.right - w
    _hang(canvas, left, canvas.margin, w, canvas.height - 2 * canvas.margin)
    width = left - x - 54 * unit
    end = header(canvas, field, kicker="none") + 36 * unit
    bottom = _foot(canvas, field, x, width)
    fit = fit_headline(canvas, canvas.serif, width, bottom - end, even=True)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, end + (bottom - end - fit.height) * 0.5, text, accent)


def _foot(canvas: Canvas, field: str, x: float, width: float) -> float:
    """Body, and details over a rule; gives the y where the headline must end."""
    unit, y = canvas.unit, canvas.bottom
    colour = canvas.text_on(field)
    details = fit_details(canvas, width)
    if details.blocks:
        set_details(canvas, details, x, y, field)
        y -= details.height + 24 * unit
        canvas.rect(x, y, width, max(2, round(1.8 * unit)), colour)
        y -= 30 * unit
    if canvas.copy.body.strip():
        block = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body, width, most=3)
        y -= block.height
        canvas.place("body", block, x, y, colour, width=width)
        y -= 36 * unit
    return y
