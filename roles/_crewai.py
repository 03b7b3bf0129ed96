"""CrewAI's agent and model classes over our gateway. Import late: crewai takes seconds.

`Agent.kickoff_async` stays CrewAI's: its checkpoints, its events, its output object. What it does
in between is a loop of steps that builds an executor for every call (4 ms), runs the model call
in a thread, takes a line that begins with "Action:" in somebody's caption for a tool call, and
retries errors whose text mentions a rate limit. `OneCall` does one awaited call instead, so
that errors, cancellation and context variables come through as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel

from roles._quiet import nothing_left_at_home
from studiocrew.llm import Answer, Ask

with nothing_left_at_home():
    from crewai import Agent
    from crewai.events.utils.console_formatter import set_suppress_console_output
    from crewai.lite_agent_output import LiteAgentOutput
    from crewai.llms.base_llm import BaseLLM

F = TypeVar("F", bound=Callable[..., Awaitable[Any]])


@dataclass
class _Call:
    """What crewai does not carry: the question that is under way, and all of its answer."""

    asked: asyncio.Task[Answer]
    answers: list[Answer] = field(default_factory=list[Answer])


_call: ContextVar[_Call] = ContextVar("studiocrew_call")


def _retried_by_the_gateway(method: F) -> F:
    """Crewai wraps `acall` in retries of its own, unless it looks wrapped already."""
    method._crewai_rate_limit_wrapped = True  # type: ignore[attr-defined]
    return method


class GatewayLLM(BaseLLM):
    """Hands the call that is under way to the gateway. Counts, retries and prints nothing."""

    def call(self, *_: Any, **__: Any) -> Any:
        """Never: it would block the event loop on which the gateway answers."""
        raise RuntimeError("studiocrew calls models asynchronously only")

    @_retried_by_the_gateway
    async def acall(self, *_: Any, **__: Any) -> Any:
        """Raises what the gateway raises."""
        call = _call.get()
        answer = await call.asked
        call.answers.append(answer)
        return answer.text if answer.data is None else answer.data

    def supports_function_calling(self) -> bool:
        return False


class OneCall(Agent):
    """An agent whose kickoff is a single call. Overrides two hooks of crewai 1.15."""

    _shared: ClassVar[list[Any]] = []

    def _prepare_kickoff(
        self, messages: Any, response_format: Any = None, input_files: Any = None
    ) -> tuple[Any, dict[str, Any], dict[str, Any], list[Any]]:
        """One executor for all agents: it is only read, for the output's empty plan and to-dos."""
        if not self._shared:
            self._shared.append(super()._prepare_kickoff("-")[0])
        about = {name: getattr(self, name) for name in ("id", "role", "goal", "backstory")}
        return self._shared[0], {}, {**about, "tools": [], "verbose": False}, []

    async def _execute_and_build_output_async(
        self,
        executor: Any,
        inputs: Any,
        response_format: Any = None,
        usage_baseline: Any = None,
    ) -> LiteAgentOutput:
        llm: Any = self.llm
        output = await llm.acall([], response_model=response_format, from_agent=self)
        return self._build_output_from_result(
            {"output": output}, executor, response_format, usage_baseline
        )


def agent(*, role: str, goal: str, backstory: str) -> OneCall:
    """An agent that answers with whatever `kick_off` is given."""
    llm = GatewayLLM(model="studiocrew")
    return OneCall(role=role, goal=goal, backstory=backstory, llm=llm)


async def kick_off(agent: OneCall, ask: Ask, asked: asyncio.Task[Answer]) -> Answer:
    """One kickoff, one ask. Any number may run at once, also on the same agent.

    In a task of its own: crewai keeps the events of a run in context variables, where they would
    pile up in a caller that lives as long as a project does.
    """
    return await asyncio.create_task(_kick_off(agent, ask, asked))


async def _kick_off(agent: OneCall, ask: Ask, asked: asyncio.Task[Answer]) -> Answer:
    set_suppress_console_output(True)
    call = _Call(asked)
    _call.set(call)
    messages: Any = [dict(message) for message in ask.messages]
    schema: type[BaseModel] | None = ask.schema
    await agent.kickoff_async(messages, response_format=schema)
    return call.answers[-1]
