"""A picture as data: flat shapes, drawings, rasters and lines of text, back to front."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Voice:
    """A way of setting type: family, cut and tracking (in em)."""

    family: str
    weight: int = 400
    italic: bool = False
    tracking: float = 0.0


@dataclass(frozen=True)
class Rect:
    """A flat rectangle."""

    x: float
    y: float
    w: float
    h: float
    fill: str
    radius: float = 0.0
    kind: str = "rect"


@dataclass(frozen=True)
class Drawing:
    """An SVG stretched over a box; draw it in the box's own proportions.

    A `letter` stands for one in a word and goes away with the text.
    """

    x: float
    y: float
    w: float
    h: float
    svg: str
    letter: bool = False
    flip: bool = False  # left to right
    kind: str = "svg"


@dataclass(frozen=True)
class Raster:
    """A PNG in a box, repeated `across` times `down` when it is a tile."""

    x: float
    y: float
    w: float
    h: float
    name: str
    across: int = 1
    down: int = 1
    flip: bool = False
    kind: str = "raster"


@dataclass(frozen=True)
class Line:
    """One line of text from `x` on baseline `y`, in runs of (text, colour)."""

    x: float
    y: float
    w: float
    size: float
    voice: Voice
    runs: tuple[tuple[str, str], ...]
    rtl: bool = False
    turn: float = 0.0  # degrees about (turn_x, turn_y)
    turn_x: float = 0.0
    turn_y: float = 0.0
    kind: str = "line"


Item = Rect | Drawing | Raster | Line


@dataclass(frozen=True)
class Scene:
    """Everything typst needs to draw one picture; `rasters` maps names to PNG bytes."""

    width: int
    height: int
    fill: str
    items: tuple[Item, ...]
    rasters: dict[str, bytes] = field(default_factory=dict[str, bytes])
    system_fonts: bool = False

    def without_text(self) -> Scene:
        """The same picture with every line of text taken away."""
        left = (i for i in self.items if not isinstance(i, Line))
        return replace(
            self, items=tuple(i for i in left if not (isinstance(i, Drawing) and i.letter))
        )

    def text(self) -> str:
        """Every text in the scene, run together."""
        return "".join(run[0] for i in self.items if isinstance(i, Line) for run in i.runs)

    def to_json(self) -> str:
        """The scene as JSON for `sheet.typ`; rasters go by name."""
        data: dict[str, Any] = {
            "width": self.width,
            "height": self.height,
            "fill": self.fill,
            "items": [asdict(item) for item in self.items],
        }
        return json.dumps(data, ensure_ascii=False)
