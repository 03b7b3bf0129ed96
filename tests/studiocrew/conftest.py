"""A project's worth of collaborators around one gateway, on a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from studiocrew import _courier
from studiocrew.budget import Budget
from studiocrew.clock import FixedClock
from studiocrew.events import Event, Events
from studiocrew.journal import Call, Journal
from studiocrew.llm import Gateway
from studiocrew.testing import FakeTime, ScriptedServer, settings_for


@dataclass
class World:
    """Builds gateways on `server` that share one journal, as a resumed project does."""

    server: ScriptedServer
    home: Path
    stack: AsyncExitStack
    time: FakeTime = field(default_factory=FakeTime)
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime(2031, 5, 6, tzinfo=UTC)))
    heard: list[Event] = field(default_factory=list)

    async def gateway(self, budget: Budget | None = None, **settings: Any) -> Gateway:
        journal = self.stack.enter_context(Journal(self.home / "calls.db"))
        gateway = Gateway(
            settings_for(self.server, self.home, **settings),
            journal,
            budget or Budget(),
            Events(self.heard.append),
            self.clock,
            patience=self.time.patience(),
        )
        return await self.stack.enter_async_context(gateway)

    async def until(self, happened: Callable[[], object]) -> None:
        """Let others run until something in the server's thread or another task is so."""
        while not happened():  # noqa: ASYNC110 - the server has a loop of its own
            await asyncio.sleep(0.001)

    def calls(self) -> list[Call]:
        with Journal(self.home / "calls.db") as journal:
            return list(journal.calls())

    def kinds(self) -> list[str]:
        return [event.kind for event in self.heard]


MakeWorld = Callable[..., World]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[MakeWorld]:
    """`world(reply, ...)` starts a scripted server; everything is closed after the test."""
    _courier.forget_dialects()
    async with AsyncExitStack() as stack:

        def make(*args: Any, **kwargs: Any) -> World:
            server = stack.enter_context(ScriptedServer(*args, **kwargs))
            return World(server, tmp_path, stack)

        yield make


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running
