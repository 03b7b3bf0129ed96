"""What else a post may say: facts about the same thing, or near to it in meaning."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import regex

from graphs.allocate import PostPlan, subjects
from graphs.focus import asked_words, by_focus, focus, mentioned, menu_item
from graphs.studio import Studio
from studiocrew.contracts import Brief, Fact
from studiocrew.text import sentence, to_be_said
from tools.claims.lexicon import lexicon
from tools.claims.patterns import whole
from tools.dates import over
from tools.platforms import platform
from tools.vocabulary import similarity, stems, word_list, words

KINDS = ("product", "process", "proof", "price", "about", "offer", "terms", "other")
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
    owed = _owed(brief)
    done: list[PostPlan] = []
    mains = [facts[post.facts[0]] for post in posts]
    for post, main, near in zip(posts, mains, await _near(studio, brief, mains), strict=True):
        same = [f for f in brief.facts if about[f.id] & about[main.id]]
        # What the goal is about comes first: every post of a campaign serves its goal.
        able = [*asked, *same, *(fact for fact in near if ": " not in fact.statement)]
        past = {f.id for f in brief.facts if over(f.statement, brief.language, post.day)}
        able = [f for f in able if f.id not in leading | past and not opens_alike(f, main)]
        able.sort(key=lambda fact: studio.earlier.told.get(fact.id, 0))  # what is new goes first
        wanted = [*owed, *reminders(brief, main, asked, leading | told)]
        wanted = [fact for fact in wanted if fact.id not in past]
        most = room(post.platform) - 1
        picked = _picked(main, wanted, most)
        picked += _picked(main, [f for f in able if f.id not in told], most - len(picked), picked)
        picked = picked or _picked(main, able, 1)
        told |= {fact.id for fact in picked}
        done.append(replace(post, facts=(main.id, *(fact.id for fact in picked))))
    return with_terms(brief, done)


def opens_alike(one: Fact, other: Fact) -> bool:
    """Whether two sentences begin with the same two words: "Gina, the starter, is fed at five."
    after "Gina, the starter, came from a cousin." Menu lines of one thing are told under its name.
    """
    first, second = words(one.statement)[:2], words(other.statement)[:2]
    return first == second and not (menu_item(one) and menu_item(one) == menu_item(other))


def reminders(
    brief: Brief, main: Fact, asked: Sequence[Fact], used: Collection[str]
) -> Sequence[Fact]:
    """What brings a post back to what the goal is about, unless its main fact already is.

    `asked` is what the goal is about, the most telling first: what no post has `used` yet is said
    before anything is said again. A main fact is about the same if it shares with the first of
    them a word of the goal that is no day or month. Where the goal names a day, every post tells
    it: nobody comes who does not know when.
    """
    able = [fact for fact in asked if fact.kind in KINDS]
    days = word_list(brief.language).dates
    named = asked_words(brief) & days
    when = [fact for fact in able if stems(fact.statement) & named]
    if when:
        return () if stems(main.statement) & named else when[:1]
    if main in asked or not able:
        return ()
    fresh = [fact for fact in able if fact.id not in used]
    if fresh:
        return fresh[:1]
    both = stems(main.statement) & stems(able[0].statement)
    return () if both & (asked_words(brief) - days) else able[:1]


def with_terms(brief: Brief, posts: list[PostPlan]) -> list[PostPlan]:
    """What a customer must know is told once, where there is most room.

    That is the price of what the goal is about, else some price, that of an offer first; and,
    where one has to order in advance, how long or until when.
    """
    weights = mentioned(brief)
    priced = [f for f in brief.facts if f.kind in SOLD and _PRICE.search(f.statement)]
    priced.sort(key=lambda fact: (-weights.get(fact.id, 0.0), SOLD.index(fact.kind) > 0))
    meant = [fact for fact in priced if fact.id in weights][:MOST_PRICES]
    notices = sorted(_in_advance(brief), key=lambda fact: -weights.get(fact.id, 0.0))
    wanted = [able for able in ([[fact] for fact in meant] or [priced]) + [notices] if able]
    # Where there is no room for all of it, what is nearer to the goal stays: readers come for that,
    # and the terms of another thing are no use to them. Of two as near, the price: without it
    # nobody decides to order at all.
    wanted.sort(key=lambda able: -weights.get(able[0].id, 0.0))
    kept = {fact.id for fact in _owed(brief)}
    for able in wanted:
        posts = _telling(brief, posts, able, kept)
        kept |= {fact.id for fact in able}
    return posts


def _in_advance(brief: Brief) -> list[Fact]:
    notice = whole(lexicon(brief.language).notice)
    return [f for f in brief.facts if f.kind in TERMS and notice.search(f.statement)]


def _owed(brief: Brief) -> list[Fact]:
    """Facts that a rule wants in each post."""
    said = {sentence(to_be_said(fact.statement)) for fact in brief.facts if fact.kind == "rule"}
    return [fact for fact in brief.facts if fact.statement in said]


def _telling(
    brief: Brief, posts: list[PostPlan], able: Sequence[Fact], kept: Collection[str]
) -> list[PostPlan]:
    """The posts, one of them with the first of these facts, unless some post tells one of them.

    None of `kept` makes room for it, and no post tells what is over by its day: where that leaves
    no place, it is not told.
    """
    if {fact for post in posts for fact in (*post.facts, post.action)} & {f.id for f in able}:
        return posts
    for fact in able:
        homes = [n for n, post in enumerate(posts) if _takes(brief, post, fact, kept)]
        if homes:
            # Not the last fact of a full post if another has room: that was wanted, too.
            place = max(homes, key=lambda n: (_left(posts[n]), room(posts[n].platform), -n))
            told = _with(posts[place], fact, kept)
            return [*posts[:place], told, *posts[place + 1 :]]
    return posts


def _takes(brief: Brief, post: PostPlan, fact: Fact, kept: Collection[str]) -> bool:
    able = _left(post) > 0 or bool(_spare(post, kept))
    return able and not over(fact.statement, brief.language, post.day)


def _with(post: PostPlan, fact: Fact, kept: Collection[str]) -> PostPlan:
    """The post with this beside what it is about; the last spare fact goes if it is full."""
    gone = _spare(post, kept)[-1] if _left(post) < 1 else None
    first, *rest = (told for told in post.facts if told != gone)
    return replace(post, facts=(first, fact.id, *rest))


def _spare(post: PostPlan, kept: Collection[str]) -> list[str]:
    return [fact for fact in post.facts[1:] if fact not in kept]


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
