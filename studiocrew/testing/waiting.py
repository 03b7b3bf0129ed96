"""Time that passes only when somebody waits for it."""

from __future__ import annotations

import asyncio

from studiocrew.llm import Patience


class FakeTime:
    """Hands out a `Patience` that never really sleeps, and remembers what it slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)  # let others run, as sleeping would

    def monotonic(self) -> float:
        return self.now

    def patience(self, *, jitter: float = 1.0, tries: int = 4, base_s: float = 0.5) -> Patience:
        """Patience on this time. `jitter` from 0 to 1 replaces the dice."""
        return Patience(
            tries=tries,
            base_s=base_s,
            sleep=self.sleep,
            jitter=lambda: jitter,
            monotonic=self.monotonic,
        )
