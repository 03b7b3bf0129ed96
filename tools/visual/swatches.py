"""Whether a picture keeps to the identity's palette, as a share of its pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from studiocrew.contracts import Asset
from tools.case import Case, Evidence
from tools.visual.pixels import colour, decoded, oklab

if TYPE_CHECKING:
    from tools.visual.pixels import Floats, Pixels

STRAY = 0.08
"""Delta-E OK from which a pixel is no colour of the palette; 0.02 is a just noticeable step."""

MOST_STRAY = 0.12
"""Share of stray pixels from which a card is not in its palette."""

_SIDE = 96  # px of the copy that is measured: enough for areas of colour, too few for letters


def in_palette(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """The colours are the identity's swatches, or blends of two. A photograph's are its own."""
    png, identity = case.png(asset), case.identity
    if identity is None or not png:
        return Evidence(True, "no identity binds it")
    if any(part.part == "image" for part in (asset.making.parts if asset.making else ())):
        return Evidence(True, "it shows a picture, whose colours are its own")
    share, mean = stray(decoded(png), [swatch.hex for swatch in identity.swatches])
    most = float(params.get("most", MOST_STRAY))
    found = f"{share:.0%} of it strays from the palette, {most:.0%} allowed; mean {mean:.3f}"
    return Evidence(share <= most, found)


def stray(pixels: Pixels, swatches: Sequence[str]) -> tuple[float, float]:
    """The share of pixels no swatch or blend of two is near, and the mean delta-E OK to them."""
    import numpy as np
    from PIL import Image

    small = Image.fromarray(pixels)
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    found = oklab(np.asarray(small)).reshape(-1, 3)
    near = np.min(np.stack([_to_blend(found, *pair) for pair in combinations(swatches, 2)]), axis=0)
    return float((near > STRAY).mean()), float(near.mean())


def _to_blend(found: Floats, one: str, other: str) -> Floats:
    """Distance of each colour to the segment between two swatches in OKLab."""
    import numpy as np

    start, end = oklab(colour(one)), oklab(colour(other))
    way = end - start
    length = float(way @ way) or 1.0
    share = np.clip((found - start) @ way / length, 0, 1)
    return np.linalg.norm(found - start - share[:, None] * way, axis=-1)
