"""A role at work: `crewai.Agent` on our gateway, one model call for one piece of work.

CrewAI's agent loop runs its calls in threads, retries what the gateway has retried already, and
costs three times the CPU. `OneCall` keeps its agent (the card, the prompt, the events) and
replaces the loop by a single awaited call, so that errors, cancellation and context come
through as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pydantic import BaseModel

from roles.card import RoleCard
from roles.loader import fill
from roles.tooling import consult
from studiocrew.llm import Answer, Ask, Gateway, Message

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

T = TypeVar("T", bound=BaseModel)

TEMPERATURE = 0.8
"""For copy. Roles that judge ask for 0."""

LANGUAGES = {
    "ar": "Arabic", "da": "Danish", "de": "German", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "it": "Italian", "ja": "Japanese", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "sv": "Swedish", "tr": "Turkish",
    "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True)
class _Work:
    """What crewai does not carry: where the call belongs and how it is to be answered."""

    ask: Ask
    gateway: Gateway


_work: ContextVar[_Work] = ContextVar("studiocrew_work")
_answer: ContextVar[list[Answer]] = ContextVar("studiocrew_answer")


class RoleAgent:
    """A card that can be asked. Raises what the gateway raises, unchanged.

    `tools` is the catalogue; the card's own `tools` say which of it this role may use.
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
        known = tools or {}
        self.tools = {name: known[name] for name in card.tools if name in known}
        self._agent: Any = None

    def fill(self, text: str) -> str:
        """A text with its {placeholders} filled from the brief."""
        return fill(text, self._placeholders, f"role {self.card.id}")

    @overload
    async def do(self, work: str, *, schema: type[T], slot: str, **how: Any) -> T: ...
    @overload
    async def do(self, work: str, *, slot: str, schema: None = None, **how: Any) -> str: ...

    async def do(  # noqa: PLR0913 - each is a different thing to say of a piece of work
        self,
        work: str,
        *,
        slot: str,
        schema: type[T] | None = None,
        job: str = "",
        examples: Sequence[tuple[str, str]] = (),
        attempt: int = 0,
        temperature: float | None = None,
        max_tokens: int = 400,
        use_tools: bool = False,
    ) -> T | str:
        """One piece of work, one model call (and up to two more when tools are used).

        `job` and `examples` come before `work`, so that what changes stands last.
        """
        ask = self._ask(slot, schema, attempt, temperature, max_tokens)
        if use_tools and self.tools:
            found = await consult(self._gateway, ask, self._system(job), work, self.tools)
            work = f"{work}\n\n{found}" if found else work
        messages = [*_turns(examples), {"role": "user", "content": work}]
        held: list[Answer] = []
        tokens = _work.set(_Work(ask, self._gateway)), _answer.set(held)
        try:
            agent = self._crewai_agent()
            await agent.work(self._system(job), messages, schema)
        finally:
            _work.reset(tokens[0])
            _answer.reset(tokens[1])
        answer = held[-1]
        return answer.data if schema is not None else answer.text  # type: ignore[return-value]

    async def likelihood(
        self, question: str, *, slot: str, job: str, examples: Sequence[tuple[str, str]] = ()
    ) -> float | None:
        """p(yes), 0 to 1; None where the endpoint gives no probabilities."""
        turns = [*_turns(examples), {"role": "user", "content": question}]
        ask = self._ask(slot, None, 0, 0.0, 1)
        messages = ({"role": "system", "content": self._system(job)}, *turns)
        shares = await self._gateway.probabilities(
            replace(ask, messages=_as_messages(messages)), ("yes", "no")
        )
        return shares["yes"] if shares else None

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

    def _crewai_agent(self) -> Any:
        if self._agent is None:
            card = self.card
            self._agent = _one_call()(
                role=self.fill(card.role),
                goal=self.fill(card.goal),
                backstory=self.fill(card.backstory),
                llm=_gateway_llm()(model="studiocrew-gateway"),
            )
        return self._agent


@cache
def _gateway_llm() -> type[Any]:
    """The LLM class crewai is given; made on first use because importing crewai takes seconds."""
    from crewai.llms.base_llm import BaseLLM

    class GatewayLLM(BaseLLM):
        """Hands every call to the gateway, with the slot of the work that is under way."""

        def call(self, *_: Any, **__: Any) -> Any:
            raise RuntimeError("studiocrew calls models asynchronously only")

        async def acall(self, messages: Any, *_: Any, **__: Any) -> Any:
            work = _work.get()
            answer = await work.gateway.ask(replace(work.ask, messages=_as_messages(messages)))
            _answer.get().append(answer)
            return answer.data if answer.data is not None else answer.text

        def supports_function_calling(self) -> bool:
            return False

        def get_context_window_size(self) -> int:
            return _work.get().gateway.profile.context_tokens

    return GatewayLLM


@cache
def _one_call() -> type[Any]:
    """A crewai Agent whose kickoff is a single call. Overrides two hooks of crewai 1.15."""
    from crewai import Agent
    from crewai.events.utils.console_formatter import set_suppress_console_output
    from crewai.utilities.prompts import SystemPromptResult

    class OneCall(Agent):
        async def work(self, system: str, messages: Any, schema: type[BaseModel] | None) -> Any:
            set_suppress_console_output(True)
            _system_prompt.set(system)
            return await self.kickoff_async(messages, response_format=schema)

        def _build_execution_prompt(self, raw_tools: Any) -> Any:
            system = _system_prompt.get()
            return SystemPromptResult(system=system, user="{input}", prompt=system), [], None

        async def _execute_and_build_output_async(
            self, executor: Any, inputs: Any, response_format: Any = None, usage_baseline: Any = None
        ) -> Any:
            executor._setup_messages(inputs)
            output = await self.llm.acall(executor.state.messages, response_model=response_format)
            return self._build_output_from_result(
                {"output": output}, executor, response_format, usage_baseline
            )

    return OneCall


_system_prompt: ContextVar[str] = ContextVar("studiocrew_system_prompt")


def _turns(examples: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": text}
        for pair in examples
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]


def _as_messages(messages: Any) -> tuple[Message, ...]:
    """What crewai assembled, with nothing but role and text, in its order."""
    return tuple({"role": m["role"], "content": str(m["content"])} for m in messages)
