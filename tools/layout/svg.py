"""Little SVG writer: shapes as strings, numbers rounded so that equal input gives equal bytes."""

from __future__ import annotations

import base64
import math
import random
from collections.abc import Iterable, Sequence


def seeded(*parts: object) -> random.Random:
    """A random generator that gives the same numbers for the same parts everywhere."""
    return random.Random(":".join(str(p) for p in parts))  # noqa: S311


def n(value: float) -> str:
    """A number as SVG wants it, two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def document(width: float, height: float, shapes: Iterable[str]) -> str:
    """A whole SVG of that size."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{n(width)}" height="{n(height)}" '
        f'viewBox="0 0 {n(width)} {n(height)}">{"".join(shapes)}</svg>'
    )


def rect(x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> str:
    corner = f' rx="{n(radius)}"' if radius else ""
    size = f'width="{n(w)}" height="{n(h)}"'
    return f'<rect x="{n(x)}" y="{n(y)}" {size} fill="{fill}"{corner}/>'


def circle(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"/>'


def ring(x: float, y: float, r: float, width: float, colour: str) -> str:
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="none" '
        f'stroke="{colour}" stroke-width="{n(width)}"/>'
    )


def image(x: float, y: float, w: float, h: float, data: bytes, *, turned: bool = False) -> str:
    """A PNG stretched over a box; `turned` is left to right."""
    held = base64.b64encode(data).decode("ascii")
    href = f'href="data:image/png;base64,{held}"'
    over = f' transform="translate({n(2 * x + w)} 0) scale(-1 1)"' if turned else ""
    return (
        f'<image x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" '
        f'preserveAspectRatio="none" {href}{over}/>'
    )


def path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="{fill}"/>'


def polygon(points: Sequence[tuple[float, float]], fill: str) -> str:
    spots = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return f'<polygon points="{spots}" fill="{fill}"/>'


def stroke(d: str, colour: str, width: float, cap: str = "round") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{n(width)}" '
        f'stroke-linecap="{cap}" stroke-linejoin="round"/>'
    )


def half_disc(x: float, y: float, r: float, fill: str) -> str:
    """The upper half of a disc standing on `y`."""
    return path(f"M{n(x - r)},{n(y)} A{n(r)},{n(r)} 0 0 1 {n(x + r)},{n(y)} Z", fill)


def arch(x: float, y: float, w: float, h: float, fill: str) -> str:
    """A round-headed window of width `w` and height `h` with its top left at (x, y)."""
    r = w / 2
    return path(
        f"M{n(x)},{n(y + h)} V{n(y + r)} A{n(r)},{n(r)} 0 0 1 {n(x + w)},{n(y + r)} V{n(y + h)} Z",
        fill,
    )


def group(shapes: Iterable[str], turn: float = 0, x: float = 0, y: float = 0) -> str:
    """Shapes moved to (x, y) and turned by `turn` degrees about it."""
    return f'<g transform="translate({n(x)} {n(y)}) rotate({n(turn)})">{"".join(shapes)}</g>'


def clipped(shapes: Iterable[str], x: float, y: float, size: float) -> str:
    """Shapes moved to (x, y) and cut off at the edges of a square of `size`."""
    box = f'x="{n(x)}" y="{n(y)}" width="{n(size)}" height="{n(size)}"'
    return f'<svg {box} overflow="hidden">{"".join(shapes)}</svg>'


def wedge(x: float, y: float, r: float, start: float, end: float, fill: str) -> str:
    """A slice of a disc between two angles in degrees, clockwise from the right."""
    a, b = math.radians(start), math.radians(end)
    return path(
        f"M{n(x)},{n(y)} L{n(x + r * math.cos(a))},{n(y + r * math.sin(a))} "
        f"A{n(r)},{n(r)} 0 0 1 {n(x + r * math.cos(b))},{n(y + r * math.sin(b))} Z",
        fill,
    )


def scallop(x: float, y: float, r: float, teeth: int, depth: float, fill: str) -> str:
    """A seal with a wavy edge of `teeth` waves, `depth` of the radius deep."""
    points: list[str] = []
    steps = teeth * 12
    for i in range(steps):
        angle = 2 * math.pi * i / steps
        away = r * (1 - depth / 2 + depth / 2 * math.cos(teeth * angle))
        points.append(f"{n(x + away * math.cos(angle))},{n(y + away * math.sin(angle))}")
    return path("M" + " L".join(points) + " Z", fill)


def through_arch(width: float, height: float, sky: str, shapes: Iterable[str]) -> str:
    """A whole SVG of shapes on a ground, seen through a round-headed window."""
    r = width / 2
    outline = f"M0,{n(height)} V{n(r)} A{n(r)},{n(r)} 0 0 1 {n(width)},{n(r)} V{n(height)} Z"
    clip = f'<defs><clipPath id="arch"><path d="{outline}"/></clipPath></defs>'
    inside = "".join([rect(0, 0, width, height, sky), *shapes])
    return document(width, height, [clip, f'<g clip-path="url(#arch)">{inside}</g>'])
