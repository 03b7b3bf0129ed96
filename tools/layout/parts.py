"""Pieces that several templates share: wordmark, header, details row, seal, grain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.colour import SMALL_TEXT, readable
from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.fit import Fit, fit_block, fit_even
from tools.layout.paragraphs import Paragraph
from tools.layout.picture import Box
from tools.layout.scene import Line, Voice
from tools.layout.tiles import medallion
from tools.layout.typeset import measure
from tools.layout.words import is_rtl, plain_voice
from tools.textures import grain

GRAIN_TILE = 512
_NO_DISC = {"Gloock"}  # a bookish face keeps its own o


def lay_grain(canvas: Canvas, strength: float = 0.26) -> None:
    """Film grain over everything so far; `strength` 0.16 (quiet) to 0.42 (coarse paper)."""
    canvas.tile(GRAIN_TILE, grain(GRAIN_TILE, strength, canvas.identity.seed % 8))


@dataclass(frozen=True)
class Mark:
    """A wordmark fitted to a size: its parts and extents in px."""

    voice: Voice
    size: float
    head: str
    tail: str
    ahead: float
    disc: float
    after: float
    above: float
    below: float
    bowl: float  # ink of the small o above the baseline

    @property
    def gap(self) -> float:
        return 0.012 * self.size if self.disc else 0.0

    @property
    def width(self) -> float:
        return self.ahead + self.disc + 2 * self.gap + self.after

    @property
    def height(self) -> float:
        return self.above + self.below


def fit_wordmark(canvas: Canvas, height: float, width: float) -> Mark:
    """The brand's name as a wordmark in the identity's manner, at most `width` px wide.

    `pictogram` and `plain` are tight lower-case display type, and in the former the last "o"
    becomes a round pictogram of the motif where the face is a plain one; `serif` is the name as
    written in the serif italic, `capitals` in spaced capitals. `height` is that of a small x, or
    of the capitals.
    """
    name = canvas.identity.wordmark.strip() or "brand"
    latin = plain_voice(name)
    style = canvas.identity.mark if latin else "plain"
    name = _mark_name(name, style) if latin else name
    voice = _mark_voice(canvas, name, style)
    whole, small = measure([(voice, name), (voice, "O" if style == "capitals" else "o")])
    size = min(height / max(small.above, 0.3), width / max(whole.width, 0.1))
    disc = style == "pictogram" and len(name) > 3 and voice.family not in _NO_DISC
    at = name.rfind("o") if disc else -1
    head, tail = (name, "") if at < 0 else (name[:at], name[at + 1 :])
    before, after = measure([(voice, head or " "), (voice, tail or " ")])
    return Mark(
        voice,
        size,
        head,
        tail,
        before.width * size if head else 0.0,
        (small.above + small.below) * size if at >= 0 else 0.0,
        after.width * size if tail else 0.0,
        whole.above * size,
        whole.below * size,
        small.above * size,
    )


def wordmark(
    canvas: Canvas,
    x: float,
    y: float,
    colour: str,
    field: str,
    *,
    height: float | None = None,
    width: float | None = None,
    align: str = "left",
) -> Box:
    """Set the wordmark with its ink starting at `y`; `x` is its left edge or its middle."""
    mark = fit_wordmark(canvas, height or 33 * canvas.unit, width or canvas.column * 0.46)
    left = x - mark.width * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    baseline = y + mark.above
    if mark.head:
        _plain(canvas, mark.head, mark, left, baseline, mark.ahead, colour)
    if mark.disc:
        art = medallion(canvas.identity.motif, mark.disc, colour, field, canvas.rng)
        spot = left + mark.ahead + mark.gap
        canvas.drawing(spot, baseline - mark.bowl, mark.disc, mark.disc, art, letter=True)
    if mark.tail:
        after = left + mark.ahead + mark.disc + 2 * mark.gap
        _plain(canvas, mark.tail, mark, after, baseline, mark.after, colour)
    box = Box("wordmark", left, y, mark.width, mark.height, mark.size, colour, large=True)
    canvas.boxes.append(box)
    return box


def _plain(
    canvas: Canvas, text: str, mark: Mark, x: float, baseline: float, width: float, colour: str
) -> None:
    run = ((text, colour),)
    canvas.items.append(Line(x, baseline, width, mark.size, mark.voice, run, is_rtl(text)))


def _mark_name(name: str, style: str) -> str:
    """The name in the case its style is set in."""
    if style == "serif":
        return name
    return name.upper() if style == "capitals" else name.lower()


def _mark_voice(canvas: Canvas, name: str, style: str) -> Voice:
    """The face of the mark; capitals want air, lower case stands tight."""
    if style == "serif":
        return canvas.voice_for(canvas.identity.pairing.serif, name)
    if style == "capitals":
        return replace(canvas.bold, tracking=0.14)
    voice = canvas.voice_for(canvas.identity.pairing.display, name)
    return replace(voice, tracking=voice.tracking - 0.02) if plain_voice(name) else voice


def header(canvas: Canvas, field: str, *, kicker: str = "right", text: str = "") -> float:
    """Wordmark at the left, kicker at the right or under it; gives the y where it ends."""
    y = canvas.top
    colour = text or canvas.text_on(field)
    share = 0.36 if kicker == "under" else 0.46  # what stands beside it needs the room
    mark = wordmark(canvas, canvas.margin, y, colour, field, width=canvas.column * share)
    end = mark.y + mark.h
    said = canvas.copy.kicker.strip()
    if not said or kicker == "none":
        return end
    if kicker == "right":
        room = min(canvas.column * 0.34, canvas.column - mark.w - 2 * canvas.small)
        block = canvas.paragraph(said, canvas.text, canvas.small, room, most=2, leading=1.16)
        x = canvas.width - canvas.margin - block.width
        last = canvas.place("kicker", block, x, y, colour, align="right")
    else:
        room = canvas.column * 0.36
        block = canvas.paragraph(said, canvas.text, canvas.small, room, most=2, leading=1.16)
        last = canvas.place("kicker", block, canvas.margin, end + canvas.small * 0.75, colour)
    return max(end, last + 0.2 * block.size)


@dataclass(frozen=True)
class Details:
    """The short facts at the foot, fitted to a width: one row, or one below the other."""

    blocks: tuple[Paragraph, ...]
    width: float
    stacked: bool
    step: float

    @property
    def height(self) -> float:
        """Ink height; 0 when there are none."""
        if not self.blocks:
            return 0.0
        if not self.stacked:
            return max(block.height for block in self.blocks)
        return sum(b.height for b in self.blocks) + self.step * (len(self.blocks) - 1)


def fit_details(canvas: Canvas, width: float, items: tuple[str, ...] | None = None) -> Details:
    """Up to three details in a row if they fit side by side, else stacked."""
    found = canvas.copy.details if items is None else items
    texts = [" ".join(text.split()) for text in found[:3] if text.strip()]
    size = canvas.small
    for scale in (1.0, 0.94, 0.88):
        blocks = tuple(canvas.paragraph(t, canvas.text, size * scale, 1e6) for t in texts)
        room = sum(block.width for block in blocks) + 1.4 * size * max(0, len(blocks) - 1)
        if room <= width:
            return Details(blocks, width, False, 0)
    blocks = tuple(canvas.paragraph(t, canvas.text, size, width, most=2) for t in texts)
    return Details(blocks, width, True, size * 0.55)


def set_details(
    canvas: Canvas, details: Details, x: float, bottom: float, field: str, text: str = ""
) -> None:
    """Set the details so that their last baseline lies on `bottom`."""
    colour = text or canvas.text_on(field)
    if details.stacked:
        y = bottom - details.height
        for index, block in enumerate(details.blocks):
            canvas.place(f"detail {index + 1}", block, x, y, colour, width=details.width)
            y += block.height + details.step
        return
    widths = [block.width for block in details.blocks]
    gap = (details.width - sum(widths)) / max(1, len(widths) - 1)
    if len(widths) < 2:
        gap = 0
    rtl = _runs_left(details.blocks)
    at = x + details.width if rtl else x
    for index, block in enumerate(details.blocks):
        y = bottom - block.above * block.size
        canvas.place(f"detail {index + 1}", block, at - widths[index] * rtl, y, colour)
        at += (widths[index] + gap) * (-1 if rtl else 1)


def _runs_left(blocks: Sequence[Paragraph]) -> bool:
    """Whether the first words are of a script that runs from right to left."""
    return is_rtl("".join(word.text for row in blocks[0].rows for word in row))


def fit_headline(
    canvas: Canvas, voice: Voice, width: float, height: float, *, even: bool = False, **rules: float
) -> Fit:
    """The card's headline in a column, each line filling it or all lines of one size."""
    words, space = canvas.words(canvas.copy.headline or " ", voice, canvas.copy.emphasis)
    fitter = fit_even if even else fit_block
    return fitter(words, space, width, max(height, 1.0), **rules)


