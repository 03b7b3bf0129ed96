"""Intake: the goal and the brand become a brief."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from langgraph.runtime import Runtime
from pydantic import StringConstraints, create_model

from graphs.craft import Answer, tidy
from graphs.prompts import INTAKE, facts_block
from graphs.state import State
from graphs.studio import Studio
from studiocrew.contracts import Brief
from studiocrew.errors import ModelError
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
    """Everything the owner said becomes facts; the strategist adds the one message."""
    studio, kit = runtime.context, runtime.context.kit
    message, mood = await _message_and_mood(studio, state["goal"])
    brief = Brief(
        goal=state["goal"],
        brand_name=kit.name or f"your {kit.trade or 'brand'}",
        trade=kit.trade,
        audience=next((f.statement for f in kit.facts if f.kind == "audience"), ""),
        message=message,
        language=kit.language,
        region=kit.region,
        timezone=kit.timezone,
        tone=kit.tone,
        avoid=kit.avoid,
        facts=kit.facts,
        constraints=tuple(f.statement for f in kit.facts if f.kind == "rule"),
    )
    return {"brief": brief.model_dump(mode="json"), "mood": mood}


async def _message_and_mood(studio: Studio, goal: str) -> tuple[str, str]:
    kit = studio.kit
    fallback = kit.tagline or kit.name or goal[:110]
    try:
        answer = await studio.roles["strategist"].do(
            f"Business: {kit.name} {kit.trade}\n"
            + facts_block([fact.statement for fact in kit.facts[:6]])
            + f"\nGoal: {goal[:1000]}",
            job=INTAKE.job,
            slot="brief.message",
            schema=intake_answer(),
            max_tokens=100,
        )
    except ModelError:
        return fallback, MOODS[0]
    said = answer.model_dump()
    message = tidy(said["message"])
    usable = screen(message, known=studio.known((goal,)), limit=110, avoid=kit.avoid).usable
    return (message if usable else fallback), said["mood"]
