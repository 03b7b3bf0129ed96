"""A queue that shares a worker fairly between tenants and hands out jobs that go together.

Start-time fair queueing: each tenant has a virtual clock that runs by the cost of what it was
served, and whoever is furthest behind is next. A tenant that was away gets no credit for it.
Source: P. Goyal, H. Vin, H. Cheng, "Start-time Fair Queueing", SIGCOMM 1996.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar


class Waiting(Protocol):
    """What can wait here. `cost` is of any unit, `alone` keeps it out of batches."""

    tenant: str
    shape: Hashable
    cost: float
    alone: bool

    @property
    def dropped(self) -> bool:
        """Whether nobody waits for it any more; it is skipped."""
        ...


E = TypeVar("E", bound=Waiting)


class FairQueue(Generic[E]):
    """Safe across threads."""

    def __init__(self) -> None:
        self._rows: dict[str, deque[E]] = {}
        self._tags: dict[str, float] = {}  # where each tenant's virtual clock stands
        self._now = 0.0  # where that of the queue stands
        self._changed = threading.Condition()
        self._closed = False

    def put(self, entry: E) -> bool:
        """Put an entry at the end of its tenant's row; False once the queue is closed."""
        with self._changed:
            if self._closed:
                return False
            self._row(entry.tenant).append(entry)
            # All: one alone might be who lingers for another shape, and let the others sleep.
            self._changed.notify_all()
            return True

    def put_back(self, entries: Sequence[E]) -> bool:
        """Put entries that were taken in vain to the front again, at no cost to their tenants."""
        with self._changed:
            if self._closed:
                return False
            for entry in reversed(entries):
                self._row(entry.tenant).appendleft(entry)
                self._tags[entry.tenant] -= entry.cost
            self._changed.notify_all()
            return True

    def take(self, most: Callable[[Hashable], int], linger_s: float = 0.0) -> list[E]:
        """The next entries that go together, at most `most(shape)`; empty once closed.

        Blocks until there is one, and waits `linger_s` for more to fill the batch.
        """
        with self._changed:
            while True:
                first = self._next(lambda _: True)
                if first is None:
                    if self._closed:
                        return []
                    self._changed.wait()
                    continue
                room = 1 if first.alone else most(first.shape)
                if linger_s and self._alike(first) < room and not self._closed:
                    self._fill(first, room, linger_s)
                    linger_s = 0.0
                    continue  # others may have come who are further behind
                return self._batch(first, room)

    def drain(self) -> list[E]:
        """Take everything out."""
        with self._changed:
            entries = [entry for row in self._rows.values() for entry in row]
            self._rows.clear()
            return entries

    def close(self) -> list[E]:
        """Let nothing in any more, and take everything out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        return self.drain()

    def __len__(self) -> int:
        with self._changed:
            return sum(map(len, self._rows.values()))

    def _batch(self, first: E, room: int) -> list[E]:
        batch = [self._pop(first)]
        while len(batch) < room:
            more = self._next(lambda one: not one.alone and one.shape == first.shape)
            if more is None:
                break
            batch.append(self._pop(more))
        return batch

    def _row(self, tenant: str) -> deque[E]:
        row = self._rows.get(tenant)
        if row is None:
            row = self._rows[tenant] = deque()
            self._tags[tenant] = max(self._tags.get(tenant, 0.0), self._now)
            self._forget()
        return row

    def _forget(self) -> None:
        """Clocks of absent tenants that the queue's has passed say nothing any more."""
        gone = [t for t, tag in self._tags.items() if t not in self._rows and tag <= self._now]
        for tenant in gone:
            del self._tags[tenant]

    def _next(self, suits: Callable[[E], bool]) -> E | None:
        """The first entry that suits, of the tenant furthest behind that has one."""
        for tenant in sorted(self._rows, key=lambda name: self._tags[name]):
            for entry in self._living(tenant):
                if suits(entry):
                    return entry
        return None

    def _living(self, tenant: str) -> Iterator[E]:
        row = self._rows[tenant]
        for entry in tuple(row):
            if entry.dropped:
                row.remove(entry)
            else:
                yield entry
        if not row:
            self._rows.pop(tenant, None)

    def _pop(self, entry: E) -> E:
        row = self._rows[entry.tenant]
        row.remove(entry)
        self._now = max(self._now, self._tags[entry.tenant])
        self._tags[entry.tenant] += entry.cost
        if not row:
            del self._rows[entry.tenant]
        return entry

    def _fill(self, first: E, room: int, seconds: float) -> None:
        self._changed.wait_for(lambda: self._closed or self._alike(first) >= room, seconds)

    def _alike(self, first: E) -> int:
        return sum(
            one.shape == first.shape and not one.alone for row in self._rows.values() for one in row
        )