def numeral(texts: tuple[str, ...], around: int = 12) -> tuple[int, str, str, str] | None:
    """The text whose number says most: its index, and the words around the number.

    Prices and shares first, then the longer number. No times of day; `around` is how many letters
    may stand on either side.
    """
    best: tuple[int, tuple[int, str, str, str]] | None = None
    for index, text in enumerate(texts[:3]):
        found = re.search(r"[€£$¥]?\d[\d.,:]*\s?[%€£$]?", text)
        if not found or len(found.group()) > 6:
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
            large=canvas.is_large(size))
    )  # fmt: skip


def centred_foot(canvas: Canvas, width: float) -> list[tuple[str, Paragraph]]:
    """Body and details for a centred card, top to bottom; details in one line if they fit."""
    blocks: list[tuple[str, Paragraph]] = []
    if canvas.copy.body.strip():
        body = canvas.paragraph(canvas.copy.body, canvas.text, canvas.body, width * 0.94, most=3)
        blocks.append(("body", body))
    details = [d.strip() for d in canvas.copy.details[:3] if d.strip()]
    joined = canvas.paragraph("   ·   ".join(details), canvas.bold, canvas.small, 1e6)
    if details and joined.width <= width:
        return [*blocks, ("details", joined)]
    for index, text in enumerate(details):
        line = canvas.paragraph(text, canvas.bold, canvas.small, width, most=1)
        blocks.append((f"detail {index + 1}", line))
    return blocks


