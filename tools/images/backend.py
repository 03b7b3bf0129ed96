"""The one interface behind which pictures are made, and how making one may fail.

A backend is told what to make and makes it, in a thread of the worker's (`tools.images.worker`).
Queues, batches, time limits, fallbacks and bookkeeping are the worker's, so a backend is small.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol, runtime_checkable

from tools.images.job import GeneratedImage, ImageJob


class ImageFailed(Exception):
    """The backend works, but not on this job: refused, too much for it, or it crashes on it."""


class OutOfMemory(ImageFailed):
    """The batch does not fit. A smaller one may."""


class TimeLimit(ImageFailed):
    """The picture was not finished in its time."""


class BackendDown(Exception):
    """The backend makes nothing now, whatever the job: not installed, unreachable, key refused."""


class Cancelled(Exception):
    """Nobody waits for the picture any more."""


Finish = Callable[[], GeneratedImage]
"""The last, slow step of a picture (encoding it), for another thread: the GPU goes on meanwhile."""

Made = Finish | ImageFailed


class Stop:
    """Says when to stop: asked between the steps of a picture."""

    def __init__(
        self,
        wanted: Callable[[], bool],
        timeout_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted, self._monotonic = wanted, monotonic
        self.timeout_s = timeout_s
        self.deadline = monotonic() + timeout_s
        self._over = threading.Event()

    def now(self) -> None:
        """Stop, whatever is still wanted."""
        self._over.set()

    @property
    def left_s(self) -> float:
        """Seconds until the deadline, at least 0."""
        return max(0.0, self.deadline - self._monotonic())

    def check(self) -> None:
        """Raises `Cancelled` when nobody wants the pictures any more, `TimeLimit` when late."""
        if self._over.is_set() or not self._wanted():
            raise Cancelled
        if not self.left_s:
            raise TimeLimit(f"not finished within {self.timeout_s:g} s")


@runtime_checkable
class ImageBackend(Protocol):
    """Makes pictures. `most` go into one call, and `lanes` calls may run side by side."""

    @property
    def name(self) -> str:
        """Short name for records: "diffusers", "openai"."""
        ...

    @property
    def identity(self) -> str:
        """What besides the job decides the picture: model, revision, adapters. Part of its key."""
        ...

    @property
    def most(self) -> int: ...

    @property
    def lanes(self) -> int: ...

    def shape(self, job: ImageJob) -> Hashable:
        """Jobs of equal shape may go into one call."""
        ...

    def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
        """Make pictures for jobs of one shape, in order. Blocks; called by a worker's thread.

        Raises `OutOfMemory`, `ImageFailed` (of the whole call), `BackendDown`, and what
        `stop.check()` raises.
        """
        ...

    def close(self) -> None:
        """Let go of what is held. Called once no call is running."""
        ...
