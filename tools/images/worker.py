"""One worker for all who want pictures: batches, time limits, fallbacks, and a fair turn.

    worker = ImageWorker([diffusers, openai])
    future = worker.submit(job, tenant="nonnas-crust")     # from any thread or event loop
    image = await asyncio.wrap_future(future)              # cancelling it cancels the job

Each backend has a queue and threads of its own. A job that fails on one goes to the next, alone
if it was in a batch. Nothing here knows how a picture is made.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from studiocrew.errors import StudiocrewError
from tools.images.backend import (
    BackendDown,
    Cancelled,
    Finish,
    ImageBackend,
    ImageFailed,
    OutOfMemory,
    Stop,
    TimeLimit,
)
from tools.images.fair import FairQueue
from tools.images.job import GeneratedImage, ImageJob

TIMEOUT_S = 900.0
COOL_DOWN_S = 60.0
"""For so long a backend that is down is not asked again."""
_GRACE_S = 10.0
_LINGER_S = 0.02
_STEPS = 28  # what a job without a number of steps is taken to cost, compared with others

Fault = Literal["job", "late", "down"]


class NoPicture(Exception):
    """No backend made the picture. `faults` says why, backend by backend."""

    def __init__(self, faults: Sequence[tuple[Fault, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(why for _, why in faults) or "no backend is left")

    @property
    def poison(self) -> bool:
        """Whether the job itself is to blame: every backend was up and failed on it."""
        return bool(self.faults) and all(kind == "job" for kind, _ in self.faults)

    @property
    def late(self) -> bool:
        """Whether time ran out on some backend: another try may do so again."""
        return any(kind == "late" for kind, _ in self.faults)


def _nothing(*_: object) -> None:
    """The default of the two call-backs."""


@dataclass(eq=False)
class Entry:
    """One job on its way from backend to backend."""

    job: ImageJob
    tenant: str
    alone: bool
    begun: Callable[[], None]
    made: Callable[[GeneratedImage], None]
    cost: float
    shape: Hashable = None
    faults: list[tuple[Fault, str]] = field(default_factory=list[tuple[Fault, str]])
    future: Future[GeneratedImage] = field(default_factory=Future[GeneratedImage])

    @property
    def dropped(self) -> bool:
        return self.future.done()


@dataclass(eq=False)
class _Call:
    """One call of a backend: who is in it, and whether it was given up for hung."""

    batch: list[Entry]
    stop: Stop
    given_up: bool = False


@dataclass(eq=False)
class _Line:
    """A backend with its queue. `limits` are the batch sizes that memory has taught."""

    backend: ImageBackend
    next: _Line | None
    queue: FairQueue[Entry] = field(default_factory=FairQueue[Entry])
    limits: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    calls: set[_Call] = field(default_factory=set[_Call])
    down_until: float = 0.0
    hung: int = 0

    def most(self, shape: Hashable) -> int:
        return min(self.backend.most, self.limits.get(shape, self.backend.most))


class ImageWorker:
    """Makes pictures on the first of `backends` that can. Threads start with the first job."""

    def __init__(
        self,
        backends: Sequence[ImageBackend],
        *,
        timeout_s: float = TIMEOUT_S,
        linger_s: float = _LINGER_S,
        grace_s: float = _GRACE_S,
        cool_down_s: float = COOL_DOWN_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not backends:
            raise ValueError("a worker needs a backend")
        self._timeout_s, self._linger_s = timeout_s, linger_s
        self._grace_s, self._cool_down_s = grace_s, cool_down_s
        self._monotonic = monotonic
        self._first: _Line | None = None
        self._lines: list[_Line] = []
        for backend in reversed(backends):
            self._first = _Line(backend, self._first)
            self._lines.insert(0, self._first)
        self._threads: list[threading.Thread] = []
        self._finishers = ThreadPoolExecutor(2, thread_name_prefix="studiocrew-images-encode")
        self._lock = threading.Lock()
        self._closed = False

    @property
    def identities(self) -> tuple[str, ...]:
        """What decides a picture besides its job; see `ImageJob.key`."""
        return tuple(line.backend.identity for line in self._lines)

    def submit(
        self,
        job: ImageJob,
        *,
        tenant: str = "default",
        alone: bool = False,
        begun: Callable[[], None] = _nothing,
        made: Callable[[GeneratedImage], None] = _nothing,
    ) -> Future[GeneratedImage]:
        """The picture to come. Raises `NoPicture` from the future; cancel it at any time.

        `begun` is called in a worker's thread right before each try, `made` with the picture as
        soon as it is there, even if nobody waits for it any more. What they raise ends the job.
        """
        entry = Entry(job, tenant, alone, begun, made, job.pixels * (job.steps or _STEPS) / 1e6)
        with self._lock:
            if self._closed:
                raise RuntimeError("the image worker is closed")
            if not self._threads:
                self._start()
        self._hand(entry, self._first)
        return entry.future

    def close(self) -> None:
        """Cancel everything and let the backends go. Waits a little for running calls."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            running = [call for line in self._lines for call in line.calls]
        for line in self._lines:
            for entry in line.queue.close():
                entry.future.cancel()
        for call in running:
            call.stop.now()
        until = time.monotonic() + self._grace_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._finishers.shutdown(wait=True)
        if not any(thread.is_alive() for thread in self._threads):
            for line in self._lines:
                line.backend.close()

    def __enter__(self) -> ImageWorker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        for line in self._lines:
            for lane in range(line.backend.lanes):
                # Daemons: a call that hangs must not keep the process from ending.
                thread = threading.Thread(
                    target=self._serve,
                    args=(line,),
                    name=f"studiocrew-images-{line.backend.name}-{lane}",
                    daemon=True,
                )
                self._threads.append(thread)
                thread.start()

    # -- a lane's thread

    def _serve(self, line: _Line) -> None:
        while batch := line.queue.take(line.most, self._linger_s if line.backend.most > 1 else 0):
            if ready := [entry for entry in batch if self._begin(entry)]:
                self._call(line, ready)

    def _begin(self, entry: Entry) -> bool:
        try:
            entry.begun()
        except Exception as err:  # whatever it is: a thread that dies would take the queue along
            _raise(entry, err)
        return not entry.dropped

    def _call(self, line: _Line, batch: list[Entry]) -> None:
        call = _Call(
            batch,
            Stop(
                lambda: any(not entry.dropped for entry in batch), self._timeout_s, self._monotonic
            ),
        )
        with self._lock:
            line.calls.add(call)
            if self._closed:  # since the batch was taken: closing has not seen this call
                call.stop.now()
        hangs = threading.Timer(self._timeout_s + self._grace_s, self._give_up, (line, call))
        hangs.daemon = True
        try:
            hangs.start()
            made = line.backend.make([entry.job for entry in batch], call.stop)
            pairs = list(zip(batch, made, strict=True))
        except BaseException as err:  # a thread that dies would take the queue along
            self._over(line, call, hangs)
            self._failed(line, call, err)
        else:
            self._over(line, call, hangs)
            for entry, one in pairs:
                if isinstance(one, ImageFailed):
                    self._fell(line, call, entry, one)
                else:
                    self._finish(line, call, entry, one)

    def _over(self, line: _Line, call: _Call, hangs: threading.Timer) -> None:
        hangs.cancel()
        with self._lock:
            line.calls.discard(call)
            line.hung -= call.given_up

    def _give_up(self, line: _Line, call: _Call) -> None:
        """A call that ignores its time limit: its jobs go on, and so do others if no lane is left.

        Python can stop no thread. When the call returns after all, the lane works again.
        """
        with self._lock:
            if call not in line.calls:
                return
            call.given_up = True
            line.hung += 1
            # In one step with the count: what `_hand` puts in afterwards nobody would take out.
            left = line.queue.drain() if line.hung >= line.backend.lanes else []
        for entry in call.batch:
            self._pass_on(line, entry, "late", TimeLimit(f"hung for {self._timeout_s:g} s"))
        for entry in left:
            self._pass_on(line, entry, "down", BackendDown("it hangs"))

    # -- what becomes of a call

    def _finish(self, line: _Line, call: _Call, entry: Entry, finish: Finish) -> None:
        def work() -> None:
            try:
                image = finish()
            except Exception as err:  # whatever is wrong with this one picture
                self._fell(line, call, entry, err)
                return
            try:
                entry.made(image)
            except Exception as err:  # nobody else would ever tell who waits
                _raise(entry, err)
                return
            with contextlib.suppress(InvalidStateError):
                entry.future.set_result(image)

        try:
            self._finishers.submit(work)
        except RuntimeError:  # closed meanwhile
            entry.future.cancel()

    def _fell(self, line: _Line, call: _Call, entry: Entry, err: Exception) -> None:
        """One picture of a call came to nothing. Of a call given up, its jobs went on already."""
        if not call.given_up:
            self._pass_on(line, entry, "job", err)

    def _failed(self, line: _Line, call: _Call, err: BaseException) -> None:
        if call.given_up:
            return
        batch = call.batch
        match err:
            case Cancelled():
                for entry in batch:
                    entry.future.cancel()
            case StudiocrewError():  # somebody else must act, and is told so as it is
                for entry in batch:
                    _raise(entry, err)
            case BackendDown():
                line.down_until = self._monotonic() + self._cool_down_s
                for entry in (*batch, *line.queue.drain()):
                    self._pass_on(line, entry, "down", err)
            case OutOfMemory() if len(batch) > 1:
                line.limits[batch[0].shape] = len(batch) // 2
                self._again(line, batch)
            case _ if len(batch) > 1:  # one of them is to blame: each has to show
                for entry in batch:
                    entry.alone = True
                self._again(line, batch)
            case TimeLimit():
                self._pass_on(line, batch[0], "late", err)
            case _:
                self._pass_on(line, batch[0], "job", err)

    def _again(self, line: _Line, batch: list[Entry]) -> None:
        if not line.queue.put_back(batch):
            for entry in batch:
                entry.future.cancel()

    def _pass_on(self, line: _Line, entry: Entry, kind: Fault, err: BaseException) -> None:
        said = str(err) if isinstance(err, ImageFailed | BackendDown) else _named(err)
        entry.faults.append((kind, f"{line.backend.name}: {said}"))
        self._hand(entry, line.next)

    def _hand(self, entry: Entry, line: _Line | None) -> None:
        """Put the entry into the next queue whose backend is up."""
        while line is not None:
            entry.shape = line.backend.shape(entry.job)
            with self._lock:
                up = line.hung < line.backend.lanes and self._monotonic() >= line.down_until
                kept = up and line.queue.put(entry)
            if up:
                if not kept:
                    entry.future.cancel()
                return
            entry.faults.append(("down", f"{line.backend.name}: down a moment ago"))
            line = line.next
        _raise(entry, NoPicture(entry.faults))


def _raise(entry: Entry, err: Exception) -> None:
    with contextlib.suppress(InvalidStateError):
        entry.future.set_exception(err)


def _named(err: BaseException) -> str:
    return f"{type(err).__name__}: {err}"[:300]
