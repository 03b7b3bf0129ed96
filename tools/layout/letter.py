"""One letter as a picture: the brand's initial, larger than anything that is read."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from tools.layout import svg
from tools.layout.canvas import Canvas
from tools.layout.scene import Voice
from tools.layout.typeset import fallback, measure


def initial(canvas: Canvas) -> str:
    """The first letter or figure of the brand's name, as a capital where the script has them."""
    name = canvas.identity.wordmark
    return next((c for c in name if c.isalnum()), "•").upper()[:1]


def letter_voice(canvas: Canvas) -> Voice:
    """The identity's display face, or the one that has the initial."""
    return canvas.voice_for(canvas.identity.pairing.display, initial(canvas))


def set_letter(
    canvas: Canvas, voice: Voice, middle: float, baseline: float, size: float, fill: str
) -> str:
    """The initial with its middle at `middle`, `size` px an em; it is never seen mirrored."""
    text = initial(canvas)
    extent = measure([(voice, text)])[0]
    families = ", ".join(f"'{name}'" for name in (voice.family, *json.loads(fallback(text))))
    style = "italic" if voice.italic else "normal"
    turn = -1 if canvas.mirrored else 1
    x = -extent.width * size / 2
    drawn = (
        f'<text x="{svg.n(x)}" y="0" font-family="{families}" font-style="{style}" '
        f'font-weight="{voice.weight}" font-size="{svg.n(size)}" fill="{fill}">'
        f"{escape(text)}</text>"
    )
    place = f"translate({svg.n(middle)} {svg.n(baseline)}) scale({turn} 1)"
    return f'<g transform="{place}">{drawn}</g>'


def letter_size(canvas: Canvas, voice: Voice, w: float, h: float) -> float:
    """Px an em at which the initial's ink is at most `h` high and its advance `w` wide."""
    extent = measure([(voice, initial(canvas))])[0]
    return min(h / max(extent.above, 0.2), w / max(extent.width, 0.1))


def letter_width(canvas: Canvas, voice: Voice) -> float:
    """The initial's advance width in em."""
    return measure([(voice, initial(canvas))])[0].width
