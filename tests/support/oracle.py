"""Counts what the endpoint saw against what the journal knows: the judge of every crash test."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from studiocrew.journal import FINAL
from studiocrew.testing import ScriptedServer


def seen(server: ScriptedServer, since: int = 0) -> Counter[str]:
    """How often each call arrived at the endpoint, by idempotency key."""
    return Counter(headers["idempotency-key"] for headers in server.headers[since:])


def journalled(folder: Path) -> set[str]:
    """Keys of the calls whose outcome is on disk."""
    path = folder / "calls.db"
    if not path.is_file():
        return set()
    marks = ", ".join("?" * len(FINAL))
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(f"SELECT key FROM calls WHERE status IN ({marks})", FINAL)
        return {str(key) for (key,) in rows}


class Oracle:
    """Watches one project from its first start to its end, through any number of deaths."""

    def __init__(self, server: ScriptedServer, folder: Path, concurrency: int = 32) -> None:
        self.server = server
        self.folder = folder
        self.concurrency = concurrency
        self.finished: set[str] = set()
        self.repeatable = Counter[str]()
        self.since = 0

    def after_a_death(self) -> None:
        """What is journalled by now must never be asked again; what was in flight, once more."""
        self._judge()
        self.finished = journalled(self.folder)
        lost = set(seen(self.server, self.since)) - self.finished
        assert len(lost) <= self.concurrency, f"{len(lost)} calls were in flight"
        self.repeatable.update(lost)
        self.since = len(self.server.calls)

    def after_the_end(self) -> None:
        """Nothing finished ran again, and nothing ran more often than it was lost."""
        self._judge()
        for key, count in seen(self.server).items():
            assert count <= 1 + self.repeatable[key], f"{key} was asked {count} times"

    def _judge(self) -> None:
        again = set(seen(self.server, self.since)) & self.finished
        assert not again, f"finished calls were asked again: {again}"
