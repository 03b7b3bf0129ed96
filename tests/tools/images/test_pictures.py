"""A project's pictures: made once, in the books, parked when they are to blame, left out openly."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studiocrew.budget import Budget
from studiocrew.clock import SystemClock
from studiocrew.errors import BudgetExceeded, OperatorError, StoreError
from studiocrew.events import Event, Events
from studiocrew.files import Artifacts
from studiocrew.journal import Journal
from studiocrew.settings import Settings
from studiocrew.testing import Fault, ScriptedServer, settings_for
from tools.images import ImageJob, ImageWorker, Pictures
from tools.images.backend import ImageFailed, Stop, TimeLimit
from tools.images.openai_backend import OpenAIBackend
from tools.images.pictures import Defaults, _Ask
from tools.images.setup import backends, close_workers, named, pictures_for, worker_for
from tools.images.shelf import MOST_TRIES, Shelf

JOB = ImageJob(prompt="a loaf on a table", width=64, height=64, seed=7)
Work = Callable[..., ImageWorker]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


class Bench:
    """One project's shelf and books, with a worker that asks the scripted endpoint."""

    def __init__(self, folder: Path, server: ScriptedServer, work: Work, **budget: Any) -> None:
        self.told: list[Event] = []
        self.budget = Budget(**budget)
        self.journal = Journal(folder / "calls.db")
        self.shelf = Shelf(folder / "images", Artifacts(folder / "artifacts"))
        self.worker = work(OpenAIBackend("m", base_url=server.base_url, price=0.04))
        self.pictures = Pictures(
            self.worker,
            self.shelf,
            tenant="t",
            journal=self.journal,
            budget=self.budget,
            events=Events(self.told.append),
            clock=SystemClock(),
            defaults=Defaults(price=0.04),
        )

    @property
    def key(self) -> str:
        return JOB.key(self.worker.identities)

    async def get(self, job: ImageJob = JOB) -> Any:
        return await self.pictures.get(job, slot="card-1.picture", role="art_director")


@pytest.fixture
def bench(tmp_path: Path, server: ScriptedServer, work: Work) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(**budget: Any) -> Bench:
        made.append(Bench(tmp_path, server, work, **budget))
        return made[-1]

    yield make
    for one in made:
        one.journal.close()


