"""Gets one request answered: limits, waits, tries again, turns to another model, keeps books.

Whether the answer is any good is for the gateway to judge.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from studiocrew._client import PERHAPS_CHARGED, TRANSIENT, CallFailed, ChatClient, FailureKind
from studiocrew._dialect import Dialect, Turn
from studiocrew._patience import Gate, Patience
from studiocrew._reply import Reply, read_reply
from studiocrew.budget import Budget, Reservation
from studiocrew.clock import Clock
from studiocrew.errors import CallerError, ModelUnavailable, OperatorError
from studiocrew.events import Events
from studiocrew.journal import Journal, Outcome, Sent, Status
from studiocrew.settings import Endpoint, Settings

PICTURE_TOKENS = 2500
"""What a picture of a megapixel costs at most with the endpoints we know; most charge half."""

_MOST_LESSONS = 8  # an endpoint that refuses everything must not be argued with forever

# What each endpoint understands, by address and model, for as long as the process lives.
_dialects: dict[tuple[str, str], Dialect] = {}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gateway makes of a reply; it goes into the journal with it."""

    status: Status
    text: str = ""
    why: str = ""
    data: BaseModel | None = None


Judge = Callable[[Reply], Verdict]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer that arrived, what was made of it, and its cost as booked."""

    model: str
    reply: Reply
    verdict: Verdict
    outcome: Outcome


def forget_dialects() -> None:
    """Begin anew with the full language everywhere, as a new process does."""
    _dialects.clear()


class Courier:
    """Delivers turns to one endpoint. One per gateway; bound to the running event loop."""

    def __init__(
        self,
        client: ChatClient,
        endpoint: Endpoint,
        settings: Settings,
        *,
        slots: int,
        journal: Journal,
        budget: Budget,
        events: Events,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._settings = settings
        self._slots = asyncio.Semaphore(slots)
        self._journal = journal
        self._budget = budget
        self._events = events
        self._clock = clock
        self._patience = patience
        self._gate = Gate(patience)

    async def deliver(self, turn: Turn, judge: Judge) -> Delivery:
        """An answer from the first model that gives one.

        Raises `ModelUnavailable`, `BudgetExceeded`, `StoreError`, `CallerError` for a request no
        model will take, and `CallFailed` of kind "filtered" or about logprobs for the gateway.
        """
        models = self._models(turn)
        failed = CallFailed("unreachable", "no model is named")
        for here, after in zip(models, (*models[1:], ""), strict=True):
            try:
                return await self._insist(turn, here, judge)
            except CallFailed as failure:
                failed = failure
            if failed.kind == "filtered":
                raise failed
            if not after or failed.kind not in {*TRANSIENT, "unknown_model"}:
                break
            self._events.emit(
                "warning", role=turn.role, task=turn.slot, text=f"{here}: {failed}; trying {after}"
            )
        raise _explained(failed, self._endpoint)

    def _models(self, turn: Turn) -> tuple[str, ...]:
        """The turn's own model first. An embedded server has one, whatever it is called."""
        own = turn.model if self._endpoint.kind != "embedded" else ""
        if turn.pictures:
            return (own,)
        wanted = (own, self._endpoint.model, *self._endpoint.fallbacks)
        return tuple(dict.fromkeys(model for model in wanted if model))

    def dialect(self, model: str) -> Dialect:
        """What `model` is known to understand."""
        return _dialects.get((self._endpoint.base_url, model), Dialect())

    async def _insist(self, turn: Turn, model: str, judge: Judge) -> Delivery:
        """Try until answered, or until patience ends."""
        tried = lessons = 0
        while True:
            dialect = self.dialect(model)
            try:
                return await self._once(turn, dialect.body(turn, model), judge)
            except CallFailed as failure:
                failed = failure
            if lessons < _MOST_LESSONS and self._learn(model, dialect, failed):
                lessons += 1
                continue
            tried += 1
            if failed.kind not in TRANSIENT or self._patience.gives_up(tried, failed.retry_after_s):
                raise failed
            await self._pause(turn, tried, failed)

    def _learn(self, model: str, used: Dialect, failed: CallFailed) -> bool:
        """Whether the next try will be phrased otherwise; a call beside us may have learned it."""
        learned = used.learned(failed)
        if learned is None:
            return False
        if self.dialect(model) == used:
            _dialects[self._endpoint.base_url, model] = learned
        return self.dialect(model) != used

    async def _pause(self, turn: Turn, tried: int, failed: CallFailed) -> None:
        delay = self._patience.delay(tried, failed.retry_after_s)
        self._events.emit(
            "call_retried", role=turn.role, task=turn.slot, text=str(failed), seconds=delay
        )
        if failed.kind == "busy" or failed.retry_after_s is not None:
            self._gate.hold(delay)
        else:
            await self._patience.sleep(delay)

    async def _once(self, turn: Turn, body: dict[str, Any], judge: Judge) -> Delivery:
        """One request, with room for it in the budget and a row in the journal."""
        request = json.dumps(body, ensure_ascii=False)
        # Of a prompt's tokens; three bytes each is pessimistic. A picture costs by its area.
        said = len(request.encode()) - sum(map(len, turn.pictures))
        guess = said // 3 + PICTURE_TOKENS * len(turn.pictures)
        most = Outcome("failed", prompt_tokens=guess, completion_tokens=turn.max_tokens)
        async with self._slots:
            await self._gate.wait()
            room = self._budget.reserve_when_free(
                guess + turn.max_tokens, self._money(guess, turn.max_tokens, body["model"])
            )
            with await room as reservation:
                sent = Sent(turn.key, turn.slot, turn.role, body["model"], request)
                call_id = self._journal.begin(sent, at=self._clock.now())
                return await self._send(turn, body, judge, _Books(call_id, reservation, most))

    def _money(self, prompt_tokens: int, completion_tokens: int, model: str) -> float:
        """A model of one's own has no price in a table, whatever it is called."""
        hosted = self._endpoint.kind == "hosted"
        on = self._clock.now().date() if hosted else None
        return self._settings.money(prompt_tokens, completion_tokens, model, on)

    async def _send(
        self, turn: Turn, body: dict[str, Any], judge: Judge, books: _Books
    ) -> Delivery:
        started = time.monotonic()
        outcome = replace(books.most, status="cancelled", why="the run was stopped")
        try:
            raw = await self._client.post(
                body, idempotency_key=turn.idempotency_key, timeout_s=self._endpoint.timeout_s
            )
            outcome = replace(books.most, response=raw)
            reply = read_reply(raw)
            verdict = judge(reply)
            outcome = _judged(outcome, reply, verdict)
        except CallFailed as failure:
            outcome = _lost(books.most, failure)
            raise
        finally:
            seconds = round(time.monotonic() - started, 4)
            money = self._money(outcome.prompt_tokens, outcome.completion_tokens, body["model"])
            outcome = replace(outcome, seconds=seconds, money=money)
            books.reservation.settle(outcome.prompt_tokens + outcome.completion_tokens, money)
            self._journal.finish(books.call_id, outcome, at=self._clock.now())
        return Delivery(body["model"], reply, verdict, outcome)


