"""What the calendar of a project goes by besides its recipe and brand, pinned at its beginning.

Hours taken by other campaigns of the tenant, and what the brand's earlier posts have taught.
Pinned, because a corrected project keeps its hours whatever was planned elsewhere since.
"""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from studiocrew.contracts import Contract
from tools.calendar import Learnt
from tools.learning import Lessons


class Timing(Contract):
    """See above. Empty where there is nothing but recipe and brand."""

    taken: tuple[AwareDatetime, ...] = Field(default=(), description="By other campaigns.")
    lessons: Lessons = Lessons()

    def learnt(self) -> Learnt:
        """What is certain about hours and weekdays, as the calendar weighs it."""
        certain = self.lessons.certain
        when = [one for one in certain if one.dimension in ("hour", "weekday")]
        return Learnt(
            hours={int(one.level): one.certain for one in when if one.dimension == "hour"},
            weekdays={int(one.level): one.certain for one in when if one.dimension == "weekday"},
            words={
                f"{one.dimension}:{one.level}": f"Measured, {one.told(self.lessons.measure)}"
                for one in when
            },
        )

    def gains(self) -> dict[str, float]:
        """What is certain about angles, as log ratios."""
        return {one.level: one.certain for one in self.lessons.certain if one.dimension == "angle"}
