"""Pictures as numbers: decoded once, in OKLab where colours are compared as eyes do."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from studiocrew.errors import StoreError
from tools.colour import channels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]

PIXEL_CAP = 60_000_000
"""Refuse to decode more: a small file may unfold into gigabytes."""


@lru_cache(maxsize=12)  # a campaign's cards, 4 MB each
def decoded(png: bytes) -> Pixels:
    """Rows by columns by RGB, 0 to 255, read-only. `StoreError` if the bytes are no picture."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png)) as picture:
            if picture.width * picture.height > PIXEL_CAP:
                raise ValueError(f"more than {PIXEL_CAP:,} pixels")
            pixels = np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise StoreError(
            f"The picture cannot be read: {problem}.",
            where=hashlib.sha256(png).hexdigest(),
            mend="Restore the project's artifacts folder, or make the picture again.",
        ) from problem
    pixels.flags.writeable = False
    return pixels


def linear(pixels: Pixels) -> Floats:
    """Linear light, 0 to 1, by the sRGB transfer function (IEC 61966-2-1)."""
    import numpy as np

    return np.take(_linear_table(), pixels)


@lru_cache(maxsize=1)
def _linear_table() -> Floats:
    import numpy as np

    value = np.arange(256, dtype=np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def luminance(pixels: Pixels) -> Floats:
    """WCAG 2.1 relative luminance of each pixel, 0 to 1."""
    import numpy as np

    return linear(pixels) @ np.array([0.2126, 0.7152, 0.0722], np.float32)


def oklab(pixels: Pixels) -> Floats:
    """OKLab of each pixel (B. Ottosson, 2020, https://bottosson.github.io/posts/oklab/)."""
    import numpy as np

    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ],
        np.float32,
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ],
        np.float32,
    )
    return np.cbrt(linear(pixels) @ to_lms.T) @ to_lab.T


def colour(hexes: str) -> Pixels:
    """`#RRGGBB` as one pixel."""
    import numpy as np

    return np.array(channels(hexes), np.uint8)


def spread(mask: Mask, by: int) -> Mask:
    """The mask grown by `by` pixels in every direction."""
    import numpy as np

    grown = mask.copy()
    for axis in (0, 1):
        before = grown.copy()
        for step in range(1, by + 1):
            moved = np.roll(before, step, axis)
            back = np.roll(before, -step, axis)
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, step)
            moved[tuple(edge)] = False
            edge[axis] = slice(-step, None)
            back[tuple(edge)] = False
            grown |= moved | back
    return grown
