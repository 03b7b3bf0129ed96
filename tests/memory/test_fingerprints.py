"""The tenant's shelf: open to all its brands, to no other tenant, and to no words."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from memory import filters
from memory.index import Backend
from memory.items import MemoryItem, Scope
from memory.store import Memory
from memory.testing import HashEmbedder, QdrantStandIn
from studiocrew.settings import Settings

DAY = datetime(2031, 5, 6, tzinfo=UTC)


def mark(text: str, days: int = 0) -> MemoryItem:
    return MemoryItem(
        kind="fingerprint", text=text, shelf="tenant", created_at=DAY + timedelta(days=days)
    )


def opened(settings: Settings, backend: Backend, scope: str, embedder: str = "hash") -> Memory:
    tenant, project, brand = scope.split("/")
    return Memory(settings, tenant, project, HashEmbedder(embedder), brand=brand, backend=backend)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fingerprint", "text": "1;2;3", "shelf": "brand"},
        {"kind": "fingerprint", "text": "1;2;3"},
        {"kind": "post", "text": "123", "shelf": "tenant"},
        {"kind": "fingerprint", "text": "1;rye bread;3", "shelf": "tenant"},
        {"kind": "fingerprint", "text": "1;ライ麦;3", "shelf": "tenant"},
        {"kind": "fingerprint", "text": "1;2;3", "shelf": "tenant", "ref": "rye-launch"},
    ],
)
def test_only_a_wordless_fingerprint_lies_on_the_tenants_shelf(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="fingerprint"):
        MemoryItem.model_validate(wrong)


async def test_other_brands_of_the_tenant_see_it_and_nobody_else(
    settings: Settings, backend: Backend
) -> None:
    await opened(settings, backend, "acme/p1/nonna").remember([mark("1;3.12.0.0;77")])

    async def seen(scope: str) -> list[str]:
        return await opened(settings, backend, scope).fingerprints()

    assert await seen("acme/p2/tide") == ["1;3.12.0.0;77"]
    assert await seen("acme/p2/") == ["1;3.12.0.0;77"]
    assert await seen("acme/p1/tide") == []  # the project itself
    assert await seen("acme/p2/nonna") == []  # its own brand
    assert await seen("globex/p2/tide") == []


async def test_it_is_never_recalled(settings: Settings, backend: Backend) -> None:
    memory = opened(settings, backend, "acme/p1/nonna")
    await memory.remember([mark("1;;77")])
    for scope in ("acme/p1/nonna", "acme/p2/tide", "acme/p2/nonna"):
        assert not await opened(settings, backend, scope).recall("77", limit=50)


async def test_the_last_of_each_project_newest_first(settings: Settings, backend: Backend) -> None:
    first = opened(settings, backend, "acme/p1/nonna")
    await first.remember([mark("1;;1", 0)])
    await first.remember([mark("1;;9", 3)])
    await opened(settings, backend, "acme/p2/tide").remember([mark("1;;2", 1)])
    reader = opened(settings, backend, "acme/p3/quay")
    assert await reader.fingerprints() == ["1;;9", "1;;2"]
    assert await reader.fingerprints(limit=1) == ["1;;9"]


async def test_a_change_of_embedder_loses_none(settings: Settings, backend: Backend) -> None:
    await opened(settings, backend, "acme/p1/nonna", "one").remember([mark("1;;1")])
    assert await opened(settings, backend, "acme/p2/tide", "two").fingerprints() == ["1;;1"]


@pytest.mark.parametrize("what", ["brand", "project"])
async def test_forgetting_takes_it_along(settings: Settings, backend: Backend, what: str) -> None:
    memory = opened(settings, backend, "acme/p1/nonna")
    await memory.remember([mark("1;;1")])
    await opened(settings, backend, "acme/p2/tide").remember([mark("1;;2")])
    await opened(settings, backend, "globex/p1/nonna").remember([mark("1;;3")])
    await (memory.forget_brand("nonna") if what == "brand" else memory.forget_project())
    assert await opened(settings, backend, "acme/p3/quay").fingerprints() == ["1;;2"]
    assert await opened(settings, backend, "globex/p3/quay").fingerprints() == ["1;;3"]


@pytest.mark.parametrize("what", ["brand", "project"])
async def test_forgetting_takes_it_out_of_the_queue(
    server_settings: Settings, server: QdrantStandIn, what: str
) -> None:
    memory = Memory(server_settings, "acme", "p1", HashEmbedder(), brand="nonna")
    server.fault = "503"
    await memory.remember([mark("1;;1")])
    assert memory.degraded
    server.fault = ""
    await (memory.forget_brand("nonna") if what == "brand" else memory.forget_project())
    assert await memory.flush() == 0
    other = Memory(server_settings, "acme", "p2", HashEmbedder(), brand="tide")
    assert await other.fingerprints() == []
    await memory.aclose()
    await other.aclose()


async def test_without_a_store_there_are_none_and_the_run_goes_on(
    server_settings: Settings, server: QdrantStandIn
) -> None:
    memory = Memory(server_settings, "acme", "p1", HashEmbedder(), brand="nonna")
    server.fault = "503"
    assert await memory.fingerprints() == []
    assert memory.degraded
    await memory.aclose()


def test_its_filter_is_pinned_to_a_tenant() -> None:
    built = filters.elsewhere(Scope("acme", "p1", "nonna"))
    assert filters.require_tenant(built) is built


NAMES = st.sampled_from(["a", "b", "A"])
WRITTEN = st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=8, unique=True)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(written=WRITTEN, reader=st.tuples(NAMES, NAMES, NAMES))
def test_none_crosses_tenants(
    written: list[tuple[str, str, str]], reader: tuple[str, str, str]
) -> None:
    async def play(home: Path) -> None:
        settings = Settings(home=home, qdrant_url=None)
        seen: dict[str, str] = {}
        for place, (tenant, project, brand) in enumerate(written):
            memory = Memory(settings, tenant, project, HashEmbedder(), brand=brand)
            await memory.remember([mark(f"1;;{place}", place)])
            if tenant == reader[0] and project != reader[1] and brand != reader[2]:
                seen[project] = f"1;;{place}"
        mine = Memory(settings, reader[0], reader[1], HashEmbedder(), brand=reader[2])
        assert set(await mine.fingerprints()) == set(seen.values())

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))
