"""Metadata in a PDF: appended as an incremental update, so that the file as it was is a prefix.

ISO 32000-2, 7.5.6 (incremental updates) and 14.3.2 (metadata streams).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from studiocrew.errors import CallerError

SIGNATURE = b"%PDF-"
_END = b"%%EOF"


def with_xmp(pdf: bytes, packet: bytes) -> bytes:
    """The PDF with this XMP packet for the document. `CallerError` for what cannot be read."""
    from pypdf import PdfWriter
    from pypdf.errors import PyPdfError

    made = io.BytesIO()
    try:
        writer = PdfWriter(io.BytesIO(pdf), incremental=True)
        writer.xmp_metadata = packet
        writer.write(made)
    except (PyPdfError, ValueError, KeyError, AttributeError) as err:
        raise _no_pdf(str(err)) from None
    return made.getvalue()


def xmp_of(pdf: bytes) -> bytes:
    """The document's XMP packet; empty if it has none."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        root = PdfReader(io.BytesIO(pdf)).root_object
        found = root.get("/Metadata")
        return bytes(found.get_object().get_data()) if found is not None else b""  # pyright: ignore[reportAttributeAccessIssue]
    except (PyPdfError, ValueError, KeyError, AttributeError, RecursionError) as err:
        raise _no_pdf(str(err)) from None


def bare(pdf: bytes) -> bytes:
    """The PDF as it was before its packet was added; unchanged if nothing was added that way."""
    packet = xmp_of(pdf)
    for former in _former(pdf):
        if with_xmp(former, packet) == pdf:
            return former
    return pdf


def _former(pdf: bytes) -> Iterator[bytes]:
    """What stood before the last update, by where a file may have ended."""
    at = pdf.rfind(_END, 0, max(0, pdf.rfind(_END)))
    if at > 0:
        end = at + len(_END)
        for tail in (b"", b"\n", b"\r\n"):
            if pdf.startswith(tail, end):
                yield pdf[: end + len(tail)]


def _no_pdf(why: str) -> CallerError:
    return CallerError(
        f"This is no PDF that can be read: {why}.", mend="Name a picture of a campaign."
    )
