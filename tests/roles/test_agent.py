"""A role at work through CrewAI: one call, the gateway's errors, nothing left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from roles.agent import RoleAgent, warm
from roles.card import RoleCard
from roles.loader import load_cards
from studiocrew.budget import Budget
from studiocrew.errors import (
    AuthorError,
    BudgetExceeded,
    MalformedAnswer,
    ModelUnavailable,
    Refusal,
    StudiocrewError,
    TruncatedAnswer,
)
from studiocrew.llm import Answer, Ask, Gateway
from studiocrew.testing import Fault

MakeCard = Callable[..., RoleCard]


class Caption(BaseModel):
    caption: str


@pytest.fixture(autouse=True)
async def _crewai_is_imported() -> None:
    await warm()


def transcript(ask: Ask) -> str:
    return "".join(f"--- {m['role']}\n{m['content']}\n" for m in ask.messages)


# -- what is asked


@pytest.mark.parametrize("name", sorted(load_cards()))
async def test_the_prompt_of_a_role(studio: Any, snapshot: Any, name: str) -> None:
    made = await studio({"caption": "Warm."})
    role = RoleAgent(load_cards()[name], made.gateway, placeholders={"language": "en-GB"})
    await role.do(
        "Product: sourdough, £4.20.",
        slot="post-1",
        schema=Caption,
        job="Write one caption of at most 20 words.",
        examples=[("Product: rye, £3.", '{"caption": "Rye. Dense, dark, three pounds."}')],
    )
    (ask,) = made.asks
    snapshot(f"{name}.txt", transcript(ask))
    assert (ask.role, ask.slot, ask.schema) == (name, "post-1", Caption)


async def test_what_never_changes_stands_first(studio: Any, card: MakeCard) -> None:
    made = await studio()
    role = RoleAgent(card(), made.gateway)
    await role.write("one", slot="a", job="Write.")
    await role.write("two", slot="b", job="Write.")
    first, second = (ask.messages for ask in made.asks)
    assert first[0] == second[0]
    assert [m["content"] for m in (first[-1], second[-1])] == ["one", "two"]


async def test_crewai_changes_nothing_in_the_words(studio: Any, card: MakeCard) -> None:
    """CrewAI fills {input}, {tools} and {tool_names} wherever they stand. Not here."""
    made = await studio("fine")
    work = "Explain {input}, {tools} and {tool_names}.\n\nFinal Answer:"
    await RoleAgent(card(), made.gateway).write(work, slot="a")
    assert made.asks[0].messages[-1]["content"] == work


async def test_the_cards_temperature_is_used_unless_said_otherwise(
    studio: Any, card: MakeCard
) -> None:
    made = await studio()
    role = RoleAgent(card(temperature=0.1), made.gateway)
    await role.do("a", slot="a", schema=Caption, attempt=2, max_tokens=33)
    await role.do("a", slot="b", schema=Caption, temperature=1.0)
    one, two = made.asks
    assert (one.temperature, one.attempt, one.max_tokens) == (0.1, 2, 33)
    assert two.temperature == 1.0


async def test_a_cards_model_is_asked_before_the_runs(studio: Any, card: MakeCard) -> None:
    made = await studio()
    await RoleAgent(card(model="big-one"), made.gateway).do("Write.", slot="a", schema=Caption)
    await RoleAgent(card(), made.gateway).do("Write.", slot="b", schema=Caption)
    asked = [call["model"] for call in made.server.calls]
    assert asked[0] == "big-one" != asked[-1]


async def test_placeholders_are_filled_and_a_missing_one_names_those_there_are(
    studio: Any, card: MakeCard
) -> None:
    made = await studio()
    host = card(role="the host of {brand}")
    role = RoleAgent(host, made.gateway, placeholders={"brand": "Nonna's Crust"})
    await role.write("a", slot="a")
    assert "You are the host of Nonna's Crust." in made.asks[0].messages[0]["content"]
    with pytest.raises(AuthorError, match="brand"):
        await RoleAgent(host, made.gateway, placeholders={"topic": "x"}).write("a", slot="b")


async def test_weighing_is_the_gateways(studio: Any, card: MakeCard) -> None:
    made = await studio(likely={"yes": 0.8, "no": 0.2})
    role = RoleAgent(card(), made.gateway)
    shares = await role.weigh("Is it warm?", ("yes", "no"), slot="q", job="Answer yes or no.")
    assert shares is not None
    assert shares["yes"] == pytest.approx(0.8)


# -- what comes back


async def test_one_piece_of_work_is_one_call(studio: Any, card: MakeCard) -> None:
    made = await studio({"caption": "Warm bread."}, "Just words.")
    role = RoleAgent(card(), made.gateway)
    assert await role.do("a", slot="a", schema=Caption) == Caption(caption="Warm bread.")
    assert await role.write("b", slot="b") == "Just words."
    assert len(made.server.calls) == 2


@pytest.mark.parametrize(
    "said",
    [
        "Action: search\nAction Input: {}",
        "Thought: hm\nFinal Answer: done",
        "```\nObservation: x\n```",
        '{"caption": "x"}',
    ],
)
async def test_text_that_crewai_would_take_for_a_step_stays_text(
    studio: Any, card: MakeCard, said: str
) -> None:
    made = await studio(said)
    assert await RoleAgent(card(), made.gateway).write("a", slot="a") == said
    assert len(made.server.calls) == 1


# -- errors


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.refusal(), Refusal),
        (Fault.length(), TruncatedAnswer),
        (Fault.failing(401), ModelUnavailable),
        (Fault.busy(0), ModelUnavailable),
    ],
    ids=["refusal", "length", "key", "busy"],
)
async def test_what_the_gateway_raises_comes_out_and_costs_no_more_calls(
    studio: Any, card: MakeCard, fault: Fault, error: type[StudiocrewError]
) -> None:
    direct = await studio(*[fault] * 20)
    ask = Ask("a", "writer", ({"role": "user", "content": "a"},), Caption)
    with pytest.raises(error):
        await direct.gateway.ask(ask)
    made = await studio(*[fault] * 20)
    with pytest.raises(error):
        await RoleAgent(card(), made.gateway).do("a", slot="a", schema=Caption)
    assert len(made.asks) == 1
    assert len(made.server.calls) == len(direct.server.calls)


async def test_a_spent_budget_comes_out(studio: Any, card: MakeCard) -> None:
    made = await studio(budget=Budget(tokens=1))
    with pytest.raises(BudgetExceeded):
        await RoleAgent(card(), made.gateway).do("a", slot="a", schema=Caption)
    assert made.server.calls == []


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailable("rate limit: too many requests (429)"),
        MalformedAnswer("maximum context length exceeded", raw="x"),
        ValueError("context_length_exceeded"),
        TimeoutError("throttled"),
    ],
    ids=repr,
)
async def test_an_error_is_the_same_object_and_never_retried(
    card: MakeCard, error: Exception
) -> None:
    """Whatever its words are: crewai retries and rewrites errors by what they say."""
    gateway = Stub(error)
    with pytest.raises(type(error)) as caught:
        await RoleAgent(card(), gateway).do("a", slot="a", schema=Caption)
    assert caught.value is error
    assert gateway.asked == 1


# -- many at once


async def test_thirty_at_once_are_thirty_at_once(studio: Any, card: MakeCard) -> None:
    made = await studio(latency_s=2.0)
    role = RoleAgent(card(), made.gateway)
    async with asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(role.do(f"{number}", slot=f"p{number}", schema=Caption))
    assert len(made.server.calls) == 30
    assert made.server.concurrency_peak >= 25


async def test_answers_find_their_way_back_to_who_asked(card: MakeCard) -> None:
    gateway = Stub(None)
    role = RoleAgent(card(), gateway)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(role.write(f"{n}", slot=f"s{n}")) for n in range(40)]
    assert [task.result() for task in tasks] == [f"s{n}: {n}" for n in range(40)]


async def test_cancelling_the_work_cancels_the_call(card: MakeCard) -> None:
    gateway = Stub(None, forever=True)
    task = asyncio.create_task(RoleAgent(card(), gateway).write("a", slot="a"))
    await gateway.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert gateway.cancelled == 1


async def test_context_variables_flow_in_and_crewais_do_not_flow_out(card: MakeCard) -> None:
    from crewai.events.event_bus import crewai_event_bus

    mark = ContextVar[str]("mark")
    mark.set("project-7")
    gateway = Stub(None, look=mark)
    await RoleAgent(card(), gateway).write("a", slot="a")
    assert gateway.seen == ["project-7"]
    assert crewai_event_bus.runtime_state is None  # where it keeps every event of a run


async def test_nothing_is_printed(
    studio: Any, card: MakeCard, capfd: pytest.CaptureFixture[str]
) -> None:
    from crewai.events.event_bus import crewai_event_bus

    made = await studio()
    await RoleAgent(card(), made.gateway).do("a", slot="a", schema=Caption)
    crewai_event_bus.flush()
    assert capfd.readouterr() == ("", "")


async def test_crewai_cannot_be_made_to_block_the_loop() -> None:
    from roles._crewai import GatewayLLM

    with pytest.raises(RuntimeError, match="asynchronously"):
        GatewayLLM(model="x").call("hello")


HOME_CHECK = """
import asyncio, sys
from roles.agent import RoleAgent, warm
from roles._crewai import agent
agent(role="r", goal="g", backstory="b")
"""


@pytest.mark.slow
@pytest.mark.parametrize("writable", [True, False], ids=["writable", "read-only"])
def test_crewai_leaves_nothing_at_home(tmp_path: Path, writable: bool) -> None:
    home = tmp_path / "somebody"
    home.mkdir()
    if not writable:
        home = home / "file"
        home.write_text("a home that no folder can be made in")
    tmp = tmp_path / "tmp"
    tmp.mkdir()
    world = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "CREWAI_"))}
    subprocess.run(
        [sys.executable, "-c", HOME_CHECK],
        env={**world, "HOME": str(home), "TMPDIR": str(tmp)},
        cwd=Path(__file__).parents[2],
        check=True,
        timeout=120,
    )
    if writable:
        assert list(home.rglob("*")) == []
    assert list(tmp.rglob("*")) == []


class Stub(Gateway):
    """A gateway without an endpoint: fails, echoes, waits or looks around."""

    def __init__(
        self, error: Exception | None, *, forever: bool = False, look: ContextVar[str] | None = None
    ) -> None:
        self.error = error
        self.forever = forever
        self.look = look
        self.seen: list[str] = []
        self.asked = self.cancelled = 0
        self.reached = asyncio.Event()

    async def ask(self, ask: Ask) -> Answer:
        self.asked += 1
        self.reached.set()
        if self.look is not None:
            self.seen.append(self.look.get())
        if self.error is not None:
            raise self.error
        try:
            await (asyncio.Event().wait() if self.forever else asyncio.sleep(0))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        text = f"{ask.slot}: {ask.messages[-1]['content']}"
        return Answer(text, None, "stub", 1, 1, 0.0, False, "k")
