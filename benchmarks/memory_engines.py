"""Qdrant's two embedded engines under memory's load: `qdrant-client`'s local mode, and Qdrant Edge.

Each point has 384 numbers, about 12 terms and our payload; ten tenants share the store, and every
search is kept to one. Memory opens the files for each operation, so what an operation costs is
opening and the operation. Each engine and size runs in a process of its own, for its memory.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SIZES = (100, 2_000)
LARGE = 20_000  # with --large: file mode takes five minutes to fill
DIM, TERMS, TENANTS, SLICE = 384, 12, 10, 64
Row = tuple[str, list[float], tuple[list[int], list[float]], dict[str, Any]]


def rows(count: int) -> Iterator[Row]:
    """Points made by a fixed seed."""
    chance = random.Random(7)
    for number in range(count):
        vector = [chance.gauss(0, 1) for _ in range(DIM)]
        terms = sorted({int(chance.paretovariate(0.6)) % 50_000 for _ in range(TERMS)})
        payload = {
            "tenant": f"t{number % TENANTS}",
            "project": "",
            "brand": f"b{number % 50}",
            "shelf": "brand",
            "kind": ("fact", "post", "passage")[number % 3],
            "origin": "folder",
            "text": "What a fact says, in about as many letters as facts have. " * 2,
        }
        id_ = str(uuid.UUID(int=chance.getrandbits(128)))
        yield id_, vector, (terms, [1.0] * len(terms)), payload


class Local:
    """`QdrantClient(path=)`, as memory used it until 2026-11, less the vetting of its pickles."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def opened(self) -> Iterator[Any]:
        from qdrant_client import QdrantClient, models

        client = QdrantClient(path=str(self.path))
        if not client.collection_exists("c"):
            client.create_collection(
                "c",
                vectors_config={"dense": models.VectorParams(size=DIM, distance="Cosine")},
                sparse_vectors_config={"sparse": models.SparseVectorParams(modifier="idf")},
            )
        try:
            yield client
        finally:
            client.close()

    def write(self, client: Any, batch: list[Row]) -> None:
        from qdrant_client import models

        points = [
            models.PointStruct(
                id=i,
                vector={"dense": v, "sparse": models.SparseVector(indices=s[0], values=s[1])},
                payload=p,
            )
            for i, v, s, p in batch
        ]
        client.upsert("c", points)

    def search(self, client: Any, using: str, row: Row) -> None:
        from qdrant_client import models

        query = (
            row[1] if using == "dense" else models.SparseVector(indices=row[2][0], values=row[2][1])
        )
        tenant = models.FieldCondition(key="tenant", match=models.MatchValue(value="t3"))
        client.query_points(
            "c", query=query, using=using, query_filter=models.Filter(must=[tenant]), limit=20
        )


class Edge:
    """A Qdrant Edge shard, with an index of the tenant; flushed before a write counts as done."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def opened(self) -> Iterator[Any]:
        import qdrant_edge as edge

        if (self.path / "edge_config.json").exists():
            shard = edge.EdgeShard.load(str(self.path))
        else:
            self.path.mkdir(parents=True)
            config = edge.EdgeConfig(
                vectors={"dense": edge.EdgeVectorParams(DIM, edge.Distance.Cosine)},
                sparse_vectors={"sparse": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
                wal_enabled=False,
            )
            shard = edge.EdgeShard.create(str(self.path), config)
            for key in ("tenant",):
                schema = edge.KeywordIndexParams(is_tenant=key == "tenant")
                shard.update(edge.UpdateOperation.create_field_index(key, schema))
        try:
            yield shard
        finally:
            shard.close()

    def write(self, shard: Any, batch: list[Row]) -> None:
        import qdrant_edge as edge

        points = [
            edge.Point(i, {"dense": v, "sparse": edge.SparseVector(s[0], s[1])}, p)
            for i, v, s, p in batch
        ]
        shard.update(edge.UpdateOperation.upsert_points(points))
        shard.flush()

    def search(self, shard: Any, using: str, row: Row) -> None:
        import qdrant_edge as edge

        vector = row[1] if using == "dense" else edge.SparseVector(row[2][0], row[2][1])
        tenant = edge.FieldCondition("tenant", match=edge.MatchValue("t3"))
        shard.query(
            edge.QueryRequest(
                20,
                query=edge.Query.Nearest(vector, using),
                filter=edge.Filter(must=[tenant]),
                with_payload=True,
            )
        )


def taken(work: Callable[[], Any], times: int = 1) -> float:
    """Median milliseconds."""
    spans: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spans.append((time.perf_counter() - began) * 1000)
    return statistics.median(spans)


def measured(engine: Local | Edge, count: int) -> dict[str, float]:
    """One engine at one size."""
    points = list(rows(count))
    with engine.opened():
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def fill() -> None:
        with engine.opened() as store:
            for start in range(0, count, SLICE):
                engine.write(store, points[start : start + SLICE])

    def open_only() -> None:
        with engine.opened():
            pass

    def write_one() -> None:
        with engine.opened() as store:
            engine.write(store, points[:1])

    def recall() -> None:
        with engine.opened() as store:
            engine.search(store, "dense", points[5])
            engine.search(store, "sparse", points[5])

    found = {"fill": taken(fill), "open": taken(open_only, 3), "write one": taken(write_one, 3)}
    with engine.opened() as store:
        found["dense"] = taken(lambda: engine.search(store, "dense", points[5]), 5)
        found["sparse"] = taken(lambda: engine.search(store, "sparse", points[5]), 5)
    found["recall"] = taken(recall, 3)
    found["RSS MB"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    files = [path for path in engine.path.rglob("*") if path.is_file()]
    found["disk MB"] = sum(path.stat().st_blocks * 512 for path in files) / 1e6
    return found


def main() -> int:
    if len(sys.argv) == 3:
        warnings.simplefilter("ignore")
        with tempfile.TemporaryDirectory() as folder:
            engine = {"local": Local, "edge": Edge}[sys.argv[1]](Path(folder) / "store")
            print(json.dumps(measured(engine, int(sys.argv[2]))))
        return 0
    for count in (*SIZES, *([LARGE] if "--large" in sys.argv else [])):
        for name in ("local", "edge"):
            done = subprocess.run(
                [sys.executable, __file__, name, str(count)], check=True, stdout=subprocess.PIPE
            )
            found = json.loads(done.stdout)
            print(
                f"{name:<6}{count:>7} ",
                "  ".join(f"{k} {v:.1f}" for k, v in found.items()),
                flush=True,
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
