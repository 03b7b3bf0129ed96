"""The one way to ask a language model: answered, checked, paid for and written down once.

    async with Gateway(settings, journal, budget, events) as gateway:
        answer = await gateway.ask(Ask("post-1", "copywriter", messages, schema=Caption))

An ask is a pure function of its inputs. Once it has an outcome in the journal it is replayed
from there, so a resumed project asks only for what it had not yet got.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from studiocrew import _guard
from studiocrew._client import CallFailed, ChatClient, load_sdk
from studiocrew._conversation import Conversation
from studiocrew._courier import Courier, Delivery, Verdict, the_one_served
from studiocrew._dialect import Message, Turn
from studiocrew._patience import Patience
from studiocrew._reply import Reply
from studiocrew._schema import full_schema, wire_schema
from studiocrew._scrub import scrubber
from studiocrew.budget import Budget
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import RoleUsage, Usage
from studiocrew.embedded import Lease, lease
from studiocrew.errors import MalformedAnswer, ModelError, Refusal, TruncatedAnswer
from studiocrew.events import Events
from studiocrew.journal import Journal, Status
from studiocrew.profile import ModelProfile, profile_for
from studiocrew.settings import Settings
from studiocrew.weights import Progress

__all__ = ["Answer", "Ask", "Gateway", "Message", "Patience"]

_TOP_LOGPROBS = 20


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. Put what never changes first: endpoints cache a common beginning.

    `attempt` asks the same again for another answer: it changes the key and with it the seed.
    `model` is tried before the run's own, where the endpoint serves several. `pictures` are data
    URLs; an ask with pictures goes to `model` alone, as others might not see them.
    """

    slot: str
    role: str
    messages: tuple[Message, ...]
    schema: type[BaseModel] | None = None
    temperature: float = 0.7
    max_tokens: int = 400
    attempt: int = 0
    model: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names the ask by its content. The model is no part of it: a finished call stays done."""
        return _digest(self._content())

    def _content(self) -> dict[str, Any]:
        shown = {"pictures": list(self.pictures)} if self.pictures else {}
        return shown | {
            "slot": self.slot,
            "role": self.role,
            "messages": [dict(message) for message in self.messages],
            "schema": full_schema(self.schema) if self.schema else None,
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "attempt": self.attempt,
        }

    def key_among(self, options: Sequence[str]) -> str:
        """The key of asking how likely each of `options` is."""
        return _digest({**self._content(), "options": list(options)})


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: `data` if a schema was asked for, `text` always. Costs are of this answer."""

    text: str
    data: BaseModel | None
    model: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    replayed: bool
    key: str


