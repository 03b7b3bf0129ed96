"""Stand-ins for tests: a cheap embedder, and a small HTTP server that speaks Qdrant's REST.

Public, so that whoever embeds studiocrew can test without a model or a server too.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from memory.embeddings import Vector

Fault = Literal["", "503", "reset", "stall", "garbage", "401"]


class HashEmbedder:
    """Equal words give near vectors; nothing else does. Costs microseconds."""

    dim: int | None

    def __init__(self, name: str = "hash", dim: int = 32) -> None:
        self.name = name
        self.dim = dim
        self.embedded: list[str] = []

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += texts
        return [self._vector(text) for text in texts]

    async def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> Vector:
        vector = [0.0] * (self.dim or 32)
        vector[0] = 0.1  # never all zeros, which has no direction
        for word in re.findall(r"\w+", text.casefold()):
            vector[hashlib.sha256(word.encode()).digest()[0] % len(vector)] += 1.0
        return vector


@dataclass(frozen=True, slots=True)
class Seen:
    """A request the server received."""

    method: str
    path: str
    body: Any
    api_key: str


class QdrantStandIn:
    """Answers the requests memory sends, from Qdrant's own in-memory mode; fails when told to.

    It shows how the client behaves. It says nothing about a real server.
    """

    def __init__(self) -> None:
        from qdrant_client import QdrantClient

        self.store = QdrantClient(":memory:")
        self.fault: Fault = ""
        self.seen: list[Seen] = []
        self.turn = threading.Lock()
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> QdrantStandIn:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self.store.close()

    def answer(self, method: str, path: str, body: Any) -> Any:
        """The `result` of one request. Raises `KeyError` for one that memory never sends."""
        if path == "/collections":
            return self.store.get_collections().model_dump(mode="json")
        _, _, name, *rest = path.split("/")
        reply = _REPLIES[method, "/".join(rest)]
        return reply(self.store, name, body)


def _exists(store: Any, name: str, _: Any) -> Any:
    return {"exists": store.collection_exists(name)}


def _create(store: Any, name: str, body: Any) -> Any:
    from qdrant_client import models

    return store.create_collection(
        name,
        vectors_config={k: models.VectorParams(**v) for k, v in body["vectors"].items()},
        sparse_vectors_config={
            k: models.SparseVectorParams(**v) for k, v in body["sparse_vectors"].items()
        },
    )


def _info(store: Any, name: str, _: Any) -> Any:
    return store.get_collection(name).model_dump(mode="json")


def _drop(store: Any, name: str, _: Any) -> Any:
    return store.delete_collection(name)


def _index(*_: Any) -> Any:
    return {"operation_id": 0, "status": "completed"}


def _retrieve(store: Any, name: str, body: Any) -> Any:
    found = store.retrieve(name, body["ids"], with_payload=True, with_vectors=False)
    return [record.model_dump(mode="json") for record in found]


def _upsert(store: Any, name: str, body: Any) -> Any:
    from qdrant_client import models

    store.upsert(name, [models.PointStruct(**point) for point in body["points"]])
    return {"operation_id": 1, "status": "completed"}


def _mark(store: Any, name: str, body: Any) -> Any:
    store.set_payload(name, body["payload"], points=body["points"])
    return {"operation_id": 2, "status": "completed"}


def _query(store: Any, name: str, body: Any) -> Any:
    from qdrant_client import models

    asked = [models.QueryRequest(**search) for search in body["searches"]]
    return [each.model_dump(mode="json") for each in store.query_batch_points(name, asked)]


def _scroll(store: Any, name: str, body: Any) -> Any:
    points, page = store.scroll(
        name,
        _chosen(body),
        limit=body["limit"],
        offset=body.get("offset"),
        with_vectors=body["with_vector"],
    )
    return {"points": [point.model_dump(mode="json") for point in points], "next_page_offset": page}


def _count(store: Any, name: str, body: Any) -> Any:
    return store.count(name, count_filter=_chosen(body)).model_dump(mode="json")


def _delete(store: Any, name: str, body: Any) -> Any:
    from qdrant_client import models

    store.delete(name, points_selector=models.FilterSelector(filter=_chosen(body)))
    return {"operation_id": 3, "status": "completed"}


def _chosen(body: Any) -> Any:
    from qdrant_client import models

    return models.Filter(**body["filter"]) if body.get("filter") else None


_REPLIES: dict[tuple[str, str], Any] = {
    ("GET", "exists"): _exists,
    ("PUT", ""): _create,
    ("GET", ""): _info,
    ("DELETE", ""): _drop,
    ("PUT", "index"): _index,
    ("POST", "points"): _retrieve,
    ("PUT", "points"): _upsert,
    ("POST", "points/payload"): _mark,
    ("POST", "points/query/batch"): _query,
    ("POST", "points/scroll"): _scroll,
    ("POST", "points/count"): _count,
    ("POST", "points/delete"): _delete,
}


def _handler_for(stand_in: QdrantStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(size)
            body = json.loads(raw) if raw else None
            path = self.path.split("?")[0]
            key = self.headers.get("api-key", "")
            stand_in.seen.append(Seen(self.command, path, body, key))
            if stand_in.fault:
                self._fail(stand_in.fault)
                return
            with stand_in.turn:
                result = stand_in.answer(self.command, path, body)
            self._send(200, json.dumps({"result": result, "status": "ok", "time": 0.0}).encode())

        do_GET = do_PUT = do_POST = do_DELETE = do  # noqa: N815 - the names http.server calls

        def _fail(self, fault: Fault) -> None:
            if fault == "stall":
                stand_in.released.wait(30)
            elif fault == "reset":
                linger = struct.pack("ii", 1, 0)  # close with RST instead of FIN
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                self.close_connection = True
            elif fault == "garbage":
                self._send(200, b"<html>a proxy's welcome page</html>")
            else:
                self._send(int(fault), b'{"status": {"error": "no"}}')

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

    return Handler
