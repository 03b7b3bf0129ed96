"""Small colour arithmetic every picture rests on: contrast, readable pairs, OKLCH round trips.

Contrast is WCAG 2.1 relative luminance (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

BLACK, WHITE = "#000000", "#FFFFFF"
SMALL_TEXT, LARGE_TEXT = 4.5, 3.0
"""Least contrast for small and for large text (WCAG 2.1 SC 1.4.3, level AA)."""
GRAIN = 0.3
"""What the grain over a field takes of a contrast (measured: of 4.52:1 it left 4.3:1)."""

Lab = tuple[float, float, float]


class Oklch(NamedTuple):
    """Lightness 0-1, chroma 0-0.4, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def channels(colour: str) -> tuple[int, int, int]:
    """The three bytes of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(c) for c in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(field: str, wanted: Iterable[str], ratio: float = SMALL_TEXT + GRAIN) -> str:
    """The first wanted colour that reads on `field`; black or white when none does.

    One of black and white always reaches 4.58:1, so the promise holds for every field.
    """
    for colour in wanted:
        if contrast(field, colour) >= ratio:
            return colour
    return max((BLACK, WHITE), key=lambda c: contrast(field, c))


@lru_cache(maxsize=4096)
def oklch(colour: str) -> Oklch:
    """`#RRGGBB` in OKLCH; a grey gets hue 0."""
    from coloraide import Color

    lightness, chroma, hue = Color(colour).convert("oklch").coords()
    return Oklch(lightness, chroma, 0.0 if math.isnan(hue) or chroma < 0.003 else hue % 360)


@lru_cache(maxsize=4096)
def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest sRGB colour, chroma reduced until it fits; upper-case `#RRGGBB`."""
    from coloraide import Color

    colour = (
        Color("oklch", [lightness, chroma, hue % 360]).convert("srgb").fit(method="oklch-chroma")
    )
    return colour.to_string(hex=True).upper()


@lru_cache(maxsize=4096)
def seen(colour: str) -> tuple[Lab, ...]:
    """OKLab as seen with full colour vision, protanopia, deuteranopia and tritanopia."""
    from coloraide import Color

    base = Color(colour)
    views = [base, *(base.filter(name) for name in ("protan", "deutan", "tritan"))]
    labs = [view.convert("oklab").coords() for view in views]
    return tuple((a, b, c) for a, b, c in labs)


def separation(one: str, other: str) -> float:
    """Smallest delta-E OK between two colours over the four kinds of vision in `seen`."""
    return min(math.dist(a, b) for a, b in zip(seen(one), seen(other), strict=True))


def least_separation(colours: Sequence[str]) -> float:
    """Smallest `separation` over every pair."""
    return min(
        separation(one, other) for i, one in enumerate(colours) for other in colours[i + 1 :]
    )


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0-1) of `other`, mixed in sRGB."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def hue_gap(one: float, other: float) -> float:
    """Distance on the hue circle, 0-180 degrees."""
    return abs((one - other + 180) % 360 - 180)


def legible(colour: str, field: str) -> str:
    """The colour's hue at the nearest lightness that reads as large type on the field."""
    level, chroma, hue = oklch(colour)
    step = 0.03 if luminance(field) < 0.2 else -0.03
    tried = (from_oklch(min(1, max(0, level + i * step)), chroma, hue) for i in range(25))
    return next((c for c in tried if contrast(c, field) >= LARGE_TEXT + 0.5), colour)
