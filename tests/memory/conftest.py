from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from memory.edge import FileBackend
from memory.index import Backend
from memory.server import ServerBackend
from memory.store import Memory
from memory.testing import HashEmbedder, QdrantStandIn
from studiocrew.settings import Settings

Open = Callable[..., Memory]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", qdrant_url=None, crew_embeddings="local")


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with QdrantStandIn() as stand_in:
        yield stand_in


@pytest.fixture(params=["files", "server"])
def backend(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Backend]:
    """Both ways to reach Qdrant; whatever holds for one must hold for the other."""
    if request.param == "files":
        yield FileBackend(settings.home / "memory", patience_s=2)
        return
    stand_in = request.getfixturevalue("server")
    opened = ServerBackend(stand_in.url, "a-key", patience_s=2)
    yield opened
    opened.close()


@pytest.fixture
def open_memory(settings: Settings) -> Open:
    """Memory over files, with a cheap embedder, for a tenant, a project and a brand."""

    def open_it(tenant: str = "acme", project: str = "p1", **more: object) -> Memory:
        more.setdefault("embedder", HashEmbedder())
        more.setdefault("brand", "nonna")
        more.setdefault("backend", FileBackend(settings.home / "memory", patience_s=2))
        return Memory(settings, tenant, project, **more)  # type: ignore[arg-type]

    return open_it


@pytest.fixture
def server_settings(tmp_path: Path, server: QdrantStandIn) -> Settings:
    return Settings(home=tmp_path / "home", qdrant_url=server.url, qdrant_api_key=SecretStr("k3y"))
