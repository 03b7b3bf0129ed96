"""Qdrant in this process: a Qdrant Edge shard for each collection, in files.

Files admit one process at a time. So they are opened for the span of one operation, under a lock
that other processes wait for and that dies with its owner. Each
shard is sealed when it is closed (`memory/seal.py`).
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from memory.embeddings import Vector
from memory.filters import Chosen, Condition, Is, require_tenant
from memory.filters import HasId as Ids
from memory.index import DENSE, SPARSE, Hit, MemoryUnavailable, Row, another_size
from memory.seal import SEAL, Sums, check_seal, corrupt, write_seal
from memory.terms import Terms
from studiocrew.errors import StoreError
from studiocrew.files import as_store_error

if TYPE_CHECKING:
    import qdrant_edge as edge

T = TypeVar("T")

_FRESH, _OLD = ".fresh", ".old"
_PAGE = 1000


class FileBackend:
    """Embedded Qdrant under `root`/edge, shared between processes by `root`/qdrant.lock."""

    def __init__(self, root: Path, *, patience_s: float = 10.0) -> None:
        self._root = root
        self._path = root / "edge"
        self._patience_s = patience_s

    @contextlib.contextmanager
    def opened(self) -> Generator[EdgeIndex]:
        from memory.old_files import moved_in

        with self._locked(), as_store_error(self._path):
            index = EdgeIndex(self._path)
            try:
                moved_in(self._root, index)
                yield index
            finally:
                index.close()

    def close(self) -> None:
        """Nothing is held between operations."""

    @contextlib.contextmanager
    def _locked(self) -> Generator[None]:
        from filelock import FileLock, Timeout

        with as_store_error(self._root):
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self._root / "qdrant.lock", timeout=self._patience_s, poll_interval=0.02)
        with as_store_error(self._root):
            try:
                lock.acquire()
            except Timeout:  # an OSError too, but not one about the disk
                raise MemoryUnavailable(
                    f"Another process has held the memory for over {self._patience_s:g} s.",
                    where=str(self._root),
                    mend="Wait for it to end, or set QDRANT_URL to a Qdrant server.",
                ) from None
        try:
            yield
        finally:
            lock.release()


class EdgeIndex:
    """The shards under one folder, each opened when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shards: dict[str, edge.EdgeShard] = {}
        self._sealed: dict[str, Sums] = {}

    def names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        self._finish_purges()
        return sorted(each.name for each in self._folder.iterdir() if _is_shard(each))

    def ensure(self, name: str, dim: int) -> None:
        import qdrant_edge as edge

        if name in self._shards:
            return
        if name in self.names():
            self._shard(name)  # first, for damage is not another size
            if (size := _size(self._folder / name)) != dim:
                raise another_size(name, size, dim)
            return
        path = self._folder / name
        shutil.rmtree(path, ignore_errors=True)  # a making that was killed: no point was in it yet
        path.mkdir(parents=True, mode=0o700)
        config = edge.EdgeConfig(
            vectors={DENSE: edge.EdgeVectorParams(dim, edge.Distance.Cosine)},
            sparse_vectors={SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
            wal_enabled=False,  # every write is flushed, which is what a log would be for
        )
        shard = self._asked(path, lambda: edge.EdgeShard.create(str(path), config))
        self._shards[name] = shard
        tenants = edge.KeywordIndexParams(is_tenant=True)
        self._update(name, edge.UpdateOperation.create_field_index("tenant", tenants))

    def stored(self, name: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        if name not in self.names():
            return {}
        shard = self._shard(name)
        found = self._asked(
            self._folder / name,
            lambda: shard.retrieve(list(ids), with_payload=True, with_vector=False),
        )
        return {str(record.id): record.payload or {} for record in found}

    def write(self, name: str, rows: Sequence[Row]) -> None:
        import qdrant_edge as edge

        points = [
            edge.Point(
                row.id,
                {
                    DENSE: row.dense,
                    SPARSE: edge.SparseVector(row.sparse.indices, row.sparse.values),
                },
                dict(row.payload),
            )
            for row in rows
        ]
        self._update(name, edge.UpdateOperation.upsert_points(points))

    def search(
        self, name: str, dense: Vector, sparse: Terms, chosen: Chosen, limit: int
    ) -> tuple[list[Hit], list[Hit]]:
        import qdrant_edge as edge

        require_tenant(chosen)
        if name not in self.names():
            return [], []
        shard, only = self._shard(name), _filter(chosen)
        # How rare a term is is counted among the owner's own items: what others keep is no guide,
        # and would let them be guessed at.
        params = edge.SearchParams(idf=edge.IdfParams(corpus=only))
        by_meaning = edge.QueryRequest(
            limit, query=edge.Query.Nearest(dense, DENSE), filter=only, with_payload=True
        )
        terms = edge.SparseVector(sparse.indices, sparse.values)
        by_words = edge.QueryRequest(
            limit,
            query=edge.Query.Nearest(terms, SPARSE),
            filter=only,
            with_payload=True,
            with_vector=[DENSE],
            params=params,
        )

        def ask() -> tuple[list[Hit], list[Hit]]:
            words = shard.query(by_words) if sparse.indices else []
            return [_hit(row) for row in shard.query(by_meaning)], [_hit(row) for row in words]

        return self._asked(self._folder / name, ask)

    def listed(self, name: str, chosen: Chosen, *, vectors: bool = False) -> list[Hit]:
        import qdrant_edge as edge

        require_tenant(chosen)
        if name not in self.names():
            return []
        shard, only = self._shard(name), _filter(chosen)
        found: list[Hit] = []
        offset: edge.PointId | None = None
        while True:
            request = edge.ScrollRequest(
                offset=offset,
                limit=_PAGE,
                filter=only,
                with_payload=True,
                with_vector=[DENSE] if vectors else False,
            )
            rows, offset = self._asked(
                self._folder / name, lambda asked=request: shard.scroll(asked)
            )
            found += [_hit(row) for row in rows]
            if offset is None:
                return found

    def count(self, name: str, chosen: Chosen) -> int:
        import qdrant_edge as edge

        require_tenant(chosen, whole=True)
        if name not in self.names():
            return 0
        request = edge.CountRequest(exact=True, filter=_filter(chosen))
        shard = self._shard(name)
        return self._asked(self._folder / name, lambda: shard.count(request))

    def mark(self, name: str, ids: Sequence[str], payload: Mapping[str, Any]) -> None:
        import qdrant_edge as edge

        self._update(name, edge.UpdateOperation.set_payload(list(ids), dict(payload)))

    def delete(self, name: str, chosen: Chosen) -> None:
        import qdrant_edge as edge

        require_tenant(chosen, whole=True)
        if name in self.names():
            self._update(name, edge.UpdateOperation.delete_points_by_filter(_filter(chosen)))

    def purge(self, name: str) -> None:
        """Copy what is left to a new shard, which takes the old one's place.

        Edge only marks what is deleted, and its own clean-up begins at a thousand points.
        """
        import qdrant_edge as edge

        if name not in self.names():
            return
        shard, path, fresh = self._shard(name), self._folder / name, f"{name}{_FRESH}"
        self.ensure(fresh, _size(path) or 0)
        offset: edge.PointId | None = None
        while True:
            request = edge.ScrollRequest(offset, _PAGE, with_payload=True, with_vector=True)
            rows, offset = self._asked(path, lambda asked=request: shard.scroll(asked))
            self.write(fresh, [_row(row) for row in rows])
            if offset is None:
                break
        self.close()
        path.rename(path.with_name(f"{name}{_OLD}"))
        (self._folder / fresh).rename(path)
        self._finish_purges()

    def close(self) -> None:
        """Close every shard and seal it."""
        while self._shards:
            name, shard = self._shards.popitem()
            path = self._folder / name
            self._asked(path, shard.close)
            write_seal(path, self._sealed.get(name, {}))

    def _finish_purges(self) -> None:
        """After a kill: a copy beside its original is half done, one without it is all there is."""
        for copy in self._folder.glob(f"*{_FRESH}"):
            original = copy.with_name(copy.name.removesuffix(_FRESH))
            if copy.name in self._shards:
                continue
            if original.exists():
                shutil.rmtree(copy)
            else:
                copy.rename(original)
        for old in self._folder.glob(f"*{_OLD}"):
            if old.with_name(old.name.removesuffix(_OLD)).exists():
                shutil.rmtree(old)
            else:  # killed between the two renamings, and the copy is gone too
                old.rename(old.with_name(old.name.removesuffix(_OLD)))

    def _shard(self, name: str) -> edge.EdgeShard:
        import qdrant_edge as edge

        if name not in self._shards:
            path = self._folder / name
            self._sealed[name] = check_seal(path)
            (path / SEAL).unlink(missing_ok=True)  # whoever is killed from here on leaves none
            self._shards[name] = self._asked(path, lambda: edge.EdgeShard.load(str(path)))
        return self._shards[name]

    def _update(self, name: str, operation: edge.UpdateOperation) -> None:
        shard = self._shard(name)

        def write() -> None:
            shard.update(operation)
            shard.flush()

        self._asked(self._folder / name, write)

    def _asked(self, path: Path, work: Callable[[], T]) -> T:
        """Run it; Edge's refusals, among them Rust's panics, become `StoreError`."""
        try:
            return work()
        except BaseException as err:
            if not _is_edges(err):
                raise
            self._shards.pop(path.name, None)  # not sealed: nobody may vouch for it now
            why = str(err)
            if "os error 28" in why or "No space left" in why:
                raise StoreError(
                    "The disk is full; the memory was not changed.",
                    where=str(path),
                    mend="Free some space, then go on with `crew resume`.",
                ) from err
            raise corrupt(path, why.splitlines()[0][:200] if why else type(err).__name__) from err


def _is_edges(err: BaseException) -> bool:
    """Edge raises bare `Exception`; a panic is a `BaseException` of PyO3's."""
    return type(err) is Exception or type(err).__name__ == "PanicException"


def _is_shard(path: Path) -> bool:
    return path.is_dir() and ((path / SEAL).exists() or any(path.glob("segments/*")))


def _size(path: Path) -> int | None:
    config = json.loads((path / "edge_config.json").read_text("utf-8"))
    return cast("int | None", config.get("vectors", {}).get(DENSE, {}).get("size"))


def _hit(row: edge.ScoredPoint | edge.Record) -> Hit:
    vectors = row.vector
    dense = vectors.get(DENSE) if isinstance(vectors, dict) else None
    score = float(getattr(row, "score", 0.0))
    return Hit(str(row.id), row.payload or {}, score, cast("Vector | None", dense))


def _row(record: edge.Record) -> Row:
    vectors = cast("dict[str, Any]", record.vector)
    terms = vectors.get(SPARSE)
    sparse = Terms(list(terms.indices), list(terms.values)) if terms else Terms([], [])
    return Row(str(record.id), vectors[DENSE], sparse, record.payload or {})


def _filter(chosen: Chosen) -> edge.Filter:
    import qdrant_edge as edge

    return edge.Filter(
        must=[_condition(part) for part in chosen.must],
        should=[_condition(part) for part in chosen.should] or None,
        must_not=[_condition(part) for part in chosen.never] or None,
    )


def _condition(condition: Condition) -> edge.ConditionType:
    import qdrant_edge as edge

    if isinstance(condition, Is):
        return edge.FieldCondition(condition.key, match=edge.MatchAny(list(condition.values)))
    if isinstance(condition, Ids):
        return edge.HasIdCondition(set(condition.ids))
    return _filter(condition)
