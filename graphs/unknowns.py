"""An unknown and what settles it: a fact of the brand, memory, a search, a person, or reasoning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import StringConstraints

from graphs.craft import Answer, tidy
from graphs.prompts import ASSUME, facts_block
from graphs.recipe import Need, Recipe
from graphs.studio import Studio
from memory.facts import STATEMENT_CHARS, fact_id
from memory.goal import brand_from_goal, spoken_name
from memory.kinds import guess_kind
from studiocrew.contracts import (
    Assumption,
    BrandKit,
    Brief,
    Contract,
    Fact,
    FactKind,
    Question,
    Source,
)
from studiocrew.errors import ModelError
from studiocrew.text import one_line, sentence
from tools.screening import Known
from tools.vocabulary import telling

ASSUMED, REASONED = 0.3, 0.6
"""Confidence of a guess, and of what follows from known facts."""

SURE = 0.6
"""Copy that rests on a fact less certain than this is for a person to review."""

NOTHING = ("no", "none", "nothing", "nope", "n/a", "-", "no idea", "nothing special")

PERSON_SOURCE = Source(
    id="person", kind="person", title="Answered by a person", locator="answer", trust="owner"
)
BUSINESS = Need(
    id="business",
    question="What kind of business is this for, and what is it called?",
    kinds=("about",),
    importance="high",
    cost="high",
    lasting=False,
)
"""What is missing from a goal so vague that it could be anybody's."""


class Settled(Contract):
    """How one unknown came out, with what it brings into the brief."""

    question: Question
    fact: Fact | None = None
    source: Source | None = None
    assumption: Assumption | None = None


class Assumed(Answer):
    """The strategist's safest guess."""

    answer: Annotated[str, StringConstraints(min_length=3, max_length=100)]
    why: Annotated[str, StringConstraints(min_length=3, max_length=120)]


def needs_of(recipe: Recipe, kit: BrandKit) -> tuple[Need, ...]:
    """What the recipe must know, and whose campaign it is where nothing says so."""
    vague = bool(recipe.needs) and not kit.name and not kit.trade
    return (*recipe.needs, *([BUSINESS] if vague else []))


def question_of(number: int, need: Need) -> Question:
    return Question(
        id=f"Q{number}",
        text=need.question,
        why=f"The {need.id} shapes what the posts may say.",
        importance=need.importance,
        reversibility="easy" if need.reversible else "hard",
        cost=need.cost,
    )


def number_of(unknown_id: str) -> int:
    """Q3 and A3 are the same unknown: the question, and what was assumed for it."""
    return int(unknown_id[1:])


def in_brand(question: Question, need: Need, facts: Iterable[Fact]) -> Settled | None:
    """The first fact of a kind that answers."""
    fact = next((fact for fact in facts if fact.kind in need.kinds), None)
    if fact is None:
        return None
    said = {"answer": fact.statement, "confidence": fact.confidence, "fact_id": fact.id}
    return Settled(
        question=question.model_copy(update={"status": "found", "route": "brand", **said})
    )


def answered(question: Question, need: Need, text: str) -> Settled:
    """A person's answer. "No" and "nothing" settle a question without giving a fact."""
    return found(question, need, one_line(text), PERSON_SOURCE, "ask", 1.0)


def says_nothing(text: str) -> bool:
    """Whether an answer says that there is nothing to say."""
    return one_line(text).lower().rstrip(".!") in NOTHING


def found(
    question: Question, need: Need, text: str, source: Source, route: str, confidence: float
) -> Settled:
    """A text as the answer to a question; without a fact where it says there is nothing."""
    fact = None
    if not says_nothing(text):
        fact = fact_from(text, _kind(text, need), source.id, confidence)
    told = {
        "status": "answered" if route == "ask" else "found",
        "route": route,
        "answer": fact.statement if fact else text,
        "confidence": confidence,
        "fact_id": fact.id if fact else None,
    }
    return Settled(question=question.model_copy(update=told), fact=fact, source=source)


def fact_from(text: str, kind: FactKind, source_id: str, confidence: float) -> Fact:
    """A statement as the fact sheet would keep it: one line, ended, of a bearable length."""
    statement = sentence(one_line(text))[:STATEMENT_CHARS]
    return Fact(
        id=fact_id(statement),
        kind=kind,
        statement=statement,
        source_id=source_id,
        confidence=confidence,
    )


