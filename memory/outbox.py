"""Keeps what could not be stored yet, until it can be.

One file per batch, written whole and flushed to disk, named after its content: queueing a batch
twice is one file, a crash leaves no half a line, and processes need no lock between them. Storing
is idempotent, so a batch replayed twice does no harm either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from studiocrew.files import as_store_error, write_atomic


@dataclass(frozen=True, slots=True)
class Point:
    """A point that still lacks its vector."""

    id: str
    payload: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.payload["text"])


class Outbox:
    """The queued batches of one tenant. Raises `StoreError` when it cannot be written."""

    def __init__(self, root: Path, tenant: str) -> None:
        # Hashed: on some disks the folders "Acme" and "acme" are one.
        self._folder = root / "outbox" / hashlib.sha256(tenant.encode()).hexdigest()[:16]
        self._tenant = tenant

    def add(self, points: Iterable[Point]) -> None:
        """Queue a batch. On return it survives a power cut."""
        lines = [json.dumps([point.id, dict(point.payload)], sort_keys=True) for point in points]
        if lines:
            data = "".join(f"{line}\n" for line in lines).encode()
            write_atomic(self._folder / f"{hashlib.sha256(data).hexdigest()}.jsonl", data)

    def batches(self) -> list[Path]:
        """The queued files, oldest first."""
        found = list(self._folder.glob("*.jsonl"))
        return sorted(found, key=lambda path: (_age(path), path.name))

    def read(self, batch: Path) -> list[Point]:
        """A batch's points. One that cannot be read is set aside, never deleted."""
        try:
            rows = [json.loads(line) for line in batch.read_text("utf-8").splitlines()]
            points = [Point(str(row[0]), cast("dict[str, Any]", row[1])) for row in rows]
            if all(point.payload["tenant"] == self._tenant and point.text for point in points):
                return points
        except FileNotFoundError:  # another process has just stored it
            return []
        except (ValueError, KeyError, IndexError, TypeError):
            pass
        with as_store_error(batch):
            batch.rename(batch.with_suffix(".unreadable"))
        return []

    def done(self, batch: Path) -> None:
        """Drop a batch that has been stored."""
        with as_store_error(batch):
            batch.unlink(missing_ok=True)

    def count(self, matches: Callable[[Mapping[str, Any]], bool]) -> int:
        """How many queued points match; a batch set aside counts as one, for it may hold some."""
        points = [point for batch in self.batches() for point in self.read(batch)]
        return sum(matches(p.payload) for p in points) + len(_unreadable(self._folder))

    def forget(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Take the matching points out of every batch, so that no replay brings them back.

        Batches that were set aside go as well: what they hold cannot be told.
        """
        for batch in self.batches():
            points = self.read(batch)
            kept = [point for point in points if not matches(point.payload)]
            if len(kept) < len(points):
                self.add(kept)
                self.done(batch)
        for batch in _unreadable(self._folder):
            self.done(batch)


def _unreadable(folder: Path) -> list[Path]:
    return list(folder.glob("*.unreadable"))


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
