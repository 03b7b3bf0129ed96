"""Metadata in an SVG: an XMP packet in a `metadata` element of its own, first in the drawing.

https://www.w3.org/TR/SVG2/struct.html#MetadataElement. Bytes around it are never touched.
"""

from __future__ import annotations

import re

from studiocrew.errors import CallerError

_OPEN, _CLOSE = b'<metadata id="studiocrew">', b"</metadata>"
_ROOT = re.compile(rb"<svg\s[^>]*xmlns[^>]*[^/]>")
_HEAD = 4096  # bytes within which the drawing has to begin


def is_svg(data: bytes) -> bool:
    """Whether the bytes look like an SVG file."""
    return data.lstrip()[:1] == b"<" and _ROOT.search(data, 0, _HEAD) is not None


def with_xmp(svg: bytes, packet: bytes) -> bytes:
    """The SVG with this packet and no other of ours. `CallerError` if it is no drawing."""
    plain = bare(svg)
    root = _ROOT.search(plain, 0, _HEAD)
    if root is None:
        raise CallerError("This is not an SVG file.", mend="Name a picture of a campaign.")
    return plain[: root.end()] + _OPEN + packet + _CLOSE + plain[root.end() :]


def xmp_of(svg: bytes) -> bytes:
    """The packet we wrote; empty if there is none."""
    start = svg.find(_OPEN)
    end = svg.find(_CLOSE, start)
    return svg[start + len(_OPEN) : end] if 0 <= start < end else b""


def bare(svg: bytes) -> bytes:
    """The SVG as it was before anything was said about it."""
    start = svg.find(_OPEN)
    end = svg.find(_CLOSE, start)
    return svg[:start] + svg[end + len(_CLOSE) :] if 0 <= start < end else svg
