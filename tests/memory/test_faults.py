"""Qdrant down, busy, damaged or forged: the run goes on, and nothing is lost or run."""

from __future__ import annotations

import asyncio
import errno
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from memory.edge import EdgeIndex, FileBackend
from memory.embeddings import EmbeddingsBusy
from memory.items import MemoryItem
from memory.seal import SEAL
from memory.server import ServerBackend
from memory.store import PAUSE_S, Memory
from memory.testing import Fault, HashEmbedder, QdrantStandIn
from studiocrew.errors import OperatorError, StoreError
from studiocrew.events import Event, Events
from studiocrew.settings import Settings

Open = Callable[..., Memory]
PASSING: list[Fault] = ["503", "reset", "stall", "garbage"]


def fact(text: str) -> MemoryItem:
    return MemoryItem(kind="fact", text=text, shelf="brand")


class Watch:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("fault", PASSING)
async def test_a_server_that_is_down_degrades_and_everything_arrives_later(
    settings: Settings, server: QdrantStandIn, fault: Fault
) -> None:
    watch, told = Watch(), list[Event]()
    memory = Memory(
        settings,
        "acme",
        "p1",
        HashEmbedder(),
        brand="nonna",
        backend=ServerBackend(server.url, patience_s=1),
        events=Events(told.append),
        monotonic=watch,
    )
    server.fault = fault
    await memory.remember([fact("bread one")])
    await memory.remember([fact("bread two")])
    assert await memory.recall("bread") == []
    assert "Qdrant does not answer" in memory.degraded
    assert [event.kind for event in told] == ["warning"]

    server.fault = ""
    server.released.set()
    watch.seconds = PAUSE_S
    assert {item.text for item in await memory.recall("bread")} == {"bread one", "bread two"}
    assert memory.degraded == ""
    assert await memory.flush() == 0
    await memory.aclose()


async def test_a_dead_server_is_not_asked_at_every_step(
    settings: Settings, server: QdrantStandIn
) -> None:
    memory = Memory(
        settings, "acme", "p1", HashEmbedder(), backend=ServerBackend(server.url), monotonic=Watch()
    )
    server.fault = "503"
    for _ in range(5):
        await memory.recall("bread")
    assert len(server.seen) == 1
    await memory.aclose()


async def test_nobody_listening_is_the_same_as_down(settings: Settings) -> None:
    memory = Memory(
        settings, "acme", "p1", HashEmbedder(), backend=ServerBackend("http://127.0.0.1:9")
    )
    assert await memory.recall("bread") == []
    assert memory.degraded
    await memory.aclose()


async def test_a_refused_key_is_for_the_operator(settings: Settings, server: QdrantStandIn) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), backend=ServerBackend(server.url, "k"))
    server.fault = "401"
    with pytest.raises(StoreError, match="401") as caught:
        await memory.recall("bread")
    assert "QDRANT_API_KEY" in caught.value.mend
    await memory.aclose()


async def test_every_search_and_deletion_sent_names_the_tenant(
    server_settings: Settings, server: QdrantStandIn
) -> None:
    async with Memory(server_settings, "acme", "p1", HashEmbedder(), brand="nonna") as memory:
        await memory.refresh_brand([fact("bread")])
        await memory.recall("bread", kinds=["fact"])
        await memory.forget_project()
        await memory.forget_brand("nonna")
        await memory.left("nonna")
    wanted = {"key": "tenant", "match": {"value": "acme"}}
    ours = ("/query/batch", "/delete", "/scroll", "/count")
    sent = [seen.body for seen in server.seen if seen.path.endswith(ours)]
    asked = [each for body in sent for each in body.get("searches", [body])]
    assert {"/query/batch", "/delete", "/scroll", "/count"} == {
        ending for ending in ours if any(seen.path.endswith(ending) for seen in server.seen)
    }
    assert all(wanted in each["filter"]["must"] for each in asked)
    assert {seen.api_key for seen in server.seen} == {"k3y"}
    points = next(
        seen.body for seen in server.seen if seen.path.endswith("/points") and seen.method == "PUT"
    )
    assert points["points"][0]["payload"]["tenant"] == "acme"
    tenant_index = next(seen.body for seen in server.seen if seen.path.endswith("/index"))
    assert tenant_index["field_name"] == "tenant"
    assert tenant_index["field_schema"]["is_tenant"] is True


async def test_forgetting_while_the_server_is_down_is_refused_not_promised(
    settings: Settings, server: QdrantStandIn
) -> None:
    memory = Memory(
        settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=ServerBackend(server.url)
    )
    server.fault = "503"
    await memory.remember([fact("bread")])
    with pytest.raises(StoreError):
        await memory.forget_brand("nonna")
    server.fault = ""
    assert await memory.flush() == 0  # the queue has forgotten too
    assert await memory.recall("bread") == []
    await memory.aclose()


async def test_a_collection_of_another_size_is_named(
    settings: Settings, server: QdrantStandIn
) -> None:
    memory = Memory(
        settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=ServerBackend(server.url)
    )
    await memory.remember([fact("bread")])
    (name,) = [each.name for each in server.store.get_collections().collections]
    from qdrant_client import models

    server.store.delete_collection(name)
    server.store.create_collection(
        name, vectors_config=models.VectorParams(size=8, distance=models.Distance.COSINE)
    )
    with pytest.raises(OperatorError, match="vectors of 8 numbers"):
        await memory.remember([fact("coffee")])
    await memory.aclose()


