"""A geometric pattern as inline SVG: the same seed and colours give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence

UNIT = 100


def pattern(seed: int, colours: Sequence[str], columns: int, rows: int) -> str:
    """SVG of `columns` x `rows` tiles. `colours` are #RRGGBB and go in unescaped."""
    state, tiles = seed & 0xFFFFFFFF or 1, list[str]()
    for index in range(columns * rows):
        state = _next(state)
        x, y = index % columns * UNIT, index // columns * UNIT
        ground = colours[(state >> 8) % len(colours)]
        # Any step but a whole turn, so that figure and ground differ.
        step = 1 + (state >> 16) % (len(colours) - 1) if len(colours) > 1 else 0
        figure = colours[((state >> 8) + step) % len(colours)]
        tiles.append(_tile((x, y), state % 5, (state >> 4) % 4, ground, figure))
    size = f"0 0 {columns * UNIT} {rows * UNIT}"
    return (
        f'<svg viewBox="{size}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" '
        f'focusable="false">{"".join(tiles)}</svg>'
    )


def _next(state: int) -> int:
    """A linear congruential step (Numerical Recipes): tiny, and the same on every machine."""
    return (1664525 * state + 1013904223) & 0xFFFFFFFF


def _tile(place: tuple[int, int], shape: int, turn: int, ground: str, figure: str) -> str:
    figures = (
        f'<path d="M0 0A100 100 0 0 1 100 100H0Z" fill="{figure}"/>',
        f'<path d="M0 100A100 100 0 0 1 100 0A100 100 0 0 1 0 100Z" fill="{figure}"/>',
        f'<circle cx="50" cy="50" r="46" fill="{figure}"/>'
        f'<circle cx="50" cy="50" r="19" fill="{ground}"/>',
        f'<path d="M0 0H50A50 50 0 0 1 50 100H0Z" fill="{figure}"/>',
        f'<circle cx="50" cy="50" r="46" fill="{figure}"/><path d="M36 30L62 56M44 66L56 78" '
        f'stroke="{ground}" stroke-width="9" stroke-linecap="round" fill="none"/>',
    )
    return (
        f'<g transform="translate({place[0]} {place[1]}) rotate({turn * 90} 50 50)">'
        f'<rect x="-.3" y="-.3" width="100.6" height="100.6" fill="{ground}"/>{figures[shape]}</g>'
    )
