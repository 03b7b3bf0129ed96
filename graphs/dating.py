"""Which posts there are and when they go out: facts, quotas and the calendar put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from graphs.allocate import Main, PostPlan, choose, dated, deadlines, due_of
from graphs.focus import by_focus, focus
from graphs.goal import GoalHints
from graphs.quotas import quotas
from graphs.studio import Studio
from studiocrew.contracts import Brief
from studiocrew.timing import CalendarRules, merged
from tools.calendar import CalendarClash, Given, Slot, slots


@dataclass(frozen=True)
class Dated:
    """Posts with their moments, and what is to be known about how these came about."""

    posts: list[PostPlan]
    notes: tuple[str, ...] = ()


def dated_posts(
    studio: Studio, brief: Brief, evidence: Sequence[Mapping[str, Any]], hints: GoalHints
) -> Dated:
    """The campaign's posts. An announcement that cannot go out before its day is not made.

    Raises `CalendarClash` if rules cannot all be kept, also without any announcement.
    """
    if not studio.recipe.posts:
        return Dated([])
    wish = _Wish.of(studio, brief, hints)
    found = {e["angle"]: e["facts"] for e in evidence}
    barred: dict[str, str] = {}
    while True:
        mains = wish.mains(found, barred)
        if not mains:
            if barred:
                wish.calendar(())  # what clashes without them is told, if anything does
            return Dated([], tuple(barred.values()))
        try:
            days = wish.calendar(mains)
        except CalendarClash as clash:
            late = _least(brief, mains, clash, wish.eve)
            if late is None:
                raise
            barred[late[1].id] = (
                f"“{late[1].statement}” is not announced: no day before it is free."
            )
            continue
        posts = dated(brief, mains, days, wish.eve, studio.earlier.posts)
        return Dated(posts, (*wish.notes(mains), *barred.values()))


def _least(brief: Brief, mains: Sequence[Main], clash: CalendarClash, eve: date) -> Main | None:
    """Of the posts whose deadline clashes, the one that was chosen last."""
    if not clash.deadlines:
        return None
    last = max(line.day for line in clash.deadlines)
    late = [main for main in mains if (day := due_of(brief, main[1], eve)) and day <= last]
    return late[-1] if late else None


@dataclass(frozen=True)
class _Wish:
    """What recipe, brand, goal and measurements ask of the calendar."""

    studio: Studio
    brief: Brief
    platforms: tuple[str, ...]
    number: int
    weeks: int
    eve: date
    rules: CalendarRules

    @classmethod
    def of(cls, studio: Studio, brief: Brief, hints: GoalHints) -> _Wish:
        recipe = studio.recipe
        begun = studio.started_at.date()
        rules = merged(recipe.calendar, studio.kit.calendar)
        if recipe.milestones:  # their sizes stand, and each has a part of the angles
            hints = replace(hints, posts=None, weeks=None)
            able = {angle.id for angle in recipe.angles}
            mix = {name: share for name, share in rules.mix.items() if name in able}
            rules = rules.model_copy(update={"mix": mix})
        return cls(
            studio,
            brief,
            tuple(hints.platforms or recipe.platforms),
            hints.posts or recipe.posts,
            hints.weeks or recipe.weeks,
            max(begun, hints.start - timedelta(days=1)) if hints.start else begun,
            rules,
        )

    def mains(self, found: Mapping[str, Any], barred: Mapping[str, str]) -> list[Main]:
        angles = self.studio.recipe.angles
        names = [angle.id for angle in angles]
        shares = quotas(self.rules.mix, self.studio.timing.gains(), names, self.number)
        earlier = self.studio.earlier
        return choose(
            self.brief, angles, found, self.number, quotas=shares, barred=barred, earlier=earlier
        )

    def calendar(self, mains: Sequence[Main]) -> tuple[Slot, ...]:
        """All before the goal's own occasion, if that can be."""
        occasion = self._occasion()
        try:
            return self._slots(mains, occasion)
        except CalendarClash:
            if occasion is None:
                raise
            return self._slots(mains, None)

    def _slots(self, mains: Sequence[Main], until: tuple[date, str] | None) -> tuple[Slot, ...]:
        timing = self.studio.timing
        return slots(
            self.platforms,
            self.number,
            self.weeks,
            self.eve,
            self.brief.timezone,
            cadence=self.studio.recipe.cadence or None,
            rules=self.rules,
            region=self.brief.region,
            given=Given(
                timing.taken, deadlines(self.brief, mains, self.eve), until, timing.learnt()
            ),
        )

    def _occasion(self) -> tuple[date, str] | None:
        """The day named by what the goal is about, if there is room for all posts before it.

        Half the posts may share their day. A launch has its own rules.
        """
        asked = by_focus(self.brief.facts, focus(self.brief))
        coming = ((due_of(self.brief, fact, self.eve), fact.statement) for fact in asked)
        first = next(((day, said) for day, said in coming if day), None)
        if first is None or 2 * (first[0] - self.eve).days < self.number + 2:
            return None
        return None if any(one.on == first[0] for one in self.rules.launches) else first

    def notes(self, mains: Sequence[Main]) -> tuple[str, ...]:
        """What was learnt, quotas that lacked facts, and facts that come back."""
        led = self.studio.earlier.led
        again = sum(bool(led.get(fact.id)) for _, fact in mains)
        used = {angle.id for angle, _ in mains}
        owed = [name for name, share in self.rules.mix.items() if share.least and name not in used]
        told = [
            f"No fact speaks for the angle {name}: its posts went to the others." for name in owed
        ]
        if again:
            told.append(
                f"{again} of {len(mains)} posts come back to what an earlier stretch was about: "
                "every other fact has been told. New facts for the brand make room."
            )
        return (*self.studio.timing.lessons.told(), *told)
