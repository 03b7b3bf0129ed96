"""Text broken into lines, and where a line of it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.layout.fit import Word, line_width
from tools.layout.scene import Voice


@dataclass(frozen=True)
class Paragraph:
    """Text broken into lines, ready to place; `step` is px from one baseline to the next."""

    rows: tuple[tuple[Word, ...], ...]
    voice: Voice
    size: float
    step: float
    space: float
    above: float

    @property
    def height(self) -> float:
        """From the first line's ascent to the last line's baseline."""
        return self.above * self.size + self.step * (len(self.rows) - 1)

    @property
    def width(self) -> float:
        return max((line_width(row, self.space) for row in self.rows), default=0) * self.size


def aligned(x: float, width: float, used: float, align: str, *, against: bool = False) -> float:
    """The x where a line `used` px wide begins in a column from `x` on.

    A line that runs `against` the page's direction starts on the other side.
    """
    if against and align == "start":
        align = "end"
    return x + (width - used) * {"start": 0.0, "centre": 0.5, "end": 1.0}[align]


def corners(
    words: Sequence[Word], size: float, x: float, baseline: float, width: float
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a line's ink."""
    above = max(word.extent.above for word in words) * size
    below = max(word.extent.below for word in words) * size
    return x, baseline - above, x + width, baseline + below
