"""Pieces that several templates share: header, headline, foot, grain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tools.layout.canvas import Canvas
from tools.layout.fit import Fit, fit_block, fit_even, on_beats
from tools.layout.paragraphs import Paragraph
from tools.layout.picture import Box
from tools.layout.scene import Voice
from tools.layout.wordmark import wordmark
from tools.textures import grain

GRAIN_TILE = 512


def lay_grain(canvas: Canvas, strength: float = 0.26) -> None:
    """Film grain over everything so far; `strength` 0.16 (quiet) to 0.42 (coarse paper)."""
    canvas.tile(GRAIN_TILE, grain(GRAIN_TILE, strength, canvas.identity.seed % 8))


def header(canvas: Canvas, field: str, *, kicker: str = "beside", text: str = "") -> float:
    """Wordmark at the start, kicker at the end of its line or under it; gives the y it ends at."""
    colour = text or canvas.text_on(field)
    share = 0.36 if kicker == "under" else 0.46  # what stands beside it needs the room
    mark = wordmark(canvas, canvas.left, canvas.top, colour, field, width=canvas.column * share)
    end = mark.y + mark.h
    said = canvas.copy.kicker.strip()
    if not said or kicker == "none":
        return end
    if kicker == "beside":
        return set_kicker(canvas, mark, canvas.left, canvas.column, colour)
    block = canvas.paragraph(said, canvas.text, canvas.small, canvas.column * 0.36, most=2,
                             leading=1.16)  # fmt: skip
    last = canvas.place("kicker", block, canvas.left, end + canvas.small * 0.75, colour)
    return max(end, last + 0.2 * block.size)


def set_kicker(canvas: Canvas, mark: Box, x: float, width: float, colour: str) -> float:
    """The kicker at the end of the mark's line, on its baseline; gives the y where both end.

    Of two lines the first stands as high as the mark.
    """
    said = canvas.copy.kicker.strip()
    if not said:
        return mark.y + mark.h
    room = min(width * 0.34, width - mark.w - 2 * canvas.small)
    block = canvas.paragraph(said, canvas.text, canvas.small, room, most=2, leading=1.16)
    rise = block.above * block.size
    y = mark.baseline - rise
    if len(block.rows) > 1:
        y = math.ceil((mark.y + rise) / canvas.beat) * canvas.beat - rise
    last = canvas.place("kicker", block, x, y, colour, align="end", width=width)
    return max(mark.y + mark.h, last + 0.2 * block.size)


@dataclass(frozen=True)
class Details:
    """The short facts at the foot, fitted to a width: one row, or one below the other.

    `step` is px from the last baseline of one to the first of the next.
    """

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
        lines = sum(b.step * (len(b.rows) - 1) for b in self.blocks)
        first = self.blocks[0]
        return first.above * first.size + lines + self.step * (len(self.blocks) - 1)


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
    return Details(blocks, width, True, canvas.leading(size, 1.5))


def set_details(
    canvas: Canvas, details: Details, x: float, bottom: float, field: str, text: str = ""
) -> None:
    """Set the details so that their last baseline lies on `bottom`."""
    colour = text or canvas.text_on(field)
    if details.stacked:
        first = details.blocks[0]
        baseline = bottom - details.height + first.above * first.size
        for index, block in enumerate(details.blocks):
            y = baseline - block.above * block.size
            last = canvas.place(f"detail {index + 1}", block, x, y, colour, width=details.width)
            baseline = last + details.step
        return
    widths = [block.width for block in details.blocks]
    gap = (details.width - sum(widths)) / max(1, len(widths) - 1)
    if len(widths) < 2:
        gap = 0
    for index, block in enumerate(details.blocks):
        y = bottom - block.above * block.size
        canvas.place(f"detail {index + 1}", block, x, y, colour)
        x += widths[index] + gap


def set_foot(
    canvas: Canvas,
    field: str,
    x: float,
    width: float,
    bottom: float,
    *,
    share: float = 1.0,
    most: int = 3,
    scale: float = 1.0,
    details: tuple[str, ...] | None = None,
    text: str = "",
) -> float:
    """The body over the details, which stand on `bottom`; gives the y that ends what is above.

    The body takes a `share` of the width, in at most `most` lines, at `scale` of its usual size.
    """
    y = bottom
    facts = fit_details(canvas, width, details)
    if facts.blocks:
        set_details(canvas, facts, x, y, field, text)
        y -= facts.height + 3.6 * canvas.beat
    if canvas.copy.body.strip():
        size = canvas.body * scale
        block = canvas.paragraph(canvas.copy.body, canvas.text, size, width * share, most=most)
        y -= block.height
        canvas.place("body", block, x, y, text or canvas.text_on(field), width=width)
        y -= 4 * canvas.beat
    return y


def foot_height(canvas: Canvas, width: float, *, share: float = 1.0, most: int = 3) -> float:
    """How high `set_foot` will be, to plan what goes above."""
    facts = fit_details(canvas, width)
    height = facts.height + 3.6 * canvas.beat if facts.blocks else 0.0
    if canvas.copy.body.strip():
        body = canvas.paragraph(
            canvas.copy.body, canvas.text, canvas.body, width * share, most=most
        )
        height += body.height + 4 * canvas.beat
    return height


def fit_headline(
    canvas: Canvas, voice: Voice, width: float, height: float, *, even: bool = False, **rules: float
) -> Fit:
    """The card's headline in a column, each line filling it or all lines of one size."""
    words, space = canvas.words(canvas.copy.headline or " ", voice, canvas.copy.emphasis)
    if not even:
        return fit_block(words, space, width, max(height, 1.0), **rules)
    return on_beats(fit_even(words, space, width, max(height, 1.0), **rules), canvas.beat, height)


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
