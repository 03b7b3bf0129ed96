"""A concept on one sheet: the card it leads to, mark, pattern, type, colours and its name.

The parts stand in a grid without gaps. Which side the card stands on and what the mark stands on go
by layout family, so that three boards beside each other look like three ideas.
"""

from __future__ import annotations

from dataclasses import dataclass

from studiocrew.contracts import CardCopy, IdentityConcept
from tools.identity.measure import AREA
from tools.layout.canvas import Canvas
from tools.layout.cards import pick_template, render_card
from tools.layout.fit import fit_even
from tools.layout.parts import lay_grain
from tools.layout.picture import Picture
from tools.layout.tiles import tile_grid
from tools.layout.typeset import measure
from tools.layout.wordmark import fit_wordmark, wordmark

WIDTH, HEIGHT = 2000, 1250
_BEAT = 8
_PAD = 32.0
_NOTE = 25.0
_TALL, _WIDE = (800, 1000), (800, 419)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a family's board is dealt out: the card at the left or right, the mark's ground."""

    card_left: bool
    mark_on: str
    specimen_on: str


_MANNERS = {
    "poster": _Manner(True, "primary", "accent"),
    "photo": _Manner(False, "ink", "secondary"),
    "pattern": _Manner(True, "paper", "primary"),
    "editorial": _Manner(False, "paper", "accent"),
}


def render_concept(
    concept: IdentityConcept, copy: CardCopy, *, second: CardCopy, subject: str = ""
) -> Picture:
    """The concept's board as a PNG; `copy` is set on its tall card and `second` on its wide one.

    Thread-safe, the same bytes for the same input.
    """
    identity = concept.identity
    manner = _MANNERS.get(identity.family, _MANNERS["poster"])
    canvas = Canvas(identity, CardCopy(headline=concept.title), WIDTH, HEIGHT, seed=2, mirror=False)
    canvas.beat = _BEAT
    left = 800 if manner.card_left else 0
    at = 0 if manner.card_left else WIDTH - 800
    shown = _card(concept, copy, _TALL, "", subject)
    other = _card(concept, second, _WIDE, shown.template, subject)
    _mark(canvas, left, manner.mark_on)
    _pattern(canvas, left + 720)
    _specimen(canvas, left + 800, manner.specimen_on)
    _swatches(canvas, left, 839, 1200, 161)
    _title(canvas, concept)
    lay_grain(canvas, 0.16)
    canvas.raster(at, 0, *_TALL, shown.png)
    canvas.raster(left, 420, *_WIDE, other.png)
    return canvas.picture("concept", identity.family)


def _card(
    concept: IdentityConcept, copy: CardCopy, size: tuple[int, int], but: str, subject: str
) -> Picture:
    identity = concept.identity
    template = pick_template(*size, 0, avoid=(but,), family=identity.family)
    return render_card(
        identity, copy, width=size[0], height=size[1], template=template, seed=2, subject=subject
    )


def _mark(canvas: Canvas, x: float, role: str) -> None:
    field = canvas.colours[role]
    canvas.rect(x, 0, 720, 420, field)
    plain = canvas.text_on(field, large=True)
    colour = canvas.accent_on(field, plain) if role == "paper" else plain
    mark = fit_wordmark(canvas, 110, 580)
    top = 210 - mark.height / 2
    wordmark(canvas, x + 360, top, colour, field, height=110, width=580, align="centre")


def _pattern(canvas: Canvas, x: float) -> None:
    roles = canvas.colours
    colours = [roles[r] for r in ("accent", "secondary", "paper", "primary", "ink")]
    art = tile_grid(canvas.identity.motif, 4, 4, 120, colours, canvas.rng)
    canvas.drawing(x, -30, 480, 480, art)


def _specimen(canvas: Canvas, x: float, role: str) -> None:
    """The three voices, biggest first, with their names."""
    field, pairing = canvas.colours[role], canvas.identity.pairing
    canvas.rect(x, 420, 400, 419, field)
    colour, room = canvas.text_on(field), 400 - 2 * _PAD
    sizes = [
        ink / measure([(v, "A")])[0].above for v, ink in ((canvas.display, 122), (canvas.serif, 92))
    ]
    wide = [
        measure([(voice, "Aa")])[0].width * size
        for voice, size in zip((canvas.display, canvas.serif), sizes, strict=True)
    ]
    scale = min(1.0, (room - 24) / sum(wide))
    canvas.word("display", "Aa", canvas.display, sizes[0] * scale, x + _PAD, 578, colour)
    right = x + 400 - _PAD - wide[1] * scale
    canvas.word("serif", "Aa", canvas.serif, sizes[1] * scale, right, 578, colour)
    y = 632.0
    for name, family, use in (
        ("display name", pairing.display, "headlines"),
        ("serif name", pairing.serif, "quotes, warmth"),
        ("text name", pairing.text, "everything practical"),
    ):
        bold = canvas.paragraph(family, canvas.bold, _NOTE, room, most=1)
        y = canvas.place(name, bold, x + _PAD, y, colour) + 10
        block = canvas.paragraph(use, canvas.text, 21, room, most=1)
        y = canvas.place(f"{name} use", block, x + _PAD, y, colour) + 21


def _swatches(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """As wide as the area they take on a card, so that the balance is seen as well."""
    found = {swatch.role: swatch for swatch in canvas.identity.swatches}
    order = [r for r in ("primary", "paper", "accent", "deep", "secondary", "ink") if r in found]
    least = 0.13
    shares = {role: max(least, AREA[role]) for role in order}
    whole = sum(shares.values())
    for index, role in enumerate(order):
        swatch, step = found[role], width * shares[role] / whole
        room = step - 24 if index < len(order) - 1 else step - 20
        canvas.rect(x, y, step + 1, height, swatch.hex)
        name = canvas.paragraph(swatch.name, canvas.bold, 21, room, most=2, leading=1.12)
        canvas.place(f"{role} name", name, x + 16, y + 20, swatch.on)
        code = canvas.paragraph(swatch.hex, canvas.text, 19, room, most=1)
        canvas.place(f"{role} hex", code, x + 16, y + height - 34, swatch.on)
        x += step


def _title(canvas: Canvas, concept: IdentityConcept) -> None:
    """The letter, the name and what it is good for, under everything else."""
    field = canvas.colours["deep"]
    canvas.rect(0, 1000, WIDTH, 250, field)
    colour = canvas.text_on(field)
    size = 148 / measure([(canvas.display, "B")])[0].above
    wide = canvas.word("letter", concept.id, canvas.display, size, 48, 1199, colour)
    x = 48 + wide + 56
    words, space = canvas.words(concept.title, canvas.serif)
    fit = fit_even(words, space, 980 - x, 150, largest=92)
    top = 1125 - fit.height / 2
    canvas.set_fit(fit, canvas.serif, x, top, colour, colour, name="title")
    line = canvas.identity.why.split(". ")[0].rstrip(".") + "."
    block = canvas.paragraph(line, canvas.text, 30, 860, most=3, leading=1.3)
    canvas.place("line", block, 1064, 1125 - block.height / 2, colour)
