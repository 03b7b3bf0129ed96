"""The same three questions to a PNG, a PDF or an SVG: what it says, with that said, and without."""

from __future__ import annotations

from types import ModuleType

from studiocrew.errors import CallerError
from tools.provenance import pdf, png, svg


def with_xmp(data: bytes, packet: bytes) -> bytes:
    """The file with this XMP packet; nothing that is seen of it changes."""
    return _format(data).with_xmp(data, packet)


def xmp_of(data: bytes) -> bytes:
    """The XMP packet in the file; empty if it has none."""
    return _format(data).xmp_of(data)


def bare(data: bytes) -> bytes:
    """The file as it was before we said anything about it."""
    return _format(data).bare(data)


def is_png(data: bytes) -> bool:
    """Whether it begins as a PNG: only those are signed."""
    return data.startswith(png.SIGNATURE)


def _format(data: bytes) -> ModuleType:
    if is_png(data):
        return png
    if data.startswith(pdf.SIGNATURE):
        return pdf
    if svg.is_svg(data):
        return svg
    raise CallerError(
        "This is neither a PNG nor a PDF nor an SVG.", mend="Name a picture of a campaign."
    )
