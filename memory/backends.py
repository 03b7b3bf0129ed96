"""Chooses how Qdrant is reached: a server when QDRANT_URL is set, else files on this machine."""

from __future__ import annotations

from pathlib import Path

from memory.edge import FileBackend
from memory.index import Backend
from memory.server import ServerBackend
from studiocrew.settings import Settings


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
