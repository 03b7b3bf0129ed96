"""The row that every project has in `projects.db`: who it is for, where it stands, what it cost.

Folders hold the projects; the rows are what a list or a search by brand reads. A row follows its
folder: one that was copied here gets a row, and one whose folder is gone is told and dropped.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Generator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from studiocrew.databases import Format, disk_refuses
from studiocrew.errors import StoreError
from studiocrew.files import create_once

_FORMAT = Format(
    application_id=0x53435052,  # "SCPR"
    version=1,
    foreign="this is no list of projects of studiocrew",
    schema="""
CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    brand TEXT NOT NULL,
    brand_name TEXT NOT NULL,
    goal TEXT NOT NULL,
    recipe TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    stage TEXT NOT NULL,
    waiting TEXT NOT NULL,
    error TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    posts INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    money REAL NOT NULL,
    stamp TEXT NOT NULL
);
CREATE INDEX projects_by_brand ON projects (tenant, brand);
""",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One project. Times are ISO 8601; `stamp` tells whether its file has changed since."""

    id: str
    tenant: str
    brand: str
    brand_name: str
    goal: str
    recipe: str
    created_at: str
    updated_at: str
    version: int
    stage: str
    waiting: str
    error: str
    done: int
    total: int
    posts: int
    tokens: int
    money: float
    stamp: str


_COLUMNS = ", ".join(field.name for field in fields(Row))


class Registry:
    """The rows of one home folder. Safe across processes.

    Raises `StoreError` if the file is damaged, newer than us or cannot be written. A damaged file
    is left as it is; moved away, it is made anew from the folders.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / "projects.db"

    def put(self, row: Row) -> None:
        """Write a project's row, in place of the one it had."""
        marks = ", ".join("?" * len(fields(Row)))
        sql = f"INSERT OR REPLACE INTO projects ({_COLUMNS}) VALUES ({marks})"  # noqa: S608
        with self._opened() as db:
            db.execute(sql, astuple(row))

    def rows(self, tenant: str = "") -> list[Row]:
        """The rows of a tenant, or of all, newest first."""
        if not self.path.exists():
            return []
        sql = f"SELECT {_COLUMNS} FROM projects"  # noqa: S608
        where, given = (" WHERE tenant = ?", (tenant,)) if tenant else ("", ())
        with self._opened() as db:
            found = db.execute(f"{sql}{where} ORDER BY created_at DESC, id", given).fetchall()
        return [Row(*row) for row in found]

    def drop(self, project: str) -> None:
        """Take a project's row out, and its bytes out of the file."""
        if self.path.exists():
            with self._opened() as db:
                db.execute("DELETE FROM projects WHERE id = ?", (project,))

    @contextlib.contextmanager
    def _opened(self) -> Generator[sqlite3.Connection]:
        try:
            create_once(self.path, _FORMAT.build)
            with contextlib.closing(
                sqlite3.connect(self.path, timeout=10, isolation_level=None)
            ) as db:
                _FORMAT.check(db)
                db.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no bytes behind
                yield db
        except (sqlite3.Error, OSError) as error:
            raise _store_error(error, self.path) from error


def _store_error(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    if disk_refuses(error):
        return StoreError(
            "The list of projects could not be written: the disk is full or failing.",
            where=str(path),
            mend="Free some space, then go on with `crew resume`.",
        )
    return StoreError(
        f"The list of projects cannot be used: {error}.",
        where=str(path),
        mend="The file was kept as it is. Move it away: `crew projects` makes it anew from the"
        " project folders.",
    )
