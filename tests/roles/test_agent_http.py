"""A role at work over real HTTP: who asks gets the answer, who stops is gone, nothing is left."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from roles.agent import RoleAgent, warm
from roles.card import RoleCard
from roles.own_tools import own_tools
from studiocrew.budget import Budget
from studiocrew.errors import BudgetExceeded, MalformedAnswer
from studiocrew.testing import Fault, ScriptedServer

MakeCard = Callable[..., RoleCard]


class Caption(BaseModel):
    caption: str


@pytest.fixture(autouse=True)
async def _crewai_is_imported() -> None:
    await warm()


def echoing(body: dict[str, Any]) -> dict[str, str]:
    """The number in the work, so that an answer shows whose it is."""
    number = re.findall(r"number (\d+)", body["messages"][-1]["content"])
    return {"caption": f"for {number[-1]}"}


async def test_forty_at_once_each_get_their_own(studio: Any, card: MakeCard) -> None:
    made = await studio()
    made.server._reply = echoing  # the fixture's replies are a list
    first, second = RoleAgent(card(), made.gateway), RoleAgent(card(id="other"), made.gateway)
    async with asyncio.TaskGroup() as group:
        tasks = {
            number: group.create_task(
                (first, second)[number % 2].do(
                    f"Work number {number}", slot=f"slot-{number}", schema=Caption
                )
            )
            for number in range(40)
        }
    assert {n: task.result().caption for n, task in tasks.items()} == {
        n: f"for {n}" for n in range(40)
    }
    assert len(made.server.calls) == 40
    assert {(ask.slot, ask.role) for ask in made.asks} == {
        (f"slot-{n}", ("writer", "other")[n % 2]) for n in range(40)
    }


async def test_two_asks_that_differ_in_the_case_share_all_but_the_last_message(
    studio: Any, card: MakeCard
) -> None:
    """Word for word on the wire, which is what an endpoint's prefix cache sees."""
    made = await studio()
    role = RoleAgent(card(), made.gateway)
    shots = [("Work number 1", '{"caption": "One."}'), ("Work number 2", '{"caption": "Two."}')]
    for number in (3, 4):
        await role.do(
            f"Work number {number}", slot=f"s{number}", schema=Caption, job="Write.", examples=shots
        )
    first, second = (call["messages"] for call in made.server.calls)
    assert [m["role"] for m in first] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert first[:-1] == second[:-1]
    assert json.dumps(first)[:-20] == json.dumps(second)[:-20]


async def test_what_stays_malformed_comes_out_with_its_words_and_no_further_calls(
    studio: Any, card: MakeCard
) -> None:
    made = await studio(*[Fault.wrong_shape()] * 20)
    with pytest.raises(MalformedAnswer) as caught:
        await RoleAgent(card(), made.gateway).do("a", slot="a", schema=Caption)
    assert caught.value.raw == '{"surprise": 1}'
    assert len(made.asks) == 1
    before = len(made.server.calls)
    with pytest.raises(MalformedAnswer):  # remembered: asking the same again costs nothing
        await RoleAgent(card(), made.gateway).do("a", slot="a", schema=Caption)
    assert len(made.server.calls) == before


async def test_cancelling_hangs_up_and_leaves_no_task_and_holds_no_room(
    studio: Any, card: MakeCard
) -> None:
    budget = Budget(tokens=5_000)
    made = await studio(Fault.hang(), {"caption": "Warm."}, budget=budget)
    before = asyncio.all_tasks()
    role = RoleAgent(card(), made.gateway)
    work = asyncio.create_task(role.do("a", slot="a", schema=Caption, max_tokens=4_000))
    while not made.server.calls:  # noqa: ASYNC110 - the server has a loop of its own
        await asyncio.sleep(0.001)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert asyncio.all_tasks() == before
    assert budget.spent_tokens > 4_000  # the endpoint may have worked on it until the end
    with pytest.raises(BudgetExceeded):  # at once: it would wait if any call still held room
        await role.do("b", slot="b", schema=Caption, max_tokens=4_000)
    assert await role.do("c", slot="c", schema=Caption, max_tokens=50) == Caption(caption="Warm.")


