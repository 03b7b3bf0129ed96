"""Seeded illustrations in flat colour, one per motif family, each standing on its lower edge."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import NamedTuple

from tools.layout import svg


class Paints(NamedTuple):
    """Colours of an illustration: the half-disc behind, the stems and darks, the shapes."""

    sun: str
    dark: str
    shapes: tuple[str, ...]


Draw = Callable[[float, float, Paints, random.Random], list[str]]


def draw_shapes(family: str, width: float, height: float, paints: Paints, seed: str) -> list[str]:
    """A drawing of `width` x `height` px in the family's manner; the same for the same seed."""
    return _DRAWINGS[family](width, height, paints, svg.seeded("drawing", family, seed))


def _sun(w: float, h: float, paints: Paints, reach: float = 0.72) -> str:
    r = min(w * 0.54, h * reach)
    return svg.half_disc(w * 0.5, h, r, paints.sun)


def _leaf(length: float, width: float, fill: str, lean: float) -> str:
    n, bow = svg.n, width * lean
    return svg.path(
        f"M0,0 C{n(-width * 0.72 + bow)},{n(-length * 0.22)} {n(-width * 0.62 + bow)},"
        f"{n(-length * 0.72)} {n(bow * 0.4)},{n(-length)} C{n(width * 0.62 + bow)},"
        f"{n(-length * 0.66)} {n(width * 0.66 + bow)},{n(-length * 0.2)} 0,0 Z",
        fill,
    )


def _stem(length: float, leaf: float, paints: Paints, rng: random.Random) -> list[str]:
    """A stem from the origin upwards with pairs of leaves; lower leaves lie over upper ones."""
    n = svg.n
    shapes = [svg.stroke(f"M0,0 V{n(-length)}", paints.dark, leaf * 0.085, "butt")]
    ring = [*paints.shapes]
    rng.shuffle(ring)
    crown = svg.group([_leaf(leaf * 1.12, leaf * 0.5, ring[0], 0)], 0, 0, -length + leaf * 0.1)
    shapes.append(crown)
    step = leaf * 0.74
    for i in range(max(2, int((length - leaf * 0.25) / step))):
        at = -length + leaf * 0.5 + i * step
        for side in (-1, 1):
            fill = ring[(i + (side > 0) + 1) % len(ring)]
            body = _leaf(leaf * 1.08, leaf * 0.46, fill, side * 0.16)
            shapes.append(svg.group([body], side * (33 + rng.uniform(-4, 4)), 0, at))
    return shapes


