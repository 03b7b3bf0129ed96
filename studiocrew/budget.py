"""A purse that cannot be overspent, however many calls run side by side.

A call first reserves the most it could cost, then settles for what it did cost. What is spent
plus what is reserved never exceeds the limit, so two calls cannot both take the last penny.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from types import TracebackType

from studiocrew.errors import BudgetExceeded

_SLACK = 1e-9  # money is a float; sums of pennies must not trip over the last bit


class Reservation:
    """Room set aside for one call. Leaving the `with` block unsettled gives it back unspent."""

    def __init__(self, budget: Budget, tokens: int, money: float) -> None:
        self.tokens = tokens
        self.money = money
        self._budget = budget
        self._open = True

    def settle(self, tokens: int, money: float = 0.0) -> None:
        """Book what the call really cost. Only the first settling counts."""
        if self._open:
            self._open = False
            self._budget._close(self, tokens, money)  # pyright: ignore[reportPrivateUsage]

    def __enter__(self) -> Reservation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.settle(0, 0.0)


class Budget:
    """Limits on tokens, money and wall-clock seconds; None means no limit. Safe across threads.

    A model may answer with more than was reserved for it, and that is booked in full: the next
    reservation then has so much less room. Seconds count from the making of the budget, and with
    those that were charged.
    """

    def __init__(
        self,
        tokens: int | None = None,
        money: float | None = None,
        seconds: float | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tokens = tokens
        self.money = money
        self.seconds = seconds
        self.spent_tokens = 0
        self.spent_money = 0.0
        self._held_tokens = 0
        self._held_money = 0.0
        self._monotonic = monotonic
        self._started = monotonic()
        self._lock = threading.Lock()
        self._waiting: list[asyncio.Future[None]] = []

    def charge(self, tokens: int, money: float = 0.0, seconds: float = 0.0) -> None:
        """Book what was spent elsewhere, such as before a resume."""
        with self._lock:
            self.spent_tokens += tokens
            self.spent_money += money
            self._started -= seconds

    def reserve(self, tokens: int, money: float = 0.0) -> Reservation:
        """Set room aside at once. Raises `BudgetExceeded` if there is not enough of it."""
        if tokens < 0 or money < 0:
            raise ValueError("a reservation cannot be negative")
        with self._lock:
            lack = self._lack(tokens, money, held=True)
            if lack:
                raise self._exceeded(lack)
            self._held_tokens += tokens
            self._held_money += money
        return Reservation(self, tokens, money)

    async def reserve_when_free(self, tokens: int, money: float = 0.0) -> Reservation:
        """Like `reserve`, but waits while calls still running may give room back.

        Estimates are generous, so a purse full of reservations says little; only one full of
        real spending is empty.
        """
        while True:
            try:
                return self.reserve(tokens, money)
            except BudgetExceeded:
                with self._lock:
                    if self._lack(tokens, money, held=False) or not self._anything_held():
                        raise
                    room = asyncio.get_running_loop().create_future()
                    self._waiting.append(room)
            await room

    def _anything_held(self) -> bool:
        return self._held_tokens > 0 or self._held_money > 0

    def _close(self, reservation: Reservation, tokens: int, money: float) -> None:
        with self._lock:
            self._held_tokens -= reservation.tokens
            self._held_money -= reservation.money
            if not self._held_tokens:
                self._held_money = max(0.0, self._held_money)
            self.spent_tokens += tokens
            self.spent_money += money
            waiting, self._waiting = self._waiting, []
        for room in waiting:
            loop = room.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_wake, room)

    def _lack(self, tokens: int, money: float, *, held: bool) -> str:
        """Which limit the next call would pass; empty if none."""
        used_tokens = self.spent_tokens + (self._held_tokens if held else 0)
        used_money = self.spent_money + (self._held_money if held else 0.0)
        if self.seconds is not None and self._monotonic() - self._started >= self.seconds:
            return f"{self.seconds:g} seconds have passed"
        if self.tokens is not None and used_tokens + tokens > self.tokens:
            return f"{used_tokens} of {self.tokens} tokens are taken and it may need {tokens}"
        if self.money is not None and used_money + money > self.money + _SLACK:
            return f"{used_money:.4f} of {self.money:g} is taken and it may cost {money:.4f}"
        return ""

    def _exceeded(self, lack: str) -> BudgetExceeded:
        return BudgetExceeded(
            f"The next model call does not fit in the budget: {lack}.",
            mend="Go on with `crew resume` and a larger budget. Finished calls cost nothing again.",
        )


def _wake(room: asyncio.Future[None]) -> None:
    if not room.done():
        room.set_result(None)
