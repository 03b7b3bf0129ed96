"""Opens Qdrant: a server when QDRANT_URL is set, else files on this machine.

Qdrant's file mode admits one process at a time. So the files are opened for the span of one
operation, under a lock that other processes wait for and that dies with its owner. Measured at
1,000 points of 384 numbers: 53 ms to lock, vet and open, 32 ms to search; 2 to 15 ms to write a
point, as fast as the disk flushes.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import warnings
from collections.abc import Generator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from memory.vetting import vet_storage
from studiocrew.errors import OperatorError, StoreError
from studiocrew.files import as_store_error
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

_PASSING = {408, 425, 429, 500, 502, 503, 504}


class MemoryUnavailable(StoreError):
    """Not now: the server is down or the files are in use. Memory degrades; the run goes on."""


class Backend(Protocol):
    """Lends a client for one operation, in a worker thread."""

    local: bool

    def opened(self) -> AbstractContextManager[QdrantClient]:
        """Raises `MemoryUnavailable` to be tried later, `StoreError` if a person must act."""
        ...

    def close(self) -> None: ...


def backend_for(settings: Settings, *, patience_s: float = 10.0) -> Backend:
    """The backend the settings name. `patience_s`: how long to wait for the lock or the server."""
    if settings.qdrant_url:
        key = settings.qdrant_api_key
        return ServerBackend(
            settings.qdrant_url, key.get_secret_value() if key else "", patience_s=patience_s
        )
    return FileBackend(memory_folder(settings), patience_s=patience_s)


def memory_folder(settings: Settings) -> Path:
    """Where the embedded store, its lock and the queue are kept."""
    return settings.home / "memory"


class FileBackend:
    """Embedded Qdrant under `root`/qdrant, shared between processes by `root`/qdrant.lock."""

    local = True

    def __init__(self, root: Path, *, patience_s: float = 10.0) -> None:
        self._root = root
        self._path = root / "qdrant"
        self._patience_s = patience_s

    @contextlib.contextmanager
    def opened(self) -> Generator[QdrantClient]:
        with self._locked(), self._readable():
            _check_complete(self._path)
            vet_storage(self._path)
            client = self._open()
            try:
                yield client
            finally:
                client.close()

    def close(self) -> None:
        """Nothing is held between operations."""

    def _open(self) -> QdrantClient:
        from qdrant_client import QdrantClient

        # Past 20,000 points Qdrant says so at every open; `crew doctor` is the place for that.
        warnings.filterwarnings("ignore", message="Local mode is not recommended")
        return QdrantClient(path=str(self._path))

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

    @contextlib.contextmanager
    def _readable(self) -> Generator[None]:
        try:
            with as_store_error(self._path):
                yield
        except sqlite3.Error as err:
            if "full" in str(err):
                raise StoreError(
                    "The disk is full; the memory was not changed.",
                    where=str(self._path),
                    mend="Free some space, then go on with `crew resume`.",
                ) from err
            raise corrupt(self._path, str(err)) from err


def corrupt(path: Path, why: str) -> StoreError:
    """The files are damaged. They are kept as they are for whoever wants to rescue them."""
    return StoreError(
        f"The memory's files are damaged: {why}. Nothing was changed.",
        where=str(path),
        mend="Restore the folder from a backup, or move it aside to begin a new one.",
    )


def _check_complete(path: Path) -> None:
    """Notice missing pieces, which Qdrant would quietly replace by empty ones."""
    meta, collections = path / "meta.json", path / "collection"
    if not meta.exists():
        if collections.is_dir() and any(collections.iterdir()):
            raise corrupt(path, "meta.json is missing")
        return
    try:
        data = cast("dict[str, Any]", json.loads(meta.read_text("utf-8")))
        names = list(data["collections"])
    except (ValueError, KeyError, TypeError) as err:
        raise corrupt(path, "meta.json cannot be read") from err
    for name in names:
        if not (collections / name / "storage.sqlite").is_file():
            raise corrupt(path, f"the points of {name} are missing")


class ServerBackend:
    """A Qdrant server. Only REST is spoken; every request has a time limit."""

    local = False

    def __init__(self, url: str, api_key: str = "", *, patience_s: float = 10.0) -> None:
        self._url = url
        self._key = api_key
        self._patience_s = patience_s
        self._client: QdrantClient | None = None

    @contextlib.contextmanager
    def opened(self) -> Generator[QdrantClient]:
        from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
        from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

        try:
            yield self._connected()
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
