"""Which post says what, where and when: facts shared out so that no two posts say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphs.recipe import Angle
from studiocrew.contracts import Brief, Fact
from tools.calendar import Slot
from tools.platforms import platform
from tools.screening import similarity, stems

ACTION_KINDS = ("contact", "hours", "place", "offer")
SUPPORTING = 2
"""Facts beside the main one; short platforms use fewer."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class PostPlan:
    """One post before it is written. `facts` are ids, the first is what it is about."""

    id: str
    number: int
    platform: str
    angle: Angle
    facts: tuple[str, ...]
    action: str | None
    starts_at: datetime
    why: str


def allocate(
    brief: Brief,
    angles: Sequence[Angle],
    evidence: Mapping[str, Sequence[Mapping[str, Any]]],
    days: Sequence[Slot],
) -> list[PostPlan]:
    """A plan for every slot that has something to say, in order of date.

    Angles take turns; a main fact is used once while any is left. A fact that names a weekday
    goes to the free slot that comes soonest before it. Fewer posts than slots come back when
    there are no facts at all.
    """
    by_angle = {
        angle.id: [Fact.model_validate(fact) for fact in evidence.get(angle.id, ())]
        for angle in angles
    }
    used: Counter[str] = Counter()
    posts: list[PostPlan] = []
    chosen = _mains(angles, by_angle, len(days), used)
    for number, (slot, angle, fact) in enumerate(_dated(chosen, days), 1):
        action = _action(brief, slot.platform, fact, number)
        posts.append(
            PostPlan(
                id=f"post-{number}",
                number=number,
                platform=slot.platform,
                angle=angle,
                facts=(fact.id, *_supporting(brief, fact, action, used)),
                action=action.id if action else None,
                starts_at=slot.starts_at,
                why=slot.why,
            )
        )
    return posts


def _mains(
    angles: Sequence[Angle], by_angle: Mapping[str, list[Fact]], count: int, used: Counter[str]
) -> list[tuple[Angle, Fact]]:
    chosen: list[tuple[Angle, Fact]] = []
    able = [angle for angle in angles if by_angle[angle.id]]
    turn = 0
    while able and len(chosen) < count:
        angle = able[turn % len(able)]
        fact = min(by_angle[angle.id], key=lambda f: used[f.id])  # ties: evidence order
        used[fact.id] += 1
        chosen.append((angle, fact))
        turn += 1
    return chosen


def _dated(
    chosen: list[tuple[Angle, Fact]], days: Sequence[Slot]
) -> list[tuple[Slot, Angle, Fact]]:
    """Facts with a weekday choose their slot first; the others fill up in order."""
    free = sorted(days, key=lambda slot: slot.starts_at)[: len(chosen)]
    placed: list[tuple[Slot, Angle, Fact]] = []
    for angle, fact in sorted(chosen, key=lambda pair: weekday_of(pair[1]) is None):
        weekday = weekday_of(fact)
        slot = free[0] if weekday is None else min(free, key=lambda s: _days_before(s, weekday))
        free.remove(slot)
        placed.append((slot, angle, fact))
    return sorted(placed, key=lambda item: item[0].starts_at)


def _days_before(slot: Slot, weekday: int) -> int:
    return (weekday - slot.starts_at.weekday()) % 7


def weekday_of(fact: Fact) -> int | None:
    """The weekday (Monday 0) a product or offer is tied to, when it names exactly one."""
    if fact.kind not in ("product", "offer", "price"):
        return None
    named = [day for day, name in enumerate(WEEKDAYS) if stems(name) & stems(fact.statement)]
    return named[0] if len(named) == 1 else None


def _action(brief: Brief, platform_id: str, main: Fact, number: int) -> Fact | None:
    """What the reader is asked to do. No link where links cannot be followed."""
    clickable = platform(platform_id).links_clickable
    able = [
        fact
        for kind in ACTION_KINDS
        for fact in brief.facts
        if fact.kind == kind and fact.id != main.id and (clickable or "." not in fact.statement[:-1])
    ]
    return able[number % len(able)] if able else None


def _supporting(
    brief: Brief, main: Fact, action: Fact | None, used: Counter[str]
) -> tuple[str, ...]:
    """Facts that share a subject with the main one, the least used first."""
    taken = {main.id, action.id if action else ""}
    kinds = ("product", "process", "proof", "price", "about", "offer")
    able = [f for f in brief.facts if f.id not in taken and f.kind in kinds and f.confidence >= 0.5]
    near = sorted(able, key=lambda f: (-similarity(f.statement, main.statement), used[f.id]))
    picked = [f for f in near if 0.1 <= similarity(f.statement, main.statement) < 0.7][:SUPPORTING]
    return tuple(fact.id for fact in picked)