def _botanical(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """A bunch of stems. The middle half of the box is theirs; leaves may reach beyond it."""
    shapes = [svg.half_disc(w * 0.5, h, min(w * 0.31, h * 0.7), paints.sun)]
    leaf = min(h * 0.27, w * 0.17)
    fan = [(-15, 0.86), (17, 0.92), (1, 1.0)]
    if w > h * 3.2:
        fan = [(-32, 0.8), (31, 0.86), (-16, 0.92), (17, 0.96), (1, 1.0)]
    narrow = min(1.0, w / h / 1.5)
    for turn, reach in fan:
        stem = _stem(h * reach, leaf, paints, rng)
        lean = turn * narrow + rng.uniform(-2, 2)
        shapes.append(svg.group(stem, lean, w * (0.5 + turn / 1100), h * 1.02))
    return shapes


def _rays(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    x, reach = w * 0.5, math.hypot(w, h)
    count = rng.choice((13, 15, 17))
    step = 180 / count
    first, second, *rest = paints.shapes
    shapes = [
        svg.wedge(x, h, reach, 180 + i * step, 180 + (i + 1) * step, first)
        for i in range(0, count, 2)
    ]
    r = min(w * 0.46, h * 0.62)
    rings = [paints.sun, second, *rest[:1], paints.dark]
    for i, fill in enumerate(rings):
        shapes.append(svg.half_disc(x, h, r * (1 - i * 0.24), fill))
    return shapes


def _waves(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    r = min(w, h) * 0.36
    shapes = [svg.circle(w * rng.choice((0.36, 0.62)), h * 0.4, r, paints.sun)]
    fills = [*paints.shapes, paints.dark]
    rng.shuffle(fills)
    bands = 5
    for i in range(bands):
        top = h * (0.42 + 0.135 * i)
        length = w / rng.choice((1.4, 1.8, 2.2))
        shapes.append(_wave_band(w, h, top, length, rng.uniform(0, length), fills[i % len(fills)]))
    return shapes


def _wave_band(w: float, h: float, top: float, length: float, shift: float, fill: str) -> str:
    n, half = svg.n, length / 2
    rise = h * 0.075
    d = f"M{n(-shift - length)},{n(top)} q{n(half / 2)},{n(-2 * rise)} {n(half)},0"
    d += f" t{n(half)},0" * (int((w + shift + 2 * length) / half) + 1)
    return svg.path(f"{d} V{n(h)} H{n(-shift - length)} Z", fill)


def _dots(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """Fruit heaped over the rim of a bowl."""
    bowl = min(w * 0.44, h * 0.5)
    x, rim = w * 0.5, h - bowl
    shapes = [_sun(w, h, paints, 0.96)]
    r = bowl * 0.34
    rows = ((-0.1, 4), (-1.55, 3), (-2.95, 2))
    for row, (up, count) in enumerate(rows):
        for i in range(count):
            cx = x + (i - (count - 1) / 2) * r * 1.62
            fill = paints.shapes[(i + row) % len(paints.shapes)]
            shapes += [svg.circle(cx, rim + up * r - r * 0.25, r * 0.94, fill)]
            if (i + row) % 2:
                shapes += [svg.circle(cx, rim + up * r - r * 0.25, r * 0.2, paints.dark)]
    n = svg.n
    d = f"M{n(x - bowl)},{n(rim)} A{n(bowl)},{n(bowl)} 0 0 0 {n(x + bowl)},{n(rim)} Z"
    return [*shapes, svg.path(d, paints.dark)]


def _geometric(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """A skyline of arches, quarters and discs on a common ground."""
    shapes = [_sun(w, h, paints, 0.86)]
    columns = max(3, round(w / h * 4))
    unit = w * 0.86 / columns
    ring = [*paints.shapes, paints.dark]
    for column in range(columns):
        x = w * 0.07 + column * unit
        middle = 1 - abs(column - (columns - 1) / 2) / columns
        blocks = max(1, min(int(h / unit), round(h / unit * (0.35 + 0.6 * middle * rng.random()))))
        for block in range(blocks):
            fill = ring[(column * 2 + block * 3) % len(ring)]
            shapes += _block(x, h - (block + 1) * unit, unit, fill, block == blocks - 1, rng)
    return shapes


def _block(x: float, y: float, s: float, fill: str, top: bool, rng: random.Random) -> list[str]:
    n = svg.n
    if top:
        return [svg.arch(x, y, s, s, fill)]
    kind = rng.choice(("full", "quarter", "disc"))
    if kind == "quarter":
        d = f"M{n(x)},{n(y + s)} V{n(y)} A{n(s)},{n(s)} 0 0 1 {n(x + s)},{n(y + s)} Z"
        return [svg.path(d, fill)]
    if kind == "disc":
        return [svg.circle(x + s / 2, y + s / 2, s / 2, fill)]
    return [svg.rect(x, y, s, s, fill)]


def _checks(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """A ball before an arch on a chequered floor."""
    one, two, *rest = paints.shapes
    floor = h * 0.72
    arch = min(w * 0.56, h * 0.6)
    shapes = [svg.arch(w * 0.5 - arch / 2, h * 0.08, arch, floor - h * 0.08, paints.sun)]
    shapes += [svg.arch(w * 0.5 - arch * 0.3, h * 0.24, arch * 0.6, floor - h * 0.24, paints.dark)]
    columns, rows = 9, 4
    edges = [floor + (h - floor) * (i / rows) ** 1.5 for i in range(rows + 1)]
    for row in range(rows):
        for column in range(-columns, columns):
            fill = one if (row + column) % 2 else two
            shapes.append(svg.polygon(_floor_tile(w, edges, row, column, columns), fill))
    r = min(w, h) * 0.15
    x = w * rng.choice((0.3, 0.68))
    ball = svg.circle(x, floor + r * 0.2, r, (rest or [paints.sun])[0])
    return [*shapes, ball]


def _floor_tile(
    w: float, edges: list[float], row: int, column: int, columns: int
) -> list[tuple[float, float]]:
    def x(i: int, y: float) -> float:
        spread = 1 + 1.4 * (y - edges[0]) / (edges[-1] - edges[0])
        return w / 2 + i * w / columns * spread * 0.8

    top, low = edges[row], edges[row + 1] + 0.4
    a, b = column, column + 1
    return [(x(a, top), top), (x(b, top), top), (x(b, low), low), (x(a, low), low)]


def _roofs(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """Two rows of gabled houses before a rising sun."""
    shapes = [_sun(w, h, paints, 0.84)]
    ring = [*paints.shapes]
    rng.shuffle(ring)
    for row, (count, tall) in enumerate(
        ((max(3, round(w / h * 4)), 0.72), (max(2, round(w / h * 3)), 0.48))
    ):
        unit = w / count
        offset = -unit * 0.35 if row == 0 else unit * 0.12
        for i in range(count + 1):
            body = [*ring, paints.dark][(i * 2 + row + 1) % (len(ring) + 1)]
            height = h * (tall + rng.uniform(-0.07, 0.07))
            pane = paints.sun if body != paints.sun else paints.dark
            shapes += _house(offset + i * unit, h, unit * 0.98, height, body, pane, rng)
    return shapes


def _house(
    x: float, ground: float, w: float, h: float, body: str, pane: str, rng: random.Random
) -> list[str]:
    eaves, top = ground - h + w * 0.42, ground - h
    if rng.random() < 0.4:
        outline = [(x, ground), (x, top), (x + w, eaves), (x + w, ground)]
    else:
        outline = [(x, ground), (x, eaves), (x + w / 2, top), (x + w, eaves), (x + w, ground)]
    shapes = [svg.polygon(outline, body)]
    s = w * 0.17
    for level in range(max(1, int((ground - eaves) / (s * 2.4)))):
        for side in (0.22, 0.61):
            y = eaves + w * 0.12 + level * s * 2.2
            shapes.append(svg.arch(x + w * side, y, s, s * 1.45, pane))
    return shapes


def _vessels(w: float, h: float, paints: Paints, rng: random.Random) -> list[str]:
    """Bottles, beakers and bowls in a row, each with a band of another colour."""
    shapes = [_sun(w, h, paints, 0.84)]
    ring = [*paints.shapes, paints.dark]
    rng.shuffle(ring)
    count = max(3, round(w / h * 3.4))
    unit = w * 0.94 / count
    for i in range(count):
        fill, band = ring[i % len(ring)], ring[(i + 1) % len(ring)]
        tall = h * (0.5 + 0.36 * (1 - abs(i - (count - 1) / 2) / count) * rng.uniform(0.7, 1.2))
        x = w * 0.03 + i * unit
        shapes += _vessel(x + unit * 0.06, h, unit * 0.88, tall, fill, band, i)
    return shapes


def _vessel(
    x: float, ground: float, w: float, h: float, fill: str, band: str, kind: int
) -> list[str]:
    if kind % 3 == 2:
        mug, r = h * 0.55, w * 0.5
        handle = svg.ring(x + w * 0.92, ground - mug * 0.5, mug * 0.22, w * 0.1, fill)
        body = svg.rect(x, ground - mug, w * 0.9, mug, fill, r * 0.12)
        stripe = svg.rect(x, ground - mug * 0.45, w * 0.9, mug * 0.2, band)
        return [handle, body, stripe]
    neck, shoulder = w * (0.34 if kind % 3 else 0.46), h * (0.66 if kind % 3 else 0.74)
    middle = x + w / 2
    return [
        svg.rect(middle - neck / 2, ground - h, neck, h * 0.5, fill),
        svg.rect(middle - neck * 0.62, ground - h, neck * 1.24, h * 0.07, band, w * 0.03),
        svg.arch(x, ground - shoulder, w, shoulder, fill),
        svg.rect(x, ground - shoulder * 0.5, w, shoulder * 0.26, band),
    ]


_DRAWINGS: dict[str, Draw] = {
    "botanical": _botanical,
    "geometric": _geometric,
    "rays": _rays,
    "waves": _waves,
    "dots": _dots,
    "checks": _checks,
    "roofs": _roofs,
    "vessels": _vessels,
}
