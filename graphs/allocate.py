"""Which post says what, where and when: facts shared out so that no two posts say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import regex

from graphs.earlier import Earlier
from graphs.focus import by_focus, focus, menu_item
from graphs.quotas import Quota, Turns
from graphs.recipe import Angle
from graphs.wish import GOAL_SOURCE
from studiocrew.contracts import Brief, Fact
from studiocrew.timing import WEEKDAYS
from tools.calendar import Deadline, Slot
from tools.claims.lexicon import lexicon
from tools.claims.patterns import whole
from tools.dates import due
from tools.platforms import platform
from tools.vocabulary import has_url, stems, telling

ACTION_KINDS = ("contact", "place", "hours")
_HANDLE = regex.compile(r"(?<![\w.+-])@")
RARE = 3
"""A word in at most this many facts says what a fact is about. House judgement."""


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

    @property
    def day(self) -> date:
        """The local day it goes out on."""
        return self.starts_at.date()


Main = tuple[Angle, Fact]
"""What a post is about, and how it looks at it."""


def choose(
    brief: Brief,
    angles: Sequence[Angle],
    evidence: Mapping[str, Sequence[Mapping[str, Any]]],
    count: int,
    *,
    quotas: Mapping[str, Quota] | None = None,
    barred: Collection[str] = (),
    earlier: Earlier | None = None,
) -> list[Main]:
    """What each of `count` posts is about; none at all if there is no fact.

    What the goal is about comes first, then angles take turns, within their quotas; a main fact
    is used once while any is left. `barred` are ids of facts that no post may be about.
    What `earlier` stretches were about comes last, and what they told after what is new.
    """
    by_angle = {
        angle.id: [
            fact
            for f in evidence.get(angle.id, ())
            if (fact := Fact.model_validate(f)).id not in barred
        ]
        for angle in angles
    }
    return _mains(brief, angles, by_angle, Turns(count, quotas or {}), earlier or Earlier())


def deadlines(brief: Brief, mains: Sequence[Main], eve: date) -> tuple[Deadline, ...]:
    """For each day that posts announce: how many of them have to go out before it."""
    coming = sorted((d, n) for n, (_, fact) in enumerate(mains) if (d := due_of(brief, fact, eve)))
    days = dict.fromkeys(day for day, _ in coming)
    return tuple(
        Deadline(
            day,
            sum(other <= day for other, _ in coming),
            next(mains[n][1].statement for other, n in coming if other == day),
        )
        for day in days
    )


def due_of(brief: Brief, fact: Fact, eve: date) -> date | None:
    """The day a fact announces, seen from the day before the calendar begins."""
    return due(fact.statement, brief.language, eve)


def dated(
    brief: Brief, mains: Sequence[Main], days: Sequence[Slot], eve: date, after: int = 0
) -> list[PostPlan]:
    """A plan for each main fact, in order of date, numbered from the one `after`.

    Every announcement stands before its day: `days` must have room for that (`deadlines`). A fact
    that names a weekday goes to the free slot that comes soonest before it.
    """
    weights = focus(brief)
    posts: list[PostPlan] = []
    for number, (slot, angle, fact) in enumerate(_matched(brief, mains, days, eve), after + 1):
        action = _action(brief, weights, slot.platform, fact, number)
        posts.append(
            PostPlan(
                id=f"post-{number}",
                number=number,
                platform=slot.platform,
                angle=angle,
                facts=(fact.id,),
                action=action.id if action else None,
                starts_at=slot.starts_at,
                why=_why(slot, fact, due_of(brief, fact, eve)),
            )
        )
    return posts


def _why(slot: Slot, fact: Fact, day: date | None) -> str:
    if day:
        return f"{slot.why} It announces {day.day} {day:%B} and goes out before."
    weekday = weekday_of(fact)
    if weekday is None:
        return slot.why
    return f"{slot.why} It is about {WEEKDAYS[weekday].capitalize()}s: the free day soonest before."


def _mains(
    brief: Brief,
    angles: Sequence[Angle],
    by_angle: Mapping[str, list[Fact]],
    turns: Turns,
    earlier: Earlier,
) -> list[Main]:
    """Angles in turn, each with its best fact that is not yet used and not about the same thing.

    An angle whose facts are used up, or about nothing new, is passed over while another has some.
    """
    chosen: list[Main] = []
    used: Counter[str] = Counter(earlier.led)
    own = subjects(brief)
    able = [angle for angle in angles if by_angle[angle.id]]
    turns.begin([angle.id for angle in able])

    def new(fact: Fact) -> bool:
        """Whether no post, of a former stretch either, is about it or about its thing on the menu:
        three that begin with "Intro class: " tell less than one that says all there is to it.
        """
        things = {menu_item(led) for _, led in chosen} - {""}
        return not used[fact.id] and menu_item(fact) not in things

    def wear(fact: Fact) -> tuple[int, int, bool, int]:
        alike = sum(bool(own.get(fact.id, set()) & own.get(f.id, set())) for _, f in chosen)
        return used[fact.id], earlier.told.get(fact.id, 0), not new(fact), alike

    def take(angle: Angle, fact: Fact) -> None:
        used[fact.id] += 1
        chosen.append((angle, fact))
        turns.take(angle.id)

    found = {fact.id: fact for angle in able for fact in by_angle[angle.id]}
    for fact in by_focus(found.values(), focus(brief)):
        if not new(fact) or fact.kind == "contact":  # an address is what a post ends on
            continue
        homes = (angle for angle in able if fact in by_angle[angle.id] and turns.open_to(angle.id))
        if home := next(homes, None):
            take(home, fact)
    while able and turns.left:
        names = turns.order()
        ahead = sorted((a for a in able if a.id in names), key=lambda a: names.index(a.id))
        fresh = [a for a in ahead if any(not used[fact.id] for fact in by_angle[a.id])]
        newest = (a for a in ahead if any(map(new, by_angle[a.id])))
        angle = next(newest, [*fresh, *ahead][0])
        take(angle, min(by_angle[angle.id], key=wear))  # ties: evidence order
    return chosen


def subjects(brief: Brief) -> dict[str, set[str]]:
    """What each fact is about: its words that few other facts have."""
    words = {fact.id: telling(fact.statement, brief.language) for fact in brief.facts}
    spread = Counter(stem for said in words.values() for stem in said)
    rare = {stem for stem, count in spread.items() if count <= RARE}
    return {fact_id: said & rare for fact_id, said in words.items()}


def _matched(
    brief: Brief, mains: Sequence[Main], days: Sequence[Slot], eve: date
) -> list[tuple[Slot, Angle, Fact]]:
    """Facts with a weekday choose their slot first; the others fill up in order.

    A choice that would leave another announcement without a slot before its day is passed over.
    Such days are nested, so counting slots before each of them decides it exactly (Hall 1935).
    """
    free = sorted(days, key=lambda slot: slot.starts_at)[: len(mains)]
    waiting = sorted(mains, key=lambda pair: weekday_of(pair[1]) is None)
    ends = [due_of(brief, fact, eve) for _, fact in waiting]
    placed: list[tuple[Slot, Angle, Fact]] = []
    for place, (angle, fact) in enumerate(waiting):
        later = [end for end in ends[place + 1 :] if end]
        slot = next(
            slot
            for slot in _preferred(free, weekday_of(fact))
            if _in_time(slot, ends[place]) and _room([s for s in free if s is not slot], later)
        )
        free.remove(slot)
        placed.append((slot, angle, fact))
    return sorted(placed, key=lambda item: item[0].starts_at)


def _in_time(slot: Slot, end: date | None) -> bool:
    return end is None or slot.starts_at.date() < end


def _room(free: Sequence[Slot], ends: Sequence[date]) -> bool:
    return all(
        sum(_in_time(slot, end) for slot in free) >= sum(other <= end for other in ends)
        for end in ends
    )


def _preferred(free: Sequence[Slot], weekday: int | None) -> Sequence[Slot]:
    """In order of date; with a weekday, the slot after which that comes first, or on the day."""
    if weekday is None:
        return free
    return sorted(free, key=lambda slot: (weekday - slot.starts_at.weekday()) % 7)


def weekday_of(fact: Fact) -> int | None:
    """The weekday (Monday 0) a product or offer is tied to, when it names exactly one."""
    if fact.kind not in ("product", "offer", "price"):
        return None
    named = [day for day, name in enumerate(WEEKDAYS) if stems(name) & stems(fact.statement)]
    return named[0] if len(named) == 1 else None


def _action(
    brief: Brief, weights: Mapping[str, float], platform_id: str, main: Fact, number: int
) -> Fact | None:
    """What the reader is asked to do. A link that cannot be followed is better than nothing."""
    clickable = platform(platform_id).links_clickable
    offered = [
        fact
        for kind in ACTION_KINDS
        for fact in brief.facts
        if fact.kind == kind and fact.id != main.id
    ]
    able = [fact for fact in offered if actionable(fact, clickable, brief.language)]
    able = able or [fact for fact in offered if actionable(fact, True, brief.language)]
    linked = [fact for fact in able if has_url(fact.statement) and "@" not in fact.statement]
    where = [fact for fact in able if fact.kind != "hours"]
    wished = [fact for fact in where if fact.source_id == GOAL_SOURCE.id]
    asked = by_focus(where, weights)
    able = wished or asked or linked or where or able
    return able[number % len(able)] if able else None


def actionable(fact: Fact, clickable: bool, language: str) -> bool:
    """A handle elsewhere, or that one is closed, is nothing to act on; an e-mail address is."""
    if _HANDLE.search(fact.statement) or "clos" in stems(fact.statement):
        return False
    if fact.kind == "hours" and whole(lexicon(language).shut).search(fact.statement):
        return False
    return clickable or "@" in fact.statement or not has_url(fact.statement)
