"""Metadata in a PNG, chunk by chunk: the pixels' bytes are never touched.

Chunks are those of the PNG specification (https://www.w3.org/TR/png-3/#5Chunk-layout). XMP lies in
an iTXt chunk with the keyword XML:com.adobe.xmp, a C2PA manifest in a caBX chunk.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from studiocrew.errors import CallerError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"  # keyword, uncompressed, no language, no translation
_MANIFEST = b"caBX"


class Chunk(NamedTuple):
    """One chunk: four letters and its data, and whether its checksum is right."""

    kind: bytes
    data: bytes
    sound: bool

    def packed(self) -> bytes:
        body = self.kind + self.data
        return struct.pack(">I", len(self.data)) + body + struct.pack(">I", zlib.crc32(body))


def chunks(png: bytes) -> Iterator[Chunk]:
    """The chunks of a PNG up to its end. `CallerError` for anything that is no whole PNG."""
    if not png.startswith(SIGNATURE):
        raise _no_png("it does not begin as one")
    at = len(SIGNATURE)
    while at < len(png):
        if at + 12 > len(png):
            raise _no_png("it ends in the middle of a chunk")
        (length,) = struct.unpack_from(">I", png, at)
        if at + 12 + length > len(png):
            raise _no_png("it ends in the middle of a chunk")
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (crc,) = struct.unpack_from(">I", png, at + 8 + length)
        yield Chunk(kind, data, crc == zlib.crc32(kind + data))
        at += 12 + length
        if kind == b"IEND":
            return
    raise _no_png("it has no end")


def with_xmp(png: bytes, packet: bytes) -> bytes:
    """The PNG with this XMP packet and no other, right after its header."""
    header, *rest = (chunk for chunk in chunks(png) if not _is_xmp(chunk))
    about = Chunk(b"iTXt", _XMP_HEAD + packet, True)
    return SIGNATURE + b"".join(chunk.packed() for chunk in (header, about, *rest))


def xmp_of(png: bytes) -> bytes:
    """The XMP packet in the PNG; empty if it has none."""
    found = (chunk.data[len(_XMP_HEAD) :] for chunk in chunks(png) if _is_xmp(chunk))
    return next(found, b"")


def has_manifest(png: bytes) -> bool:
    """Whether a C2PA manifest lies in the PNG, sound or not."""
    return any(chunk.kind == _MANIFEST for chunk in chunks(png))


def bare(png: bytes) -> bytes:
    """The PNG as it was before anything was said about it."""
    kept = (c for c in chunks(png) if not _is_xmp(c) and c.kind != _MANIFEST)
    return SIGNATURE + b"".join(chunk.packed() for chunk in kept)


def _is_xmp(chunk: Chunk) -> bool:
    return chunk.kind == b"iTXt" and chunk.data.startswith(_XMP_HEAD)


def _no_png(why: str) -> CallerError:
    return CallerError(f"This is not a whole PNG file: {why}.", mend="Name a PNG of a campaign.")
