"""A scripted model, a gateway to it, and cards made in a line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from roles.card import RoleCard
from studiocrew.budget import Budget
from studiocrew.events import Events
from studiocrew.journal import Journal
from studiocrew.llm import Ask, Gateway
from studiocrew.testing import FakeTime, ScriptedServer, settings_for

SNAPSHOTS = Path(__file__).parent / "snapshots"


@dataclass
class Studio:
    """One gateway on one scripted server. `asks` is what it was asked, in order."""

    server: ScriptedServer
    gateway: Gateway
    asks: list[Ask] = field(default_factory=list[Ask])


MakeStudio = Callable[..., Any]


@pytest.fixture
async def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MakeStudio]:
    """`await studio(reply, ...)` starts a server and a gateway; both close after the test."""
    async with AsyncExitStack() as stack:

        async def make(*replies: Any, budget: Budget | None = None, **server: Any) -> Studio:
            running = stack.enter_context(ScriptedServer(replies or None, **server))
            journal = stack.enter_context(Journal(tmp_path / "calls.db"))
            settings = settings_for(running, tmp_path, max_concurrency=64)
            patience = FakeTime().patience()
            made = Gateway(settings, journal, budget or Budget(), Events(), patience=patience)
            gateway = await stack.enter_async_context(made)
            studio = Studio(running, gateway)
            asked = gateway.ask

            async def ask(question: Ask) -> Any:
                studio.asks.append(question)
                return await asked(question)

            monkeypatch.setattr(gateway, "ask", ask)
            return studio

        yield make


@pytest.fixture
def card() -> Callable[..., RoleCard]:
    def make(**keys: Any) -> RoleCard:
        texts = {"role": "a writer", "goal": "You write.", "backstory": "You have written."}
        return RoleCard(**{"id": "writer", **texts, **keys})

    return make


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares with a file under version control. Delete the file to have it written anew."""

    def check(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{path.name} was not there and has been written: review it, run again")
        assert text == path.read_text(encoding="utf-8")

    return check
