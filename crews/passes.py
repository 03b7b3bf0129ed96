"""A pass over a project: its newest version driven to its end, or to its next question."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from crews.answers import Approve, Ask, awaiting, said_by
from crews.project import Project
from crews.run import Run, deliver
from crews.studio import studio_for
from studiocrew import __version__
from studiocrew.clock import Clock
from studiocrew.errors import StoreError, StudiocrewError
from studiocrew.events import Event, Events
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from graphs.studio import Studio
    from memory.brand import BrandFolder


async def go_on(
    project: Project,
    settings: Settings,
    events: Events,
    clock: Clock,
    *,
    answer: dict[str, Any] | None = None,
    approve: Approve | None = None,
    ask: Ask | None = None,
) -> Run:
    """Drive a project's newest version to its end and write its campaign folder.

    A version that is finished stays as it is. Raises what stops a run; the project is kept.
    """
    from crews.deciding import settle
    from crews.whole import publish
    from graphs.drive import Outcome, drive, too_late
    from graphs.scheduler import together

    with project.locked():
        if (made := project.campaign(project.version.number)) is not None:
            if answer is not None:
                raise too_late(project.id)
            project.journal().close()  # a damaged one is told now, not when it is needed
            return Run(made, project, settings, events)
        project.register()  # a damaged list of projects is told before anything is spent
        project.note_pass(clock, settings.user, _said(answer))
        if project.version.kind == "decision":
            made = await settle(project, settings, events, clock)
            await asyncio.to_thread(publish, project, settings)
            return Run(made, project, settings, events)
        _tell_changed_code(project, events)
        start = {
            "goal": project.file.goal,
            **project.version.model_dump(
                mode="json", include={"directives", "overrides", "settled"}
            ),
        }
        # Events of its own: the caller's live on, and must not write the next pass's lines twice.
        told = Events(project.note, partial(_pass_on, events))
        try:
            async with studio_for(project, settings, told, clock) as studio:
                await studio.gateway.prepare()  # alone: see `prepare`
                first = drive(project.database, studio, start, answer)
                done = await together((first, _remember(project, studio)))
                outcome = cast(Outcome, done[0])
                while outcome.question and (
                    said := decided_before(project, outcome.question)
                    or said_by(outcome.question, approve, ask)
                ):
                    outcome = await drive(project.database, studio, start, said)
                if outcome.campaign is not None:
                    await _tidy(project, studio)
        except StudiocrewError as error:
            with suppress(StoreError):  # the first cause is what must be told
                project.note_end("failed", error.what)
            raise
        if outcome.campaign is None:
            raise awaiting(project, outcome.question or {})
        await asyncio.to_thread(deliver, project, outcome.campaign, project.out, settings)
        project.note_end("finished", f"campaigns/{project.out.name}", at=clock.now().isoformat())
        await asyncio.to_thread(publish, project, settings)
    return Run(outcome.campaign, project, settings, events)


async def _tidy(project: Project, studio: Studio) -> None:
    """Keep the brand's memory bounded; what projects that still go on rest on is not touched."""
    from crews.registry import Registry

    if studio.memory.scope.brand:
        rows = Registry(studio.home).rows(project.file.tenant)
        live = {row.id for row in rows if row.stage != "finished"}
        await studio.memory.consolidate({*live, project.id})


def decided_before(project: Project, question: dict[str, Any]) -> dict[str, Any] | None:
    """What was already decided of the posts that wait: it outlives whoever was stopped."""
    said = project.version.decisions
    if "posts" not in question or not said:
        return None
    return {"decision": "each", "decisions": [one.model_dump(mode="json") for one in said]}


def _said(answer: dict[str, Any] | None) -> str:
    """An answer in a line of the log; empty where there is none."""
    if answer is None:
        return ""
    if answers := answer.get("answers"):
        return " ".join(f"{name}={text}" for name, text in answers.items())
    return " ".join(filter(None, (str(answer.get("decision", "")), str(answer.get("note", "")))))


def _tell_changed_code(project: Project, events: Events) -> None:
    """The recipe is pinned; the code cannot be. Whoever upgrades mid-project is told so."""
    began = project.file.studiocrew
    if began != __version__:
        text = f"This project was begun with studiocrew {began} and goes on with {__version__}."
        events.emit("warning", text=text)
        project.note(Event("warning", text=text))
        project.change()


async def _remember(project: Project, studio: Studio) -> None:
    """Put the brand folder into memory while the first questions are already asked.

    What was read lies in the project until then: a run killed before that is resumed by somebody
    who no longer has the folder, and would find less and choose otherwise. It stays there, for
    whoever takes the project to another machine.
    """
    from pydantic import TypeAdapter

    from memory.brand import BrandFolder, ingest
    from roles.agent import warm

    await warm()
    try:
        if project.unlearnt.is_file():
            read = TypeAdapter(BrandFolder).validate_json(project.unlearnt.read_bytes())
            await ingest(read, studio.memory)
            project.unlearnt.replace(project.learnt)
    finally:
        studio.remembered.set()


def as_json(read: BrandFolder) -> bytes:
    """What was read of a brand folder, to lie in the project."""
    from pydantic import TypeAdapter

    return TypeAdapter(type(read)).dump_json(read)


def _pass_on(events: Events, event: Event) -> None:
    events.emit(event.kind, role=event.role, task=event.task, text=event.text, **event.data)
