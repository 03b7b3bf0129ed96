"""A number worth showing, and the wavy seal that shows it."""

from __future__ import annotations

import re

from tools.colour import SMALL_TEXT, readable
from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.picture import Box
from tools.layout.scene import Line, Voice
from tools.layout.typeset import measure

_STREET = re.compile(
    r"\b(street|lane|road|avenue|square|quay|hill|row|rue|via|calle|plaza|piazza)\b"
    r"|stra(ß|ss)e\b|str\.|gasse\b|weg\b|platz\b|allee\b",
    re.IGNORECASE,
)


def numeral(texts: tuple[str, ...], around: int = 12) -> tuple[int, str, str, str] | None:
    """The text whose number says most: its index, and the words around the number.

    Prices and shares first, then the longer number. No times of day, no house numbers; `around` is
    how many letters may stand on either side.
    """
    best: tuple[int, tuple[int, str, str, str]] | None = None
    for index, text in enumerate(texts[:3]):
        found = re.search(r"[€£$¥]?\d[\d.,:]*\s?[%€£$]?", text)
        if not found or len(found.group()) > 6 or _STREET.search(text):
            continue
        before, after = (
            part.strip(" -–·:,") for part in (text[: found.start()], text[found.end() :])
        )
        if re.search(r"\d", before + after) or max(len(before), len(after)) > around:
            continue
        number = found.group().strip()
        if re.match(r"[ap]\.?m\b|uhr\b|h\b|o.clock", after.lower()) or ":" in number:
            continue
        weight = 10 if re.search(r"[%€£$¥]", number) else len(number)
        if best is None or weight > best[0]:
            best = (weight, (index, before, number, after))
    return best[1] if best else None


def seal(
    canvas: Canvas, x: float, y: float, r: float, words: tuple[str, str, str], fill: str
) -> None:
    """A wavy seal about (x, y), tilted a little, with a number between two small lines."""
    teeth = canvas.rng.choice((12, 14, 16))
    canvas.drawing(
        x - r,
        y - r,
        2 * r,
        2 * r,
        svg.document(2 * r, 2 * r, [svg.scallop(r, r, r, teeth, 0.16, fill)]),
    )
    before, number, after = words
    colour = canvas.text_on(fill)
    strong = readable(fill, (c for c in (canvas.colours["secondary"], colour)), SMALL_TEXT)
    sizes = measure([(canvas.display, number)])[0]
    big = min(r * 0.72 / max(sizes.above, 0.1), r * 1.3 / max(sizes.width, 0.1))
    ink = sizes.above * big
    tilt = -8.0
    _turned(canvas, "seal", number, canvas.display, big, (x, y + ink / 2), strong, tilt, (x, y))
    for text, drop in ((before, -ink / 2 - r * 0.14), (after, ink / 2 + r * 0.34)):
        if text:
            width = measure([(canvas.text, text)])[0].width
            size = min(r * 0.25, r * 1.06 / width)
            spot = (x, y + drop)
            _turned(canvas, "seal", text, canvas.bold, size, spot, colour, tilt, (x, y))


def _turned(
    canvas: Canvas,
    name: str,
    text: str,
    voice: Voice,
    size: float,
    centre: tuple[float, float],
    colour: str,
    tilt: float,
    pivot: tuple[float, float],
) -> None:
    extent = measure([(voice, text)])[0]
    width = extent.width * size
    left, baseline = centre[0] - width / 2, centre[1]
    canvas.items.append(
        Line(left, baseline, width, size, voice, ((text, colour),), turn=tilt,
             turn_x=pivot[0], turn_y=pivot[1])
    )  # fmt: skip
    canvas.boxes.append(
        Box(name, left, baseline - extent.above * size, width, extent.above * size, size, colour,
            canvas.is_large(size), baseline)
    )  # fmt: skip
