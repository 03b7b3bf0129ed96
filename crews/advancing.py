"""`crew advance`: does what is due in a project that lasts for weeks, and stops for a person.

Nothing is kept of an advance itself. What is due follows from versions, gates and the clock, so it
may be killed, repeated every hour by cron, or started twice: a stretch is begun by one write, under
the project's lock, and from then on it is a version like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crews.milestones import ledger, moment, over, spans, upcoming, waiting_of, window_end
from crews.override import settled_of
from crews.passes import decided_before, go_on
from crews.project import Project
from crews.run import deliver
from crews.whole import publish, whole_of
from graphs.amend import Override
from graphs.contradictions import contradictions
from graphs.desk import Directive
from graphs.stretches import recipe_of, stretches
from graphs.unknowns import needs_of, number_of
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import Campaign, StretchState, Waiting
from studiocrew.errors import AwaitingPerson, CallerError
from studiocrew.events import Events
from studiocrew.settings import Settings


@dataclass(frozen=True)
class Advanced:
    """How far a project has come. `made` are the stretches that were finished just now."""

    folder: Project
    settings: Settings
    made: tuple[str, ...]
    stretches: tuple[StretchState, ...]
    waiting: Waiting | None
    next: str
    next_on: date | None
    finished: bool

    @property
    def project(self) -> str:
        """The id that `crew` takes."""
        return self.folder.id

    @property
    def campaign(self) -> Campaign | None:
        """All stretches that are made, as one campaign; None while there is none."""
        return whole_of(self.folder)

    def save(self, out: str | Path) -> Path:
        """Write the whole campaign to `out`. Raises `CallerError` while there is none."""
        campaign = self.campaign
        if campaign is None:
            raise CallerError(
                "No stretch is finished yet.",
                where=f"project {self.project}",
                mend=f"See what it waits for: crew status {self.project}",
            )
        deliver(self.folder, campaign, Path(out), self.settings)
        return Path(out)


def advance(project: str, until: date | None = None, **how: Any) -> Advanced:
    """Do what is due. See `aadvance`."""
    return asyncio.run(aadvance(project, until, **how))


async def aadvance(
    project: str,
    until: date | None = None,
    *,
    settings: Settings | None = None,
    events: Events | None = None,
    clock: Clock | None = None,
) -> Advanced:
    """Finish what was begun, and make every stretch that is due today or, with `until`, by then.

    Stops, without an error, where a person's word is missing: `waiting` says whose. Raises
    `CallerError` for a project whose recipe has no milestones, `ProjectBusy` while another process
    works on it, and whatever stops a run; the project is kept and goes on from there.
    """
    settings, events = settings or Settings(), events or Events()
    clock = clock or SystemClock()
    made: list[str] = []
    while True:
        found = Project.open(project, settings)
        _check(found)
        if not found.finished:
            if await _asks(found):
                break
            try:
                await go_on(found, settings, events, clock)
            except AwaitingPerson:
                break
            made.append(stretches(found.file.recipe)[found.version.stretch - 1].title)
        elif not _begin(found, until, settings, clock):
            break
    found = Project.open(project, settings)
    await asyncio.to_thread(publish, found, settings)
    return standing_at(found, settings, made)


def standing_at(project: Project, settings: Settings, made: Sequence[str] = ()) -> Advanced:
    """Where the project is, without doing anything."""
    coming = upcoming(project)
    return Advanced(
        folder=project,
        settings=settings,
        made=tuple(made),
        stretches=ledger(project),
        waiting=waiting_of(project),
        next=coming[0].title if coming else "",
        next_on=coming[1] if coming else None,
        finished=over(project),
    )


def _check(project: Project) -> None:
    if not spans(project):
        raise CallerError(
            f"The recipe of {project.id} ({project.file.recipe.name}) has no milestones.",
            where=f"project {project.id}",
            mend="Start a project that lasts for weeks: crew run … --recipe relaunch",
        )


async def _asks(project: Project) -> bool:
    """Whether the run waits with a question that nobody has answered; found without running it."""
    from graphs.drive import waiting_for

    if not project.database.is_file():
        return False
    question = await waiting_for(project.database, project.version.number)
    return question is not None and decided_before(project, question) is None


def _begin(project: Project, until: date | None, settings: Settings, clock: Clock) -> bool:
    """Add the version of the next stretch, if it is due and nobody's word is missing."""
    with project.locked():
        project = Project.open(project.id, settings)  # nobody else changes it from here on
        coming, now = upcoming(project), clock.now()
        today = project.there(now).date()
        if coming is None or not project.finished or waiting_of(project):
            return False
        stretch, due = coming
        if due > max(today, until or today):
            return False
        campaign = project.campaign()
        assert campaign is not None  # it is finished
        begins = moment(project, max(window_end(project), today))
        recipe = project.file.recipe
        project.correct(
            at=now,
            by=settings.user,
            kind="stretch",
            why=f"{stretch.title} ({stretch.number} of {len(stretches(recipe))})",
            stretch=stretch.number,
            begins=begins,
            directives=_directives(project, settings),
            overrides=_overrides(project, stretch.number, begins.date()),
            settled=settled_of(project, campaign),
        )
    return True


def _directives(project: Project, settings: Settings) -> tuple[Directive, ...]:
    """What was asked for in earlier stretches, and what the brand has come to prefer since.

    What was asked of one post goes no further than that post.
    """
    from crews.preferences import standing

    given = [d for d in project.current.directives if not d.target.startswith(("post-", "card-"))]
    said = {directive.text for directive in given}
    heard = [d for d in standing(settings, project.file.kit.id) if d.text not in said]
    return tuple(
        directive.model_copy(update={"number": number})
        for number, directive in enumerate((*given, *heard), 1)
    )


def _overrides(project: Project, stretch: int, begins: date) -> tuple[Override, ...]:
    """Corrections that mean the same in the next stretch.

    What the recipe needs to know has the same number in all of them; a contradiction has it only
    where the same ones were found before it, and what one stretch alone assumed has none.
    """
    file, current = project.file, project.current
    needs = len(needs_of(file.recipe, file.kit))
    asked = [
        [
            clash.question
            for clash in contradictions(file.goal, file.kit, recipe_of(file.recipe, number), day)
        ]
        for number, day in (
            (current.stretch, project.begun(current).date()),
            (stretch, begins),
        )
    ]
    alike = next(
        (n for n, pair in enumerate(zip(*asked, strict=False)) if pair[0] != pair[1]),
        min(map(len, asked)),
    )
    kept = (word for word in current.overrides if number_of(word.target) <= needs + alike)
    return tuple(kept)
