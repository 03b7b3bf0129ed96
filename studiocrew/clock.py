"""The time of day, as something that can be handed in.

Schedules and receipts take a `Clock`, so a test chooses the hour and a replay can keep it.
How long something took is never asked of a clock: that is `time.monotonic`'s work.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The current time, with its offset from UTC."""
        ...


class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """Stands still until told otherwise. Refuses a time without an offset."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs a time with an offset, such as one in UTC")
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move on by `by`, or back if it is negative: clocks jump both ways."""
        self._at += by
