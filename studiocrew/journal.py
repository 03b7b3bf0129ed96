"""Every model call of a project, word for word: what was sent, what came back, what it cost.

Each request gets a row before it is sent and its outcome when it is over, failures included.
An ask that reached an outcome is never paid for again: its key finds the row.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from studiocrew.contracts import RoleUsage
from studiocrew.databases import Format, disk_refuses
from studiocrew.errors import StoreError
from studiocrew.files import create_once

Status = Literal[
    "asked",  # sent, and nothing heard since: the process died, or it is under way
    "answered",  # accepted
    "rejected",  # answered, not usable, asked again
    "failed",  # no answer: refused connection, time-out, error status
    "cancelled",
    "malformed",  # the three outcomes below are final: no more was tried for this ask
    "truncated",
    "refused",
]
FINAL: tuple[Status, ...] = ("answered", "malformed", "truncated", "refused")

_FORMAT = Format(
    application_id=0x53435245,  # "SCRE"
    version=1,
    foreign="this is not a journal of studiocrew",
    schema="""
CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    slot TEXT NOT NULL,
    role TEXT NOT NULL,
    model TEXT NOT NULL,
    request TEXT NOT NULL,
    response TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'asked',
    why TEXT NOT NULL DEFAULT '',
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    money REAL NOT NULL DEFAULT 0,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL DEFAULT ''
);
CREATE INDEX calls_by_key ON calls (key, id);
""",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it was sent, and what became of it. Times are ISO 8601."""

    id: int
    key: str
    slot: str
    role: str
    model: str
    request: str
    response: str
    text: str
    status: Status
    why: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    money: float
    started_at: str
    finished_at: str

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The exact prompt."""
        return json.loads(self.request).get("messages", [])


@dataclass(frozen=True, slots=True)
class Sent:
    """A request about to be sent. `request` is its exact JSON body."""

    key: str
    slot: str
    role: str
    model: str
    request: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended. `response` is the raw body, `text` the part taken as the answer."""

    status: Status
    response: str = ""
    text: str = ""
    why: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    money: float = 0.0


_COLUMNS = ", ".join(field.name for field in fields(Call))


class Journal:
    """The calls of one project in one SQLite file. Safe across tasks and threads.

    Raises `StoreError` if the file is damaged, from a newer version, or the disk is full. A
    damaged file is left as it is: it is the only record of what was paid for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hide: Callable[[str], str] = str
        self._lock = threading.Lock()
        with self._telling():
            create_once(path, _FORMAT.build)
            self._db = _open(path)

    def keep_out(self, hide: Callable[[str], str]) -> None:
        """From now on, let every text go through `hide` before it is written: no key is kept."""
        self._hide = hide

    def begin(self, sent: Sent, *, at: datetime) -> int:
        """Write down a request before it is sent; returns the id to finish it by."""
        row = (sent.key, sent.slot, sent.role, sent.model, self._hide(sent.request))
        sql = (
            "INSERT INTO calls (key, slot, role, model, request, started_at)"
            " VALUES (?, ?, ?, ?, ?, ?)"
        )
        with self._lock, self._telling():
            return int(self._db.execute(sql, (*row, at.isoformat())).lastrowid or 0)

    def finish(self, call_id: int, outcome: Outcome, *, at: datetime) -> None:
        """Write down how the request ended."""
        words = (self._hide(outcome.response), self._hide(outcome.text), self._hide(outcome.why))
        cost = (outcome.prompt_tokens, outcome.completion_tokens, outcome.seconds, outcome.money)
        sql = (
            "UPDATE calls SET status = ?, response = ?, text = ?, why = ?, prompt_tokens = ?,"
            " completion_tokens = ?, seconds = ?, money = ?, finished_at = ? WHERE id = ?"
        )
        row = (outcome.status, *words, *cost, at.isoformat(), call_id)
        with self._lock, self._telling():
            self._db.execute(sql, row)

    def find(self, key: str) -> Call | None:
        """The last outcome of the ask with this key, or None if it never reached one."""
        marks = ", ".join("?" * len(FINAL))
        sql = f"SELECT {_COLUMNS} FROM calls WHERE key = ? AND status IN ({marks})"  # noqa: S608
        with self._lock, self._telling():
            row = self._db.execute(f"{sql} ORDER BY id DESC LIMIT 1", (key, *FINAL)).fetchone()
        return Call(*row) if row else None

    def calls(self) -> Iterator[Call]:
        """Every request in the order it was sent, those that failed included."""
        last = 0
        while True:
            sql = f"SELECT {_COLUMNS} FROM calls WHERE id > ? ORDER BY id LIMIT 200"  # noqa: S608
            with self._lock, self._telling():
                rows = self._db.execute(sql, (last,)).fetchall()
            for row in rows:
                yield Call(*row)
            if not rows:
                return
            last = rows[-1][0]

    def answered(self, task: str) -> list[tuple[str, str]]:
        """Model and key of every call that was answered for a task, in the order they were sent.

        A task's slots are its id, or begin with it and a dot.
        """
        sql = (
            "SELECT model, key FROM calls WHERE status = 'answered'"
            " AND (slot = ? OR substr(slot, 1, ?) = ?) ORDER BY id"
        )
        head = f"{task}."
        with self._lock, self._telling():
            return self._db.execute(sql, (task, len(head), head)).fetchall()

    def spent(self) -> dict[str, RoleUsage]:
        """What each role has cost since the project began, failed requests included."""
        return self._spent_by("role")

    def _spent_by(self, column: Literal["role", "slot"]) -> dict[str, RoleUsage]:
        sql = (
            f"SELECT {column}, COUNT(*), SUM(prompt_tokens), SUM(completion_tokens),"  # noqa: S608
            f" SUM(seconds), SUM(money) FROM calls GROUP BY {column} ORDER BY {column}"
        )
        with self._lock, self._telling():
            rows = self._db.execute(sql).fetchall()
        return {
            name: RoleUsage(
                calls=calls,
                prompt_tokens=prompt,
                completion_tokens=completion,
                seconds=round(seconds, 3),
                money=money,
            )
            for name, calls, prompt, completion, seconds, money in rows
        }

    def spent_by_slot(self) -> dict[str, RoleUsage]:
        """The same for each slot: what one line of one task has cost."""
        return self._spent_by("slot")

    def worked(self) -> float:
        """Seconds of the day in which at least one call was under way, over all passes."""
        sql = (
            "SELECT started_at, finished_at FROM calls WHERE finished_at != '' ORDER BY started_at"
        )
        with self._lock, self._telling():
            rows = self._db.execute(sql).fetchall()
        total, until = 0.0, datetime.min.replace(tzinfo=UTC)
        for began, ended in rows:
            start, end = datetime.fromisoformat(began), datetime.fromisoformat(ended)
            if end > until:
                total += (end - max(start, until)).total_seconds()
                until = end
        return total

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _telling(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as err:
            raise _store_error(err, self.path) from err


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        _FORMAT.check(db)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # in WAL mode, this outlives a killed process
    except BaseException:
        db.close()
        raise
    return db


def _store_error(err: sqlite3.Error | OSError, path: Path) -> StoreError:
    reason = str(err)
    if disk_refuses(err):
        what = "The journal of model calls could not be written: the disk is full or failing."
        mend = "Free some space, then go on with `crew resume`."
    elif "locked" in reason:
        what = "The journal of model calls is held by another process."
        mend = "Wait for the other run of this project to end."
    else:
        what = f"The journal of model calls cannot be read: {reason}."
        mend = "The file was kept as it is. Restore it from a backup, or start the project anew."
    return StoreError(what, where=str(path), mend=mend)
