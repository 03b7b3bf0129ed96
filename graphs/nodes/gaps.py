"""Gaps: what the brief still lacks is found in memory, or reasoned out and owned up to."""

from __future__ import annotations

from typing import Annotated, Any

from langgraph.runtime import Runtime
from pydantic import StringConstraints

from graphs.craft import Answer, tidy
from graphs.prompts import ASSUME
from graphs.recipe import Need
from graphs.scheduler import together
from graphs.state import State
from graphs.studio import Studio
from studiocrew.contracts import Assumption, Brief, Question
from studiocrew.errors import ModelError

ASSUMED = 0.3
"""Confidence of what only reasoning stands behind."""

Gap = tuple[Question, Assumption | None]


class Assumed(Answer):
    """The strategist's safest guess."""

    answer: Annotated[str, StringConstraints(min_length=3, max_length=100)]
    why: Annotated[str, StringConstraints(min_length=3, max_length=120)]


async def gaps(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Every need of the recipe ends as found, assumed, or plainly left open."""
    brief = Brief.model_validate(state["brief"])
    needs = runtime.context.recipe.needs
    filled = await together(
        _fill(runtime.context, brief, number, need) for number, need in enumerate(needs, 1)
    )
    audience = next(
        (a.statement for n, (_, a) in zip(needs, filled, strict=True) if a and n.id == "audience"),
        "",
    )
    brief = brief.model_copy(
        update={
            "questions": tuple(question for question, _ in filled),
            "assumptions": tuple(assumed for _, assumed in filled if assumed),
            "audience": brief.audience or audience,
        }
    )
    return {"brief": brief.model_dump(mode="json")}


async def _fill(studio: Studio, brief: Brief, number: int, need: Need) -> Gap:
    question = Question(
        id=f"Q{number}",
        text=need.question,
        why=f"The {need.id} shapes what the posts may say.",
        importance=need.importance,
    )
    found = next((fact.statement for fact in brief.facts if fact.kind in need.kinds), "")
    if found:
        return question.model_copy(update={"status": "found", "answer": found}), None
    if need.importance == "low":
        return question, None
    return await _assume(studio, brief, question, number)


async def _assume(studio: Studio, brief: Brief, question: Question, number: int) -> Gap:
    try:
        answer = await studio.roles["strategist"].do(
            f"Business: {brief.trade or brief.brand_name}\nGoal: {brief.goal[:300]}\n"
            f"Not known: {question.text}",
            job=ASSUME.job,
            slot=f"gap.{question.id}",
            schema=Assumed,
            max_tokens=120,
        )
    except ModelError:
        return question, None
    assumption = Assumption(
        id=f"A{number}", statement=tidy(answer.answer), why=tidy(answer.why), confidence=ASSUMED
    )
    updated = question.model_copy(update={"status": "assumed", "answer": assumption.statement})
    return updated, assumption
