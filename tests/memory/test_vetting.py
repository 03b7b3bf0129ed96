"""What a kill leaves behind is not damage."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from qdrant_client import models

from memory.vetting import vetted_points
from studiocrew.errors import StoreError

POINT = pickle.dumps(models.PointStruct(id="1", vector=[1.0], payload={"text": "Rye."}))


def read(root: Path) -> int:
    (file,) = root.glob("collection/*/storage.sqlite")
    with closing(sqlite3.connect(file)) as storage:
        return len(list(vetted_points(storage, file)))


def storage(root: Path) -> Path:
    folder = root / "collection" / "brand"
    folder.mkdir(parents=True)
    return folder / "storage.sqlite"


def with_points(file: Path, *points: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE points (id TEXT PRIMARY KEY, point BLOB)")
    connection.executemany("INSERT INTO points VALUES (?, ?)", enumerate(points))
    connection.commit()
    return connection


def test_a_write_that_was_killed_is_rolled_back_and_not_refused(tmp_path: Path) -> None:
    file, killed = storage(tmp_path / "alive"), storage(tmp_path / "killed")
    with closing(with_points(file, POINT)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # so that half of the change is on disk
        rows = ((str(n + 10), POINT * 50) for n in range(200))
        connection.executemany("INSERT INTO points VALUES (?, ?)", rows)
        journal = file.with_name(file.name + "-journal")
        shutil.copy(file, killed)
        shutil.copy(journal, killed.with_name(journal.name))
        connection.rollback()
    assert read(tmp_path / "killed") == 1


def test_a_file_whose_making_was_killed_is_empty_and_not_damaged(tmp_path: Path) -> None:
    storage(tmp_path).touch()
    assert read(tmp_path) == 0


def test_a_damaged_point_is_still_refused(tmp_path: Path) -> None:
    with closing(with_points(storage(tmp_path), POINT, b"\x80\x05no pickle")):
        pass
    with pytest.raises(StoreError, match="not plain data"):
        read(tmp_path)
