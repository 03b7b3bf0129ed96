"""What a kill leaves behind is not damage."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from memory.vetting import vet_storage
from studiocrew.errors import StoreError

POINT = pickle.dumps({"text": "Rye on Tuesdays."})


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
    vet_storage(tmp_path / "killed")
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT count(*) FROM points").fetchone() == (1,)


def test_a_file_whose_making_was_killed_is_empty_and_not_damaged(tmp_path: Path) -> None:
    storage(tmp_path).touch()
    vet_storage(tmp_path)


def test_a_damaged_point_is_still_refused(tmp_path: Path) -> None:
    with closing(with_points(storage(tmp_path), POINT, b"\x80\x05no pickle")):
        pass
    with pytest.raises(StoreError, match="not plain data"):
        vet_storage(tmp_path)
