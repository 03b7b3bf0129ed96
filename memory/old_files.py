"""Moves memories kept before hybrid search to where they are kept now.

Until 2026-11 embedded memory was `qdrant-client`'s file mode: one SQLite file for each collection,
with a pickle for each point. The vectors are taken over as they are, the terms are made from the
text. Only when every point is there is the old folder deleted: `forget` must not leave it behind.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from memory.index import OLD_PREFIX, Row, renamed
from memory.terms import document_terms
from memory.vetting import vetted_points
from studiocrew.errors import StoreError

if TYPE_CHECKING:
    from memory.edge import EdgeIndex

FOLDER = "qdrant"
_BATCH = 256


def moved_in(root: Path, index: EdgeIndex) -> None:
    """Take over what stands under `root`/qdrant, if anything does. Doing half of it does no harm.

    Raises `StoreError` if the old files are damaged or hold more than data; they are kept then.
    """
    old = root / FOLDER
    if not old.is_dir():
        return
    for name in _collections(old):
        _move(old / "collection" / name / "storage.sqlite", renamed(name), index)
    shutil.rmtree(old)


def as_row(id_: str, vector: list[float], payload: dict[str, Any]) -> Row:
    """A point of the old kind as one of today's."""
    return Row(id_, vector, document_terms(str(payload.get("text", ""))), payload)


def damaged(path: Path, why: str) -> StoreError:
    return StoreError(
        f"The files of an older memory are damaged: {why}. Nothing was changed.",
        where=str(path),
        mend="Restore the folder from a backup, or move it aside to go on without it.",
    )


def _collections(old: Path) -> list[str]:
    """The collections it says it has. Raises `StoreError` for missing pieces."""
    meta, folders = old / "meta.json", old / "collection"
    if not meta.exists():
        if folders.is_dir() and any(folders.iterdir()):
            raise damaged(old, "meta.json is missing")
        return []
    try:
        names = list(cast("dict[str, Any]", json.loads(meta.read_text("utf-8")))["collections"])
    except (ValueError, KeyError, TypeError) as err:
        raise damaged(old, "meta.json cannot be read") from err
    for name in names:
        if not (folders / name / "storage.sqlite").is_file():
            raise damaged(old, f"the points of {name} are missing")
    return [name for name in names if name.startswith(OLD_PREFIX)]


def _move(file: Path, name: str, index: EdgeIndex) -> None:
    moved: set[str] = set()
    for batch in _batches(file):
        index.ensure(name, len(batch[0].dense))
        index.write(name, batch)
        moved |= {row.id for row in batch}
    if moved and index.stored(name, sorted(moved)).keys() != moved:
        raise damaged(file, "not every point could be taken over")


def _batches(file: Path) -> Iterator[list[Row]]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as storage:
            rows: list[Row] = []
            for id_, vector, payload in vetted_points(storage, file):
                rows.append(as_row(id_, vector, payload))
                if len(rows) == _BATCH:
                    yield rows
                    rows = []
            if rows:
                yield rows
    except sqlite3.Error as err:
        raise damaged(file, str(err)) from err