async def test_a_busy_lock_queues_and_the_next_process_stores(
    settings: Settings, open_memory: Open
) -> None:
    folder = settings.home / "memory"
    folder.mkdir(parents=True)
    waiting = open_memory(backend=FileBackend(folder, patience_s=0.05))
    with FileLock(folder / "qdrant.lock"):
        await waiting.remember([fact("bread")])
        assert await waiting.recall("bread") == []
    assert "Another process" in waiting.degraded
    assert [item.text for item in await open_memory(project="p2").recall("bread")] == ["bread"]


def test_two_processes_share_the_files(settings: Settings, open_memory: Open) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from memory.items import MemoryItem
from memory.store import Memory
from memory.testing import HashEmbedder
from studiocrew.settings import Settings
async def main(home, who):
    settings = Settings(home=Path(home), qdrant_url=None)
    memory = Memory(settings, "acme", who, HashEmbedder(), brand="nonna")
    for n in range(4):
        await memory.remember([MemoryItem(kind="fact", text=f"bread {who} {n}", shelf="brand")])
        await memory.recall("bread")
    assert not memory.degraded, memory.degraded
asyncio.run(main(*sys.argv[1:]))
"""
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(settings.home), who])
        for who in ("p1", "p2")
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert len(asyncio.run(open_memory().recall("bread", limit=50))) == 8


async def test_an_endpoint_that_does_not_embed_degrades_too(open_memory: Open) -> None:
    class Busy(HashEmbedder):
        async def embed_queries(self, texts: object) -> list[list[float]]:
            raise EmbeddingsBusy("No answer.")

    memory = open_memory(embedder=Busy())
    assert await memory.recall("bread") == []
    assert memory.degraded == "No answer."


async def _filled(open_memory: Open, settings: Settings) -> Path:
    await open_memory().remember([fact("bread")])
    return settings.home / "memory" / "qdrant"


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


DAMAGES = {
    "cut off": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "gone": Path.unlink,
    "overwritten": lambda file: file.write_bytes(bytes(file.stat().st_size)),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "victim", ["edge_config.json", "*.mappings", "segment.json", "vectors/chunk_0.mmap", "*page_0*"]
)
async def test_damaged_files_are_noticed_and_kept(
    settings: Settings, open_memory: Open, victim: str, damage: str
) -> None:
    """Left to itself Edge answers from half the points, or none, after several of these."""
    await open_memory().remember([fact("bread"), fact("coffee")])
    folder = settings.home / "memory" / "edge"
    found = sorted(file for file in folder.rglob(victim) if file.read_bytes().strip(b"\0"))
    DAMAGES[damage](found[0])
    before = _snapshot(folder)
    for work in (open_memory().recall("bread"), open_memory().remember([fact("tea")])):
        with pytest.raises(StoreError) as caught:
            await work
        assert "Nothing was changed" in caught.value.what
        assert caught.value.mend
    assert _snapshot(folder) == before


async def test_rust_panics_are_for_the_operator_too(settings: Settings, open_memory: Open) -> None:
    await open_memory().remember([fact("bread")])
    folder = settings.home / "memory" / "edge"
    (seal,) = folder.rglob(SEAL)
    seal.unlink()  # as after a kill: nothing but Edge looks at the files then
    next(folder.rglob("vectors/status.dat")).write_bytes(b"")
    with pytest.raises(StoreError, match="damaged"):
        await open_memory().recall("bread")


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kill_in_the_middle_of_writing_loses_nothing_that_was_acknowledged(
    settings: Settings, open_memory: Open
) -> None:
    program = """
import asyncio, sys
from pathlib import Path
from memory.items import MemoryItem
from memory.store import Memory
from memory.testing import HashEmbedder
from studiocrew.settings import Settings
async def main(home):
    memory = Memory(Settings(home=Path(home), qdrant_url=None), "acme", "p1", HashEmbedder(),
                    brand="nonna")
    for n in range(1000):
        await memory.remember([MemoryItem(kind="post", text=f"bread {n}", shelf="brand")])
        print(n, flush=True)
asyncio.run(main(*sys.argv[1:]))
"""
    running = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.home)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    with running.stdout as told:
        said = [int(told.readline()) for _ in range(5)]
        running.kill()
        said += [int(line) for line in told.read().split()]
    running.wait()
    kept = {hit.text for hit in asyncio.run(open_memory().recall("bread", limit=2000))}
    assert {f"bread {n}" for n in said} <= kept


async def test_a_full_disk_is_said_before_anything_is_acknowledged(
    open_memory: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await open_memory().remember([fact("bread")])
    monkeypatch.setattr(EdgeIndex, "write", full)
    with pytest.raises(StoreError, match="disk is full"):
        await open_memory().remember([fact("coffee")])


async def test_an_unreadable_queue_file_is_set_aside(settings: Settings, open_memory: Open) -> None:
    memory = open_memory(backend=FileBackend(settings.home / "memory", patience_s=0.05))
    with FileLock(_made(settings.home / "memory") / "qdrant.lock"):
        await memory.remember([fact("bread")])
    (queued,) = (settings.home / "memory" / "outbox").rglob("*.jsonl")
    row = json.loads(queued.read_text())
    row[1]["tenant"] = "globex"
    for damaged in (json.dumps(row), '["id"]', "{"):
        queued.write_text(f"{damaged}\n")
        assert await open_memory().recall("bread") == []
        assert queued.with_suffix(".unreadable").read_text() == f"{damaged}\n"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
