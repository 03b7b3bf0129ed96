"""A project's memory: what it and its brand have learnt, found again by meaning and by words.

When Qdrant is down or busy the run goes on: `remember` queues, `recall` finds nothing, and
`degraded` says why. What was queued is stored as soon as Qdrant is back.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from memory import filters
from memory.backends import backend_for, memory_folder
from memory.embeddings import Embedder, EmbeddingsBusy, embedder_for
from memory.guard import Guard
from memory.index import Backend, Hit, Index, MemoryUnavailable, collection_name
from memory.items import MemoryItem, Recollection, Scope
from memory.outbox import Outbox, Point
from memory.ranking import CANDIDATES, ranked
from memory.shelving import Shelf, Tidied
from memory.terms import query_terms
from studiocrew.clock import Clock, SystemClock
from studiocrew.events import Events
from studiocrew.settings import Settings

T = TypeVar("T")

PAUSE_S = 30.0
"""How long an unreachable store is left alone, so that a run does not wait for it at every step."""

_SLICE = 64  # points written per turn at the lock, so that other processes get theirs


class Memory:
    """Reads and writes within one tenant and project, and the brand's shelf if `brand` is given.

    There is no way to search outside that scope. Raises `CallerError` for a bad scope,
    `StoreError` for damaged files or a full disk, `OperatorError` for a wrong configuration.
    """

    def __init__(
        self,
        settings: Settings,
        tenant: str,
        project: str,
        embedder: Embedder | None = None,
        *,
        brand: str = "",
        events: Events | None = None,
        clock: Clock | None = None,
        backend: Backend | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.scope = Scope(tenant, project, brand)
        self.embedder = embedder or embedder_for(settings)
        self.degraded = ""
        self._backend = backend or backend_for(settings)
        self._outbox = Outbox(memory_folder(settings), tenant)
        self._events = events or Events()
        self._clock = clock or SystemClock()
        self._monotonic = monotonic
        self._paused_until = 0.0

    async def __aenter__(self) -> Memory:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def remember(self, items: Sequence[MemoryItem]) -> None:
        """Store items, or queue them if they cannot be stored now. Doing so twice is one item.

        What must not be remembered (`memory/guard.py`) is left out, and the user is told. A newer
        fact, or answer to the same question, takes the place of the older one.
        """
        batch = self._points(items)

        async def store() -> None:
            await self._catch_up()
            await self._put(batch)

        if batch and not await self._attempt(store):
            await asyncio.to_thread(self._outbox.add, batch)

    async def refresh_brand(self, items: Sequence[MemoryItem]) -> None:
        """Make these all that the brand's shelf says from its folder: an old price is history.

        While the memory is degraded they are queued, and what is outdated stays until next time.
        """
        self.scope.check_brand()
        batch = self._points(items)

        async def replace() -> None:
            await self._catch_up()
            await self._put(batch)
            await self._withdraw([point.id for point in batch])

        if not await self._attempt(replace):
            await asyncio.to_thread(self._outbox.add, batch)

    async def recall(
        self,
        query: str,
        *,
        kinds: Sequence[str] | None = None,
        limit: int = 5,
        history: bool = False,
    ) -> list[Recollection]:
        """The items nearest in meaning and words, best first; none while the memory is degraded.

        Only what is current, unless `history` asks for what it superseded too.
        """
        return (await self.recall_each([query], kinds=kinds, limit=limit, history=history))[0]

    async def recall_each(
        self,
        queries: Sequence[str],
        *,
        kinds: Sequence[str] | None = None,
        limit: int = 5,
        history: bool = False,
    ) -> list[list[Recollection]]:
        """What `recall` finds for each query, in one go: the store is opened only once."""
        found: list[list[Recollection]] = [[] for _ in queries]
        asked = [place for place, query in enumerate(queries) if query.strip() and limit > 0]
        chosen = filters.readable(self.scope, kinds, history=history)

        async def search() -> None:
            await self._catch_up()
            answers = await self._search([queries[place] for place in asked], chosen, limit)
            for place, answer in zip(asked, answers, strict=True):
                found[place] = answer

        if asked:
            await self._attempt(search)
        return found

    async def consolidate(self, resting: Collection[str] = ()) -> Tidied:
        """Merge what the brand's shelf holds twice and drop the oldest above `limits.yaml`.

        `resting`: ids of projects that are still going on, or texts, none of which is touched.
        Facts and people's answers are never dropped for age. Nothing while degraded.
        """
        self.scope.check_brand()
        done = Tidied()

        def tidy(index: Index) -> None:
            nonlocal done
            for name in index.names():
                hits = index.listed(name, filters.of_shelf(self.scope))
                one = Shelf(index, name).tidy(self.scope, hits, resting)
                over = tuple(dict.fromkeys((*done.over, *one.over)))
                done = Tidied(done.merged + one.merged, done.dropped + one.dropped, over)

        async def work() -> None:
            await self._catch_up()
            await self._with_index(tidy)

        await self._attempt(work)
        return done

    async def fingerprints(self, limit: int = 100) -> list[str]:
        """Of the tenant's other projects of other brands, the last of each, newest first.

        No words of theirs: see `MemoryItem`. None while the memory is degraded.
        """
        rows: list[Mapping[str, Any]] = []

        def read(index: Index) -> None:
            for name in index.names():
                rows.extend(h.payload for h in index.listed(name, filters.elsewhere(self.scope)))

        async def search() -> None:
            await self._catch_up()
            await self._with_index(read)

        await self._attempt(search)
        rows.sort(key=lambda row: (str(row["created_at"]), str(row["text"])))
        last = {str(row["project"]): str(row["text"]) for row in rows}
        newest = reversed([str(row["project"]) for row in rows])
        return [last[project] for project in dict.fromkeys(newest)][:limit]

    async def forget_project(self) -> None:
        """Delete what is the project's own. Raises `StoreError` if it cannot be done now."""
        scope = self.scope
        await self._forget(
            filters.of_project(scope),
            lambda row: row["shelf"] != "brand" and row["project"] == scope.project,
        )

    async def forget_brand(self, brand: str) -> None:
        """Delete all about a brand of this tenant. Raises `StoreError` if it cannot be done now."""
        scope = Scope(self.scope.tenant, self.scope.project, brand)
        scope.check_brand()
        await self._forget(filters.of_brand(scope.tenant, brand), lambda row: row["brand"] == brand)

    async def forget_tenant(self) -> None:
        """Delete all about every brand. Raises `StoreError` if it cannot be done now."""
        await self._forget(filters.of_tenant(self.scope.tenant), lambda _: True)

    async def left(self, brand: str = "") -> int:
        """How many items, stored or queued, there are of a brand, or of all the tenant's.

        Counts what is there, whoever put it there: 0 after a `forget_…` proves it. Raises
        `StoreError` if the store cannot be asked now.
        """
        tenant = self.scope.tenant
        chosen = filters.of_brand(tenant, brand) if brand else filters.of_tenant(tenant)
        counts: list[int] = []

        def count(index: Index) -> None:
            counts.extend(index.count(name, chosen) for name in index.names())

        await self._with_index(count)
        queued = await asyncio.to_thread(
            self._outbox.count, lambda row: not brand or row["brand"] == brand
        )
        return sum(counts) + queued

    async def flush(self) -> int:
        """Try once more to store what is queued. Returns how many batches are left."""
        self._paused_until = 0.0
        await self._attempt(self._catch_up)
        return len(await asyncio.to_thread(self._outbox.batches))

    async def aclose(self) -> None:
        await _in_worker(self._backend.close)

    async def _attempt(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Run it and say whether it succeeded. Failures that pass by themselves degrade."""
        if self._monotonic() < self._paused_until:
            return False
        try:
            await work()
        except (MemoryUnavailable, EmbeddingsBusy) as err:
            self._degrade(err.what)
            return False
        self.degraded = ""
        return True

    def _degrade(self, reason: str) -> None:
        if not self.degraded:
            self._events.emit("warning", text=f"Memory is degraded: {reason} The run goes on.")
        self.degraded = reason
        self._paused_until = self._monotonic() + PAUSE_S

    async def _catch_up(self) -> None:
        for batch in await asyncio.to_thread(self._outbox.batches):
            await self._put(await asyncio.to_thread(self._outbox.read, batch))
            await asyncio.to_thread(self._outbox.done, batch)

    async def _put(self, points: Sequence[Point]) -> None:
        """Embed and write the points the store does not have yet."""
        batch = {point.id for point in points}
        for start in range(0, len(points), _SLICE):
            new = await self._missing(points[start : start + _SLICE])
            if new:
                vectors = await self.embedder.embed_documents([point.text for point in new])
                await self._on_shelf(
                    len(vectors[0]), lambda shelf, n=new, v=vectors: shelf.put(n, v, batch)
                )

    async def _missing(self, points: Sequence[Point]) -> list[Point]:
        if self.embedder.dim is None:  # an endpoint that has not answered yet
            return list(points)
        return await self._on_shelf(self.embedder.dim, lambda shelf: shelf.missing(points))

    async def _withdraw(self, keep: Sequence[str]) -> None:
        now = self._clock.now()

        def withdraw(index: Index) -> None:
            for name in index.names():
                Shelf(index, name).withdraw(self.scope, keep, now)

        await self._with_index(withdraw)

    async def _search(
        self, queries: Sequence[str], chosen: filters.Chosen, limit: int
    ) -> list[list[Recollection]]:
        vectors = await self.embedder.embed_queries(queries)
        now, most = self._clock.now(), max(limit, CANDIDATES)

        def search(shelf: Shelf) -> list[tuple[list[Hit], list[Hit]]]:
            return [
                shelf.index.search(shelf.name, vector, query_terms(query), chosen, most)
                for vector, query in zip(vectors, queries, strict=True)
            ]

        found = await self._on_shelf(len(vectors[0]), search)
        return [
            [_recollection(*row) for row in ranked(asked, lists, now, limit)]
            for asked, lists in zip(zip(queries, vectors, strict=True), found, strict=True)
        ]

    def _points(self, items: Sequence[MemoryItem]) -> list[Point]:
        guard, now = Guard.of(items), self._clock.now()
        allowed = [item for item in map(guard.passed, items) if item is not None]
        for line in guard.told():
            self._events.emit("warning", text=line)
        points = [Point(self.scope.point_id(i), self.scope.payload(i, now)) for i in allowed]
        return list({point.id: point for point in points}.values())

    async def _forget(
        self, chosen: filters.Chosen, matches: Callable[[Mapping[str, Any]], bool]
    ) -> None:
        await asyncio.to_thread(self._outbox.forget, matches)

        def delete(index: Index) -> None:
            for name in index.names():
                index.delete(name, chosen)
                index.purge(name)  # each time: an earlier deletion may have been killed before it

        await self._with_index(delete)

    async def _on_shelf(self, dim: int, work: Callable[[Shelf], T]) -> T:
        name = collection_name(self.embedder.name, dim)
        return await self._with_index(lambda index: work(Shelf(index, name)))

    async def _with_index(self, work: Callable[[Index], T]) -> T:
        def run() -> T:
            with self._backend.opened() as index:
                return work(index)

        return await _in_worker(run)


def _recollection(payload: Mapping[str, Any], score: float) -> Recollection:
    fields = {key: payload[key] for key in MemoryItem.model_fields if key in payload}
    return Recollection(**fields, score=score)


@functools.cache
def _worker() -> ThreadPoolExecutor:
    """One thread per process: the store admits one user at a time; the loop keeps its threads."""
    return ThreadPoolExecutor(1, thread_name_prefix="memory")


async def _in_worker(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_worker(), work)
