"""The type of a picture told from what lies behind it, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from studiocrew.contracts import TextBox
from tools.visual.pixels import colour, decoded, luminance, oklab, spread

if TYPE_CHECKING:
    from tools.visual.pixels import Floats, Mask, Pixels

WORST_SHARE = 0.05
"""The share of the ground that is judged: the worst twentieth, as in `tools.layout.contrast`."""

NEAR = 0.07
"""OKLab distance within which a pixel has the type's colour. Film grain moves it by up to 0.05."""

MARGIN = 14.0
"""Most pixels about a line that are looked at: what is further off is not behind its letters."""

SOFT = 2  # px around a letter that are neither it nor its ground: antialiasing


@dataclass(frozen=True)
class Ground:
    """What one line of type stands on.

    `contrast` is WCAG 2.1's against the worst twentieth of the ground, None where no ground can be
    seen. `inked` is the share of the line's box that has the type's colour, `around` that of
    the margin about it, where no type should be.
    """

    contrast: float | None
    inked: float
    around: float


@lru_cache(maxsize=64)
def grounds(png: bytes, boxes: tuple[TextBox, ...]) -> tuple[Ground, ...]:
    """What each line of a picture stands on."""
    pixels = decoded(png)
    return tuple(ground_of(pixels, box, boxes) for box in boxes)


def ground_of(pixels: Pixels, box: TextBox, others: Sequence[TextBox]) -> Ground:
    """Measure one line. `others` are the picture's other lines: theirs is not this one's ground."""
    import numpy as np

    pad = min(MARGIN, max(4.0, 0.16 * box.size))
    left, top = max(0, int(box.x - pad)), max(0, int(box.y - pad))
    right = min(pixels.shape[1], int(box.x + box.w + pad) + 1)
    low = min(pixels.shape[0], int(box.y + box.h + pad) + 1)
    if right - left < 3 or low - top < 3:
        return Ground(None, 0.0, 0.0)
    region = pixels[top:low, left:right]
    inside = _rectangle(region.shape[:2], box, left, top, 0.0)
    foreign = np.zeros_like(inside)
    for other in others:
        if other is not box:
            foreign |= _rectangle(region.shape[:2], other, left, top, 3.0)
    type_ = _near(region, box.colours)
    ring = ~_rectangle(region.shape[:2], _piece(box, others), left, top, 0.0) & ~foreign
    # Not the whole margin: large type may stand in a band of colour little taller than itself.
    close = _rectangle(region.shape[:2], box, left, top, SOFT + 2.0)
    ground = close & ~spread(type_, SOFT) & ~(foreign & ~inside)
    if box.turned:  # its upright box has corners that it does not stand on
        ground &= spread(type_, SOFT + max(2, round(0.12 * box.size)))
    enough = int(ground.sum()) >= max(20, 0.02 * ground.size)
    return Ground(
        _contrast(region[ground], box.colours) if enough else None,
        float(type_[inside].mean()) if inside.any() else 0.0,
        float(type_[ring].mean()) if ring.any() else 0.0,
    )


def _piece(box: TextBox, others: Sequence[TextBox]) -> TextBox:
    """The box around all lines of one piece: between them may stand more of it, as in a logo."""
    lines = [other for other in others if other.name == box.name] or [box]
    x, y = min(line.x for line in lines), min(line.y for line in lines)
    right, low = max(line.x + line.w for line in lines), max(line.y + line.h for line in lines)
    return box.model_copy(update={"x": x, "y": y, "w": right - x, "h": low - y})


def _rectangle(shape: tuple[int, ...], box: TextBox, left: int, top: int, more: float) -> Mask:
    import numpy as np

    mask = np.zeros(shape, np.bool_)
    x, y = max(0, round(box.x - left - more)), max(0, round(box.y - top - more))
    right = max(0, round(box.x - left + box.w + more))
    mask[y : max(0, round(box.y - top + box.h + more)), x:right] = True
    return mask


def _near(region: Pixels, colours: Sequence[str]) -> Mask:
    import numpy as np

    lab = oklab(region)
    gaps = [np.linalg.norm(lab - oklab(colour(own)), axis=-1) for own in colours]
    return np.min(np.stack(gaps), axis=0) < NEAR


def _contrast(ground: Pixels, colours: Sequence[str]) -> float:
    """The least contrast of the line's colours; an emphasised word must be read as well."""
    import numpy as np

    light = luminance(ground)
    return min(float(np.quantile(_ratios(light, own), WORST_SHARE)) for own in colours)


def _ratios(light: Floats, own: str) -> Floats:
    import numpy as np

    mine = float(luminance(colour(own)))
    ratios = (np.maximum(light, mine) + 0.05) / (np.minimum(light, mine) + 0.05)
    return ratios.astype(np.float32)
