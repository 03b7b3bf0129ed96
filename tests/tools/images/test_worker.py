"""The worker's own promises, on backends that do what a test tells them: threads are real."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import pytest

from studiocrew.errors import StoreError
from tools.images import GeneratedImage, ImageJob, ImageWorker, NoPicture
from tools.images.backend import BackendDown, ImageFailed, Made, Stop

Work = Callable[..., ImageWorker]
PNG = b"\x89PNG\r\n\x1a\n"


def job(seed: int = 0, **more: Any) -> ImageJob:
    return ImageJob(prompt="a loaf", width=64, height=64, seed=seed, **more)


class Backend:
    """Makes pictures of nothing. `before` is called first, and may raise."""

    def __init__(
        self,
        name: str = "one",
        before: Callable[[Sequence[ImageJob], Stop], None] = lambda *_: None,
        most: int = 4,
        lanes: int = 1,
    ) -> None:
        self.name = self.identity = name
        self.before, self.most, self.lanes = before, most, lanes
        self.calls: list[list[int]] = []
        self.closed = False

    def shape(self, job: ImageJob) -> Hashable:
        return job.width

    def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
        self.calls.append([one.seed for one in jobs])
        self.before(jobs, stop)
        return [partial(self._made, one) for one in jobs]

    def _made(self, job: ImageJob) -> GeneratedImage:
        return GeneratedImage(
            png=PNG,
            width=job.width,
            height=job.height,
            backend=self.name,
            model="m",
            revision="",
            seed=job.seed,
            prompt=job.prompt,
        )

    def close(self) -> None:
        self.closed = True


async def test_a_noisy_tenant_does_not_hold_up_a_quiet_one(work: Work) -> None:
    """Fault 27, through the threads."""
    gate = threading.Event()
    backend = Backend(before=lambda *_: gate.wait(10) and None, most=1)
    worker = work(backend)
    noisy = [worker.submit(job(n), tenant="noisy") for n in range(40)]
    quiet = [worker.submit(job(100 + n), tenant="quiet") for n in range(2)]
    gate.set()
    await asyncio.gather(*map(asyncio.wrap_future, (*noisy, *quiet)))
    order = [seed for call in backend.calls for seed in call]
    assert order.index(101) <= 6


async def test_a_backend_that_is_down_is_left_alone_for_a_while(work: Work) -> None:
    now = [0.0]

    def down(*_: Any) -> None:
        if now[0] < 100:
            raise BackendDown("nobody there")

    first, second = Backend("first", down), Backend("second")
    worker = work(first, second, cool_down_s=60, monotonic=lambda: now[0])
    made = [await asyncio.wrap_future(worker.submit(job(n))) for n in range(3)]
    assert [one.backend for one in made] == ["second"] * 3
    assert len(first.calls) == 1
    now[0] = 120.0
    assert (await asyncio.wrap_future(worker.submit(job(9)))).backend == "first"


async def test_every_backend_is_named_when_none_can(work: Work) -> None:
    def refuse(*_: Any) -> None:
        raise ImageFailed("will not")

    def down(*_: Any) -> None:
        raise BackendDown("nobody there")

    worker = work(Backend("first", refuse), Backend("second", down))
    with pytest.raises(NoPicture, match="first: will not; second: nobody there") as caught:
        await asyncio.wrap_future(worker.submit(job()))
    assert not caught.value.poison  # the second might have made it


async def test_a_call_that_hangs_is_given_up_and_the_next_backend_takes_over(work: Work) -> None:
    """Fault 26: a dead worker. It ignores its time limit, as a hung driver does."""
    freed = threading.Event()
    hung = Backend("hung", lambda *_: freed.wait(30) and None, most=2)
    worker = work(hung, Backend("other"), timeout_s=0.1, grace_s=0.1, linger_s=0.2)
    made = await asyncio.gather(*(asyncio.wrap_future(worker.submit(job(n))) for n in range(6)))
    assert {one.backend for one in made} == {"other"}
    assert len(hung.calls) == 1
    freed.set()
    while worker._lines[0].hung:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    assert (await asyncio.wrap_future(worker.submit(job(9)))).backend == "hung"


async def test_a_bug_in_a_backend_does_not_end_its_thread(work: Work) -> None:
    def broken(jobs: Sequence[ImageJob], _: Stop) -> None:
        if jobs[0].seed == 0:
            raise SystemExit("a library that exits")

    worker = work(Backend(before=broken, most=1))
    with pytest.raises(NoPicture, match="SystemExit"):
        await asyncio.wrap_future(worker.submit(job(0)))
    assert (await asyncio.wrap_future(worker.submit(job(1)))).seed == 1


async def test_one_cancelled_job_leaves_its_batch_alone(work: Work) -> None:
    begun, gate = threading.Event(), threading.Event()

    def wait(_: Sequence[ImageJob], stop: Stop) -> None:
        begun.set()
        gate.wait(10)
        stop.check()

    backend = Backend(before=wait)
    worker = work(backend, linger_s=1.0)
    futures = [worker.submit(job(n)) for n in range(4)]
    await asyncio.to_thread(begun.wait, 10)
    assert futures[1].cancel()
    gate.set()
    made = [await asyncio.wrap_future(f) for n, f in enumerate(futures) if n != 1]
    assert [one.seed for one in made] == [0, 2, 3]
    assert backend.calls == [[0, 1, 2, 3]]


async def test_a_picture_is_kept_even_if_nobody_waits_for_it(work: Work) -> None:
    """It was paid for."""
    begun, gate, kept = threading.Event(), threading.Event(), threading.Event()

    def wait(*_: Any) -> None:
        begun.set()
        gate.wait(10)

    worker = work(Backend(before=wait))
    future = worker.submit(job(), made=lambda _: kept.set())
    await asyncio.to_thread(begun.wait, 10)
    future.cancel()
    gate.set()
    assert await asyncio.to_thread(kept.wait, 10)


async def test_what_the_books_raise_ends_the_job(work: Work) -> None:
    def full(*_: Any) -> None:
        raise StoreError("The disk is full.")

    worker = work(backend := Backend())
    for how in ({"begun": full}, {"made": full}):
        with pytest.raises(StoreError):
            await asyncio.wrap_future(worker.submit(job(), **how))
    assert len(backend.calls) == 1


async def test_closing_cancels_what_waits_and_lets_the_backends_go() -> None:
    begun = threading.Event()

    def endless(_: Sequence[ImageJob], stop: Stop) -> None:
        begun.set()
        while True:
            stop.check()

    worker = ImageWorker([backend := Backend(before=endless, most=1)])
    futures = [worker.submit(job(n)) for n in range(3)]
    await asyncio.to_thread(begun.wait, 10)
    await asyncio.to_thread(worker.close)
    assert all(future.cancelled() for future in futures)
    assert backend.closed
    with pytest.raises(RuntimeError, match="closed"):
        worker.submit(job())


async def test_no_thread_starts_before_the_first_job(work: Work) -> None:
    before = threading.active_count()
    work(Backend())
    assert threading.active_count() == before
