"""What else a post may say: facts about the same thing, or near to it in meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from graphs.allocate import PostPlan, subjects
from graphs.focus import by_focus, focus, mentioned
from graphs.studio import Studio
from studiocrew.contracts import Brief, Fact
from studiocrew.text import sentence, to_be_said
from tools.claims.lexicon import lexicon
from tools.claims.patterns import whole
from tools.dates import over
from tools.platforms import platform
from tools.vocabulary import similarity

KINDS = ("product", "process", "proof", "price", "about", "offer", "other")
SOLD = ("offer", "product", "price")
"""Kinds that name prices; what is on offer comes first, as a goal is mostly about that."""
MOST_PRICES = 2
"""Prices that a campaign names for certain, of things its goal is about. House judgement."""
TERMS = (*KINDS, "hours", "contact")
"""Kinds among which it may stand that something has to be ordered in advance."""
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
        able.sort(key=lambda fact: studio.earlier.told.get(fact.id, 0))  # what is new goes first
        wanted = [*owed, *(asked[:1] if main not in asked else ())]
        wanted = [fact for fact in wanted if fact.id not in past]
        most = room(post.platform) - 1
        picked = _picked(main, wanted, most)
        picked += _picked(main, [f for f in able if f.id not in told], most - len(picked), picked)
        picked = picked or _picked(main, able, 1)
        told |= {fact.id for fact in picked}
        done.append(replace(post, facts=(main.id, *(fact.id for fact in picked))))
    return with_terms(brief, done)


def with_terms(brief: Brief, posts: list[PostPlan]) -> list[PostPlan]:
    """What a customer must know is told once, where there is most room.

    That is the price of what the goal is about, else some price, that of an offer first; and,
    where one has to order in advance, how long or until when.
    """
    weights = mentioned(brief)
    priced = [f for f in brief.facts if f.kind in SOLD and _PRICE.search(f.statement)]
    priced.sort(key=lambda fact: (-weights.get(fact.id, 0.0), SOLD.index(fact.kind) > 0))
    meant = [fact for fact in priced if fact.id in weights][:MOST_PRICES]
    for able in [[fact] for fact in meant] or [priced]:
        posts = _telling(posts, able)
    return _telling(posts, _in_advance(brief))


def _in_advance(brief: Brief) -> list[Fact]:
    notice = whole(lexicon(brief.language).notice)
    return [f for f in brief.facts if f.kind in TERMS and notice.search(f.statement)]


def _telling(posts: list[PostPlan], able: Sequence[Fact]) -> list[PostPlan]:
    """The posts, one of them with the first of these facts, unless some post tells one of them."""
    told = {fact for post in posts for fact in (*post.facts, post.action)}
    if not posts or not able or told & {fact.id for fact in able}:
        return posts
    # Not the last fact of a full post if another has room: what stands there was wanted, too.
    place = max(range(len(posts)), key=lambda n: (_left(posts[n]), room(posts[n].platform), -n))
    post = posts[place]
    first, *rest = post.facts
    facts = (first, able[0].id, *rest)[: room(post.platform)]
    return [*posts[:place], replace(post, facts=facts), *posts[place + 1 :]]


def _left(post: PostPlan) -> int:
    return room(post.platform) - len(post.facts)


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
