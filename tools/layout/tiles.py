"""Square geometric tiles, and grids of them in which no two neighbours look alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tools.colour import separation
from tools.layout import svg

Tile = Callable[[float, str, str, random.Random], list[str]]
"""Draws a tile of a size with a ground and a figure colour, its corner at the origin."""


def _quarter(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    n = svg.n
    return [svg.path(f"M0,{n(s)} V0 A{n(s)},{n(s)} 0 0 1 {n(s)},{n(s)} Z", figure)]


def _leaf(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    n = svg.n
    return [
        svg.path(f"M0,{n(s)} A{n(s)},{n(s)} 0 0 1 {n(s)},0 A{n(s)},{n(s)} 0 0 1 0,{n(s)} Z", figure)
    ]


def _arch(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [svg.arch(0, 0, s, s, figure)]


def _ring(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [svg.circle(s / 2, s / 2, s * 0.47, figure), svg.circle(s / 2, s / 2, s * 0.18, ground)]


def _seeds(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [svg.circle(s / 2, s / 2, s * 0.47, figure), *slashes(s / 2, s / 2, s * 0.94, ground)]


def _disc(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [svg.circle(s / 2, s / 2, s * 0.36, figure)]


def _halves(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [svg.half_disc(s / 2, s / 2, s / 2, figure), svg.half_disc(s / 2, s, s / 2, figure)]


def _diamond(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    h = s / 2
    return [
        svg.polygon([(h, 0), (s, h), (h, s), (0, h)], figure),
        svg.circle(h, h, s * 0.14, ground),
    ]


def _checks(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    q = s / 4
    return [svg.rect(c * q, r * q, q, q, figure) for r in range(4) for c in range(4) if (r + c) % 2]


def _waves(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    n, q = svg.n, s / 4
    wave = f"q{n(q / 2)},{n(-q)} {n(q)},0" + f" t{n(q)},0" * 5
    return [
        svg.stroke(f"M{n(-q)},{n(y * s)} {wave}", figure, s * 0.11, "butt") for y in (0.2, 0.5, 0.8)
    ]


def _rays(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    fan = [svg.wedge(0, s, s, a, a + 12.9, figure) for a in (-90, -64.3, -38.6, -12.9)]
    return [*fan, svg.wedge(0, s, s * 0.32, -90, 0, figure)]


def _dots(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    q = s / 3
    return [
        svg.circle(q * (c + 0.5), q * (r + 0.5), q * 0.3, figure)
        for r in range(3)
        for c in range(3)
    ]


def _roof(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    door = s * 0.26
    return [
        svg.polygon([(0, s), (0, s * 0.5), (s / 2, 0), (s, s * 0.5), (s, s)], figure),
        svg.arch((s - door) / 2, s * 0.56, door, s * 0.44, ground),
    ]


def _window(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    gap, bar = s * 0.14, s * 0.07
    return [
        svg.arch(gap, gap, s - 2 * gap, s - 2 * gap, figure),
        svg.rect(s / 2 - bar / 2, gap, bar, s - 2 * gap, ground),
        svg.rect(gap, s * 0.56, s - 2 * gap, bar, ground),
    ]


def _bottle(s: float, ground: str, figure: str, rng: random.Random) -> list[str]:
    return [
        svg.rect(s * 0.42, s * 0.08, s * 0.16, s * 0.3, figure, s * 0.03),
        svg.arch(s * 0.29, s * 0.28, s * 0.42, s * 0.72, figure),
        svg.rect(s * 0.29, s * 0.62, s * 0.42, s * 0.16, ground),
    ]


def slashes(x: float, y: float, size: float, colour: str) -> list[str]:
    """Two rounded strokes at 40 degrees, as scored into a loaf, centred on (x, y)."""
    n, a, b = svg.n, size * 0.2, size * 0.13
    line = size * 0.085
    return [
        svg.stroke(f"M{n(x - a - b)},{n(y + a - b)} L{n(x + a - b)},{n(y - a - b)}", colour, line),
        svg.stroke(f"M{n(x - a + b)},{n(y + a + b)} L{n(x + a + b)},{n(y - a + b)}", colour, line),
    ]


_TILES: dict[str, Tile] = {
    "quarter": _quarter,
    "leaf": _leaf,
    "arch": _arch,
    "ring": _ring,
    "seeds": _seeds,
    "disc": _disc,
    "halves": _halves,
    "diamond": _diamond,
    "checks": _checks,
    "waves": _waves,
    "rays": _rays,
    "dots": _dots,
    "roof": _roof,
    "window": _window,
    "bottle": _bottle,
}
_UPRIGHT = {"roof", "window", "bottle"}

FAMILIES: dict[str, tuple[str, ...]] = {
    "botanical": ("leaf", "quarter", "seeds", "ring", "arch", "leaf"),
    "geometric": ("quarter", "ring", "halves", "arch", "diamond"),
    "rays": ("rays", "quarter", "ring", "rays", "disc"),
    "waves": ("waves", "quarter", "ring", "halves", "leaf"),
    "dots": ("dots", "ring", "disc", "quarter", "halves"),
    "checks": ("checks", "quarter", "diamond", "arch", "ring"),
    "roofs": ("roof", "window", "quarter", "arch", "roof", "halves"),
    "vessels": ("bottle", "ring", "waves", "quarter", "bottle", "disc"),
}


class _Placed(NamedTuple):
    kind: str
    ground: str
    figure: str


def tile_grid(
    family: str, across: int, down: int, size: int, colours: Sequence[str], rng: random.Random
) -> str:
    """An SVG of `across` x `down` tiles; neighbours differ in shape and in ground colour.

    `size` is whole pixels, so that no hairline shows between tiles.
    """
    shapes: list[str] = []
    placed: dict[tuple[int, int], _Placed] = {}
    for row in range(down):
        for column in range(across):
            near = [placed.get((row - 1, column)), placed.get((row, column - 1))]
            tile = _unlike([p for p in near if p], FAMILIES[family], colours, rng)
            placed[row, column] = tile
            shapes.append(_tile(tile, column * size, row * size, size, rng))
    return svg.document(across * size, down * size, shapes)


def _unlike(
    near: Sequence[_Placed], kinds: Sequence[str], colours: Sequence[str], rng: random.Random
) -> _Placed:
    """A tile unlike its neighbours; its colours keep off theirs as far as the palette goes."""
    kind = rng.choice([k for k in kinds if k not in {p.kind for p in near}])
    grounds = [c for c in colours if c not in {p.ground for p in near}]
    ground = rng.choice([c for c in grounds if c not in {p.figure for p in near}] or grounds)
    figures = [c for c in colours if separation(c, ground) > 0.12] or [*colours]
    return _Placed(
        kind,
        ground,
        rng.choice([c for c in figures if c not in {p.ground for p in near}] or figures),
    )


def _tile(tile: _Placed, x: float, y: float, size: float, rng: random.Random) -> str:
    turn = 0 if tile.kind in _UPRIGHT else rng.choice((0, 90, 180, 270))
    corner = {0: (0, 0), 90: (size, 0), 180: (size, size), 270: (0, size)}[turn]
    figure = _TILES[tile.kind](size, tile.ground, tile.figure, rng)
    body = svg.group(figure, turn, corner[0], corner[1])
    return svg.clipped([svg.rect(0, 0, size, size, tile.ground), body], x, y, size)


def medallion(family: str, size: float, disc: str, figure: str, rng: random.Random) -> str:
    """A round pictogram of the family, for the wordmark's letter and for seals."""
    mark = _MEDALLIONS.get(family, "slash")
    h = size / 2
    shapes = [svg.circle(h, h, h, disc)]
    if mark == "slash":
        shapes += slashes(h, h, size * 1.05, figure)
    elif mark == "sun":
        shapes += [svg.half_disc(h, h * 1.16, h * 0.56, figure)]
    elif mark == "wave":
        n, q = svg.n, size * 0.2
        wave = f"q{n(q / 2)},{n(-q)} {n(q)},0 t{n(q)},0 t{n(q)},0"
        shapes += [svg.stroke(f"M{n(h - 1.5 * q)},{n(h)} {wave}", figure, size * 0.11)]
    elif mark == "house":
        shapes += [
            svg.polygon(
                [
                    (h * 0.52, h * 1.5),
                    (h * 0.52, h),
                    (h, h * 0.5),
                    (h * 1.48, h),
                    (h * 1.48, h * 1.5),
                ],
                figure,
            )
        ]
    else:
        shapes += [svg.circle(h, h, h * 0.38, figure)]
    return svg.document(size, size, shapes)


_MEDALLIONS = {
    "botanical": "slash",
    "geometric": "dot",
    "rays": "sun",
    "waves": "wave",
    "dots": "dot",
    "checks": "slash",
    "roofs": "house",
    "vessels": "wave",
}
