"""How long to wait for an endpoint that is busy or down, and when to stop waiting."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounded tries with exponential back-off and full jitter. Times are in seconds.

    `sleep`, `jitter` (a number from 0 to 1) and `monotonic` can be handed in, so that a test
    neither waits nor rolls dice. Source of full jitter: M. Brooker, "Exponential Backoff And
    Jitter", AWS Architecture Blog, 2015.
    """

    tries: int = 4
    base_s: float = 0.5
    cap_s: float = 20.0
    longest_s: float = 120.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    monotonic: Callable[[], float] = time.monotonic

    def delay(self, tried: int, retry_after: float | None) -> float:
        """Seconds before the next try. What the endpoint asked for is a floor, never cut short."""
        spread = self.jitter() * min(self.cap_s, self.base_s * 2**tried)
        return spread if retry_after is None else retry_after + self.jitter() * self.base_s

    def gives_up(self, tried: int, retry_after: float | None) -> bool:
        """Whether to stop: enough tries, or a wait nobody would sit through."""
        return tried >= self.tries or (retry_after or 0.0) > self.longest_s


class Gate:
    """One "not before" for all calls: a limit that one call meets slows every one."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._not_before = 0.0

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long. Holding again never shortens the wait."""
        self._not_before = max(self._not_before, self._patience.monotonic() + seconds)

    async def wait(self) -> None:
        """Return once it is time."""
        while (left := self._not_before - self._patience.monotonic()) > 0:
            await self._patience.sleep(left)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the endpoint asks us to wait: a number or an HTTP date (RFC 9110, 10.2.3)."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after")
        if value is None:
            return None
        if value.strip().replace(".", "", 1).isdigit():
            return float(value)
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
