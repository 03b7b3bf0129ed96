"""Pictures for one project: asked for once, paid for once, written down, or honestly left out."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from studiocrew.budget import Budget
from studiocrew.clock import Clock
from studiocrew.events import Events
from studiocrew.journal import Journal, Outcome, Sent
from tools.images.job import GeneratedImage, ImageJob
from tools.images.shelf import Shelf
from tools.images.worker import ImageWorker, NoPicture


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the settings say of every picture. `price` is what one may cost at most."""

    pixels: int = 2**20
    steps: int | None = None
    guidance: float | None = None
    price: float = 0.0


class _Ask:
    """One asking for a picture, as the shelf counts it: once, however many tries the worker makes,
    and not at all once nobody waits. The worker's threads and the loop both tell it."""

    def __init__(self, shelf: Shelf, key: str) -> None:
        self.key = key
        self._shelf, self._lock = shelf, threading.Lock()
        self._begun = self._over = False

    def begin(self) -> None:
        with self._lock:
            if not self._begun and not self._over:
                self._shelf.begin(self.key)
                self._begun = True

    def over(self) -> bool:
        """Nobody waits any more, which is not the job's fault. Whether it was begun."""
        with self._lock:
            self._over = True
            if self._begun:
                self._shelf.ended(self.key)
            return self._begun


class Pictures:
    """The project's side of the worker. Belongs to one event loop."""

    def __init__(
        self,
        worker: ImageWorker,
        shelf: Shelf,
        *,
        tenant: str,
        journal: Journal,
        budget: Budget,
        events: Events,
        clock: Clock,
        defaults: Defaults | None = None,
    ) -> None:
        self._worker, self._shelf, self._tenant = worker, shelf, tenant
        self._journal, self._budget = journal, budget
        self._events, self._clock = events, clock
        self.defaults = defaults or Defaults()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, job: ImageJob, *, slot: str, role: str) -> GeneratedImage | None:
        """The picture; None where none could be made, with a warning that says why.

        A job made before is found, and costs nothing. Raises `BudgetExceeded` and `StoreError`.
        """
        key = job.key(self._worker.identities)
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            if found := await asyncio.to_thread(self._shelf.find, key):
                return found
            if why := self._shelf.parked(key):
                self._warn(slot, role, f"its job is parked: {why}")
                return None
            try:
                return await self._ask(job, key, slot, role)
            except NoPicture as failed:
                self._judge(key, failed)
                self._warn(slot, role, str(failed))
                return None

    async def _ask(self, job: ImageJob, key: str, slot: str, role: str) -> GeneratedImage:
        """One job in the books, with room for its price."""
        room = self._budget.reserve_when_free(0, self.defaults.price)
        with await room as reservation:
            sent = Sent(key, slot, role, self._worker.identities[0], _request(job))
            call = self._journal.begin(sent, at=self._clock.now())
            outcome = Outcome("cancelled", why="the run was stopped")
            started, ask = time.monotonic(), _Ask(self._shelf, key)
            try:
                image = await self._made(job, ask)
                outcome = Outcome("answered", response=_told(image), money=image.money)
                return image
            except NoPicture as failed:
                outcome = Outcome("failed", why=str(failed))
                raise
            except asyncio.CancelledError:
                if ask.over():  # it may have been charged
                    outcome = replace(outcome, money=self.defaults.price)
                raise
            finally:
                seconds = round(time.monotonic() - started, 4)
                reservation.settle(0, outcome.money)
                self._journal.finish(call, replace(outcome, seconds=seconds), at=self._clock.now())

    async def _made(self, job: ImageJob, ask: _Ask) -> GeneratedImage:
        future = self._worker.submit(
            job,
            tenant=self._tenant,
            alone=self._shelf.begun(ask.key) > 0,  # it may have taken its neighbours down
            begun=ask.begin,
            made=lambda image: self._shelf.keep(ask.key, image),
        )
        return await asyncio.wrap_future(future)

    def _judge(self, key: str, failed: NoPicture) -> None:
        """Park a job that is to blame; one that ran out of time keeps its count of tries."""
        if failed.poison:
            self._shelf.park(key, str(failed))
        elif not failed.late:
            self._shelf.ended(key)

    def _warn(self, slot: str, role: str, why: str) -> None:
        self._events.emit("warning", role=role, task=slot, text=f"No picture for {slot}: {why}")


def _request(job: ImageJob) -> str:
    """The job for the journal, its prompt where those of other models stand."""
    data = job.model_dump(exclude={"prompt", "references"})
    data["references"] = len(job.references)
    prompt = {"role": "user", "content": job.prompt}
    return json.dumps({"messages": [prompt], **data}, ensure_ascii=False)


def _told(image: GeneratedImage) -> str:
    return image.model_dump_json(exclude={"png", "prompt"})
