"""Another picture for one card within the same identity: calmer, warmer or lighter, as measured.

A card is drawn again with the family's other templates and other seeds, each is measured, and the
one that moves as asked is taken. Colours and type stay the identity's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from studiocrew.contracts import LookChange
from tools.identity.measure import Look, look_of, opened
from tools.layout.picture import Picture

Draw = Callable[[str, int], Picture]
"""Draws the card with a template and a seed."""

AXES = ("temperature", "saturation", "lightness", "energy")
"""What can be measured of a picture, and so what can be asked of one."""

# A difference that is seen, on each axis; measured looks are divided by it.
_SEEN = {"temperature": 0.012, "saturation": 0.015, "lightness": 0.04, "energy": 0.006}


class Option(NamedTuple):
    """One way to draw the card."""

    template: str
    seed: int


def options(templates: Sequence[str], seed: int) -> list[Option]:
    """Every template with two seeds: different fields of colour, patterns and still lifes."""
    return [Option(template, seed + step) for step in (0, 40) for template in templates]


def redrawn(
    draw: Draw, now: Option, tried: Sequence[Option], changes: Sequence[LookChange]
) -> tuple[Picture, Option, tuple[str, ...]]:
    """The picture after these changes, how it is drawn, and what could not be done."""
    picture = draw(*now)
    missed: list[str] = []
    drawn = {option: draw(*option) for option in tried if option != now}
    for change in changes:
        here = look_of(opened(picture.png))
        gains = {
            option: _gain(here, look_of(opened(other.png)), change)
            for option, other in drawn.items()
            if option != now and not other.overflow and not other.missing
        }
        better = sorted((option for option in gains if gains[option] > 1), key=lambda o: gains[o])
        if not better:
            missed.append("no other drawing in this look is more of that")
            continue
        strong = any(abs(getattr(change, axis)) > 1 for axis in AXES)
        drawn[now] = picture
        now = better[-1] if strong else better[len(better) // 2]
        picture = drawn[now]
    return picture, now, tuple(missed)


def _gain(before: Look, after: Look, change: LookChange) -> float:
    """How far a picture moves as asked, in differences that are seen; it must lose nowhere."""
    steps = {axis: getattr(change, axis) for axis in AXES if getattr(change, axis)}
    moved = [
        (getattr(after, axis) - getattr(before, axis)) / _SEEN[axis] * (1 if step > 0 else -1)
        for axis, step in steps.items()
    ]
    return sum(moved) if moved and min(moved) > 0 else 0.0
