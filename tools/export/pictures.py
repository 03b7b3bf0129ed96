"""Small copies of the campaign's pictures, so that one page can carry them all."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING

from studiocrew.errors import StoreError

if TYPE_CHECKING:
    from PIL.Image import Image

PIXEL_CAP = 60_000_000
"""Refuse to decode more: a small file may unfold into gigabytes."""

RASTER = (".png", ".jpg", ".jpeg", ".webp")
_LEAST = 48  # pixels: below this a copy shows nothing
_QUALITIES = (82, 70, 56, 42)


def data_uri(path: Path, *, width: int, budget: int) -> str:
    """The picture as a WebP data URI, at most `width` pixels wide and about `budget` bytes.

    Shrinks further rather than exceed the budget. StoreError if the file is no picture.
    """
    picture = _opened(path)
    side, data = min(width, picture.width), b""
    while not data or (len(data) > budget and side >= _LEAST):
        height = max(1, round(picture.height * side / picture.width))
        small = picture.resize((side, height))
        for quality in _QUALITIES:
            if len(data := _webp(small, quality)) <= budget:
                break
        side = side * 3 // 4
    return f"data:image/webp;base64,{base64.b64encode(data).decode('ascii')}"


def _opened(path: Path) -> Image:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXEL_CAP:
                raise StoreError(
                    f"The picture has more than {PIXEL_CAP:,} pixels.",
                    where=str(path),
                    mend="Restore the project's artifacts folder.",
                )
            return picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise StoreError(
            "The picture cannot be read.",
            where=str(path),
            mend="Restore the project's artifacts folder, or make the picture again.",
        ) from problem


def _webp(picture: Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
