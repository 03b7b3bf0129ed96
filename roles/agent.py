"""A role at work: `crewai.Agent` on our gateway, one model call for one piece of work."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel

from roles.card import RoleCard, fill
from roles.own_tools import tools_of
from roles.tooling import consult
from studiocrew.language import LANGUAGES
from studiocrew.llm import Answer, Ask, Gateway, Message

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

T = TypeVar("T", bound=BaseModel)

TEMPERATURE = 0.8
"""For copy. Roles that judge ask for 0."""

_ON_ITS_WAY_S = 0.05
"""In this time a question has gone out to any endpoint; one from the journal is answered."""


class RoleAgent:
    """A card that can be asked. Raises what the gateway raises, unchanged.

    `tools` is the catalogue; the card's own `tools` say which of it this role may use. Raises
    `AuthorError` for a tool that is not in it.
    """

    def __init__(
        self,
        card: RoleCard,
        gateway: Gateway,
        tools: Mapping[str, BaseTool] | None = None,
        placeholders: Mapping[str, str] | None = None,
    ) -> None:
        self.card = card
        self._gateway = gateway
        self._placeholders = dict(placeholders or {})
        self.tools = {} if tools is None else tools_of(card, tools)
        self._agent: Any = None

    def fill(self, text: str) -> str:
        """A text with its {placeholders} filled from the brief."""
        return fill(text, self._placeholders, f"role {self.card.id}")

    async def do(
        self,
        work: str,
        *,
        slot: str,
        schema: type[T],
        job: str = "",
        examples: Sequence[tuple[str, str]] = (),
        attempt: int = 0,
        temperature: float | None = None,
        max_tokens: int = 400,
    ) -> T:
        """One piece of work, one model call, answered in the shape of `schema`.

        `job` and `examples` come before `work`, so that what changes stands last.
        """
        ask = self._ask(slot, schema, attempt, temperature, max_tokens)
        answer = await self._answered(ask, job, examples, work)
        return cast(T, answer.data)

    async def write(
        self, work: str, *, slot: str, job: str = "", attempt: int = 0, max_tokens: int = 400
    ) -> str:
        """Plain text. The card's tools may be consulted first, each at the cost of one call."""
        ask = self._ask(slot, None, attempt, None, max_tokens)
        if self.tools:
            found = await consult(self._gateway, ask, self._system(job), work, self.tools)
            work = f"{work}\n\n{found}" if found else work
        return (await self._answered(ask, job, (), work)).text

    async def _answered(
        self, ask: Ask, job: str, examples: Sequence[tuple[str, str]], work: str
    ) -> Answer:
        """Through crewai's agent to the gateway and back.

        The question is on its way before crewai is imported, which takes seconds, and before
        crewai's own work on it: thirty questions at once would wait for all of that.
        """
        messages = [*_turns(examples), {"role": "user", "content": work}]
        system = {"role": "system", "content": self._system(job)}
        ask = replace(ask, messages=_as_messages([system, *messages]))
        asked = asyncio.create_task(self._gateway.ask(ask))
        try:
            await asyncio.wait([asked], timeout=_ON_ITS_WAY_S)
            crewai = await _crewai()
            if self._agent is None:
                self._agent = crewai.agent(
                    role=self.fill(self.card.role),
                    goal=self.fill(self.card.goal),
                    backstory=self.fill(self.card.backstory),
                )
            return await crewai.kick_off(self._agent, ask, asked)
        finally:
            asked.cancel()

    async def look(
        self, work: str, picture: str, *, model: str, slot: str, schema: type[T], job: str
    ) -> T:
        """As `do`, with a picture (a data URL) before a model that sees. Not through crewai's
        agent, whose messages are text alone.
        """
        system = {"role": "system", "content": self._system(job)}
        asked = _as_messages([system, {"role": "user", "content": work}])
        ask = replace(
            self._ask(slot, schema, 0, 0.0, 900), messages=asked, model=model, pictures=(picture,)
        )
        return cast(T, (await self._gateway.ask(ask)).data)

    async def weigh(
        self,
        question: str,
        options: Sequence[str],
        *,
        slot: str,
        job: str,
        examples: Sequence[tuple[str, str]] = (),
    ) -> dict[str, float] | None:
        """The probability of each option as the answer; None where the endpoint tells none."""
        turns = [*_turns(examples), {"role": "user", "content": question}]
        messages = ({"role": "system", "content": self._system(job)}, *turns)
        ask = replace(self._ask(slot, None, 0, 0.0, 1), messages=_as_messages(messages))
        return await self._gateway.probabilities(ask, options)

    def _ask(
        self,
        slot: str,
        schema: type[BaseModel] | None,
        attempt: int,
        temperature: float | None,
        max_tokens: int,
    ) -> Ask:
        own = self.card.temperature if self.card.temperature is not None else TEMPERATURE
        return Ask(
            slot=slot,
            role=self.card.id,
            messages=(),
            schema=schema,
            temperature=own if temperature is None else temperature,
            max_tokens=max_tokens,
            attempt=attempt,
            model=self.card.model or "",
        )

    def _system(self, job: str) -> str:
        """Who one is and what the job is: the part of a prompt that never changes."""
        card = self.card
        language = self._placeholders.get("language", "en").split("-")[0]
        parts = [
            self.fill(f"You are {card.role}. {card.backstory} {card.goal}"),
            job,
            f"Always answer in {LANGUAGES.get(language, language)}.",
        ]
        return "\n".join(" ".join(part.split()) for part in parts if part)


async def warm() -> None:
    """Import crewai now, in a thread: the first answer would wait for it."""
    await _crewai()


async def _crewai() -> Any:
    """The module `roles._crewai`."""
    loaded = _loaded.get("roles._crewai")
    if loaded is None:
        loaded = await asyncio.to_thread(importlib.import_module, "roles._crewai")
        # Half a million objects that stay: each full collection would walk them all (0.4 s).
        gc.freeze()
        _loaded["roles._crewai"] = loaded
    return loaded


# Not sys.modules, which also holds a module that another thread is still importing.
_loaded: dict[str, ModuleType] = {}


def _turns(examples: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": text}
        for pair in examples
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]


def _as_messages(messages: Sequence[dict[str, str]]) -> tuple[Message, ...]:
    return tuple({"role": m["role"], "content": m["content"]} for m in messages)
