"""The brand's name as a wordmark, in the manner of its identity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from tools.layout.canvas import Canvas
from tools.layout.picture import Box
from tools.layout.scene import Line, Voice
from tools.layout.tiles import medallion
from tools.layout.typeset import measure
from tools.layout.words import is_rtl, plain_voice

_NO_DISC = {"Gloock"}  # a bookish face keeps its own o


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
    align: str = "start",
) -> Box:
    """Set the wordmark on the first grid line that leaves its ink below `y`.

    `x` is its left edge or its middle.
    """
    mark = fit_wordmark(canvas, height or 33 * canvas.unit, width or canvas.column * 0.46)
    left = x - mark.width * {"start": 0.0, "centre": 0.5}[align]
    baseline = math.ceil((y + mark.above) / canvas.beat) * canvas.beat
    at = 0.0
    for width_, text in ((mark.ahead, mark.head), (mark.disc, ""), (mark.after, mark.tail)):
        # A name keeps the order of its letters on a page that is turned over.
        spot = left + (mark.width - at - width_ if canvas.mirrored else at)
        if text:
            run = ((text, colour),)
            rtl = is_rtl(text)
            canvas.items.append(Line(spot, baseline, width_, mark.size, mark.voice, run, rtl))
        elif width_ and mark.disc:
            art = medallion(canvas.identity.motif, mark.disc, colour, field, canvas.rng)
            canvas.drawing(spot, baseline - mark.bowl, mark.disc, mark.disc, art, letter=True)
        at += width_ + (mark.gap if mark.disc else 0.0)
    top = baseline - mark.above
    box = Box("wordmark", left, top, mark.width, mark.height, mark.size, colour, True, baseline)
    canvas.boxes.append(box)
    return box


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
