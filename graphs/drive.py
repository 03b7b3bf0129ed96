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
"""Supersteps of one pass: a full run with three revisions takes 18."""


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
    step replay from the journal. Raises `CallerError` for an answer to what is not asked: the
    campaign is finished, somebody else has answered, or something else is the question.
    """
    config: Any = {
        "configurable": {"thread_id": f"v{studio.version}"},
        "recursion_limit": STEP_LIMIT,
    }
    async with machine(database) as graph:
        before = await graph.aget_state(config)
        if before.values.get("campaign") and not before.next:
            if answer is not None:
                raise too_late(studio.project)
            return Outcome(Campaign.model_validate(before.values["campaign"]))
        waiting = _question(before)
        if waiting and answer is None:
            return Outcome(question=waiting)
        if answer is not None:
            _check_fits(answer, waiting, studio.project)
        entry: Any = start if not before.values else None
        if waiting:
            entry = Command(resume=answer)
        await graph.ainvoke(entry, config, context=studio, durability="sync")
        after = await graph.aget_state(config)
    if question := _question(after):
        return Outcome(question=question)
    return Outcome(Campaign.model_validate(after.values["campaign"]))


async def waiting_for(database: Path, version: int) -> dict[str, Any] | None:
    """The question this version waits with, read without running anything; None if there is none.

    Raises what `checkpoints` raises for a file that is damaged or forged.
    """
    async with machine(database) as graph:
        return _question(await graph.aget_state({"configurable": {"thread_id": f"v{version}"}}))


def too_late(project: str) -> CallerError:
    """For an answer to a project that is finished."""
    return CallerError(
        "The project is finished and waits for no answer; nothing was changed.",
        where=f"project {project}",
        mend=f'See what was decided: crew status {project}. Change it: crew feedback {project} "…"',
    )


def _check_fits(answer: dict[str, Any], waiting: dict[str, Any] | None, project: str) -> None:
    """Answers to questions fit questions, a decision fits posts. Nothing is kept that does not."""
    asked = [str(question["id"]) for question in (waiting or {}).get("questions", ())]
    given = answer.get("answers")
    if given is None and not asked:
        return
    if given is None:
        raise CallerError(
            f"The project waits for answers to {', '.join(asked)}, not for a decision.",
            where=f"project {project}",
            mend=f'crew resume {project} --answer {asked[0]}="…" (an empty answer: assume)',
        )
    if not asked:
        raise CallerError(
            "No question is open: they were answered already, or never asked. Nothing was changed.",
            where=f"project {project}",
            mend=f"Go on: crew resume {project}. Change an answer later: crew override {project} "
            'Q1 "…"',
        )
    if unknown := [name for name in given if name not in asked]:
        raise CallerError(
            f"There is no open question {unknown[0]}.",
            where=f"project {project}",
            mend=f"Open questions: {', '.join(asked)}.",
        )


def _question(snapshot: Any) -> dict[str, Any] | None:
    return next((i.value for task in snapshot.tasks for i in task.interrupts), None)
