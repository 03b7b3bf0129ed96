"""The campaign's idea, and the short facts at the foot of its cards."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graphs.contradictions import clashes_of, trusted_goal
from graphs.craft import drafts
from graphs.ledger import THEME_KINDS, told
from graphs.makers.wording import PLACING
from graphs.prompts import DETAILS, THEMES
from graphs.scheduler import together
from graphs.studio import Studio
from studiocrew.contracts import Brief, Fact
from tools.screening import Known, Verdict, screen
from tools.speech import in_first_person
from tools.vocabulary import URL, numbers, stems, telling, words

MOST_DETAILS = 3


def theme_facts(studio: Studio, brief: Brief, without: Collection[str]) -> list[Fact]:
    """What the idea is taken from; nothing where the owner's tagline is the idea."""
    if _by_tagline(studio):
        return []
    first = {fact.statement: fact for fact in told(brief.facts, THEME_KINDS, without)}
    return list(first.values())[:4]


def _by_tagline(studio: Studio) -> bool:
    """A small model's idea is no match for a tagline the owner chose."""
    return bool(studio.kit.tagline) and not studio.roomy


async def theme_of(studio: Studio, brief: Brief, about: Sequence[Fact]) -> str:
    """The campaign's idea in a line, taken from a few facts."""
    if _by_tagline(studio):
        return studio.kit.tagline.rstrip(".")
    facts = " ".join(fact.statement for fact in about)
    goal = trusted_goal(brief.goal, clashes_of(studio, brief.goal))
    known = studio.known((*goal, *(fact.statement for fact in about)))
    found = await drafts(
        studio.roles["strategist"],
        THEMES,
        f"Business: {brief.trade or brief.brand_name}",
        f"Fact: {facts[:400]}",
        slot="plan.theme",
        judge=lambda line: screen(line, known=known, about=facts, limit=48, avoid=brief.avoid),
        count=4,
        longest=48,
    )
    return found[0].rstrip(".") if found else brief.message or brief.brand_name


async def details_of(studio: Studio, brief: Brief, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Facts in poster-foot length. One that cannot be shortened truly is left out."""
    if not studio.recipe.posts:
        return ()
    asked = await together(_detail(studio, brief, fact) for fact in facts)
    return tuple(detail for detail in asked if detail)[:MOST_DETAILS]


async def _detail(studio: Studio, brief: Brief, fact: Fact) -> str:
    if address := URL.search(fact.statement):
        return address[0].rstrip(".,;:!?)")
    stated = in_first_person(fact.statement, brief.brand_name, brief.language)
    known = Known.of((stated, brief.brand_name), brief.language)

    def judge(line: str) -> Verdict:
        verdict = screen(line, known=known, about=stated, limit=28, avoid=brief.avoid)
        lost = numbers(stated, brief.language) - numbers(line, brief.language)
        said = telling(line, brief.language) - stems(brief.brand_name)
        faults = [*verdict.faults, *["loses a number"] * bool(lost), *["says nothing"] * (not said)]
        named = bool(stems(line) & stems(brief.brand_name))
        halved = not PLACING.isdisjoint(words(line)[:1])  # "At 6": what happens then is lost
        return Verdict(tuple(faults), verdict.score - 2 * named - halved)

    if len(stated) <= 28:
        return stated.rstrip(".")
    found = await drafts(
        studio.roles["copywriter"],
        DETAILS,
        f"Business: {brief.trade or brief.brand_name}",
        f"Fact: {stated}",
        slot=f"plan.detail.{fact.id}",
        judge=judge,
        count=3,
        longest=32,
    )
    return found[0].rstrip(".") if found else ""
