"""What a picture or a palette looks like, in numbers: warmth, chroma, lightness, busyness.

Colours are OKLab (B. Ottosson, "A perceptual color space for image processing", 2020).
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from studiocrew.contracts import Swatch
from tools.colour import oklch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Labs = NDArray[np.float64]
    """OKLab, the last axis being lightness, a, b."""

SIDE = 140
"""Pixels of the longer side of what is measured: grain and halftone are averaged away."""

WARM_HUE = 55.0
"""The hue, in degrees of OKLCH, that counts as warmest; its opposite is coldest."""

AREA = {
    "ink": 0.10,
    "paper": 0.23,
    "primary": 0.24,
    "secondary": 0.11,
    "accent": 0.16,
    "deep": 0.16,
}
"""Share of a card that each colour takes: `shares` of 189 cards (seven templates, three sizes,
three palettes, three seeds), counted on 2026-11-21."""

# OKLab's matrices, from the article above.
_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


@dataclass(frozen=True, slots=True)
class Look:
    """Means over a picture or a palette."""

    temperature: float  # about -0.1 (cold) to 0.1 (warm)
    saturation: float  # OKLCH chroma, 0 to 0.3
    lightness: float  # 0 to 1
    energy: float  # mean step of lightness between neighbours; 0 for a palette


def labs_of(rgb: NDArray[np.uint8]) -> Labs:
    """sRGB bytes (…, 3) in OKLab."""
    import numpy as np

    share = rgb.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ np.array(_LMS).T) @ np.array(_LAB).T


def opened(png: bytes, side: int = SIDE) -> Labs:
    """A picture's OKLab pixels, rows by columns, averaged down to `side` px."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.BOX, reducing_gap=None)
    return labs_of(np.asarray(small, dtype=np.uint8))


def look_of(labs: Labs) -> Look:
    """A picture's means."""
    import numpy as np

    light, a, b = labs[..., 0], labs[..., 1], labs[..., 2]
    angle = math.radians(WARM_HUE)
    steps = [np.abs(np.diff(light, axis=axis)).mean() for axis in (0, 1) if light.shape[axis] > 1]
    return Look(
        float((a * math.cos(angle) + b * math.sin(angle)).mean()),
        float(np.hypot(a, b).mean()),
        float(light.mean()),
        float(np.mean(steps)) if steps else 0.0,
    )


@lru_cache(maxsize=256)
def palette_look(swatches: tuple[Swatch, ...]) -> Look:
    """A palette's means, weighted by the area its colours take."""
    whole = sum(AREA[swatch.role] for swatch in swatches) or 1.0
    warm = chroma = light = 0.0
    for swatch in swatches:
        colour, share = oklch(swatch.hex), AREA[swatch.role] / whole
        warm += share * colour.chroma * math.cos(math.radians(colour.hue - WARM_HUE))
        chroma += share * colour.chroma
        light += share * colour.lightness
    return Look(warm, chroma, light, 0.0)


def shares(labs: Labs, colours: Sequence[str]) -> list[float]:
    """Share of the pixels that are nearest to each of the colours."""
    import numpy as np

    points = labs.reshape(-1, 1, 3)
    marks = np.array([lab(colour) for colour in colours])
    nearest = np.linalg.norm(points - marks, axis=2).argmin(axis=1)
    return [float(share) for share in np.bincount(nearest, minlength=len(colours)) / len(points)]


@lru_cache(maxsize=1024)
def lab(colour: str) -> tuple[float, float, float]:
    """`#RRGGBB` in OKLab."""
    light, chroma, hue = oklch(colour)
    return light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def delta_e(one: str, other: str) -> float:
    """Delta-E OK: the distance of two colours in OKLab."""
    return math.dist(lab(one), lab(other))
