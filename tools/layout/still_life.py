"""A tonal picture of a trade's object in side light, to be shown as a halftone or a duotone."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tools.layout.objects import Point, Shape, bounds, shapes

if TYPE_CHECKING:
    from PIL import Image

    from tools.textures import Tones

_TONES = {"body": 0.66, "second": 0.42, "dark": 0.17, "light": 0.92}
_COARSE = 3  # drawn at a third of the size: screens and grain are coarser than what that loses
_FINE = 2  # edges are smoothed by drawing them this much larger first


class _Stand(NamedTuple):
    """Where an object stands and how high it is, in px of the coarse picture."""

    x: float
    ground: float
    size: float


@lru_cache(maxsize=8)
def still_life(width: int, height: int, seed: int, name: str, *, near: bool = False) -> Tones:
    """The object on a table, cropped as a photographer would; greys 0-1, rows by columns.

    `near` shows it from so close that the box cuts some of it off. The same for the same
    arguments. Raises CallerError for an object nobody drew.
    """
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    w, h = max(8, width // _COARSE), max(8, height // _COARSE)
    things = _stands(w, h, name, rng, near=near)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    horizon = things[-1].ground - things[-1].size * 0.22
    wall = 0.02 + 0.11 * (x / w) + 0.05 * (y / h)
    tones = np.where(y < horizon, wall, 0.13 + 0.26 * (y - horizon) / max(h - horizon, 1))
    for stand in things:
        tones = _shadow(tones.astype(np.float32), stand, x, y)
        for shape in shapes(name):
            tones = _lay(tones, shape, stand)
    deep = np.clip((tones - 0.05) * 1.32, 0, 1) ** 1.08  # a screen wants more contrast than a photo
    small = Image.fromarray(np.clip(deep, 0, 1).astype(np.float32), "F")
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR), np.float32)


def _stands(w: int, h: int, name: str, rng: object, *, near: bool) -> list[_Stand]:
    """One large, a little off the middle, and where there is room a smaller one behind it."""
    import numpy as np

    assert isinstance(rng, np.random.Generator)
    left, top, right, _ = bounds(name)
    wide, tall = right - left, 1 - top
    size = min(h * (1.22 if near else 0.88) / tall, w * (1.26 if near else 0.94) / wide)
    room = h - size * tall
    ground = h - room * rng.uniform(0.2, 0.32) if room > 0 else h * 0.1 + size * tall
    side = rng.choice((-1, 1))
    aside = w - size * wide
    if aside < size * wide * 0.4:
        return [_Stand(w * 0.5, ground, size)]
    front = _Stand(w * 0.5 - side * aside * rng.uniform(0.2, 0.34), ground, size)
    small = size * rng.uniform(0.66, 0.76)
    back = front.x + side * (wide * (size + small) * 0.5 + size * wide * 0.08)
    return [_Stand(back, ground - size * tall * 0.07, small), front]


def _shadow(tones: Tones, stand: _Stand, x: Tones, y: Tones) -> Tones:
    """The soft shadow that falls to the lower right of what stands there."""
    import numpy as np

    r = stand.size * 0.5
    away = ((x - stand.x - r * 0.42) / (r * 1.05)) ** 2 + ((y - stand.ground) / (r * 0.2)) ** 2
    return (tones * (1 - 0.8 * np.exp(-(away**1.3)))).astype(np.float32)


def _lay(tones: Tones, shape: Shape, stand: _Stand) -> Tones:
    """Draw one shape, lit from the upper left as if it bulged towards the viewer."""
    import numpy as np
    from PIL import ImageFilter

    height, width = tones.shape
    box = _around(shape, stand, width, height)
    if box is None:
        return tones
    left, top, right, low = box
    mask = _mask(shape.outlines, stand, left, top, right - left, low - top)
    cover = np.asarray(mask, np.float32) / 255
    reach = max(1.0, shape.bulge * _thickness(shape) * stand.size * 0.30)
    soft = _even(mask.filter(ImageFilter.GaussianBlur(reach)), reach)
    dome = np.sqrt(np.clip(soft * 2 - 0.9, 0, 1.1)) * reach * 2.4
    down, across = np.gradient(dome)
    if shape.hollow:
        down, across = -down, -across
    depth = np.sqrt(across**2 + down**2 + 1)
    lit = np.clip((0.52 * across + 0.50 * down + 0.69) / depth, 0, 1)
    if shape.bulge == 0:
        lit = np.full_like(lit, 0.69)
    tone = _TONES[shape.paint] * (0.16 + 1.12 * lit**1.25)
    gleam = np.clip((lit - 0.93) / 0.07, 0, 1) ** 2 * 0.22 * shape.bulge
    patch = tones[top:low, left:right]
    tones[top:low, left:right] = patch * (1 - cover) + np.clip(tone + gleam, 0, 1) * cover
    return tones


def _even(soft: Image.Image, reach: float) -> Tones:
    """A blurred mask as smooth values 0-1: its 256 steps would show as contour lines."""
    import numpy as np
    from PIL import Image

    grey = soft.convert("F")
    by = max(1, round(reach / 3))
    if by > 1:
        small = (max(2, grey.width // by), max(2, grey.height // by))
        grey = grey.resize(small, Image.Resampling.BOX).resize(grey.size, Image.Resampling.BICUBIC)
    return (np.asarray(grey, np.float32) / 255).clip(0, 1)


def _thickness(shape: Shape) -> float:
    """How thick a shape is where it is thickest, about, in its own units."""
    edge = shape.outlines[0]
    ring = (*edge, edge[0])
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))) / 2
    around = sum(
        ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in itertools.pairwise(ring)
    )
    if len(shape.outlines) > 1:
        hole = shape.outlines[1]
        return max(p[0] for p in edge) - max(p[0] for p in hole)
    return min(1.0, 2 * area / max(around, 1e-6))


def _around(shape: Shape, stand: _Stand, w: int, h: int) -> tuple[int, int, int, int] | None:
    """The box of pixels the shape covers, or nothing if it lies outside."""
    xs = [p[0] for p in shape.outlines[0]]
    ys = [p[1] for p in shape.outlines[0]]
    left = max(0, int(stand.x + min(xs) * stand.size) - 2)
    right = min(w, int(stand.x + max(xs) * stand.size) + 3)
    top = max(0, int(stand.ground + (min(ys) - 1) * stand.size) - 2)
    low = min(h, int(stand.ground + (max(ys) - 1) * stand.size) + 3)
    return (left, top, right, low) if right - left > 2 and low - top > 2 else None


def _mask(
    outlines: Sequence[Sequence[Point]], stand: _Stand, left: int, top: int, w: int, h: int
) -> Image.Image:
    """The polygon with its holes, smoothed, in a box of the coarse picture."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (w * _FINE, h * _FINE), 0)
    draw = ImageDraw.Draw(mask)
    for index, line in enumerate(outlines):
        spots = [
            (
                (stand.x + x * stand.size - left) * _FINE,
                (stand.ground + (y - 1) * stand.size - top) * _FINE,
            )
            for x, y in line
        ]
        draw.polygon(spots, fill=0 if index else 255)
    return mask.resize((w, h), Image.Resampling.BOX)
