"""What a renderer hands back: the picture and where everything on it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tools.layout.scene import Scene

Format = Literal["png", "pdf", "svg"]


class Area(NamedTuple):
    """A rectangle in px of the picture, from its top left."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Box:
    """One piece of text: where its ink stands, in pixels from the top left, and how it is set.

    `baseline` is that of its last line.
    """

    name: str
    x: float
    y: float
    w: float
    h: float
    size: float
    colour: str
    large: bool
    baseline: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two boxes share any area."""
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h


@dataclass(frozen=True)
class Picture:
    """A rendered picture, and its geometry in px of the output.

    `boxes` are its texts (the mark is named "wordmark"), `safe` is where texts have to stay, `art`
    are the areas of its pictures and patterns. `overflow` is true when some text left the sheet or
    ran into another. `missing` are letters that no font at hand could set (scripts we ship no font
    for, on a machine without one either).
    """

    png: bytes = field(repr=False)
    width: int
    height: int
    template: str
    boxes: tuple[Box, ...] = field(repr=False)
    safe: Area
    family: str = ""
    art: tuple[Area, ...] = field(default=(), repr=False)
    overflow: bool = False
    missing: str = ""
    scene: Scene | None = field(default=None, repr=False, compare=False)

    def data(self, format: Format) -> bytes:  # noqa: A002
        """The picture as a PNG, a PDF or an SVG; texts are outlines in an SVG, fonts in a PDF."""
        from tools.layout.typeset import draw

        if format == "png":
            return self.png
        assert self.scene is not None, "only pictures drawn by tools.layout can be drawn again"
        return draw(self.scene, format)
