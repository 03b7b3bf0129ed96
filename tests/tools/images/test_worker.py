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


@pytest.mark.parametrize("how", ["begun", "made"])
async def test_whatever_a_call_back_raises_ends_the_job_and_not_the_thread(
    work: Work, how: str
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("a bug")

    worker = work(Backend())
    with pytest.raises(ValueError, match="a bug"):
        await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(), **{how: broken})), 10)
    assert (await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(1))), 10)).seed == 1


async def test_a_backend_that_makes_too_few_does_not_end_its_thread(work: Work) -> None:
    class Short(Backend):
        def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
            return super().make(jobs, stop)[:-1] if jobs[0].seed == 0 else super().make(jobs, stop)

    worker = work(Short(most=1))
    with pytest.raises(NoPicture, match="ValueError"):
        await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(0))), 10)
    assert (await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(1))), 10)).seed == 1


@pytest.mark.parametrize("late", ["call", "encoding"])
async def test_what_a_hung_call_fails_on_in_the_end_is_not_passed_on_twice(
    work: Work, late: str
) -> None:
    """Its job went on when it was given up, and is paid for once."""
    begun, freed, told = threading.Event(), threading.Event(), threading.Event()

    class Hung(Backend):
        def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
            begun.set()
            freed.wait(30)

            def broken() -> GeneratedImage:
                raise ImageFailed("too late")

            return [ImageFailed("too late") if late == "call" else broken for _ in jobs]

    other = Backend("other", lambda *_: told.wait(30) and None, most=1, lanes=2)
    worker = work(Hung("hung"), other, timeout_s=0.1, grace_s=0.1)
    future = worker.submit(job())
    await asyncio.to_thread(begun.wait, 10)
    worker._timeout_s = 30.0  # the other is in no hurry
    while not other.calls:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    freed.set()
    while worker._lines[0].calls:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    await asyncio.to_thread(worker._finishers.submit(lambda: None).result, 10)
    await asyncio.to_thread(worker._finishers.submit(lambda: None).result, 10)
    assert not len(worker._lines[1].queue) and not future.done()
    told.set()
    assert (await asyncio.wait_for(asyncio.wrap_future(future), 10)).backend == "other"
    assert other.calls == [[0]]


async def test_a_job_that_comes_as_a_backend_is_given_up_is_not_left_with_it(work: Work) -> None:
    """Between the look whether the backend is up and the queue, all its lanes may hang."""
    freed = threading.Event()
    hung, other = Backend("hung", lambda *_: freed.wait(30) and None), Backend("other")
    worker = work(hung, other, timeout_s=0.05, grace_s=0.05)
    line = worker._lines[0]
    looked, real = threading.Event(), line.queue.put

    def slow(entry: Any) -> bool:
        if entry.job.seed == 1:
            looked.set()
            given_up.wait(2)
        return real(entry)

    line.queue.put = slow
    given_up = threading.Event()
    drain = line.queue.drain

    def drained() -> Any:
        found = drain()
        given_up.set()
        return found

    line.queue.drain = drained
    first = worker.submit(job(0))
    second = await asyncio.to_thread(worker.submit, job(1))
    made = await asyncio.wait_for(
        asyncio.gather(asyncio.wrap_future(first), asyncio.wrap_future(second)), 20
    )
    freed.set()
    assert looked.is_set() and {one.backend for one in made} == {"other"}


async def test_a_call_that_begins_while_all_is_closed_is_stopped() -> None:
    begun, gate = threading.Event(), threading.Event()

    def endless(_: Sequence[ImageJob], stop: Stop) -> None:
        while True:
            stop.check()

    def slow() -> None:
        begun.set()
        gate.wait(10)

    worker = ImageWorker([backend := Backend(before=endless)], timeout_s=20, grace_s=3)
    future = worker.submit(job(), begun=slow)
    await asyncio.to_thread(begun.wait, 10)
    closing = asyncio.create_task(asyncio.to_thread(worker.close))
    while not worker._lines[0].queue._closed:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    gate.set()
    await closing
    assert future.cancelled() and backend.closed


async def test_no_room_for_a_timer_is_the_calls_matter(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = threading.Timer.start
    full = [True]

    def start(self: threading.Timer) -> None:
        if full.pop():
            raise RuntimeError("can't start new thread")
        real(self)

    worker = work(Backend())
    with monkeypatch.context() as patch:
        patch.setattr(threading.Timer, "start", start)
        with pytest.raises(NoPicture, match="new thread"):
            await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(0))), 10)
    assert (await asyncio.wait_for(asyncio.wrap_future(worker.submit(job(1))), 10)).seed == 1
