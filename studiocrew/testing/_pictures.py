"""What an images API would send: a real PNG of the size asked for, made of the request."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Mapping
from typing import Any


def png_of(width: int, height: int, colour: bytes) -> bytes:
    """A PNG in two bands of colour: three bytes of red, green and blue each."""
    upper, lower = (b"\0" + colour[n : n + 3] * width for n in (0, 3))
    rows = upper * (height // 2) + lower * (height - height // 2)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def picture_for(body: Mapping[str, Any]) -> bytes:
    """The picture of one request; a request without a size gets a small square."""
    size = str(body.get("size", "64x64"))
    width, height = (int(side) for side in size.split("x")) if "x" in size else (64, 64)
    return png_of(width, height, hashlib.sha256(repr(sorted(body.items())).encode()).digest())


def picture_answer(picture: bytes, url: str = "") -> dict[str, Any]:
    """The body of an answer, with the picture in it or with its address."""
    item = {"url": url} if url else {"b64_json": base64.b64encode(picture).decode()}
    usage = {"input_tokens": 40, "output_tokens": 1000, "total_tokens": 1040}
    return {"created": 0, "data": [item], "usage": usage}
