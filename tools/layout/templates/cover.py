"""Cover: a picture from edge to edge and words over it, shaded only as much as they need."""

from __future__ import annotations

from tools.colour import luminance
from tools.layout.backdrop import Ramp, picture, shaded
from tools.layout.canvas import Canvas
from tools.layout.contrast import mean_luminance
from tools.layout.fit import Fit
from tools.layout.parts import fit_headline, header, lay_grain, set_foot
from tools.layout.picture import Area
from tools.textures import to_jpeg

_LIGHT = 0.42  # mean luminance from which words are dark on a light shade


def compose(canvas: Canvas) -> None:
    """Words at the foot; at the left on wide cards."""
    roles, width = canvas.colours, canvas.column * (0.52 if canvas.wide else 1.0)
    light = _is_light(canvas)
    text, shade = (roles["ink"], roles["paper"]) if light else (roles["paper"], roles["ink"])
    canvas.fill = shade
    end = header(canvas, shade, kicker="none" if canvas.wide else "beside", text=text)
    top = _words(canvas, text, shade, width, end)
    if canvas.wide:
        left = canvas.left + width
        free = Area(left, 0, canvas.width - left, canvas.height)
    else:
        above = end
        free = Area(0, above, canvas.width, top + canvas.height * 0.02 - above)
    pixels = picture(canvas, canvas.width, canvas.height, free)
    if canvas.wide:
        reach = canvas.left + width
        ramps = (Ramp("left", reach, min(canvas.width, reach + canvas.width * 0.30)),)
    else:
        low = canvas.height - top
        ramps = (
            Ramp("top", end + canvas.small, end + canvas.height * 0.14),
            Ramp("bottom", low + canvas.small, low + canvas.height * 0.20),
        )
    made, _ = shaded(pixels, canvas.boxes, shade, ramps)
    words, canvas.items = canvas.items, []
    canvas.raster(0, 0, canvas.width, canvas.height, to_jpeg(made))
    canvas.items += words
    lay_grain(canvas, 0.20)


def _is_light(canvas: Canvas) -> bool:
    """Whether the picture is a light one; the made-up ones are dark."""
    if canvas.photo is None:
        return False
    return mean_luminance(picture(canvas, canvas.width // 6, canvas.height // 6)) > _LIGHT


def _words(canvas: Canvas, text: str, shade: str, width: float, end: float) -> float:
    """Everything below the header, from the foot up; gives the y where it begins."""
    unit, x = canvas.unit, canvas.left
    y = set_foot(canvas, shade, x, width, canvas.bottom, share=0.9, text=text)
    share = 0.62 if canvas.wide else 0.26 if canvas.story else 0.34
    room = min(canvas.height * share, y - end - 40 * unit)
    fit: Fit = fit_headline(canvas, canvas.display, width, room)
    accent = canvas.colours["accent"]
    lively = accent if canvas.is_large(fit.size) and _keeps(accent, shade) else text
    canvas.set_fit(fit, canvas.display, x, y - fit.height, text, lively)
    return y - fit.height


def _keeps(accent: str, shade: str) -> bool:
    """Whether an accent is far enough from the shade to read wherever the text does."""
    light, dark = luminance(accent), luminance(shade)
    return dark < 0.1 and light > 0.45