class Gateway:
    """Asks one endpoint on behalf of one project. Belongs to the event loop that first uses it.

    Every method that asks raises `ModelUnavailable` (after retries and fallbacks),
    `BudgetExceeded`, `StoreError`, or one of `MalformedAnswer`, `TruncatedAnswer` and `Refusal`
    with the raw text. The project can be resumed after each of them.
    """

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        budget: Budget,
        events: Events,
        clock: Clock | None = None,
        *,
        patience: Patience | None = None,
    ) -> None:
        self._scrub = scrubber(settings.secrets())
        journal.keep_out(self._scrub)
        self._settings = settings
        self._endpoint = settings.endpoint()
        self._journal = journal
        self._budget = budget
        self._events = events
        self._clock = clock or SystemClock()
        self._patience = patience or Patience(base_s=settings.retry_base_s)
        self._opening = asyncio.Lock()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._client: ChatClient | None = None
        self._courier: Courier | None = None
        self._lease: Lease | None = None
        self._replayed = 0

    @property
    def model(self) -> str:
        """The model that is asked first; empty while an endpoint that serves one is not asked."""
        return self._endpoint.model

    @property
    def eyes(self) -> str:
        """The model that can be shown pictures; empty if there is none."""
        return "" if self._endpoint.kind == "embedded" else self._settings.crew_vision_model

    @property
    def profile(self) -> ModelProfile:
        """How much to ask for at once. Settled after `warm` if the model had no name before."""
        setting = self._settings.crew_profile
        if setting == "auto" and self._endpoint.kind == "embedded":
            setting = "small"
        return profile_for(self._endpoint.model, setting)

    async def ask(self, ask: Ask) -> Answer:
        """The answer, from the journal if it is there, else from the model."""
        key = ask.key
        async with self._alone(key):
            answer = self._replay(ask, key) or await self._fresh(ask, key)
        self._tell_finished(ask, answer)
        return answer

    async def probabilities(self, ask: Ask, options: Sequence[str]) -> dict[str, float] | None:
        """How likely the model's answer begins with each of `options`; they sum to 1.

        None if the endpoint tells no log-probabilities or the model says none of the options.
        """
        key = ask.key_among(options)
        async with self._alone(key):
            call = self._journal.find(key)
            if call is None or call.status != "answered":
                return await self._weighed(ask, key, options)
        self._replayed += 1
        return json.loads(call.text)

    def answered(self, task: str) -> list[tuple[str, str]]:
        """Model and key of every call that was answered for a task: who wrote it, asked what."""
        return self._journal.answered(task)

    def usage(self) -> Usage:
        """What the project has cost since it began; `replayed` counts this gateway's replays."""
        roles = self._journal.spent()
        total = {
            name: sum(getattr(role, name) for role in roles.values())
            for name in RoleUsage.model_fields
        }
        return Usage(**total, replayed=self._replayed, by_role=roles)

    async def warm(self) -> None:
        """Get the model ready: start the embedded one, or learn what the endpoint serves."""
        await self._opened()

    async def prepare(self) -> None:
        """Import the SDK and connect to nothing. Threads that import it at once can deadlock."""
        await asyncio.to_thread(load_sdk)

    async def aclose(self) -> None:
        """Close connections; the embedded server stops with its last user."""
        client, self._client, self._courier = self._client, None, None
        if client is not None:
            await client.aclose()
        held, self._lease = self._lease, None
        if held is not None:
            await asyncio.to_thread(held.release)

    async def __aenter__(self) -> Gateway:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _alone(self, key: str) -> asyncio.Lock:
        """Two tasks with the same question: the second finds the first one's answer."""
        return self._asking.setdefault(key, asyncio.Lock())

    def _replay(self, ask: Ask, key: str) -> Answer | None:
        """The outcome the journal has, raised if it was an error; None to ask the model."""
        call = self._journal.find(key)
        if call is None:
            return None
        if call.status != "answered":
            if call.status != "refused" and call.model not in (ask.model, *self._models()):
                return None  # another model may do better
            self._replayed += 1
            raise _error(call.status, ask, call.why, call.text)
        try:
            data = ask.schema.model_validate_json(call.text) if ask.schema else None
        except ValidationError:
            return None  # a rule of ours has changed since, and the answer does not meet it
        self._replayed += 1
        cost = (call.prompt_tokens, call.completion_tokens, call.seconds)
        return Answer(call.text, data, call.model, *cost, replayed=True, key=key)

    async def _fresh(self, ask: Ask, key: str) -> Answer:
        courier = await self._opened()
        self._events.emit("call_started", role=ask.role, task=ask.slot, model=self.model)
        talk = Conversation(self._turn(ask, key), ask.schema, self.profile.max_answer_tokens)
        while True:
            got = await self._delivered(courier, talk, ask)
            verdict, outcome = got.verdict, got.outcome
            if verdict.status == "answered":
                cost = (outcome.prompt_tokens, outcome.completion_tokens, outcome.seconds)
                return Answer(verdict.text, verdict.data, got.model, *cost, False, key)
            if verdict.status != "rejected":
                raise _error(verdict.status, ask, verdict.why, verdict.text)
            talk.go_on(got.reply, verdict.why)
            self._events.emit("call_retried", role=ask.role, task=ask.slot, text=verdict.why)

    async def _delivered(self, courier: Courier, talk: Conversation, ask: Ask) -> Delivery:
        try:
            return await courier.deliver(talk.turn, talk.judge)
        except CallFailed as failure:  # the endpoint's own filter refused before the model could
            why, raw = failure.why, failure.raw
        raise _error("refused", ask, why, raw)

    async def _weighed(self, ask: Ask, key: str, options: Sequence[str]) -> dict[str, float] | None:
        courier = await self._opened()
        if not courier.dialect(ask.model or self.model).logprobs:
            return None
        turn = replace(self._turn(ask, key), max_tokens=1, top_logprobs=_TOP_LOGPROBS, schema=None)
        got = await courier.deliver(turn, lambda reply: _weighing(reply, options))
        return json.loads(got.verdict.text)

    def _turn(self, ask: Ask, key: str) -> Turn:
        hosted = self._endpoint.kind == "hosted"
        return Turn(
            key=key,
            slot=ask.slot,
            role=ask.role,
            messages=tuple(  # a key that strayed into a prompt does not leave this process
                Message(role=message["role"], content=self._scrub(message["content"]))
                for message in ask.messages
            ),
            temperature=ask.temperature,
            max_tokens=min(ask.max_tokens, self.profile.max_answer_tokens),
            seed=int(key[:8], 16) % 2**31,
            model=ask.model,
            pictures=ask.pictures,
            schema=wire_schema(ask.schema, hosted=hosted) if ask.schema else None,
            schema_name=ask.schema.__name__ if ask.schema else "",
        )

    def _models(self) -> tuple[str, ...]:
        return (self._endpoint.model, *self._endpoint.fallbacks)

    def _tell_finished(self, ask: Ask, answer: Answer) -> None:
        self._events.emit(
            "call_finished",
            role=ask.role,
            task=ask.slot,
            tokens=0 if answer.replayed else answer.prompt_tokens + answer.completion_tokens,
            seconds=0.0 if answer.replayed else answer.seconds,
            replayed=answer.replayed,
            model=answer.model,
        )

    async def _opened(self) -> Courier:
        """The courier to the endpoint, which is opened on first use."""
        async with self._opening:
            if self._courier is None:
                self._courier = await self._open()
            return self._courier

    async def _open(self) -> Courier:
        _guard.check(self._endpoint)
        slots = self._settings.max_concurrency
        if self._endpoint.kind == "embedded":
            self._lease = await asyncio.to_thread(lease, self._settings, self._loading())
            self._endpoint = replace(self._endpoint, base_url=self._lease.base_url)
            slots = self._lease.slots
        # Building it imports the SDK, which takes a second that the event loop cannot spare.
        self._client = await asyncio.to_thread(self._connect)
        if not self._endpoint.model:
            name = await the_one_served(self._client, self._endpoint)
            self._endpoint = replace(self._endpoint, model=name)
        return Courier(
            self._client,
            self._endpoint,
            self._settings,
            slots=slots,
            journal=self._journal,
            budget=self._budget,
            events=self._events,
            clock=self._clock,
            patience=self._patience,
        )

    def _loading(self) -> Progress:
        """Tell of a long start, one event per percent, on the loop rather than in the thread."""
        loop = asyncio.get_running_loop()
        last = ("", -1)

        def tell(what: str, done: int, total: int) -> None:
            nonlocal last
            now = (what, 100 * done // max(total, 1))
            if now != last:
                last = now
                emit = partial(self._events.emit, "model_loading", text=what)
                loop.call_soon_threadsafe(partial(emit, done=done, total=total))

        return tell

    def _connect(self) -> ChatClient:
        secret = self._settings.openai_api_key
        # A key for one endpoint is not for another: the embedded server needs none.
        key = secret.get_secret_value() if secret and self._endpoint.kind != "embedded" else "none"
        return ChatClient(
            self._endpoint.base_url,
            key,
            scrub=self._scrub,
            clock=self._clock,
            direct=self._endpoint.local,
        )


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _weighing(reply: Reply, options: Sequence[str]) -> Verdict:
    """Share the probability of each first token among the options it begins."""
    if reply.refusal or reply.finish == "content_filter":
        return Verdict("refused", why=reply.refusal or "stopped by the endpoint's content filter")
    weights = dict.fromkeys(options, 0.0)
    for token, logprob in reply.first_token.items():
        said = token.strip().lower()
        meant = [option for option in options if said and option.lower().startswith(said)]
        if len(meant) == 1:  # a token that could begin two options speaks for neither
            weights[meant[0]] += math.exp(logprob)
    total = sum(weights.values())
    shares = {option: weight / total for option, weight in weights.items()} if total else None
    return Verdict("answered", text=json.dumps(shares, ensure_ascii=False))


def _error(status: Status, ask: Ask, why: str, raw: str) -> ModelError:
    where = f"{ask.role}, {ask.slot}"
    if status == "refused":
        mend = "Say it differently, or leave this part out."
        return Refusal(f"The model declined: {why}", where=where, mend=mend, raw=raw)
    if status == "truncated":
        mend = "Ask for less at once, or for more tokens."
        return TruncatedAnswer(f"Not a whole answer: {why}.", where=where, mend=mend, raw=raw)
    mend = "Try another model with CREW_MODEL. The raw answer is in `crew prompts`."
    return MalformedAnswer(f"Not the answer asked for: {why}", where=where, mend=mend, raw=raw)
