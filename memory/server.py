"""Qdrant as a server. Only REST is spoken; every request has a time limit."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from memory.embeddings import Vector
from memory.filters import Chosen, Condition, HasId, Is, require_tenant
from memory.index import (
    DENSE,
    INDEXED,
    OLD_PREFIX,
    PREFIX,
    SPARSE,
    Hit,
    MemoryUnavailable,
    Row,
    another_size,
    renamed,
)
from memory.terms import Terms
from studiocrew.errors import OperatorError, StoreError

if TYPE_CHECKING:
    from qdrant_client import QdrantClient, models

_PASSING = {408, 425, 429, 500, 502, 503, 504}
_PAGE = 1000


class ServerBackend:
    """A Qdrant server; what an older studiocrew kept there is moved when first met."""

    def __init__(self, url: str, api_key: str = "", *, patience_s: float = 10.0) -> None:
        self._url = url
        self._key = api_key
        self._patience_s = patience_s
        self._client: QdrantClient | None = None
        self._moved = False

    @contextlib.contextmanager
    def opened(self) -> Generator[ServerIndex]:
        from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
        from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

        try:
            index = ServerIndex(self._connected())
            if not self._moved:
                index.move_old()
                self._moved = True
            yield index
        except ResponseHandlingException as err:
            raise self._unavailable(type(err.source).__name__) from err
        except (ResourceExhaustedResponse, ValueError) as err:
            raise self._unavailable(type(err).__name__) from err
        except UnexpectedResponse as err:
            raise self._refused(err.status_code or 0) from err

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> QdrantClient:
        from qdrant_client import QdrantClient

        if self._client is None:
            # As a header rather than `api_key=`, which warns about http even on this machine.
            headers = {"api-key": self._key} if self._key else None
            self._client = QdrantClient(
                url=self._url,
                headers=headers,
                timeout=max(1, round(self._patience_s)),
                check_compatibility=False,
            )
        return self._client

    def _unavailable(self, why: str) -> MemoryUnavailable:
        return MemoryUnavailable(
            f"Qdrant does not answer ({why}).",
            where="QDRANT_URL",
            mend="Start the server, or unset QDRANT_URL to keep the memory on this machine.",
        )

    def _refused(self, status: int) -> OperatorError:
        if status in _PASSING:
            return self._unavailable(f"status {status}")
        mend = "Check QDRANT_API_KEY." if status in {401, 403} else "Check QDRANT_URL."
        return StoreError(f"Qdrant refused with status {status}.", where="QDRANT_URL", mend=mend)


class ServerIndex:
    """Our collections on a server."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client

    def names(self) -> list[str]:
        return [name for name in self._all() if name.startswith(PREFIX)]

    def ensure(self, name: str, dim: int) -> None:
        from qdrant_client import models

        if self._client.collection_exists(name):
            self._check_size(name, dim)
            return
        self._client.create_collection(
            name,
            vectors_config={DENSE: models.VectorParams(size=dim, distance=models.Distance.COSINE)},
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )
        for key in INDEXED:
            schema = models.KeywordIndexParams(
                type=models.KeywordIndexType.KEYWORD, is_tenant=key == "tenant"
            )
            self._client.create_payload_index(name, key, field_schema=schema)

    def stored(self, name: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        if not self._client.collection_exists(name):
            return {}
        found = self._client.retrieve(name, list(ids), with_payload=True, with_vectors=False)
        return {str(record.id): record.payload or {} for record in found}

    def write(self, name: str, rows: Sequence[Row]) -> None:
        from qdrant_client import models

        points = [
            models.PointStruct(
                id=row.id,
                vector={
                    DENSE: row.dense,
                    SPARSE: models.SparseVector(
                        indices=row.sparse.indices, values=row.sparse.values
                    ),
                },
                payload=dict(row.payload),
            )
            for row in rows
        ]
        self._client.upsert(name, points, wait=True)

    def search(
        self, name: str, dense: Vector, sparse: Terms, chosen: Chosen, limit: int
    ) -> tuple[list[Hit], list[Hit]]:
        from qdrant_client import models

        require_tenant(chosen)
        if not self._client.collection_exists(name):
            return [], []
        only = _filter(chosen)
        by_meaning = models.QueryRequest(
            query=dense, using=DENSE, filter=only, limit=limit, with_payload=True
        )
        by_words = models.QueryRequest(
            query=models.SparseVector(indices=sparse.indices, values=sparse.values),
            using=SPARSE,
            filter=only,
            limit=limit,
            with_payload=True,
            with_vector=[DENSE],
            # Counted among the owner's own items, as in `memory/edge.py`.
            params=models.SearchParams(idf=models.IdfCorpusParams(corpus=only)),
        )
        asked = [by_meaning, by_words] if sparse.indices else [by_meaning]
        found = self._client.query_batch_points(name, asked)
        lists = [[_hit(point) for point in each.points] for each in found]
        return lists[0], lists[1] if len(lists) > 1 else []

    def listed(self, name: str, chosen: Chosen, *, vectors: bool = False) -> list[Hit]:
        require_tenant(chosen)
        return list(self._scrolled(name, _filter(chosen), [DENSE] if vectors else False))

    def count(self, name: str, chosen: Chosen) -> int:
        require_tenant(chosen, whole=True)
        if not self._client.collection_exists(name):
            return 0
        return self._client.count(name, count_filter=_filter(chosen), exact=True).count

    def mark(self, name: str, ids: Sequence[str], payload: Mapping[str, Any]) -> None:
        self._client.set_payload(name, dict(payload), points=list(ids), wait=True)

    def delete(self, name: str, chosen: Chosen) -> None:
        from qdrant_client import models

        require_tenant(chosen, whole=True)
        selector = models.FilterSelector(filter=_filter(chosen))
        self._client.delete(name, points_selector=selector, wait=True)

    def purge(self, name: str) -> None:
        """The server's own vacuum rewrites what holds deleted points."""

    def move_old(self) -> None:
        """Copy collections of the old kind, then delete them: `forget` must find everything."""
        from memory.old_files import as_row

        for old in self._all():
            if not old.startswith(OLD_PREFIX):
                continue
            rows = [
                as_row(hit.id, hit.dense or [], dict(hit.payload))
                for hit in self._scrolled(old, None, True)
            ]
            for start in range(0, len(rows), 256):
                self.ensure(renamed(old), len(rows[0].dense))
                self.write(renamed(old), rows[start : start + 256])
            self._client.delete_collection(old)

    def _all(self) -> list[str]:
        return [each.name for each in self._client.get_collections().collections]

    def _scrolled(
        self, name: str, only: models.Filter | None, vectors: bool | list[str]
    ) -> Generator[Hit]:
        if not self._client.collection_exists(name):
            return
        offset: Any = None
        while True:
            rows, offset = self._client.scroll(
                name, only, limit=_PAGE, offset=offset, with_payload=True, with_vectors=vectors
            )
            yield from map(_hit, rows)
            if offset is None:
                return

    def _check_size(self, name: str, dim: int) -> None:
        vectors = self._client.get_collection(name).config.params.vectors
        named = vectors.get(DENSE) if isinstance(vectors, dict) else vectors
        size = getattr(named, "size", None)
        if size != dim:
            raise another_size(name, size, dim)


def _hit(point: models.ScoredPoint | models.Record) -> Hit:
    vector = point.vector.get(DENSE) if isinstance(point.vector, dict) else point.vector
    score = float(getattr(point, "score", 0.0))
    return Hit(str(point.id), point.payload or {}, score, cast("Vector | None", vector))


def _filter(chosen: Chosen) -> models.Filter:
    from qdrant_client import models

    return models.Filter(
        must=[_condition(part) for part in chosen.must],
        should=[_condition(part) for part in chosen.should] or None,
        must_not=[_condition(part) for part in chosen.never] or None,
    )


def _condition(condition: Condition) -> models.Condition:
    from qdrant_client import models

    if isinstance(condition, Is):
        if len(condition.values) == 1:
            value = models.MatchValue(value=condition.values[0])
            return models.FieldCondition(key=condition.key, match=value)
        return models.FieldCondition(
            key=condition.key, match=models.MatchAny(any=list(condition.values))
        )
    if isinstance(condition, HasId):
        return models.HasIdCondition(has_id=list(condition.ids))
    return _filter(condition)
