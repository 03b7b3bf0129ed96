"""Whether a picture is one of the others over again, by perceptual hash."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from studiocrew.contracts import Asset
from tools.case import Case, Evidence
from tools.visual.pixels import decoded

if TYPE_CHECKING:
    from imagehash import ImageHash

SIDE = 16
"""Bits a side: 256 in all. 64 cannot tell two cards of one template by their headlines."""

SAME = 14
"""Bits by which two pictures may differ and still be the same one, saved or scaled again."""


def at_hand() -> bool:
    """Whether pictures can be compared here; the extra `visual` brings imagehash."""
    return find_spec("imagehash") is not None


def unlike_other_pictures(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """No other card of the campaign is the same picture, whatever its file's bytes."""
    png = case.png(asset)
    others = [other for other in case.assets if other.id != asset.id and other.kind == asset.kind]
    if not png or not others:
        return Evidence(True, "there is no other to compare it with")
    own = _hash(png)
    gaps = {other.id: own - _hash(case.png(other)) for other in others}
    nearest = min(gaps, key=lambda name: gaps[name])
    found = f"nearest is {nearest}, {gaps[nearest]} of {SIDE * SIDE} bits apart, over {SAME} needed"
    return Evidence(gaps[nearest] > SAME, found)


@lru_cache(maxsize=256)
def _hash(png: bytes) -> ImageHash:
    """DCT hash of the picture, squeezed to a square: cards of another size can be the same."""
    import imagehash
    from PIL import Image

    return imagehash.phash(Image.fromarray(decoded(png)), hash_size=SIDE)
