"""Voice and variety in a run: drafts that sound like the brand, campaigns unlike the others'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from crews.run import Run
from graphs.craft import ranked
from graphs.variety import WEIGHT, by_voice, elsewhere, remember_fingerprint
from memory.store import Memory
from memory.testing import HashEmbedder
from studiocrew.clock import FixedClock
from studiocrew.contracts import BrandKit, Brief, Fact, Post
from studiocrew.settings import Settings
from tools.screening import Verdict
from tools.voice.fingerprint import Fingerprint

Start = Callable[..., Run]

DRY = (
    "The sourdough was late this morning. We gave it ten more minutes.",
    "Closed Mondays. Not for a retreat. For a nap.",
    "Nonna says the new oven is fine. We have waited eleven years for that review.",
    "The clock opposite is four minutes fast. The bread is not.",
    "We ran out of rye at nine. We are sorry, and a little proud.",
    "Teo burnt the first tray. He says it was the oven. The oven says nothing.",
)
CAPTIONS = ["Rye is out. Swing by and grab yours before they are gone.", "Why four? Ask Teo."]


def studio(
    settings: Settings, brand: str = "rye", samples: tuple[str, ...] = (), **more: Any
) -> Any:
    given: dict[str, Any] = {"without": frozenset(), "project": f"of-{brand}", **more}
    memory = Memory(settings, "acme", given["project"], HashEmbedder(), brand=brand)
    kit = BrandKit(id=brand, name=brand.title(), voice_samples=samples)
    clock = FixedClock(datetime(2031, 5, 6, tzinfo=UTC))
    return SimpleNamespace(kit=kit, memory=memory, clock=clock, **given)


def brief(*facts: str) -> Brief:
    known = tuple(
        Fact(id=f"f{n}", kind="offer", statement=fact, source_id="s")
        for n, fact in enumerate(facts)
    )
    return Brief(goal="g", brand_name="Rye", facts=known)


def posts(captions: list[str]) -> list[Post]:
    return [Post(id=f"p{n}", platform="x", caption=c) for n, c in enumerate(captions)]


def scored(scores: dict[str, float]) -> Callable[[str], Verdict]:
    return lambda line: Verdict((), scores[line])


def test_of_lines_that_are_equally_good_the_brands_own_kind_leads(settings: Settings) -> None:
    loud, dry = "Rye!!! Get it, get it now!!! 🥐", "The rye is out. So are we."
    prefer = by_voice(studio(settings, samples=DRY), brief())
    judge = scored({loud: 1.0, dry: 1.0})
    assert ranked([loud, dry], judge) == [loud, dry]
    assert ranked([loud, dry], judge, prefer) == [dry, loud]


def test_a_better_line_is_never_displaced_by_its_voice(settings: Settings) -> None:
    loud, dry = "Rye!!! Get it, get it now!!! 🥐", "The rye is out. So are we."
    prefer = by_voice(studio(settings, samples=DRY), brief())
    judge = scored({loud: 1.0 + WEIGHT, dry: 1.0})
    assert ranked([dry, loud], judge, prefer) == [loud, dry]


def test_without_enough_samples_nothing_changes(settings: Settings) -> None:
    for samples in ((), DRY[:2]):
        assert by_voice(studio(settings, samples=samples), brief()) is None
    unscreened = studio(settings, samples=DRY, without=frozenset({"screening"}))
    assert by_voice(unscreened, brief()) is None


async def test_a_campaign_leaves_its_fingerprint_to_other_brands(settings: Settings) -> None:
    await remember_fingerprint(studio(settings), brief(), posts(CAPTIONS), None)
    (found,) = await elsewhere(studio(settings, "tide"))
    assert len(found.shapes) == 2
    assert ("swing", "by", "and", "grab") in found.shared(["Swing by and grab a bottle."], [], "en")
    assert await elsewhere(studio(settings)) == ()
    assert await elsewhere(studio(settings, "tide", without=frozenset({"memory"}))) == ()


async def test_what_a_brand_has_as_a_fact_is_no_turn_of_phrase(settings: Settings) -> None:
    said = brief("Swing by and grab yours before they are gone.")
    await remember_fingerprint(studio(settings), said, posts(CAPTIONS), None)
    (found,) = await elsewhere(studio(settings, "tide"))
    assert found.shared(CAPTIONS, [], "en") == {("rye", "is", "out")}


async def test_nothing_published_leaves_nothing(settings: Settings) -> None:
    await remember_fingerprint(studio(settings), brief(), [], None)
    assert await elsewhere(studio(settings, "tide")) == ()


async def _publish_as_another_brand(settings: Settings, captions: list[str]) -> None:
    from memory.items import MemoryItem

    code = Fingerprint.of(captions, tenant=settings.tenant).code
    async with Memory(settings, settings.tenant, "other", brand="other") as memory:
        await memory.remember([MemoryItem(kind="fingerprint", text=code, shelf="tenant")])


def _of(run: Run, item: str) -> list[tuple[bool, str]]:
    return [(c.passed, c.evidence) for c in run.campaign.checks if c.item == item]


def test_a_run_says_when_another_brand_has_had_the_same_campaign(
    start: Start, settings: Settings, tmp_path: Path
) -> None:
    import asyncio

    first = start(project="one")
    assert _of(first, "own-mould") == [(True, "no other brand has had a campaign here")]
    assert {passed for passed, _ in _of(first, "voice")} == {True}
    assert all("too little to judge" in text for _, text in _of(first, "voice"))
    captions = [post.caption for post in first.campaign.posts]
    asyncio.run(_publish_as_another_brand(settings, captions))
    ((passed, text),) = _of(start(project="two"), "own-mould")
    assert not passed
    assert "shapes 100% alike" in text
