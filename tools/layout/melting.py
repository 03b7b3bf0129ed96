"""Melting colours under type: light ones for dark type, or lights on a dark ground for light type.

No colour is greyed to carry type. Where one would not, it is kept away from the words, and where it
cannot be, a haze of paper or ink lies between, only as strong as each word needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.colour import LARGE_TEXT, SMALL_TEXT, channels, contrast, hue_gap, luminance, mix, oklch
from tools.layout.contrast import worst_contrast
from tools.textures import mesh_pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.layout.canvas import Canvas
    from tools.layout.picture import Box

    Pixels = NDArray[np.uint8]
    Mask = NDArray[np.float32]

_TRIES = 4
_OPPOSITE = 125  # degrees of hue
_FOR_GRAIN = 0.5  # contrast that the grain may take away
_CELL = 8  # px of the card to a pixel of the mesh
_HAZE = 7  # pixels of the mesh over which a haze fades
_STEP = 0.1
_REACHES = (0.40, 0.30)  # of the lights, in square roots of the sheet's area
_SPOTS = 9  # places each way where a light may stand


def bright(canvas: Canvas) -> list[str]:
    """The lively colours that large dark type reads on as they are."""
    roles, ink = canvas.colours, canvas.colours["ink"]
    wanted = (roles["secondary"], roles["accent"], roles["primary"])
    return [c for c in wanted if contrast(c, ink) >= LARGE_TEXT + _FOR_GRAIN]


def by_day(canvas: Canvas) -> Pixels:
    """The bright colours and paper, in the arrangement that needs the least haze: an eighth of
    the canvas's size, rows, columns, RGB."""
    lively, paper = bright(canvas), canvas.colours["paper"]
    last = lively[-1] if _melts(lively[0], lively[-1]) else paper
    stops = (*lively, paper, mix(lively[0], last, 0.5))
    first = canvas.identity.seed * 31 + canvas.seed * 7
    best: tuple[float, Pixels] | None = None
    for seed in range(first, first + _TRIES):
        pixels = mesh_pixels(canvas.width, canvas.height, stops, seed)
        strength, hazed = _hazed(pixels, canvas.boxes, paper)
        if best is None or strength < best[0]:
            best = (strength, hazed)
        if not strength:
            break
    assert best is not None
    return best[1]


def by_night(canvas: Canvas) -> Pixels:
    """A dark ground with two lights of full colour where no words are; size and form as by day."""
    import numpy as np

    roles, ink = canvas.colours, canvas.colours["ink"]
    lights = _lights(canvas)
    width, height = max(24, canvas.width // _CELL), max(24, canvas.height // _CELL)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    side = (width * height) ** 0.5
    deep = roles["deep"] if _melts(roles["deep"], lights[0]) else mix(lights[0], ink, 0.8)
    fall = (y / height)[..., None] ** 1.5
    lit = _linear(ink) * (1 - fall) + _linear(deep) * fall
    for colour, reach, (cx, cy) in zip(
        reversed(lights), reversed(_REACHES), reversed(_free_spots(canvas)), strict=True
    ):
        away = ((x - cx * width) ** 2 + (y - cy * height) ** 2) / (reach * side) ** 2
        cover = np.exp(-(away**1.2))[..., None]
        lit = lit * (1 - cover) + _linear(colour) * cover
    pixels = (np.clip(lit, 0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8)
    return _hazed(pixels, canvas.boxes, ink)[1]


def _lights(canvas: Canvas) -> tuple[str, str]:
    """The liveliest colour that is not dark itself, and one that it melts into."""
    roles = canvas.colours
    lively = [c for c in (roles["accent"], roles["secondary"], roles["primary"])
              if luminance(c) > 0.1 and oklch(c).chroma > 0.05]  # fmt: skip
    lively.sort(key=lambda c: -oklch(c).chroma)
    first = lively[0] if lively else mix(roles["primary"], roles["paper"], 0.5)
    near = [c for c in lively[1:] if _melts(c, first)]
    return first, near[0] if near else mix(first, roles["paper"], 0.5)


def _free_spots(canvas: Canvas) -> list[tuple[float, float]]:
    """Two places far from words and from each other, as shares of the sheet's sides."""
    rng = canvas.rng
    steps = [i / (_SPOTS - 1) * 1.1 - 0.05 for i in range(_SPOTS)]
    middles = [(x, y) for x in steps for y in steps]
    crowd = {spot: _crowding(canvas, spot) + rng.uniform(0, 1.5) for spot in middles}
    first = min(middles, key=lambda spot: crowd[spot])
    second = min(middles, key=lambda spot: crowd[spot] + 1.2 / (0.1 + _gap(spot, first)))
    return [first, second]


def _crowding(canvas: Canvas, spot: tuple[float, float]) -> float:
    """How near the nearest words are; a seal has its own ground and does not count."""
    side = (canvas.width * canvas.height) ** 0.5
    x, y = spot[0] * canvas.width, spot[1] * canvas.height
    away = 1.0
    for box in canvas.boxes:
        if box.name == "seal":
            continue
        dx, dy = max(box.x - x, 0, x - box.x - box.w), max(box.y - y, 0, y - box.y - box.h)
        away = min(away, (dx * dx + dy * dy) ** 0.5 / side)
    return 1 / (0.1 + away)


def _gap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def _melts(one: str, other: str) -> bool:
    """Whether two colours blend to a colour: opposite hues meet in a muddy grey."""
    return hue_gap(oklch(one).hue, oklch(other).hue) < _OPPOSITE


def _linear(colour: str) -> Mask:
    import numpy as np

    return ((np.array(channels(colour), np.float32) / 255) ** 2.2).astype(np.float32)


def _hazed(pixels: Pixels, boxes: list[Box], haze: str) -> tuple[float, Pixels]:
    """The mesh with a soft-edged haze under each box that needs one, and how much there is."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter

    height, width = pixels.shape[:2]
    cover: Mask = np.zeros((height, width), np.float32)
    total = 0.0
    for box in boxes:
        strength = 0.0 if box.name == "seal" else _needed(pixels, box, haze)
        if not strength:
            continue
        total += strength * box.w * box.h
        mask = Image.new("L", (width, height), 0)
        around = 1.5 * _HAZE
        edges = (box.x / _CELL - around, box.y / _CELL - around,
                 (box.x + box.w) / _CELL + around, (box.y + box.h) / _CELL + around)  # fmt: skip
        ImageDraw.Draw(mask).rounded_rectangle(edges, around, 255)
        soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(_HAZE)), np.float32) / 255
        cover = np.maximum(cover, soft * strength)
    amount, colour = cover[..., None], np.array(channels(haze), np.float32)
    return total, (pixels * (1 - amount) + colour * amount).round().astype(np.uint8)


def _needed(pixels: Pixels, box: Box, haze: str) -> float:
    """How strong a haze, 0-1, the type in the box needs to read."""
    import numpy as np

    left, top = max(0, int(box.x / _CELL)), max(0, int(box.y / _CELL))
    low, right = int((box.y + box.h) / _CELL) + 2, int((box.x + box.w) / _CELL) + 2
    behind = pixels[top:low, left:right].astype(np.float32)
    least = (LARGE_TEXT if box.large else SMALL_TEXT) + _FOR_GRAIN
    colour = np.array(channels(haze), np.float32)
    strength = 0.0
    while strength < 1:
        made = behind * (1 - strength) + colour * strength
        if worst_contrast(made.round().astype(np.uint8), box.colour) >= least:
            break
        strength = min(1.0, strength + _STEP)
    return strength
