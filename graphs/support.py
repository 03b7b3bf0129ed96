"""What else a post may say: facts about the same thing, or near to it in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from graphs.allocate import PostPlan, subjects
from graphs.focus import by_focus, focus
from graphs.studio import Studio
from studiocrew.contracts import Brief, Fact
from studiocrew.text import sentence, to_be_said
from tools.dates import over
from tools.platforms import platform
from tools.vocabulary import similarity

KINDS = ("product", "process", "proof", "price", "about", "offer", "other")
SOLD = ("offer", "product", "price")
"""Kinds that name prices; what is on offer comes first, as a goal is mostly about that."""
_PRICE = regex.compile(r"\p{Sc}\s?\d|\d\s?\p{Sc}")

NEAR = 12
"""How many of the nearest remembered facts are looked at: menu lines among them join few posts."""

ALIKE = 0.6
"""Share of common words from which two facts say the same."""


def room(platform_id: str) -> int:
    """How many facts a caption has room for. House judgement: two short sentences, or four."""
    return 2 if platform(platform_id).limit <= 500 else 4


async def supported(studio: Studio, brief: Brief, posts: list[PostPlan]) -> list[PostPlan]:
    """Each post with as many facts as there is room for, none used before while there are any.

    Where all are used up, one that another post brought in passing is said again. Facts that
    share a rare word with the main one come first, then those the memory finds near it. A menu
    line ("Rye: £5.") joins only a post about the same thing.
    """
    about = subjects(brief)
    facts = {fact.id: fact for fact in brief.facts}
    leading = {post.facts[0] for post in posts} | {post.action or "" for post in posts}
    told: set[str] = set()
    asked = by_focus(brief.facts, focus(brief))
    said = {sentence(to_be_said(fact.statement)) for fact in brief.facts if fact.kind == "rule"}
    owed = [fact for fact in brief.facts if fact.statement in said]  # a rule wants it in each post
    done: list[PostPlan] = []
    mains = [facts[post.facts[0]] for post in posts]
    for post, main, near in zip(posts, mains, await _near(studio, brief, mains), strict=True):
        same = [f for f in brief.facts if about[f.id] & about[main.id]]
        # What the goal is about comes first: every post of a campaign serves its goal.
        able = [*asked, *same, *(fact for fact in near if ": " not in fact.statement)]
        past = {f.id for f in brief.facts if over(f.statement, brief.language, post.day)}
        able = [fact for fact in able if fact.id not in leading | past]
        wanted = [*owed, *(asked[:1] if main not in asked else ())]
        wanted = [fact for fact in wanted if fact.id not in past]
        most = room(post.platform) - 1
        picked = _picked(main, wanted, most)
        picked += _picked(main, [f for f in able if f.id not in told], most - len(picked), picked)
        picked = picked or _picked(main, able, 1)
        told |= {fact.id for fact in picked}
        done.append(replace(post, facts=(main.id, *(fact.id for fact in picked))))
    return _with_a_price(brief, done)


def _with_a_price(brief: Brief, posts: list[PostPlan]) -> list[PostPlan]:
    """A campaign names a price once, if there is one: that of what the goal is about, else of an
    offer, where there is most room."""
    weights = focus(brief)
    priced = [f for f in brief.facts if f.kind in SOLD and _PRICE.search(f.statement)]
    priced.sort(key=lambda fact: (-weights.get(fact.id, 0.0), SOLD.index(fact.kind) > 0))
    if not posts or not priced or {f.id for f in priced} & {f for p in posts for f in p.facts}:
        return posts
    place = max(range(len(posts)), key=lambda n: (room(posts[n].platform), -n))
    first, *rest = posts[place].facts
    named = (first, priced[0].id, *rest)[: room(posts[place].platform)]
    return [*posts[:place], replace(posts[place], facts=named), *posts[place + 1 :]]


def _picked(main: Fact, able: Sequence[Fact], most: int, beside: Sequence[Fact] = ()) -> list[Fact]:
    picked: list[Fact] = []
    for fact in able:
        if len(picked) < most and _adds(fact, [main, *beside, *picked]):
            picked.append(fact)
    return picked


async def _near(studio: Studio, brief: Brief, mains: list[Fact]) -> list[list[Fact]]:
    """For each main fact, the facts that memory finds near it."""
    by_text = {fact.statement: fact for fact in brief.facts}
    found = await studio.recall_each([main.statement for main in mains], ("fact",), limit=NEAR)
    return [[by_text[hit.text] for hit in hits if hit.text in by_text] for hits in found]


def _adds(fact: Fact, said: list[Fact]) -> bool:
    """Whether a fact may stand in a caption and says something that has not been said."""
    if fact.kind not in KINDS or fact.confidence < 0.5:
        return False
    return fact not in said and all(
        similarity(fact.statement, other.statement) < ALIKE for other in said
    )
