"""Figure: one number of the copy as large as the column, the headline as its caption."""

from __future__ import annotations

from tools.layout.canvas import Canvas
from tools.layout.parts import (
    fit_headline,
    header,
    lay_grain,
    pick_field,
    set_foot,
)
from tools.layout.seal import numeral
from tools.layout.tiles import medallion
from tools.layout.typeset import measure


def compose(canvas: Canvas) -> None:
    """The number above, or at the left on wide cards; the brand's mark where there is none."""
    field = pick_field(canvas, "secondary", "accent", "primary", "paper", "deep")
    canvas.fill = field
    found = numeral(canvas.copy.details, around=22)
    rest = tuple(d for i, d in enumerate(canvas.copy.details) if not found or i != found[0])
    if canvas.wide:
        _wide(canvas, field, found, rest)
    else:
        _tall(canvas, field, found, rest)
    lay_grain(canvas, 0.26)


_Found = tuple[int, str, str, str] | None


def _tall(canvas: Canvas, field: str, found: _Found, rest: tuple[str, ...]) -> None:
    unit, x, width = canvas.unit, canvas.left, canvas.column
    end = header(canvas, field) + 50 * unit
    bottom = set_foot(canvas, field, x, width, canvas.bottom, share=0.92, details=rest)
    fit = fit_headline(canvas, canvas.serif, width, canvas.height * 0.20, even=True)
    start = bottom - fit.height
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, start, text, accent)
    _number(canvas, field, found, x, end, width, start - 44 * unit - end)


def _wide(canvas: Canvas, field: str, found: _Found, rest: tuple[str, ...]) -> None:
    unit = canvas.unit
    end = header(canvas, field) + 40 * unit
    share = canvas.column * 0.42
    _number(canvas, field, found, canvas.left, end, share, canvas.bottom - end)
    x = canvas.left + share + 56 * unit
    width = canvas.right - x
    bottom = set_foot(canvas, field, x, width, canvas.bottom, share=0.92, details=rest)
    fit = fit_headline(canvas, canvas.serif, width, bottom - end, even=True)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, canvas.serif, x, bottom - fit.height, text, accent)


def _number(
    canvas: Canvas, field: str, found: _Found, x: float, y: float, width: float, height: float
) -> None:
    """The number fitted to the box, the words around it above and below in bold."""
    unit = canvas.unit
    if found is None:
        size = min(width, height)
        disc, figure, *_ = (*canvas.others(field), field)
        art = medallion(canvas.identity.motif, size, disc, figure, canvas.rng)
        canvas.drawing(x, y + (height - size), size, size, art)
        return
    _, before, number, after = found
    colour = canvas.text_on(field)
    labels = [canvas.paragraph(t, canvas.bold, canvas.body * 1.1, width, most=1) if t else None
              for t in (before, after)]  # fmt: skip
    taken = sum(block.height + 22 * unit for block in labels if block)
    extent = measure([(canvas.display, number)])[0]
    size = min(width / max(extent.width, 0.1),
               (height - taken) / max(extent.above + extent.below, 0.1))  # fmt: skip
    ink = (extent.above + extent.below) * size
    top = y + max(0.0, (height - taken - ink) * (0.5 if canvas.wide else 1.0))
    if labels[0]:
        canvas.place("number before", labels[0], x, top, colour)
        top += labels[0].height + 22 * unit
    strong = canvas.accent_on(field, colour)
    canvas.word("number", number, canvas.display, size, x, top + extent.above * size, strong)
    if labels[1]:
        canvas.place("number after", labels[1], x, top + ink + 22 * unit, colour)
