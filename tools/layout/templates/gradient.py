"""Gradient: an italic serif over melting colours with grain, and a seal."""

from __future__ import annotations

from tools.colour import luminance
from tools.layout.canvas import Canvas
from tools.layout.melting import bright, by_day, by_night
from tools.layout.parts import (
    fit_details,
    fit_headline,
    header,
    lay_grain,
    set_details,
)
from tools.layout.seal import numeral, seal
from tools.textures import smooth


def compose(canvas: Canvas) -> None:
    """Headline in the upper half, body at the lower left, seal at the lower right."""
    dim = luminance(canvas.colours["primary"]) < 0.07
    dark = canvas.rng.random() < (0.6 if dim else 0.25) or len(bright(canvas)) < 2
    text = canvas.colours["paper" if dark else "ink"]
    end = header(canvas, canvas.fill, text=text)
    _headline(canvas, text, end, *_foot(canvas, text))
    words, canvas.items = canvas.items, []
    canvas.fill = canvas.colours["ink" if dark else "paper"]
    pixels = by_night(canvas) if dark else by_day(canvas)
    png = smooth(pixels, canvas.width // 2, canvas.height // 2)
    canvas.raster(0, 0, canvas.width, canvas.height, png)
    canvas.items += words
    lay_grain(canvas, 0.34)


def _foot(canvas: Canvas, text: str) -> tuple[float, float]:
    """Everything below the headline; gives the y and the width it leaves to the headline."""
    copy, unit, x = canvas.copy, canvas.unit, canvas.left
    found = numeral(copy.details)
    rest = tuple(d for i, d in enumerate(copy.details) if not found or i != found[0])
    y = canvas.bottom
    details = fit_details(canvas, canvas.column, rest)
    if details.blocks:
        set_details(canvas, details, x, y, canvas.fill, text)
        y -= details.height + 44 * unit
    r = (96 if canvas.wide else 108) * unit
    low, width = y, canvas.column
    if copy.body.strip():
        room = canvas.column * (0.56 if found else 0.5 if canvas.wide else 0.72)
        block = canvas.paragraph(copy.body, canvas.text, canvas.body * 1.1, room, most=6)
        low = y - block.height
        canvas.place("body", block, x, low, text, width=room)
    if found:
        dark = text == canvas.colours["paper"]
        fill = canvas.colours["paper" if dark else "ink"]
        seal(canvas, canvas.right - r, y - r, r, found[1:], fill)
        if canvas.wide:
            width -= 2 * r + 50 * unit
        else:
            low = min(low, y - 2 * r)
    return low - 44 * unit, width


def _headline(canvas: Canvas, text: str, end: float, low: float, width: float) -> None:
    room = low - end - 40 * canvas.unit
    height = min(room, canvas.height * (0.62 if canvas.wide else 0.50))
    fit = fit_headline(canvas, canvas.serif, width * 0.97, height, even=True)
    start = end + 40 * canvas.unit + (room - fit.height) * 0.42
    canvas.set_fit(fit, canvas.serif, canvas.left, start, text, text)
