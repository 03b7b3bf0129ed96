"""Things a trade is known by, as a few parts each; drawn flat here and by light in textures."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, Field

from studiocrew.errors import CallerError
from tools.layout import svg
from tools.layout.words import by_stem

Paint = Literal["body", "second", "dark", "light"]
Point = tuple[float, float]
_CURVE_STEPS = 6
_CIRCLE_STEPS = 48


class Part(BaseModel):
    """One shape of an object; see the head of `objects.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    curve: tuple[Point, ...] = ()
    poly: tuple[Point, ...] = ()
    line: tuple[Point, ...] = ()
    ellipse: tuple[float, float, float, float] | None = None
    box: tuple[float, float, float, float, float] | None = None
    ring: tuple[float, float, float, float, float] | None = None
    width: float = 0.0
    straight: bool = False
    paint: Paint = "body"
    bulge: float = Field(default=0.5, ge=0, le=1)
    hollow: bool = False
    mirror: bool = False


class Thing(BaseModel):
    """An object: its parts, and the trades and pattern families it stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trades: str = ""
    motifs: str = ""
    parts: tuple[Part, ...] = Field(min_length=1)


class Shape(NamedTuple):
    """A part as a polygon with holes: outlines in the object's own units, and how it is lit."""

    outlines: tuple[tuple[Point, ...], ...]  # the first is the edge, the others are holes in it
    paint: Paint
    bulge: float
    hollow: bool


@cache
def _things() -> dict[str, Thing]:
    data = yaml.safe_load(Path(__file__).with_name("objects.yaml").read_text("utf-8"))
    return {name: Thing.model_validate(body) for name, body in data.items()}


def objects() -> tuple[str, ...]:
    """Names of every object that can be drawn."""
    return tuple(_things())


def object_for(trade: str, motif: str = "") -> str:
    """The object of a trade such as "bakery"; of the pattern family, or a vase, if unknown."""
    own = by_stem(trade, ((name, thing.trades) for name, thing in _things().items()))
    if own:
        return own
    found = (name for name, thing in _things().items() if motif in thing.motifs.split())
    return next(found, "vase")


@cache
def shapes(name: str) -> tuple[Shape, ...]:
    """The object's shapes, back to front. Raises CallerError for an object nobody drew."""
    if name not in _things():
        raise CallerError(
            f"There is no object {name!r} to draw.", mend=f"Use one of: {', '.join(objects())}."
        )
    found: list[Shape] = []
    for part in _things()[name].parts:
        for outlines in _outlines(part):
            found.append(Shape(outlines, part.paint, part.bulge, part.hollow))
            if part.mirror:
                other = tuple(tuple((-x, y) for x, y in line) for line in outlines)
                found.append(Shape(other, part.paint, part.bulge, part.hollow))
    return tuple(found)


def _outlines(part: Part) -> list[tuple[tuple[Point, ...], ...]]:
    if part.curve:
        return [(_smooth(part.curve, closed=True),)]
    if part.poly:
        return [(part.poly,)]
    if part.ellipse:
        return [(_oval(*part.ellipse),)]
    if part.ring:
        x, y, rx, ry, w = part.ring
        return [(_oval(x, y, rx + w / 2, ry + w / 2), _oval(x, y, rx - w / 2, ry - w / 2))]
    if part.box:
        return [(_rounded(*part.box),)]
    return [(_stroked(_centre(part), part.width / 2),)]


def _centre(part: Part) -> tuple[Point, ...]:
    if part.straight or len(part.line) < 3:
        return part.line
    return _smooth(part.line, closed=False)


def _smooth(points: tuple[Point, ...], *, closed: bool) -> tuple[Point, ...]:
    """A Catmull-Rom curve through the points, as many short straight lines."""
    n = len(points)
    found: list[Point] = []
    for i in range(n if closed else n - 1):
        a, b, c, d = (
            points[(i + k) % n] if closed else points[min(max(i + k, 0), n - 1)]
            for k in (-1, 0, 1, 2)
        )
        for step in range(_CURVE_STEPS):
            t = step / _CURVE_STEPS
            found.append((_catmull(t, a[0], b[0], c[0], d[0]), _catmull(t, a[1], b[1], c[1], d[1])))
    return tuple(found) if closed else (*found, points[-1])


def _catmull(t: float, a: float, b: float, c: float, d: float) -> float:
    return 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )


def _oval(x: float, y: float, rx: float, ry: float) -> tuple[Point, ...]:
    turns = (2 * math.pi * i / _CIRCLE_STEPS for i in range(_CIRCLE_STEPS))
    return tuple((x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns)


def _rounded(x: float, y: float, w: float, h: float, r: float) -> tuple[Point, ...]:
    if r <= 0:
        return ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    found: list[Point] = []
    corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90),
               (x + r, y + r, 180))  # fmt: skip
    for cx, cy, start in corners:
        for i in range(6):
            a = math.radians(start + 18 * i)
            found.append((cx + r * math.cos(a), cy + r * math.sin(a)))
    return tuple(found)


def _stroked(points: tuple[Point, ...], half: float) -> tuple[Point, ...]:
    """The outline of a stroke along the points, its ends cut square."""
    left: list[Point] = []
    right: list[Point] = []
    closed = points[0] == points[-1]
    for i, (x, y) in enumerate(points):
        before = points[i - 1] if i else (points[-2] if closed else points[0])
        after = points[i + 1] if i + 1 < len(points) else (points[1] if closed else points[-1])
        dx, dy = after[0] - before[0], after[1] - before[1]
        long = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / long * half, dx / long * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return (*left, *reversed(right))


@cache
def bounds(name: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the object, in its own units."""
    spots = [point for shape in shapes(name) for point in shape.outlines[0]]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    return min(xs), min(ys), max(xs), max(ys)


def flat(name: str, x: float, ground: float, size: float, paints: dict[Paint, str]) -> list[str]:
    """The object in flat colour: `size` px a unit, standing on `ground`, its middle at `x`."""
    n, (left, _, right, low) = svg.n, bounds(name)
    x, ground = x - (left + right) / 2 * size, ground + (1 - low) * size
    drawn: list[str] = []
    for shape in shapes(name):
        d = ""
        for line in shape.outlines:
            spots = (f"{n(x + px * size)},{n(ground + (py - 1) * size)}" for px, py in line)
            d += "M" + " L".join(spots) + " Z"
        drawn.append(f'<path d="{d}" fill="{paints[shape.paint]}" fill-rule="evenodd"/>')
    return drawn
