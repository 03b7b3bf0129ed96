"""Research: one branch an angle; each comes back with the facts its posts may rest on."""

from __future__ import annotations

from functools import cache
from string import ascii_uppercase
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Send
from pydantic import create_model

from graphs.craft import Answer, drafts, is_question
from graphs.ledger import common_id
from graphs.prompts import PICK, QUESTIONS
from graphs.recipe import Angle
from graphs.state import Research, State
from graphs.studio import Studio
from studiocrew.contracts import Brief, Fact
from studiocrew.errors import ModelError
from studiocrew.language import LANGUAGES
from tools.screening import Known, Verdict, screen
from tools.vocabulary import numbers, stems, words

SHORTLIST = 6
"""Statements the researcher chooses among: more and a small model takes the first."""

LONGEST_QUESTION = 90
MOST_QUESTIONS = 3
ASKED_CONFIDENCE = 0.4

OWN = frozenset(
    {"we", "our", "us", "my", "wir", "unser", "unsere", "uns", "nosotros", "nuestro", "nuestra"}
    | {"nuestros", "nuestras", "nous", "notre", "nos", "noi", "nostro", "nostra"}
)
"""A question that says "our" claims something of the business. A few languages' worth."""

YOU = frozenset(
    {"you", "your", "yours", "du", "dein", "deine", "deinem", "deinen", "dich", "dir", "ihr"}
    | {"euch", "eure", "euer", "sie", "ihnen", "ihre", "tú", "te", "ti", "tu", "tus", "os"}
    | {"vosotros", "vuestro", "vuestra", "usted", "ustedes", "su", "sus", "toi", "vous", "votre"}
    | {"vos", "ton", "ta", "tes", "voi", "vostro", "vostra", "tuo", "tua", "tuoi", "tue", "vi"}
)
"""Words that speak to the reader, in the same languages."""


@cache
def choice_of(count: int) -> type[Answer]:
    return create_model(
        f"Choice{count}", __base__=Answer, choice=(Literal[tuple(ascii_uppercase[:count])], ...)
    )


def fan_out(state: State, runtime: Runtime[Studio]) -> list[Send] | str:
    """A branch for every angle; straight on to strategy where the recipe has none."""
    angles = runtime.context.recipe.angles
    if not angles:
        return "strategy"
    return [
        Send("research", Research(angle=a.model_dump(mode="json"), brief=state["brief"]))
        for a in angles
    ]


async def research(work: Research, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Rank the facts of one angle: the researcher's choice first, then by kind and by memory."""
    studio = runtime.context
    angle, brief = Angle.model_validate(work["angle"]), Brief.model_validate(work["brief"])
    ranked = await _candidates(studio, brief, angle)
    if not ranked:
        asked = await _questions(studio, brief, angle)
        return {"evidence": [_evidence(angle, asked, assumed=True)]}
    if "research" in studio.without:
        return {"evidence": [_evidence(angle, ranked, assumed=False)]}
    best = await _pick(studio, brief, angle, ranked[:SHORTLIST])
    ordered = [best, *(fact for fact in ranked if fact.id != best.id)]
    return {"evidence": [_evidence(angle, ordered, assumed=False)]}


def _evidence(angle: Angle, facts: list[Fact], *, assumed: bool) -> dict[str, Any]:
    listed = [fact.model_dump(mode="json") for fact in facts]
    return {"angle": angle.id, "facts": listed, "assumed": assumed}


async def _candidates(studio: Studio, brief: Brief, angle: Angle) -> list[Fact]:
    """Facts of the angle's kinds, those nearest in meaning to its question first."""
    fitting = {fact.statement: fact for fact in brief.facts if fact.kind in angle.kinds}
    await studio.remembered.wait()
    recalled = await studio.recall(angle.question, ("fact",), limit=2 * SHORTLIST)
    near = [fitting[hit.text] for hit in recalled if hit.text in fitting]
    by_kind = sorted(fitting.values(), key=lambda fact: angle.kinds.index(fact.kind))
    ranked = {fact.id: fact for fact in (*near, *by_kind)}.values()
    return sorted(ranked, key=lambda fact: ": " in fact.statement)  # whole sentences carry a post


async def _pick(studio: Studio, brief: Brief, angle: Angle, facts: list[Fact]) -> Fact:
    """The researcher's favourite, asked in both orders: small models favour a letter."""
    if len(facts) == 1:
        return facts[0]
    try:
        there = await _weighed(studio, brief, angle, facts, "there")
        if there is None:
            return await _chosen(studio, brief, angle, facts)
        back = await _weighed(studio, brief, angle, facts[::-1], "back")
    except ModelError:
        return facts[0]
    votes = {fact.id: there[fact.id] + (back or there)[fact.id] for fact in facts}
    return max(facts, key=lambda fact: votes[fact.id])


async def _weighed(
    studio: Studio, brief: Brief, angle: Angle, facts: list[Fact], order: str
) -> dict[str, float] | None:
    letters = ascii_uppercase[: len(facts)]
    shares = await studio.roles["researcher"].weigh(
        _listed(brief, angle, facts), letters, job=PICK.job, slot=f"research.{angle.id}.{order}"
    )
    if shares is None:
        return None
    return {fact.id: shares[letter] for letter, fact in zip(letters, facts, strict=True)}


async def _chosen(studio: Studio, brief: Brief, angle: Angle, facts: list[Fact]) -> Fact:
    """For endpoints that tell no probabilities."""
    answer = await studio.roles["researcher"].do(
        _listed(brief, angle, facts),
        job=PICK.job,
        slot=f"research.{angle.id}",
        schema=choice_of(len(facts)),
        temperature=0.0,
        max_tokens=16,
    )
    return facts[ascii_uppercase.index(answer.model_dump()["choice"])]


def _listed(brief: Brief, angle: Angle, facts: list[Fact]) -> str:
    lines = [f"{letter}. {f.statement}" for letter, f in zip(ascii_uppercase, facts, strict=False)]
    return "\n".join([f"Business: {brief.trade}", f"Post: {angle.title}", *lines, "Letter:"])


async def _questions(studio: Studio, brief: Brief, angle: Angle) -> list[Fact]:
    """Nothing is known: rather than make something up, the posts ask their readers."""
    trade, language = brief.trade or brief.goal[:120], brief.language

    def judge(line: str) -> Verdict:
        known = Known.of((brief.goal, trade, angle.title, line.lower()), language)
        verdict = screen(line, known=known, limit=LONGEST_QUESTION, avoid=brief.avoid)
        faults = list(verdict.faults)
        if not is_question(line):
            faults.append("asks nothing")
        if numbers(line, language) or set(words(line)) & OWN:
            faults.append("speaks of the business")
        # One that speaks to its reader, and names what is sold, is clearer than "How is it made?"
        near = bool(set(words(line)) & YOU) + bool(stems(line) & stems(trade))
        return Verdict(tuple(faults), verdict.score + near)

    found = await drafts(
        studio.roles["researcher"],
        QUESTIONS,
        f"Business: {trade}",
        f"About: {angle.title.lower()}",
        f"Four questions in {LANGUAGES.get(language.split('-')[0], language)}:",
        slot=f"research.{angle.id}.question",
        judge=studio.judged(judge),
        count=4,
        longest=LONGEST_QUESTION,
    )
    return [
        Fact(
            id=common_id(angle.id) + (f"-{number}" if number > 1 else ""),
            kind="other",
            statement=line,
            source_id="model",
            confidence=ASKED_CONFIDENCE,
        )
        for number, line in enumerate(found[:MOST_QUESTIONS], 1)
    ]
