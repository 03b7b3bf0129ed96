"""What our SQLite files have in common: they say what they are, and are looked at before use."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file. `foreign` is said of a file that is none of this kind."""

    application_id: int
    version: int
    schema: str
    foreign: str

    def build(self, path: Path) -> None:
        """Make an empty file of this kind."""
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA application_id = {self.application_id}")
            db.execute(f"PRAGMA user_version = {self.version}")
            db.executescript(self.schema)

    def check(self, db: sqlite3.Connection) -> None:
        """Refuse what is damaged, foreign or newer than us, before a byte of it is touched.

        Raises `sqlite3.DatabaseError`.
        """
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if application != self.application_id:  # also of an empty file: we never leave one behind
            raise sqlite3.DatabaseError(self.foreign)
        if version > self.version:
            raise sqlite3.DatabaseError(f"it was written by a newer studiocrew (format {version})")
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)


def disk_refuses(error: Exception) -> bool:
    """Whether SQLite or the system says that the disk is full or failing."""
    return any(said in str(error) for said in ("full", "disk I/O", "No space"))
