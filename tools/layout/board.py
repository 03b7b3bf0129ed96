"""The brand board: wordmark, pattern, type, colours, voice and cards on one 2400x1600 sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from studiocrew.contracts import CardCopy, Identity, Swatch
from tools.colour import separation
from tools.layout.canvas import Canvas
from tools.layout.fit import fit_even
from tools.layout.parts import lay_grain
from tools.layout.picture import Picture
from tools.layout.scene import Voice
from tools.layout.templates.split import panel
from tools.layout.tiles import tile_grid
from tools.layout.typeset import measure
from tools.layout.wordmark import fit_wordmark, wordmark
from tools.textures import to_png

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 2400, 1600
_BEAT = 8
_PAD = 36.0
_NOTE = 26.0


def render_board(
    identity: Identity,
    *,
    title: str,
    previews: Sequence[bytes],
    say: Sequence[str] = (),
    skip: Sequence[str] = (),
    subject: str = "",
) -> Picture:
    """The board as a PNG. `previews` are finished cards (any image bytes), up to six are shown.

    `say` and `skip` are phrases the brand does and does not use. Thread-safe, same bytes for the
    same input.
    """
    canvas = Canvas(
        identity, CardCopy(headline=title), WIDTH, HEIGHT, seed=1, subject=subject, mirror=False
    )
    canvas.beat = _BEAT
    _mark(canvas, title)
    _pattern(canvas)
    _display(canvas, say[0] if say else title)
    _voices(canvas)
    _swatches(canvas)
    panel(canvas, 0, 1200, 600, 400)
    _tone(canvas, title, say, skip)
    lay_grain(canvas, 0.18)
    _previews(canvas, previews[:6])
    return canvas.picture("board", "board")


def _note(
    canvas: Canvas,
    name: str,
    text: str,
    x: float,
    y: float,
    width: float,
    field: str,
    *,
    bold: bool = False,
    size: float = _NOTE,
    align: str = "start",
    most: int | None = None,
) -> float:
    """A small text in a panel; gives the y of its last baseline."""
    voice = canvas.bold if bold else canvas.text
    block = canvas.paragraph(text, voice, size, width, most=most, leading=1.3)
    return canvas.place(name, block, x, y, canvas.text_on(field), align=align, width=width)


def _mark(canvas: Canvas, title: str) -> None:
    field = canvas.colours["primary"]
    canvas.rect(0, 0, 1000, 800, field)
    colour = canvas.text_on(field, large=True)
    mark = fit_wordmark(canvas, 150, 780)
    wordmark(
        canvas, 500, 390 - mark.height / 2, colour, field, height=150, width=780, align="centre"
    )
    _note(canvas, "title", title, 40, 734, 560, field, bold=True, size=27, most=1)
    _note(canvas, "kind", "Identity board", 560, 734, 400, field, size=27, align="end")


def _pattern(canvas: Canvas) -> None:
    roles = canvas.colours
    colours = [roles[r] for r in ("accent", "secondary", "paper", "primary", "ink")]
    canvas.drawing(
        1000, 0, 600, 800, tile_grid(canvas.identity.motif, 3, 4, 200, colours, canvas.rng)
    )


def _display(canvas: Canvas, line: str) -> None:
    field, pairing = canvas.colours["accent"], canvas.identity.pairing
    canvas.rect(1600, 0, 800, 600, field)
    colour = canvas.text_on(field)
    _specimen(canvas, "display specimen", canvas.display, 1600 + _PAD, 58, 190, colour)
    x, width = 1600 + _PAD, 800 - 2 * _PAD  # under the letters: some families are very wide
    y = _note(canvas, "display name", pairing.display, x, 306, width, field, bold=True)
    _note(canvas, "display use", "headlines, prices", x, y + 14, width, field)
    words, space = canvas.words(line, canvas.display)
    fit = fit_even(words, space, 800 - 2 * _PAD, 130, largest=52)
    canvas.set_fit(
        fit, canvas.display, 1600 + _PAD, 560 - fit.height, colour, colour, name="display line"
    )


def _specimen(
    canvas: Canvas, name: str, voice: Voice, x: float, y: float, ink: float, colour: str
) -> None:
    size = ink / measure([(voice, "A")])[0].above
    canvas.word(name, "Aa", voice, size, x, y + ink, colour)


def _voices(canvas: Canvas) -> None:
    pairing = canvas.identity.pairing
    rows = (
        (1600.0, "paper", canvas.serif, pairing.serif, "warmth, quotes", "serif"),
        (2000.0, "secondary", canvas.text, pairing.text, "everything practical", "text"),
    )
    for x, role, voice, family, use, name in rows:
        field = canvas.colours[role]
        canvas.rect(x, 600, 400, 600, field)
        colour = canvas.text_on(field)
        _specimen(canvas, f"{name} specimen", voice, x + _PAD, 660, 124, colour)
        sample = "the quiet line, the aside" if name == "serif" else (
            "Opening hours, prices, the small print and every caption"
        )  # fmt: skip
        size = 40 if name == "serif" else _NOTE
        block = canvas.paragraph(sample, voice, size, 400 - 2 * _PAD, most=3, leading=1.24)
        canvas.place(f"{name} sample", block, x + _PAD, 842, colour)
        y = _note(canvas, f"{name} name", family, x + _PAD, 1104, 330, field, bold=True, most=1)
        _note(canvas, f"{name} use", use, x + _PAD, y + 14, 330, field)


def _swatches(canvas: Canvas) -> None:
    widths = {
        "ink": 260,
        "secondary": 370,
        "accent": 260,
        "paper": 250,
        "primary": 260,
        "deep": 200,
    }
    found = {swatch.role: swatch for swatch in canvas.identity.swatches}
    x = 0.0
    for role, width in widths.items():
        swatch = found.get(role)
        if swatch is not None:
            _swatch(canvas, swatch, x, width)
        x += width


def _swatch(canvas: Canvas, swatch: Swatch, x: float, width: float) -> None:
    canvas.rect(x, 800, width, 400, swatch.hex)
    room = width - 1.6 * _PAD
    for name, text, y, bold in (
        ("name", swatch.name, 830, True),
        ("hex", swatch.hex, 1128, False),
        ("contrast", f"text {swatch.contrast:.1f} : 1", 1158, False),
    ):
        voice = canvas.bold if bold else canvas.text
        size = _NOTE if bold else 20
        block = canvas.paragraph(text, voice, size, room, most=2)
        canvas.place(f"{swatch.role} {name}", block, x + _PAD, y, swatch.on)


def _tone(canvas: Canvas, title: str, say: Sequence[str], skip: Sequence[str]) -> None:
    field = canvas.colours["ink"]
    canvas.rect(600, 1200, 1000, 400, field)
    colour = canvas.text_on(field)
    words, space = canvas.words(canvas.identity.voice_line.strip() or title, canvas.serif)
    fit = fit_even(words, space, 920, 230 if say or skip else 300, largest=112, lead=0.1)
    canvas.set_fit(fit, canvas.serif, 636, 1240, colour, colour, name="voice")
    columns = [(f"We {verb}: ", texts) for verb, texts in (("say", say), ("skip", skip)) if texts]
    for index, (lead, texts) in enumerate(columns):
        line = lead + ", ".join(t.strip(" .") for t in texts[:4]) + "."
        block = canvas.paragraph(line, canvas.text, _NOTE, 430, most=3)
        y = 1562 - block.height
        canvas.place(lead.strip(": ").lower(), block, 636 + index * 480, y, colour)


def _previews(canvas: Canvas, previews: Sequence[bytes]) -> None:
    """Cards in one row, as tall as lets all of them fit; tall formats a little taller."""
    gap = 28.0
    images = [_small(data) for data in previews]
    shares = [image.width / image.height * _lift(image) for image in images]
    room = 800 - 2 * _PAD - gap * max(0, len(images) - 1)
    tall = min(330.0, room / sum(shares)) if images else 0.0
    canvas.rect(1600, 1200, 800, 400, _ground(canvas, images))
    x = 1600 + (800 - sum(shares) * tall - gap * (len(images) - 1)) / 2
    for image in images:
        h = round(tall * _lift(image))
        w = max(1, round(image.width / image.height * h))
        canvas.raster(round(x), round(1400 - h / 2), w, h, _png(image, w, h))
        x += w + gap


def _small(data: bytes) -> Image.Image:
    """A card at no more than twice the size it is shown at."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("RGB")
    image.thumbnail((760, 660), Image.Resampling.BOX, reducing_gap=2.0)
    return image


def _png(image: Image.Image, w: int, h: int) -> bytes:
    from PIL import Image

    return to_png(image.resize((w, h), Image.Resampling.LANCZOS))


def _lift(image: Image.Image) -> float:
    """How tall a card stands beside a portrait one."""
    if image.height > image.width:
        return 1.0
    return 0.8 if image.height == image.width else 0.5


def _ground(canvas: Canvas, images: Sequence[Image.Image]) -> str:
    """A panel colour that no card's own corner melts into."""
    corners = [image.resize((24, 24)).getpixel((1, 22)) for image in images]
    edges = [
        "#" + "".join(f"{c:02X}" for c in corner) for corner in corners if isinstance(corner, tuple)
    ]
    grounds = [canvas.colours[role] for role in ("deep", "accent", "secondary", "paper", "primary")]
    return next((g for g in grounds if all(separation(g, e) > 0.08 for e in edges)), grounds[0])
