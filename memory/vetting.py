"""Looks at embedded Qdrant's files before Qdrant does.

Its file mode keeps points as pickles, and unpickling a forged one runs whatever it names. Here
each is first unpickled with everything refused but the one class that Qdrant itself writes.
"""

from __future__ import annotations

import io
import pickle
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from studiocrew.errors import StoreError

_POINT = ("qdrant_client.http.models.models", "PointStruct")


class _Plain(pickle.Unpickler):
    """Numbers, strings, lists, dicts, and Qdrant's point. Nothing that could be called."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) != _POINT:
            raise pickle.UnpicklingError(f"it names {module_name}.{global_name}")
        from qdrant_client.models import PointStruct

        return PointStruct


def vet_storage(path: Path) -> None:
    """Raise `StoreError` if any stored point is damaged or is more than data.

    A process killed while it wrote leaves a journal that SQLite rolls back when it next opens
    the file, for which it must be allowed to write; and one killed while it made the file leaves
    no table yet. Neither is damage.
    """
    for file in sorted(path.glob("collection/*/storage.sqlite")):
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True)) as storage:
            if not storage.execute("SELECT 1 FROM sqlite_master WHERE name = 'points'").fetchone():
                continue
            for (blob,) in storage.execute("SELECT point FROM points"):
                _vet(blob, file)


def _vet(blob: bytes, file: Path) -> None:
    try:
        _Plain(io.BytesIO(blob)).load()
    except Exception as err:  # a damaged pickle may raise anything at all
        raise StoreError(
            f"The memory holds a point that is not plain data ({err}). It was not loaded.",
            where=str(file),
            mend="Restore the folder from a backup, or move it aside to begin a new one.",
        ) from err
