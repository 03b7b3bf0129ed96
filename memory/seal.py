"""A seal on closed files: the size and CRC of each, checked before they are opened again.

Edge notices some damage and overlooks other: with half of its ids cut off it answers with half the
points. A process that was killed leaves no seal, and that is not damage: what was flushed is there
(kill -9 in the middle of writing lost nothing in any of our trials).
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from studiocrew.errors import StoreError

SEAL = "seal.json"
_BLOCK = 65_536

Sums = dict[str, list[int]]
"""Size, CRC-32 and time of the last change, ns, of each file of a shard."""


def _sums(path: Path, known: Sums) -> Sums:
    """Files whose size and time are as in `known` are not read again: every operation opens and
    closes a shard."""
    found: Sums = {}
    for each in sorted(path.rglob("*")):
        if each.is_file() and each.name != SEAL:
            name, stat = each.relative_to(path).as_posix(), each.stat()
            last = known.get(name)
            same = last is not None and [last[0], *last[2:]] == [stat.st_size, stat.st_mtime_ns]
            crc = last[1] if last and same else _crc(each)
            found[name] = [stat.st_size, crc, stat.st_mtime_ns]
    return found


def _crc(path: Path) -> int:
    """Of all blocks that are not empty, each with its place.

    A shard has 100 MB of files, all but a few blocks of them preallocated. Only what was ever
    written is read: 3 to 7 ms, where all of it took 600 and more on the same busy machine.
    """
    crc = at = 0
    with path.open("rb", buffering=0) as file:
        while (at := _written(file, at)) >= 0:
            at -= at % _BLOCK
            file.seek(at)
            block = file.read(_BLOCK)
            if block.count(0) < len(block):
                crc = zlib.crc32(block, zlib.crc32(at.to_bytes(8, "little"), crc))
            at += _BLOCK
    return crc


def _written(file: BinaryIO, at: int) -> int:
    """Where the file's next data begin, from `at` on; -1 past the last."""
    if at >= os.fstat(file.fileno()).st_size:
        return -1
    if not hasattr(os, "SEEK_DATA"):
        return at
    try:
        return os.lseek(file.fileno(), at, os.SEEK_DATA)
    except OSError:  # ENXIO: nothing but a hole
        return -1


def write_seal(path: Path, known: Sums) -> None:
    """Seal a shard that was closed; `known` is what `check_seal` found when it was opened."""
    (path / SEAL).write_text(json.dumps(_sums(path, known)), "utf-8")


def check_seal(path: Path) -> Sums:
    """The sums of a shard. Raises `StoreError` if a file differs from when it was last closed."""
    try:
        sealed = cast("Sums", json.loads((path / SEAL).read_text("utf-8")))
    except (FileNotFoundError, ValueError):  # killed, or a power cut while it was written
        return {}
    found = _sums(path, sealed)
    if changed := sorted(n for n, sums in sealed.items() if found.get(n, [])[:2] != sums[:2]):
        raise corrupt(path, f"{changed[0]} is not as it was left")
    return found


def corrupt(path: Path, why: str) -> StoreError:
    """The files are damaged. They are kept as they are for whoever wants to rescue them."""
    return StoreError(
        f"The memory's files are damaged: {why}. Nothing was changed.",
        where=str(path),
        mend="Restore the folder from a backup, or move it aside to begin a new one.",
    )