async def test_a_job_is_made_once_and_found_ever_after(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    first = bench()
    one, same = await asyncio.gather(first.get(), first.get())
    again = await bench().get()  # another process, later
    assert one == same == again
    assert len(server.pictures) == 1
    assert await first.get(JOB.model_copy(update={"seed": 8})) is not None
    assert len(server.pictures) == 2


async def test_it_stands_in_the_books(bench: Callable[..., Bench]) -> None:
    one = bench()
    await one.get()
    (call,) = one.journal.calls()
    assert (call.status, call.money, call.slot) == ("answered", 0.04, "card-1.picture")
    assert call.messages[0]["content"] == JOB.prompt
    assert '"tokens":[40,1000]' in call.response
    assert one.budget.spent_money == pytest.approx(0.04)


async def test_a_picture_that_cannot_be_paid_for_is_not_asked_for(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    """Fault 23."""
    one = bench(money=0.1)
    jobs = [JOB.model_copy(update={"seed": n}) for n in range(4)]
    made = await asyncio.gather(*map(one.get, jobs), return_exceptions=True)
    assert sum(isinstance(m, BudgetExceeded) for m in made) == 2
    assert len(server.pictures) == 2


async def test_a_poison_job_is_parked_and_never_tried_again(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    """Fault 26."""
    server.script_pictures([Fault.failing(400, "will not draw that")])
    one = bench()
    assert await one.get() is None
    assert await bench().get() is None
    assert len(server.pictures) == 1
    assert "will not draw that" in one.shelf.parked(one.key)
    assert "No picture for card-1.picture" in one.told[0].text
    (call,) = one.journal.calls()
    assert (call.status, call.money) == ("failed", 0.0)


async def test_a_backend_that_is_down_parks_nothing(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    server.script_pictures([Fault.failing(401, "no")])
    one = bench()
    assert await one.get() is None
    assert not one.shelf.parked(one.key)
    assert not one.shelf.begun(one.key)
    assert await bench().get() is not None


async def test_a_job_that_kills_its_process_is_found_out(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    """What a kill leaves is a try that began and never ended."""
    one = bench()
    for _ in range(MOST_TRIES - 1):
        one.shelf.begin(one.key)
    assert await one.get() is not None  # a second chance, alone
    assert not one.shelf.begun(one.key)
    other = JOB.model_copy(update={"seed": 9})
    for _ in range(MOST_TRIES):
        one.shelf.begin(other.key(one.worker.identities))
    assert await one.get(other) is None
    assert len(server.pictures) == 1


async def test_a_cancelled_picture_is_forgiven_and_booked(
    bench: Callable[..., Bench], server: ScriptedServer
) -> None:
    server.script_pictures([Fault.hang(30)])
    one = bench()
    waiting = asyncio.create_task(one.get())
    while not server.pictures:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    assert one.shelf.begun(one.key) == 1
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert one.shelf.begun(one.key) == 0
    (call,) = one.journal.calls()
    assert (call.status, call.money) == ("cancelled", 0.04)  # it may have been charged


class Slow:
    """Makes nothing in time, or waits for `gate`."""

    identity, most, lanes = "slow", 1, 1

    def __init__(self, name: str, gate: threading.Event | None = None) -> None:
        self.name, self.gate = name, gate
        self.begun = threading.Event()

    def shape(self, job: ImageJob) -> int:
        return 0

    def make(self, jobs: Any, stop: Stop) -> Any:
        self.begun.set()
        if self.gate is None:
            raise TimeLimit("not finished within 1 s")
        self.gate.wait(10)
        stop.check()
        raise ImageFailed("will not")

    def close(self) -> None: ...


async def test_one_asking_counts_once_however_many_backends_try(
    bench: Callable[..., Bench], work: Work
) -> None:
    one = bench()
    one.worker = one.pictures._worker = work(*map(Slow, "abc"))
    assert await one.get() is None
    assert one.shelf.begun(one.key) == 1
    assert not one.shelf.parked(one.key)


async def test_who_leaves_the_queue_pays_nothing_and_is_not_counted(
    bench: Callable[..., Bench], work: Work
) -> None:
    one, gate = bench(), threading.Event()
    one.worker = one.pictures._worker = work(slow := Slow("slow", gate))
    first = asyncio.create_task(one.get(JOB.model_copy(update={"seed": 8})))
    await asyncio.to_thread(slow.begun.wait, 10)
    waiting = asyncio.create_task(one.get())
    while len([*one.journal.calls()]) < 2:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    await first
    last = next(call for call in one.journal.calls() if call.status == "cancelled")
    assert last.money == 0.0
    assert one.shelf.begun(one.key) == 0


def test_a_try_that_begins_as_nobody_waits_any_more_is_not_counted(tmp_path: Path) -> None:
    """The worker may be about to begin as the asking is cancelled."""
    shelf = Shelf(tmp_path, Artifacts(tmp_path / "artifacts"))
    ask = _Ask(shelf, "key")
    assert not ask.over()
    ask.begin()
    assert shelf.begun("key") == 0


async def test_a_damaged_record_is_said_and_kept(bench: Callable[..., Bench]) -> None:
    one = bench()
    await one.get()
    record = next((one.shelf._folder / "made").iterdir())
    record.write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        await bench().get()
    assert record.read_text(encoding="utf-8") == "{"


async def test_a_lost_file_is_made_again(
    bench: Callable[..., Bench], server: ScriptedServer, tmp_path: Path
) -> None:
    one = bench()
    made = await one.get()
    for file in (tmp_path / "artifacts").rglob("*.png"):
        file.unlink()
    assert await one.get() == made
    assert len(server.pictures) == 2


# -- what the settings name


def test_without_a_setting_there_are_no_pictures(tmp_path: Path) -> None:
    before = threading.active_count()
    made = pictures_for(
        Settings(),
        tmp_path,
        Artifacts(tmp_path),
        tenant="t",
        journal=Any,  # type: ignore[arg-type]
        budget=Budget(),
        events=Events(),
        clock=SystemClock(),
    )
    assert made is None
    assert threading.active_count() == before


def test_backends_are_named_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREW_IMAGES", f"diffusers:{tmp_path}, openai:gpt-image-1")
    settings = Settings()
    assert named(settings) == (("diffusers", str(tmp_path)), ("openai", "gpt-image-1"))
    assert [one.name for one in backends(settings)] == ["diffusers", "openai"]


@pytest.mark.parametrize("wrong", ["photoshop:7", "openai", "diffusers:", "none:x"])
def test_what_cannot_be_meant_is_said(wrong: str) -> None:
    with pytest.raises(OperatorError, match="CREW_IMAGES cannot be") as caught:
        named(Settings(images=wrong))
    assert "diffusers:MODEL" in caught.value.mend


def test_a_process_has_one_worker(server: ScriptedServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path, images="openai:m")
    try:
        assert worker_for(settings) is worker_for(settings_for(server, tmp_path, images="openai:m"))
        assert worker_for(settings) is not worker_for(
            settings_for(server, tmp_path, images="openai:n")
        )
        others = settings_for(server, tmp_path, images="openai:m", openai_api_key="sk-of-another")
        assert worker_for(settings) is not worker_for(others)
    finally:
        close_workers()


def test_a_key_goes_only_to_its_own_endpoint() -> None:
    shared = Settings(openai_api_key="sk-chat", openai_base_url="http://chat.example/v1")
    assert shared.images_endpoint() == ("http://chat.example/v1", "sk-chat")
    own = Settings(
        openai_api_key="sk-chat",
        images_base_url="https://images.example/v1",
        images_key="sk-images-0123456789",
    )
    assert own.images_endpoint() == ("https://images.example/v1", "sk-images-0123456789")
    assert "sk-images-0123456789" in own.secrets()
    assert "0123456789" not in repr(own)
    bare = Settings(openai_api_key="sk-chat", images_base_url="https://images.example/v1")
    assert bare.images_endpoint() == ("https://images.example/v1", "")


def test_a_kept_picture_is_a_real_one(tmp_path: Path, server: ScriptedServer) -> None:
    from studiocrew.testing._pictures import png_of

    image = Image.open(io.BytesIO(png_of(40, 20, b"\xff\0\0\0\0\xff")))
    assert image.size == (40, 20)
    assert image.getpixel((0, 0)) == (255, 0, 0)
    assert image.getpixel((0, 19)) == (0, 0, 255)
