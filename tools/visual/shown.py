"""A picture as it is shown to a vision model: small enough to pay for, large enough to read."""

from __future__ import annotations

import base64
import io

from tools.visual.pixels import decoded

SIDE = 1024
"""Pixels of the longer side: 22 px type on a 1350 px card stays 17 px tall."""

_QUALITY = 88


def data_url(png: bytes) -> str:
    """The picture as a JPEG data URL, its colours not thinned out, as red type would suffer."""
    from PIL import Image

    picture = Image.fromarray(decoded(png))
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