def _kind(text: str, need: Need) -> FactKind:
    guessed = guess_kind(text)
    return guessed if guessed in need.kinds else need.kinds[0]


async def reasoned(studio: Studio, brief: Brief, question: Question) -> Settled:
    """What the strategist thinks likely: reasoned if known facts bear it out, assumed if not.

    Left open where the model declines. A small model's guess counts only if facts bear it out: it
    says "brand identity" of what people should buy. Prompted with the brand's own facts alone, so
    that the same question is the same call whatever else was answered.
    """
    facts = [fact.statement for fact in studio.kit.facts[:8]]
    if not facts and not studio.roomy:
        return left_unsaid(question)
    try:
        guess = await studio.roles["strategist"].do(
            f"Business: {brief.trade or brief.brand_name}\nGoal: {brief.goal[:300]}\n"
            + (f"{facts_block(facts)}\n" if facts else "")
            + f"Not known: {question.text}",
            job=ASSUME.job,
            slot=f"gap.{question.id}",
            schema=Assumed,
            max_tokens=120,
        )
    except ModelError:
        return Settled(question=question.model_copy(update={"route": "open"}))
    follows = _follows(guess.answer, facts, brief.language)
    if not follows and not studio.roomy:
        return left_unsaid(question)
    sure = REASONED if follows else ASSUMED
    assumption = Assumption(
        id=f"A{number_of(question.id)}",
        statement=tidy(guess.answer),
        why=tidy(guess.why),
        confidence=sure,
    )
    told = {
        "status": "assumed",
        "route": "reason" if follows else "assume",
        "answer": assumption.statement,
        "confidence": sure,
    }
    return Settled(question=question.model_copy(update=told), assumption=assumption)


def left_unsaid(question: Question) -> Settled:
    """Nobody knows and nobody guesses: what is assumed is that one can do without."""
    assumption = Assumption(
        id=f"A{number_of(question.id)}",
        statement=f"Not known: {question.text} Nothing is claimed about it.",
        why="It was not said, could not be found, and a guess would be made up.",
        confidence=ASSUMED,
    )
    said = {"answer": assumption.statement, "confidence": ASSUMED}
    told = {"status": "assumed", "route": "assume", **said}
    return Settled(question=question.model_copy(update=told), assumption=assumption)


def _follows(answer: str, facts: Sequence[str], language: str) -> bool:
    """Whether the answer says something of the facts, and nothing that is not in them."""
    known = Known.of(facts, language)
    said = telling(answer, language) & known.stems
    return bool(said) and not known.invented(answer) and not known.unusual(answer)


def joined(brief: Brief, needs: Sequence[Need], settled: Iterable[Settled]) -> Brief:
    """The brief with what was settled in it: questions and assumptions by number, facts last."""
    done = sorted(settled, key=lambda one: number_of(one.question.id))
    known = {fact.id for fact in brief.facts}
    facts = {one.fact.id: one.fact for one in done if one.fact and one.fact.id not in known}
    questions = {q.id: q for q in brief.questions} | {one.question.id: one.question for one in done}
    assumptions = {a.id: a for a in brief.assumptions}
    assumptions |= {one.assumption.id: one.assumption for one in done if one.assumption}
    update = {
        "facts": (*brief.facts, *facts.values()),
        "questions": tuple(sorted(questions.values(), key=lambda q: number_of(q.id))),
        "assumptions": tuple(sorted(assumptions.values(), key=lambda a: number_of(a.id))),
    }
    return _named(brief.model_copy(update=update), needs)


def _named(brief: Brief, needs: Sequence[Need]) -> Brief:
    """What the answers say of the audience, the rules and the business itself."""
    said = {
        need.id: question.answer
        for need, question in zip(needs, brief.questions, strict=False)
        if question.status != "open"
    }
    update: dict[str, object] = {}
    for need in needs:
        answer = said.get(need.id, "")
        if answer and not brief.audience and need.kinds[0] == "audience":
            update["audience"] = answer
        if answer and need.id == BUSINESS.id and not brief.trade:
            kit = brand_from_goal(answer)
            update |= {"trade": kit.trade, "brand_name": spoken_name(kit)}
    rules = tuple(f.statement for f in brief.facts if f.kind == "rule")
    return brief.model_copy(update={**update, "constraints": rules})
