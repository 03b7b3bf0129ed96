"""A sheet's measures: margins, the area apps leave free, sizes of type, the baseline grid."""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple, Protocol

from tools.layout.picture import Area

STORY_RATIO = 1.7
LEAST_SMALL, LEAST_BODY = 22.0, 24.0
_EDGE = 0.5  # of the margin: what hangs over it, such as an italic's tail, stays within
_DESCENT = 0.3  # of the body's size: what hangs below a baseline
_OPTICAL = 1.08  # em: lines closer than this run into each other
_TIGHT = 0.2  # of a beat: of two line steps about as near, the closer one reads as one block


class Insets(Protocol):
    """What is covered or cropped on each side, as shares of the picture's sides."""

    @property
    def top(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def left(self) -> float: ...


class Sides(NamedTuple):
    """Insets of no platform in particular."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


NOTHING = Sides()
STORY = Sides(top=0.14, bottom=0.14)
"""Apps cover the top and bottom of a story, whichever it is: nothing to read there."""


class Sheet:
    """Width, height and what follows from them. All measures are px; y runs downwards.

    `mirrored` sheets are composed from left to right like any other and turned over in the end, so
    what apps cover at the right is kept free at the left until then.
    """

    def __init__(
        self, width: int, height: int, covered: Insets | None = None, *, mirrored: bool = False
    ) -> None:
        self.width, self.height = width, height
        self.mirrored = mirrored
        found = covered or (STORY if self.story else NOTHING)
        ends = (found.right, found.left) if mirrored else (found.left, found.right)
        self.covered = Sides(found.top, ends[1], found.bottom, ends[0])

    @cached_property
    def unit(self) -> float:
        """The scale of type: 1.2 on a 1080x1350 card."""
        return (self.width * self.height) ** 0.5 / 1000

    @property
    def story(self) -> bool:
        return self.height >= STORY_RATIO * self.width

    @property
    def wide(self) -> bool:
        return self.width >= 1.2 * self.height

    @cached_property
    def margin(self) -> float:
        return round(48 + 0.015 * min(self.width, self.height))

    @cached_property
    def safe(self) -> Area:
        """Where texts have to stay: off the edges, and off what apps lay over or crop."""
        edge = round(self.margin * _EDGE)
        left = max(edge, self.covered.left * self.width)
        top = max(edge, self.covered.top * self.height)
        right = self.width - max(edge, self.covered.right * self.width)
        bottom = self.height - max(edge, self.covered.bottom * self.height)
        return Area(left, top, right - left, bottom - top)

    @cached_property
    def left(self) -> float:
        """The left margin: where columns begin."""
        return max(self.margin, round(self.safe.x + self._hang(self.covered.left)))

    @cached_property
    def right(self) -> float:
        """The right margin: where columns end."""
        end = self.safe.x + self.safe.w - self._hang(self.covered.right)
        return min(self.width - self.margin, round(end))

    def _hang(self, covered: float) -> float:
        """Room for what hangs over a margin, beside what an app covers."""
        return self.margin * _EDGE if covered else 0.0

    @cached_property
    def column(self) -> float:
        """Width between the margins."""
        return self.right - self.left

    @cached_property
    def top(self) -> float:
        """Where content may begin."""
        return round(max(self.margin, self.safe.y))

    @cached_property
    def bottom(self) -> float:
        """The last line of the baseline grid that content may stand on."""
        low = min(self.height - self.margin, self.safe.y + self.safe.h - _DESCENT * self.body)
        return math.floor(low / self.beat) * self.beat

    @cached_property
    def small(self) -> float:
        """Size of details and kickers."""
        return max(LEAST_SMALL, round(25.5 * self.unit, 1))

    @cached_property
    def body(self) -> float:
        """Size of the supporting sentence."""
        return max(LEAST_BODY, round(29 * self.unit, 1))

    @cached_property
    def beat(self) -> int:
        """Distance of the baseline grid's lines: body text takes four, small text three."""
        return round(self.body * 1.30 / 4)

    def on_grid(self, y: float) -> float:
        """The grid line nearest to `y`."""
        return round(y / self.beat) * self.beat

    def leading(self, size: float, wanted: float) -> float:
        """A line step of whole beats, as near `wanted` em as letters of that size allow."""
        least = math.ceil(_OPTICAL * size / self.beat - 0.1)
        return max(least, round(wanted * size / self.beat - _TIGHT)) * self.beat
