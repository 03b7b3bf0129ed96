"""A memory written by the code of before hybrid search still opens, and is forgotten for good."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from qdrant_client import QdrantClient, models

from memory.items import MemoryItem
from memory.server import ServerBackend
from memory.store import Memory
from memory.testing import HashEmbedder, QdrantStandIn
from studiocrew.errors import StoreError
from studiocrew.settings import Settings

Open = Callable[..., Memory]
WRITTEN = Path(__file__).parent / "data" / "memory-2026-11"
"""Made by commit fd0ee3e with `HashEmbedder`: tenant acme, project p1, brand nonna; two facts, a
post and a private item, and one fact of the brand tide."""


@pytest.fixture
def old_home(settings: Settings) -> Settings:
    shutil.copytree(WRITTEN, settings.home / "memory")
    return settings


async def test_what_was_remembered_then_is_recalled_now(
    old_home: Settings, open_memory: Open
) -> None:
    memory = open_memory()
    found = {hit.text for hit in await memory.recall("rye", limit=20)}
    assert found == {"Rye loaf: £4.20.", "Nonna's Crust bakes rye.", "Rye!", "rye is for p1"}
    assert [hit.text for hit in await open_memory(brand="tide").recall("rye", kinds=["fact"])] == [
        "Tide sells rye bottles."
    ]
    assert not (old_home.home / "memory" / "qdrant").exists()


async def test_a_newer_price_supersedes_one_of_then(old_home: Settings, open_memory: Open) -> None:
    memory = open_memory()
    await memory.remember([MemoryItem(kind="fact", text="Rye loaf: £4.50.", shelf="brand")])
    now = await memory.recall("rye loaf", kinds=["fact"])
    assert [hit.text for hit in now if "£" in hit.text] == ["Rye loaf: £4.50."]
    past = [h for h in await memory.recall("rye loaf", history=True) if h.state == "past"]
    assert [(hit.text, hit.superseded_by) for hit in past] == [
        ("Rye loaf: £4.20.", "Rye loaf: £4.50.")
    ]


async def test_forgetting_reaches_what_was_kept_then(old_home: Settings, open_memory: Open) -> None:
    memory = open_memory()
    await memory.forget_brand("nonna")
    assert await memory.left("nonna") == 0
    assert await memory.left() == 1  # Tide's
    kept = [path for path in old_home.home.rglob("*") if path.is_file()]
    assert not any(b"Nonna's Crust bakes" in path.read_bytes() for path in kept)


class _Forged:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.target,))


@pytest.mark.parametrize("damage", ["meta", "no meta", "storage", "no storage", "point", "forged"])
async def test_damaged_or_forged_old_files_are_kept_and_run_nothing(
    old_home: Settings, open_memory: Open, tmp_path: Path, damage: str
) -> None:
    folder = old_home.home / "memory" / "qdrant"
    (storage,) = folder.glob("collection/*/storage.sqlite")
    if damage == "meta":
        (folder / "meta.json").write_text('{"collections": {')
    elif damage == "no meta":
        (folder / "meta.json").unlink()
    elif damage == "storage":
        storage.write_bytes(b"not a database" * 100)
    elif damage == "no storage":
        storage.unlink()
    else:
        forged = pickle.dumps(_Forged(tmp_path / "ran"))
        with closing(sqlite3.connect(storage)) as connection, connection:
            blob = forged if damage == "forged" else b"\x80\x04broken"
            connection.execute("UPDATE points SET point = ?", (blob,))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for work in (open_memory().recall("bread"), open_memory().remember([])):
        if damage and work.__name__ == "recall":
            with pytest.raises(StoreError) as caught:
                await work
            assert caught.value.mend
        else:
            await work
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "ran").exists()


async def test_a_server_s_old_collections_are_moved(
    settings: Settings, server: QdrantStandIn
) -> None:
    old: QdrantClient = server.store
    old.create_collection(
        "studiocrew-hash-ab0c1d-32",
        vectors_config=models.VectorParams(size=32, distance=models.Distance.COSINE),
    )
    (vector,) = await HashEmbedder().embed_documents(["Rye loaf: £4.20."])
    payload = {
        "tenant": "acme",
        "project": "",
        "brand": "nonna",
        "kind": "fact",
        "text": "Rye loaf: £4.20.",
        "shelf": "brand",
        "origin": "run",
        "ref": "",
        "source_id": "",
        "created_at": "2026-01-01T00:00:00+00:00",
    }
    point = models.PointStruct(
        id="3d6b6a52-6d0e-5b8b-9a1e-3c1d5a7f0b1c", vector=vector, payload=payload
    )
    old.upsert("studiocrew-hash-ab0c1d-32", [point])
    backend = ServerBackend(server.url, patience_s=2)
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    assert await memory.left("nonna") == 1
    names = [each.name for each in old.get_collections().collections]
    assert names == ["crewmemory-hash-ab0c1d-32"]
    await memory.aclose()
