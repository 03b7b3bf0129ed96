"""Gradient: an italic serif over melting colours with grain, and a seal."""

from __future__ import annotations

from tools.colour import (
    BLACK,
    LARGE_TEXT,
    SMALL_TEXT,
    WHITE,
    contrast,
    from_oklch,
    hue_gap,
    luminance,
    mix,
    oklch,
)
from tools.layout.canvas import Canvas
from tools.layout.contrast import worst_contrast
from tools.layout.parts import (
    fit_details,
    fit_headline,
    header,
    lay_grain,
    set_details,
)
from tools.layout.seal import numeral, seal
from tools.textures import mesh_gradient, mesh_pixels

_TRIES = 8
_OPPOSITE = 125  # degrees of hue
_FOR_GRAIN = 0.5  # contrast that the grain may take away


def compose(canvas: Canvas) -> None:
    """Headline in the upper half, body at the lower left, seal at the lower right."""
    dim = luminance(canvas.colours["primary"]) < 0.07
    dark = canvas.rng.random() < (0.6 if dim else 0.25)
    text = canvas.colours["paper" if dark else "ink"]
    end = header(canvas, canvas.fill, text=text)
    _headline(canvas, text, end, *_foot(canvas, text))
    words, canvas.items = canvas.items, []
    stops, seed = _stops_and_seed(canvas, text, dark)
    canvas.fill = stops[0]
    png = mesh_gradient(canvas.width, canvas.height, stops, seed)
    canvas.raster(0, 0, canvas.width, canvas.height, png)
    canvas.items += words
    lay_grain(canvas, 0.34)


def _stops_and_seed(canvas: Canvas, text: str, dark: bool) -> tuple[tuple[str, ...], int]:
    """Full colours in an arrangement that keeps them off the small text, else softer ones."""
    first = canvas.identity.seed * 31 + canvas.seed * 7
    for least in (LARGE_TEXT + _FOR_GRAIN, 4.2):
        stops = _stops(canvas, text, dark, least)
        for seed in range(first, first + _TRIES):
            if _reads(canvas, stops, seed):
                return stops, seed
    return _stops(canvas, text, dark, SMALL_TEXT + 2 * _FOR_GRAIN), first


def _stops(canvas: Canvas, text: str, dark: bool, least: float) -> tuple[str, ...]:
    roles = canvas.colours
    if dark:
        near = [c for c in (roles["accent"], roles["secondary"]) if _melts(c, roles["primary"])]
        first = near[0] if near else mix(roles["primary"], roles["paper"], 0.35)
        glow = mix(roles["primary"], first, 0.5)
        wanted = (roles["primary"], first, roles["deep"], roles["primary"], glow)
    else:
        between = mix(roles["primary"], roles["secondary"], 0.5)
        wanted = (
            roles["secondary"], roles["accent"], roles["primary"], roles["paper"], between,
        )  # fmt: skip
    return tuple(_until_readable(colour, text, dark, least) for colour in wanted)


def _melts(one: str, other: str) -> bool:
    """Whether two colours blend to a colour: opposite hues meet in a muddy grey."""
    return hue_gap(oklch(one).hue, oklch(other).hue) < _OPPOSITE


def _until_readable(colour: str, text: str, dark: bool, least: float) -> str:
    """The colour, made lighter or darker at the same hue until the text reads on it."""
    level, chroma, hue = oklch(colour)
    step = -0.025 if dark else 0.025
    for i in range(40):
        tried = colour if i == 0 else from_oklch(min(1, max(0, level + i * step)), chroma, hue)
        if contrast(tried, text) >= least:
            return tried
    return BLACK if dark else WHITE


def _reads(canvas: Canvas, stops: tuple[str, ...], seed: int) -> bool:
    pixels = mesh_pixels(canvas.width, canvas.height, stops, seed)
    for box in canvas.boxes:
        if box.name == "seal":
            continue
        left, top = max(0, int(box.x / 8)), max(0, int(box.y / 8))
        behind = pixels[top : int((box.y + box.h) / 8) + 2, left : int((box.x + box.w) / 8) + 2]
        least = (LARGE_TEXT if box.large else SMALL_TEXT) + _FOR_GRAIN
        if worst_contrast(behind, box.colour) < least:
            return False
    return True


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
        fill = canvas.colours["secondary" if dark else "ink"]
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
