"""Reads the points of an older memory without running what a forged one might name.

They are pickles, and unpickling a forged one runs whatever it names. Here each is unpickled with
everything refused but the one class that Qdrant itself wrote.
"""

from __future__ import annotations

import io
import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studiocrew.errors import StoreError

OldPoint = tuple[str, list[float], dict[str, Any]]
"""Id, vector, payload."""

_POINT = ("qdrant_client.http.models.models", "PointStruct")


class _Plain(pickle.Unpickler):
    """Numbers, strings, lists, dicts, and Qdrant's point. Nothing that could be called."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) != _POINT:
            raise pickle.UnpicklingError(f"it names {module_name}.{global_name}")
        from qdrant_client.models import PointStruct

        return PointStruct


def vetted_points(storage: sqlite3.Connection, file: Path) -> Iterator[OldPoint]:
    """The points of a file. Raises `StoreError` for one that is damaged or more than data.

    A process killed while it wrote leaves a journal that SQLite rolls back when it next opens the
    file; and one killed while it made the file leaves no table yet. Neither is damage.
    """
    if not storage.execute("SELECT 1 FROM sqlite_master WHERE name = 'points'").fetchone():
        return
    for (blob,) in storage.execute("SELECT point FROM points"):
        yield _vetted(blob, file)


def _vetted(blob: bytes, file: Path) -> OldPoint:
    try:
        point = _Plain(io.BytesIO(blob)).load()
        return str(point.id), [float(number) for number in point.vector], dict(point.payload)
    except Exception as err:  # a damaged pickle may raise anything at all
        raise StoreError(
            f"The memory holds a point that is not plain data ({err}). It was not loaded.",
            where=str(file),
            mend="Restore the folder from a backup, or move it aside to begin a new one.",
        ) from err