@dataclass(frozen=True, slots=True)
class _Books:
    """Where one request is booked. `most` is what it may cost when nobody tells."""

    call_id: int
    reservation: Reservation
    most: Outcome


def _judged(outcome: Outcome, reply: Reply, verdict: Verdict) -> Outcome:
    told = reply.prompt_tokens is not None and reply.completion_tokens is not None
    return replace(
        outcome,
        status=verdict.status,
        text=verdict.text,
        why=verdict.why,
        prompt_tokens=reply.prompt_tokens if told else outcome.prompt_tokens,
        completion_tokens=reply.completion_tokens if told else len(reply.text.encode()) // 3,
    )


def _lost(most: Outcome, failure: CallFailed) -> Outcome:
    cost = most if failure.kind in PERHAPS_CHARGED else Outcome("failed")
    status: Status = "refused" if failure.kind == "filtered" else "failed"
    return replace(cost, status=status, response=failure.raw, why=str(failure))


async def the_one_served(client: ChatClient, endpoint: Endpoint) -> str:
    """The name of the only model the endpoint serves. Raises if there are several, or none."""
    try:
        names = await client.served(endpoint.timeout_s)
    except CallFailed as failure:
        failed = failure
    else:
        if len(names) == 1:
            return names[0]
        raise OperatorError(
            f"The endpoint serves {len(names)} models and none was chosen.",
            where=str(endpoint),
            mend=f"Set CREW_MODEL, for example to one of: {', '.join(names[:8])}.",
        )
    raise _explained(failed, endpoint)


_MENDS: dict[FailureKind, str] = {
    "denied": "Check that OPENAI_API_KEY is the right key for this endpoint",
    "no_credit": "Check the plan and credit behind OPENAI_API_KEY",
    "unknown_model": "Set CREW_MODEL to a model this endpoint serves, and check OPENAI_BASE_URL",
    "unreachable": "Check OPENAI_BASE_URL, and that the server there is running",
    "busy": "Wait a while, or lower CREW_MAX_CONCURRENCY",
    "silent": "Raise CREW_REQUEST_TIMEOUT_S if the model is slow",
}


def _explained(failed: CallFailed, endpoint: Endpoint) -> ModelUnavailable | CallerError:
    """What our caller is told, without the SDK's exception behind it."""
    if failed.kind == "unacceptable":
        return CallerError(
            f"The endpoint will not take this request: {failed}.",
            where=str(endpoint),
            mend="Ask for less at once, or choose another model with CREW_MODEL.",
        )
    mend = _MENDS.get(failed.kind, "Try later, or name other models in CREW_FALLBACK_MODELS")
    return ModelUnavailable(
        f"No model answered: {failed}.",
        where=str(endpoint),
        mend=f"{mend}; then go on with `crew resume`. Finished calls are kept.",
    )
