"""Contrast of text against what really lies behind it, the worst twentieth of it."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.colour import LARGE_TEXT, SMALL_TEXT, luminance
from tools.layout.picture import Box, Picture
from tools.layout.typeset import draw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

WORST_SHARE = 0.05


def contrast_behind(picture: Picture, box: Box) -> float:
    """WCAG 2.1 contrast of the box's colour against the worst 5% of pixels behind it.

    The ground is the same picture drawn without its text, so grain, gradients and drawings count.
    """
    pixels = _ground(picture)
    left, top = max(0, int(box.x)), max(0, int(box.y))
    right, low = int(box.x + box.w) + 1, int(box.y + box.h) + 1
    return worst_contrast(pixels[top:low, left:right], box.colour)


def needed(box: Box) -> float:
    """The contrast WCAG 2.1 AA asks of the box: 3 for large text, 4.5 for small."""
    return LARGE_TEXT if box.large else SMALL_TEXT


def mean_luminance(pixels: Pixels) -> float:
    """WCAG 2.1 relative luminance, 0 to 1, averaged over pixels (rows, columns, RGB)."""
    return float(_luminances(pixels[::4, ::4]).mean())


def worst_contrast(pixels: Pixels, colour: str) -> float:
    """Contrast of a colour against the worst 5% of pixels (rows, columns, RGB)."""
    import numpy as np

    light = _luminances(pixels)
    own = luminance(colour)
    ratios = (np.maximum(light, own) + 0.05) / (np.minimum(light, own) + 0.05)
    return float(np.quantile(ratios, WORST_SHARE))


def _luminances(pixels: Pixels) -> NDArray[np.float32]:
    import numpy as np

    values = pixels.reshape(-1, 3).astype(np.float32) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def _ground(picture: Picture) -> Pixels:
    assert picture.scene is not None, "only pictures drawn by tools.layout know their ground"
    return _drawn(picture.scene.without_text().to_json(), picture)


@lru_cache(maxsize=4)
def _drawn(key: str, picture: Picture) -> Pixels:
    import numpy as np
    from PIL import Image

    assert picture.scene is not None
    png = draw(picture.scene.without_text())
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"))