def set_centred(
    canvas: Canvas,
    field: str,
    blocks: Sequence[tuple[str, Paragraph]],
    x: float,
    bottom: float,
    width: float,
) -> float:
    """Set blocks one above the other so that they end on `bottom`; gives the y above them."""
    for name, block in reversed(blocks):
        bottom -= block.height
        canvas.place(name, block, x, bottom, canvas.text_on(field), align="centre", width=width)
        bottom -= 30 * canvas.unit
    return bottom


def centred_header(canvas: Canvas, field: str, x: float, y: float, width: float) -> float:
    """Wordmark and kicker in the middle of a column; gives the y where they end."""
    colour = canvas.text_on(field)
    mark = wordmark(canvas, x + width / 2, y, colour, field, width=width * 0.6, align="centre")
    end = mark.y + mark.h
    if canvas.copy.kicker.strip():
        kicker = canvas.paragraph(canvas.copy.kicker, canvas.text, canvas.small, width, most=1)
        top = end + 24 * canvas.unit
        end = canvas.place("kicker", kicker, x, top, colour, align="centre", width=width)
    return end


def pick_field(canvas: Canvas, *roles: str) -> str:
    """One of the palette's colours as the field, by the card's seed."""
    return canvas.colours[canvas.rng.choice(roles)]
