"""A newer fact supersedes, history is kept, and what is kept stays bounded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from memory.index import Backend
from memory.items import MemoryItem
from memory.limits import limits
from memory.store import Memory
from memory.testing import HashEmbedder
from studiocrew.settings import Settings

Open = Callable[..., Memory]
START = datetime(2026, 1, 1, tzinfo=UTC)


def item(text: str, kind: str = "fact", day: int = 0, **more: object) -> MemoryItem:
    at = START + timedelta(days=day)
    return MemoryItem.model_validate(
        {"kind": kind, "text": text, "shelf": "brand", "created_at": at, **more}
    )


@pytest.fixture
def memory(settings: Settings, backend: Backend) -> Memory:
    return Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)


async def told(memory: Memory, query: str = "rye", **more: object) -> list[str]:
    return sorted(hit.text for hit in await memory.recall(query, limit=50, **more))  # type: ignore[arg-type]


async def test_a_newer_fact_supersedes_and_both_are_kept(memory: Memory) -> None:
    await memory.remember([item("Rye loaf: £4.20."), item("Wheat loaf: £3.")])
    await memory.remember([item("Rye loaf: £4.50.", day=9)])
    assert await told(memory) == ["Rye loaf: £4.50.", "Wheat loaf: £3."]
    (past,) = [h for h in await memory.recall("rye", history=True) if h.state == "past"]
    assert (past.text, past.superseded_by) == ("Rye loaf: £4.20.", "Rye loaf: £4.50.")
    assert past.superseded_at == START + timedelta(days=9)


async def test_an_older_fact_that_comes_late_supersedes_nothing(memory: Memory) -> None:
    await memory.remember([item("Rye loaf: £4.50.", day=9)])
    await memory.remember([item("Rye loaf: £4.20.", day=1)])
    assert await told(memory) == ["Rye loaf: £4.20.", "Rye loaf: £4.50."]


async def test_a_price_that_comes_back_is_current_again(memory: Memory) -> None:
    for day, price in enumerate(("£4.20", "£4.50", "£4.20")):
        await memory.remember([item(f"Rye loaf: {price}.", day=day)])
    assert await told(memory) == ["Rye loaf: £4.20."]


async def test_one_batch_is_of_one_mind(memory: Memory) -> None:
    await memory.remember([item("Bread from £3 on"), item("Bread from £4 on")])
    assert len(await told(memory)) == 2


async def test_a_newer_answer_to_the_same_question_supersedes(memory: Memory) -> None:
    await memory.remember([item("Which loaf?\nRye", "decision")])
    await memory.remember(
        [item("Which loaf?\nWalnut", "decision", 3), item("Why?\nRye", "decision")]
    )
    assert await told(memory, "loaf") == ["Which loaf?\nWalnut", "Why?\nRye"]


async def test_brands_and_projects_supersede_only_their_own(
    settings: Settings, backend: Backend, memory: Memory
) -> None:
    tide = Memory(settings, "acme", "p2", HashEmbedder(), brand="tide", backend=backend)
    await memory.remember([item("Rye loaf: £4.20."), item("Rye loaf: £4.", shelf="project")])
    await tide.remember(
        [item("Rye loaf: £9.", day=3), item("Rye loaf: £8.", day=3, shelf="project")]
    )
    assert await told(memory) == ["Rye loaf: £4.", "Rye loaf: £4.20."]


async def test_what_the_folder_no_longer_says_is_history_if_a_fact(memory: Memory) -> None:
    first = [item("Rye loaf: £4.20."), item("We close in May."), item("notes", "passage")]
    await memory.refresh_brand([each.model_copy(update={"origin": "folder"}) for each in first])
    now = [item("Rye loaf: £4.50.", day=2, origin="folder")]
    await memory.refresh_brand(now)
    assert await told(memory) == ["Rye loaf: £4.50."]
    past = {h.text: h.superseded_by for h in await memory.recall("x", history=True, limit=9)}
    assert past == {
        "Rye loaf: £4.20.": "Rye loaf: £4.50.",
        "Rye loaf: £4.50.": "",
        "We close in May.": "",
    }


async def test_consolidating_merges_twins_and_keeps_the_newest(memory: Memory) -> None:
    twins = [item("Fresh rye, at six!", "post", 1), item("fresh rye at six", "post", 2)]
    await memory.remember([*twins, item("Fresh rye at 7", "post", 1)])
    done = await memory.consolidate()
    assert (done.merged, done.dropped) == (1, 0)
    assert await told(memory) == ["Fresh rye at 7", "fresh rye at six"]
    assert (await memory.consolidate()).merged == 0


async def test_the_oldest_go_above_the_bound_but_never_what_a_live_project_rests_on(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = limits().kinds["post"].model_copy(update={"most": 3})
    bound = limits().model_copy(update={"kinds": {**limits().kinds, "post": few}})
    monkeypatch.setattr("memory.shelving.limits", lambda: bound)
    words = ("alpha", "beta", "gamma", "delta", "eta", "theta")
    posts = [item(f"rye {w}", "post", n, ref=f"p{n}/post-1") for n, w in enumerate(words)]
    await memory.remember([*posts, item("rye is a fact")])
    done = await memory.consolidate(resting={"p0"})
    assert done.dropped == 3
    assert await told(memory, kinds=["post"]) == ["rye alpha", "rye eta", "rye theta"]
    assert await told(memory, kinds=["fact"]) == ["rye is a fact"]


async def test_facts_and_answers_are_never_dropped_for_age(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = limits().kinds["fact"].model_copy(update={"most": 1})
    kinds = {**limits().kinds, "fact": one, "decision": one}
    monkeypatch.setattr(
        "memory.shelving.limits", lambda: limits().model_copy(update={"kinds": kinds})
    )
    await memory.remember([item("rye a"), item("rye b"), item("Q?\nrye", "decision")])
    assert (await memory.consolidate()).over == ("fact",)
    assert len(await told(memory)) == 3


async def test_history_is_bounded_too(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = limits().model_copy(update={"past": 2})
    monkeypatch.setattr("memory.shelving.limits", lambda: bound)
    for day in range(5):
        await memory.remember([item(f"Rye loaf: £4.{day}0.", day=day)])
    await memory.consolidate()
    every = await told(memory, history=True)
    assert every == ["Rye loaf: £4.20.", "Rye loaf: £4.30.", "Rye loaf: £4.40."]


async def test_forgetting_can_be_proved(
    settings: Settings, backend: Backend, memory: Memory
) -> None:
    other = Memory(settings, "globex", "p1", HashEmbedder(), brand="nonna", backend=backend)
    tide = Memory(settings, "acme", "p2", HashEmbedder(), brand="tide", backend=backend)
    await memory.remember([item("Rye loaf secret"), item("private", shelf="project")])
    await tide.remember([item("Tide")])
    await other.remember([item("Globex")])
    assert (await memory.left("nonna"), await memory.left()) == (2, 3)
    await memory.forget_brand("nonna")
    assert (await memory.left("nonna"), await memory.left()) == (0, 1)
    await memory.forget_tenant()
    assert await memory.left() == 0
    assert await told(other, "globex") == ["Globex"]
    assert _bytes_with(settings.home, b"secret") == []


def _bytes_with(home: Path, text: bytes) -> list[Path]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path for path in files if text in path.read_bytes()]


@pytest.mark.parametrize("killed", ["copying", "between", "after"])
async def test_a_purge_that_was_killed_is_finished(
    settings: Settings, open_memory: Open, killed: str
) -> None:
    await open_memory().remember([item("Rye")])
    (shard,) = (path for path in (settings.home / "memory" / "edge").iterdir() if path.is_dir())
    old, copy = shard.with_name(shard.name + ".old"), shard.with_name(shard.name + ".fresh")
    if killed == "copying":
        (copy / "segments" / "half").mkdir(parents=True)
    elif killed == "between":
        shutil.copytree(shard, copy)
        shard.rename(old)
    else:
        shutil.copytree(shard, old)
    assert await told(open_memory()) == ["Rye"]
    assert not old.exists()
    assert not copy.exists()
