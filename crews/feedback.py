"""`crew feedback`: a correction in a sentence, and the version it makes."""

from __future__ import annotations

from crews.override import settled_of
from crews.passes import go_on
from crews.project import Project
from crews.run import Run
from crews.studio import studio_for
from studiocrew.clock import Clock, SystemClock
from studiocrew.errors import CallerError


async def feedback(run: Run, text: str, clock: Clock | None = None) -> Run:
    """A new version of the project that takes the feedback into account.

    Raises `CallerError` while the newest version is not finished.
    """
    from crews.preferences import note
    from graphs.feedback import understand
    from memory.items import MemoryItem

    clock = clock or SystemClock()
    project = Project.open(run.project, run.settings)
    with project.locked():
        project = Project.open(run.project, run.settings)  # what was decided since is in there
        campaign = project.campaign() if project.finished else None
        if campaign is None:
            raise CallerError(
                "The newest version of the project is not finished.",
                where=f"project {project.id}",
                mend=f"crew resume {project.id}, then give feedback.",
            )
        async with studio_for(project, run.settings, run.events, clock) as studio:
            given = project.current.directives
            change = await understand(text, campaign, studio.roles["strategist"], len(given) + 1)
            await studio.memory.remember(
                [MemoryItem(kind="feedback", text=change.text, shelf="brand")]
            )
        now = clock.now()
        note(run.settings, change.text, project.file.kit.id, project.id, now, run.events)
        project.correct(
            at=now,
            by=run.settings.user,
            kind="feedback",
            why=change.text,
            directives=(*given, change),
            settled=settled_of(project, campaign),
        )
    return await go_on(project, run.settings, run.events, clock)
