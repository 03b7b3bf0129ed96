"""Intake: the goal and the brand become a brief."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal

from langgraph.runtime import Runtime
from pydantic import StringConstraints, create_model

from graphs.contradictions import Contradiction, avoided, clashes_of, trusted_goal
from graphs.craft import Answer, tidy
from graphs.prompts import INTAKE, facts_block
from graphs.state import State
from graphs.studio import Studio
from graphs.unknowns import needs_of
from graphs.wish import wished
from memory.goal import spoken_name
from studiocrew.contracts import Brief
from studiocrew.errors import ModelError
from tools.dates import stale
from tools.palette import MOODS
from tools.screening import screen


@cache
def intake_answer() -> type[Answer]:
    return create_model(
        "Intake",
        __base__=Answer,
        message=(Annotated[str, StringConstraints(min_length=8, max_length=110)], ...),
        mood=(Literal[tuple(MOODS)], ...),
    )


async def intake(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Everything the owner said becomes facts, but for what is over; the strategist adds the one
    message."""
    studio, kit = runtime.context, runtime.context.kit
    said = await _asked(studio, state["goal"])  # before the rule packs are read: that takes a while
    clashes = await asyncio.to_thread(clashes_of, studio, state["goal"])
    message, mood = _message_and_mood(studio, state["goal"], clashes, said)
    today = studio.started_at.date()
    first = len(needs_of(studio.recipe, kit)) + 1
    decided = [clash.recorded(number) for number, clash in enumerate(clashes, first)]
    brief = Brief(
        goal=state["goal"],
        brand_name=spoken_name(kit),
        trade=kit.trade,
        audience=next((f.statement for f in kit.facts if f.kind == "audience"), ""),
        message=message,
        language=kit.language,
        region=kit.region,
        timezone=kit.timezone,
        tone=kit.tone,
        avoid=avoided(kit.avoid, clashes),
        facts=(
            *(f for f in kit.facts if not stale(f.statement, kit.language, today)),
            *wished(state["goal"], kit.name, kit.language),
        ),
        constraints=tuple(f.statement for f in kit.facts if f.kind == "rule"),
        questions=tuple(question for question, _ in decided),
        assumptions=tuple(assumption for _, assumption in decided),
    )
    return {"brief": brief.model_dump(mode="json"), "mood": mood}


async def _asked(studio: Studio, goal: str) -> dict[str, str] | None:
    """The strategist's message and mood, word for word; None if it gave none."""
    kit, purpose = studio.kit, studio.recipe.purpose
    try:
        answer = await studio.roles["strategist"].do(
            f"Business: {kit.name} {kit.trade}\n"
            + facts_block([fact.statement for fact in kit.facts[:6]])
            + f"\nGoal: {goal[:1000]}"
            + (f"\nNow: {purpose}" if purpose else ""),
            job=INTAKE.job,
            slot="brief.message",
            schema=intake_answer(),
            max_tokens=100,
        )
    except ModelError:
        return None
    return answer.model_dump()


def _message_and_mood(
    studio: Studio, goal: str, clashes: Sequence[Contradiction], said: dict[str, str] | None
) -> tuple[str, str]:
    kit = studio.kit
    fallback = kit.tagline or kit.name or goal[:110]
    if said is None:
        return fallback, MOODS[0]
    message = tidy(said["message"])
    known = studio.known(trusted_goal(goal, clashes))
    usable = screen(message, known=known, limit=110, avoid=avoided(kit.avoid, clashes)).usable
    return (message if usable else fallback), said["mood"]
