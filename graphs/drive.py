"""Driving the state machine: start, go on after a stop, answer a question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langgraph.types import Command

from graphs.build import machine
from graphs.studio import Studio
from studiocrew.contracts import Campaign
from studiocrew.errors import CallerError

STEP_LIMIT = 40
"""Supersteps of one pass: a full run with three revisions takes 17."""


@dataclass(frozen=True)
class Outcome:
    """Either a campaign or a question that waits for a person."""

    campaign: Campaign | None = None
    question: dict[str, Any] | None = None


async def drive(
    database: Path,
    studio: Studio,
    start: dict[str, Any],
    answer: dict[str, Any] | None = None,
) -> Outcome:
    """Run this version of the project to its end or to its next question.

    A thread with a checkpoint goes on from it, whatever `start` says. Checkpoints are written
    as each step ends ("sync"), so a kill costs at most the step under way, and the calls of that
    step replay from the journal. Raises `CallerError` for an answer that comes when the campaign
    is finished: somebody else has answered, or nothing was asked.
    """
    config: Any = {
        "configurable": {"thread_id": f"v{studio.version}"},
        "recursion_limit": STEP_LIMIT,
    }
    async with machine(database) as graph:
        before = await graph.aget_state(config)
        if before.values.get("campaign") and not before.next:
            if answer is not None:
                raise _too_late(studio.project)
            return Outcome(Campaign.model_validate(before.values["campaign"]))
        waiting = _question(before)
        if waiting and answer is None:
            return Outcome(question=waiting)
        entry: Any = start if not before.values else None
        if waiting:
            entry = Command(resume=answer)
        await graph.ainvoke(entry, config, context=studio, durability="sync")
        after = await graph.aget_state(config)
    if question := _question(after):
        return Outcome(question=question)
    return Outcome(Campaign.model_validate(after.values["campaign"]))


def _too_late(project: str) -> CallerError:
    return CallerError(
        "The project is finished and waits for no answer; nothing was changed.",
        where=f"project {project}",
        mend=f'See what was decided: crew status {project}. Change it: crew feedback {project} "…"',
    )


def _question(snapshot: Any) -> dict[str, Any] | None:
    return next((i.value for task in snapshot.tasks for i in task.interrupts), None)
