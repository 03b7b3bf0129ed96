"""What holds for memory however Qdrant is reached."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from memory import filters
from memory.filters import Chosen, is_
from memory.index import Backend
from memory.items import MemoryItem, Scope
from memory.store import Memory
from memory.terms import query_terms
from memory.testing import HashEmbedder
from studiocrew.errors import CallerError
from studiocrew.settings import Settings


def fact(text: str, **more: object) -> MemoryItem:
    return MemoryItem.model_validate({"kind": "fact", "text": text, "shelf": "brand", **more})


async def texts(memory: Memory, query: str = "bread", **more: object) -> set[str]:
    found = await memory.recall(query, limit=50, **more)  # type: ignore[arg-type]
    return {item.text for item in found}


async def test_what_is_remembered_is_recalled_nearest_first(
    settings: Settings, backend: Backend
) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    items = [
        fact("rye bread"),
        fact("coffee", ref="f-1", source_id="s-brand"),
        fact("opening at six"),
    ]
    await memory.remember(items)
    first, *_ = await memory.recall("coffee")
    assert (first.text, first.ref, first.source_id, first.kind) == (
        "coffee",
        "f-1",
        "s-brand",
        "fact",
    )
    assert first.created_at is not None
    assert first.score == pytest.approx(1.0, abs=1e-4)
    assert memory.degraded == ""


async def test_remembering_twice_is_one_item_and_embeds_once(
    settings: Settings, backend: Backend
) -> None:
    embedder = HashEmbedder()
    memory = Memory(settings, "acme", "p1", embedder, brand="nonna", backend=backend)
    await memory.remember([fact("rye bread"), fact("rye bread")])
    await memory.remember([fact("rye bread")])
    assert len(await memory.recall("bread", limit=50)) == 1
    assert embedder.embedded == ["rye bread"]


async def test_kinds_narrow_the_search(settings: Settings, backend: Backend) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    await memory.remember([fact("bread a"), MemoryItem(kind="feedback", text="bread b")])
    assert await texts(memory, kinds=["feedback"]) == {"bread b"}
    assert await texts(memory, kinds=[]) == set()


async def test_projects_share_the_brand_shelf_and_nothing_else(
    settings: Settings, backend: Backend
) -> None:
    def opened(tenant: str, project: str, brand: str) -> Memory:
        return Memory(settings, tenant, project, HashEmbedder(), brand=brand, backend=backend)

    first = opened("acme", "p1", "nonna")
    await first.remember([fact("bread of the brand"), MemoryItem(kind="post", text="bread of p1")])
    assert await texts(first) == {"bread of the brand", "bread of p1"}
    assert await texts(opened("acme", "p2", "nonna")) == {"bread of the brand"}
    assert await texts(opened("acme", "p2", "other")) == set()
    assert await texts(opened("acme", "p2", "")) == set()
    assert await texts(opened("globex", "p1", "nonna")) == set()


async def test_forgetting_a_project_leaves_the_brand(settings: Settings, backend: Backend) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    other = Memory(settings, "acme", "p2", HashEmbedder(), brand="nonna", backend=backend)
    await memory.remember([fact("bread"), MemoryItem(kind="post", text="bread post")])
    await other.remember([MemoryItem(kind="post", text="bread of p2")])
    await memory.forget_project()
    assert await texts(memory) == {"bread"}
    assert await texts(other) == {"bread", "bread of p2"}


async def test_forgetting_a_brand_spares_other_brands_and_tenants(
    settings: Settings, backend: Backend
) -> None:
    kept = [
        Memory(settings, "acme", "p1", HashEmbedder(), brand="other", backend=backend),
        Memory(settings, "globex", "p1", HashEmbedder(), brand="nonna", backend=backend),
    ]
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    for each in [memory, *kept]:
        await each.remember([fact("bread")])
    await memory.remember([MemoryItem(kind="post", text="bread post")])
    await memory.forget_brand("nonna")
    assert await texts(memory) == set()
    assert [await texts(each) for each in kept] == [{"bread"}, {"bread"}]


async def test_refreshing_a_brand_drops_what_its_folder_no_longer_says(
    settings: Settings, backend: Backend
) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    await memory.remember(
        [fact("bread found on the web"), MemoryItem(kind="post", text="bread p1")]
    )
    await memory.refresh_brand([fact("bread is 3.20", origin="folder")])
    await memory.refresh_brand([fact("bread is 3.40", origin="folder")])
    assert await texts(memory) == {"bread is 3.40", "bread found on the web", "bread p1"}


async def test_two_embedders_do_not_disturb_each_other(
    settings: Settings, backend: Backend
) -> None:
    small = Memory(settings, "acme", "p1", HashEmbedder("a", 16), brand="nonna", backend=backend)
    large = Memory(settings, "acme", "p1", HashEmbedder("a", 64), brand="nonna", backend=backend)
    await small.remember([fact("bread")])
    assert await texts(large) == set()
    await large.remember([fact("bread")])
    await large.forget_brand("nonna")
    assert await texts(small) == set()


async def test_parallel_work_in_one_process_is_served_in_turn(
    settings: Settings, backend: Backend
) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder(), brand="nonna", backend=backend)
    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(memory.remember([fact(f"bread {number}")]))
            group.create_task(memory.recall("bread"))
    assert len(await texts(memory)) == 8
    assert memory.degraded == ""


@pytest.mark.parametrize("bad", ["", " ", "../x", "a|b", "x" * 65, None])
def test_a_memory_without_a_tenant_or_project_cannot_be_opened(
    settings: Settings, bad: str
) -> None:
    with pytest.raises(CallerError, match="tenant"):
        Memory(settings, bad, "p1", HashEmbedder())
    with pytest.raises(CallerError, match="project"):
        Memory(settings, "acme", bad, HashEmbedder())


async def test_no_brand_means_no_brand_shelf(settings: Settings) -> None:
    memory = Memory(settings, "acme", "p1", HashEmbedder())
    with pytest.raises(CallerError, match="no brand"):
        await memory.remember([fact("bread")])
    with pytest.raises(CallerError, match="no brand"):
        await memory.forget_brand("")


@pytest.mark.parametrize(
    "loose",
    [
        Chosen(),
        Chosen(must=(is_("tenant", "acme"),)),
        Chosen(must=(is_("project", "p1"), is_("brand", "b"))),
        Chosen(must=(is_("tenant", ""), is_("project", "p1"))),
        Chosen(must=(is_("tenant", "acme", "globex"), is_("project", "p1"))),
        Chosen(should=(is_("tenant", "acme"), is_("project", "p1"))),
        Chosen(
            must=(
                is_("tenant", "acme"),
                Chosen(should=(is_("project", "p1"), is_("kind", "fact"))),
            )
        ),
        Chosen(must=(Chosen(should=(is_("tenant", "a"), is_("tenant", "b"))), is_("brand", "b"))),
        filters.of_tenant("acme"),
    ],
)
async def test_a_query_without_a_tenant_and_an_owner_raises(
    backend: Backend, loose: Chosen
) -> None:
    with backend.opened() as index:
        with pytest.raises(CallerError, match="never searched"):
            index.search("c", [0.1] * 32, query_terms("bread"), loose, 5)
        with pytest.raises(CallerError, match="never searched"):
            index.listed("c", loose)
        if not loose.whole:
            with pytest.raises(CallerError, match="never searched"):
                index.delete("c", loose)


def test_the_filters_of_the_store_pass_its_own_check() -> None:
    scope = Scope("acme", "p1", "nonna")
    for built in (
        filters.readable(scope, ["fact"]),
        filters.readable(Scope("acme", "p1")),
        filters.of_project(scope),
        filters.of_brand("acme", "nonna"),
        filters.outdated(scope, []),
    ):
        assert filters.require_tenant(built) is built


NAMES = st.sampled_from(["a", "b", "a.b", "A"])
ITEMS = st.lists(
    st.tuples(
        NAMES, NAMES, NAMES, st.sampled_from(["brand", "project"]), st.sampled_from(["x", "y"])
    ),
    max_size=8,
)


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=ITEMS, reader=st.tuples(NAMES, NAMES, NAMES))
def test_nothing_crosses_tenants_projects_or_brands(
    items: list[tuple[str, str, str, str, str]], reader: tuple[str, str, str]
) -> None:
    """Whoever wrote whatever, a reader gets its own items and its brand's, and no others."""

    async def play(home: Path) -> None:
        settings = Settings(home=home, qdrant_url=None)
        expected: set[str] = set()
        for tenant, project, brand, shelf, word in items:
            text = f"{word} by {tenant} {project} {brand} on {shelf}"
            memory = Memory(settings, tenant, project, HashEmbedder(), brand=brand)
            await memory.remember([fact(text, shelf=shelf)])
            owner = (tenant, brand) if shelf == "brand" else (tenant, project)
            if owner == ((reader[0], reader[2]) if shelf == "brand" else reader[:2]):
                expected.add(text)
        mine = Memory(settings, reader[0], reader[1], HashEmbedder(), brand=reader[2])
        assert await texts(mine, "x y by on") == expected

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder)))


@given(st.lists(st.text(alphabet='ab|,"', min_size=1, max_size=3), min_size=2, max_size=2))
def test_point_ids_keep_their_fields_apart(texts: list[str]) -> None:
    scope = Scope("acme", "p1", "nonna")
    ids = {scope.point_id(fact(text)) for text in texts}
    assert len(ids) == len(set(texts))
    assert Scope("acme", "p1", "n").point_id(fact("x")) != Scope("acme", "p1", "m").point_id(
        fact("x")
    )
    assert scope.point_id(fact("x")) != scope.point_id(fact("x", shelf="project"))