async def test_one_failure_in_a_group_cancels_the_others_at_work(
    studio: Any, card: MakeCard
) -> None:
    made = await studio(Fault.refusal(), *[Fault.hang()] * 5)
    role = RoleAgent(card(), made.gateway)
    before = asyncio.all_tasks()
    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.TaskGroup() as group:
            for number in range(6):
                group.create_task(role.do(f"{number}", slot=f"s{number}", schema=Caption))
    assert len(caught.value.exceptions) == 1
    assert asyncio.all_tasks() == before


async def test_a_tool_of_ones_own_informs_the_answer(
    studio: Any, card: MakeCard, tmp_path: Path
) -> None:
    code = 'def stock(query: str) -> str:\n    """What is left."""\n    return "Four of " + query\n'
    (tmp_path / "shelf.py").write_text(code, encoding="utf-8")
    clerk = card(tools=("shelf.py:stock",))
    tools = own_tools([clerk], tmp_path, allow_tools=True)
    made = await studio(
        {"tool": "stock", "query": "rye"}, {"tool": "none", "query": ""}, "Four rye left."
    )
    said = await RoleAgent(clerk, made.gateway, tools=tools).write("What is left?", slot="a")
    assert said == "Four rye left."
    assert "Four of rye" in made.asks[-1].messages[-1]["content"]


WATCHED = """
import os, sys, asyncio
touched = []
def watch(event, args):
    if event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR):
        touched.append(str(args[0]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "sqlite3.connect"):
        touched.append(str(args[0]))
    elif event == "socket.connect":
        touched.append("socket:" + str(args[1][0]) + ":" + str(args[1][1]))
sys.addaudithook(watch)

from pathlib import Path
from roles.agent import RoleAgent
from roles.loader import load_cards
from studiocrew.budget import Budget
from studiocrew.events import Events
from studiocrew.journal import Journal
from studiocrew.llm import Gateway
from studiocrew.settings import Settings

async def main():
    settings = Settings()
    settings.home.mkdir()
    with Journal(settings.home / "calls.db") as journal:
        async with Gateway(settings, journal, Budget(), Events()) as gateway:
            print(await RoleAgent(load_cards()["copywriter"], gateway).write("Bread.", slot="a"))

asyncio.run(main())
from crewai.events.event_bus import crewai_event_bus
crewai_event_bus.flush()
print("\\n".join(touched), file=sys.stderr)
"""


@pytest.mark.slow
def test_a_role_at_work_writes_and_connects_nowhere_else(tmp_path: Path) -> None:
    """From import to answer: files only in our home and the temporary folder, one endpoint."""
    home, studio, scratch = tmp_path / "somebody", tmp_path / "studio", tmp_path / "tmp"
    home.mkdir()
    scratch.mkdir()
    with ScriptedServer(["Warm bread."]) as server:
        world = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "CREWAI_"))}
        ours = {"HOME": str(home), "TMPDIR": str(scratch), "STUDIOCREW_HOME": str(studio)}
        ours |= {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "sk-x"}
        ours |= {"CREW_MODEL": "scripted", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", WATCHED],
            env={**world, **ours},
            cwd=Path(__file__).parents[2],
            check=True,
            timeout=120,
            capture_output=True,
            text=True,
        )
        address = "socket:" + server.base_url.removeprefix("http://").removesuffix("/v1")
    assert done.stdout == "Warm bread.\n"
    touched = [line for line in done.stderr.splitlines() if line != os.devnull]
    allowed = (str(studio), str(scratch), address)
    assert [line for line in touched if not line.startswith(allowed)] == []
    assert address in touched
    assert list(home.rglob("*")) == []
    assert list(scratch.rglob("*")) == []
