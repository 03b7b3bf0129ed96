"""Where the words of a laid-out picture stand, line by line, from the scene it was drawn from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from studiocrew.contracts import TextBox
from tools.layout.scene import Line
from tools.layout.typeset import measure

if TYPE_CHECKING:
    from tools.layout.picture import Box, Picture

_SLACK = 2.0  # px by which a line may stand out of the box it was counted into


def text_boxes(picture: Picture) -> tuple[TextBox, ...]:
    """Every line of text with its ink, colours and size; none for a picture without a scene."""
    if picture.scene is None:
        return ()
    lines = [item for item in picture.scene.items if isinstance(item, Line) and _words(item)]
    extents = measure((line.voice, _words(line)) for line in lines)
    found: list[TextBox] = []
    for line, extent in zip(lines, extents, strict=True):
        x, y, w, h = line.x, line.y - extent.above * line.size, line.w, extent.above * line.size
        h += extent.below * line.size
        owner = _owner(picture.boxes, x + w / 2, y + h / 2)
        if line.turn:
            x, y, w, h = _turned(line, x, y, w, h)
        found.append(
            TextBox(
                name=owner.name if owner else "text",
                text=_words(line),
                x=round(x, 1),
                y=round(y, 1),
                w=round(w, 1),
                h=round(h, 1),
                size=round(line.size, 1),
                colours=_colours(line),
                large=owner.large if owner else False,
                turned=bool(line.turn),
            )
        )
    return tuple(found)


def _words(line: Line) -> str:
    return "".join(text for text, _ in line.runs).strip()


def _colours(line: Line) -> tuple[str, ...]:
    """The colours of the line's runs, the one with most letters first."""
    letters: dict[str, int] = {}
    for text, fill in line.runs:
        letters[fill] = letters.get(fill, 0) + len(text.strip())
    return tuple(sorted(letters, key=lambda fill: -letters[fill]))


def _owner(boxes: Iterable[Box], x: float, y: float) -> Box | None:
    """The piece of text that a point belongs to: the smallest box around it."""
    around = [
        box
        for box in boxes
        if box.x - _SLACK <= x <= box.x + box.w + _SLACK
        and box.y - _SLACK <= y <= box.y + box.h + _SLACK
    ]
    return min(around, key=lambda box: box.w * box.h, default=None)


def _turned(
    line: Line, x: float, y: float, w: float, h: float
) -> tuple[float, float, float, float]:
    """The upright box around a line that is turned about its pivot, clockwise as typst turns."""
    sin, cos = math.sin(math.radians(line.turn)), math.cos(math.radians(line.turn))
    corners = [(x + across * w, y + down * h) for across in (0, 1) for down in (0, 1)]
    moved = [
        (
            line.turn_x + (a - line.turn_x) * cos - (b - line.turn_y) * sin,
            line.turn_y + (a - line.turn_x) * sin + (b - line.turn_y) * cos,
        )
        for a, b in corners
    ]
    left, top = min(a for a, _ in moved), min(b for _, b in moved)
    return left, top, max(a for a, _ in moved) - left, max(b for _, b in moved) - top
