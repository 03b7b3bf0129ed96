"""Where a project that lasts for weeks stands: worked out from its versions and gates.

A stretch that was begun has its day in its versions; one to come begins when the one before ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from crews.project import Project
from crews.project_file import GateWord
from graphs.stretches import Stretch, stretches
from studiocrew.clock import Clock
from studiocrew.contracts import StretchState, Waiting
from studiocrew.errors import CallerError
from studiocrew.settings import Settings


def spans(project: Project) -> bool:
    """Whether its recipe has milestones."""
    return bool(project.file.recipe.milestones)


def ledger(project: Project) -> tuple[StretchState, ...]:
    """Every stretch in order, those to come included; nothing for a recipe without milestones."""
    return tuple(_states(project))


def _states(project: Project) -> Iterator[StretchState]:
    ends = project.begun(project.file.versions[0]).date()
    begun = project.current.stretch
    for stretch in stretches(project.file.recipe):
        newest = project.newest(stretch.number) if stretch.number <= begun else None
        begins = project.begun(newest).date() if newest else ends
        ends = begins + timedelta(weeks=stretch.milestone.weeks)
        campaign = project.campaign(newest.number) if newest else None
        waiting = _waiting(project, stretch) if newest else None
        done = "made" if campaign else "in the making" if newest else "to come"
        yield StretchState(
            number=stretch.number,
            id=stretch.id,
            title=stretch.title,
            purpose=stretch.milestone.purpose,
            begins=begins,
            ends=ends,
            state="waiting" if waiting else done,
            waiting=waiting,
            posts=len(campaign.posts) if campaign else stretch.recipe.posts,
            version=newest.number if newest else None,
        )


def upcoming(project: Project) -> tuple[Stretch, date] | None:
    """The next stretch to begin, and the day on which it is due to be made; None after the last."""
    number = project.current.stretch
    left = stretches(project.file.recipe)[number:]
    if not left:
        return None
    return left[0], window_end(project) - timedelta(days=left[0].milestone.lead_days)


def window_end(project: Project) -> date:
    """The day after the stretch that was begun last: the next one may begin on it."""
    stretch = stretches(project.file.recipe)[project.current.stretch - 1]
    begins = project.begun(project.current).date()
    return begins + timedelta(weeks=stretch.milestone.weeks)


def over(project: Project) -> bool:
    """Whether the last stretch is made and nobody's word is missing."""
    return project.finished and upcoming(project) is None and waiting_of(project) is None


def waiting_of(project: Project) -> Waiting | None:
    """What the newest stretch waits for, if it does."""
    return _waiting(project, stretches(project.file.recipe)[project.current.stretch - 1])


def _waiting(project: Project, stretch: Stretch) -> Waiting | None:
    if stretch.number < project.current.stretch:
        return None  # or the next would not have begun
    if not project.finished:
        return _asked(project)
    gate, word = stretch.milestone.gate, last_word(project, stretch.number)
    if gate is None or (word and word.verdict == "approved"):
        return None
    refused = word is not None and word.version == project.version.number
    if word is not None and refused:
        reason = f": {word.reason}" if word.reason else ""
        return Waiting(
            what=f"Changes were asked for{reason}",
            who="you",
            since=word.at,
            how=f'crew feedback {project.id} "…", then crew approve {project.id} {stretch.id}',
        )
    campaign = project.campaign(project.newest(stretch.number).number)
    return Waiting(
        what=gate.question,
        who=gate.who,
        since=campaign.provenance.finished_at if campaign else None,
        how=f"crew approve {project.id} {stretch.id}",
    )


def _asked(project: Project) -> Waiting | None:
    """What the run of the stretch itself waits for: approval of its posts, or answers."""
    found = project.status()
    if not found.waiting:
        return None
    named = " ".join(f'--answer {question["id"]}="…"' for question in found.questions)
    return Waiting(
        what="Answers to its questions" if found.questions else "Approval of its posts",
        since=found.since,
        how=f"crew resume {project.id} {named}" if named else f"crew approve {project.id} --all",
    )


def last_word(project: Project, stretch: int) -> GateWord | None:
    """What was said last at the gate after a stretch."""
    return next((w for w in reversed(project.file.gates) if w.stretch == stretch), None)


def at_gate(
    project_id: str, name: str, verdict: str, reason: str, settings: Settings, clock: Clock
) -> Project:
    """Keep a person's word at the gate of the stretch of that name.

    Raises `CallerError` if there is no such gate, or if it does not wait: a stretch that is not
    made yet, one whose gate is passed already.
    """
    project = Project.open(project_id, settings)
    with project.locked():
        project = Project.open(project_id, settings)  # nobody else changes it from here on
        stretch = _named(project, name)
        waits = project.finished and stretch.number == project.current.stretch
        word = last_word(project, stretch.number)
        if not waits or (word and word.verdict == "approved"):
            passed = word is not None and word.verdict == "approved"
            state = "is approved already" if passed else "is not made yet"
            raise CallerError(
                f"{stretch.title} waits for no word: it {state}.",
                where=f"project {project_id}",
                mend=f"See where it stands: crew status {project_id}",
            )
        said = GateWord(
            stretch=stretch.number,
            verdict="approved" if verdict == "approved" else "rejected",
            reason=" ".join(reason.split()),
            by=settings.user,
            at=clock.now(),
            version=project.version.number,
        )
        project.change(gates=(*project.file.gates, said))
        project.note_gate(said, stretch.title)
    return project


def _named(project: Project, name: str) -> Stretch:
    able = [stretch for stretch in stretches(project.file.recipe) if stretch.milestone.gate]
    found = next((stretch for stretch in able if stretch.id == name), None)
    if found is None:
        raise CallerError(
            f"There is no gate after {name!r}.",
            where=f"project {project.id}",
            mend=f"Gates: {', '.join(stretch.id for stretch in able) or 'none'}.",
        )
    return found


def gates_named(project: Project, names: Sequence[str]) -> list[str]:
    """Those of the names that are stretches of this project, and no posts."""
    known = {stretch.id for stretch in stretches(project.file.recipe)}
    return [name for name in names if name in known]


def week_of(states: Sequence[StretchState], today: date) -> tuple[int, int]:
    """The week today is in, from 1, and how many there are; 0 before the first."""
    first, last = states[0].begins, states[-1].ends
    total = (last - first).days // 7
    return min(max((today - first).days // 7 + 1, 0), total), total


def moment(project: Project, day: date) -> datetime:
    """A day as the moment at which a stretch begins: at the project's own time of day."""
    return datetime.combine(day, project.begun(project.file.versions[0]).timetz())
