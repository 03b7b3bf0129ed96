"""All stretches of a project as one campaign: what is shown, exported and learnt from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from crews.milestones import ledger, spans
from crews.project import Project
from crews.run import deliver
from crews.standing import LOG
from studiocrew.contracts import Brief, Campaign, Plan
from studiocrew.settings import Settings

Part = TypeVar("Part")


def whole_of(project: Project) -> Campaign | None:
    """The newest campaign of each stretch in one; the only one of a project without milestones.

    None while nothing is finished. What there can be one of is the newest stretch's that has it.
    """
    if not spans(project):
        return project.campaign()
    made = project.made()
    if not made:
        return None
    newest = made[-1]
    return newest.model_copy(
        update={
            "brief": _brief(made),
            "plan": _plan(made),
            "identity": next((c.identity for c in reversed(made) if c.identity), None),
            "concepts": next((c.concepts for c in reversed(made) if c.concepts), None),
            "posts": tuple(post for c in made for post in c.posts),
            "documents": tuple(document for c in made for document in c.documents),
            "assets": _latest((a for c in made for a in c.assets), lambda a: a.id),
            "calendar": tuple(entry for c in made for entry in c.calendar),
            "checklist": _latest((i for c in made for i in c.checklist), lambda i: i.id),
            "checks": _latest(
                (x for c in made for x in c.checks), lambda x: (x.item, x.target_id, x.slide)
            ),
            "sources": _latest((s for c in made for s in c.sources), lambda s: s.id),
            "claims": _latest((x for c in made for x in c.claims), lambda x: x.id),
            "savings": tuple(dict.fromkeys(line for c in made for line in c.savings)),
            "stretches": ledger(project),
            "usage": max((c.usage for c in made), key=lambda usage: usage.calls),
            "provenance": newest.provenance.model_copy(
                update={"created_at": project.file.created_at}
            ),
        }
    )


def _brief(made: Sequence[Campaign]) -> Brief:
    facts = _latest((fact for c in made for fact in c.brief.facts), lambda fact: fact.id)
    return made[-1].brief.model_copy(update={"facts": facts})


def _plan(made: Sequence[Campaign]) -> Plan:
    tasks = _latest((task for c in made for task in c.plan.tasks), lambda task: task.id)
    return made[-1].plan.model_copy(update={"tasks": tasks})


def _latest(parts: Iterable[Part], key: Callable[[Part], object]) -> tuple[Part, ...]:
    """One of each, the last one, at the place of the first."""
    return tuple({key(part): part for part in parts}.values())


def going_on(campaign: Campaign, now: datetime) -> Campaign:
    """Without what has gone out: a service refuses a post that is dated in the past."""
    left = tuple(entry for entry in campaign.calendar if entry.starts_at > now)
    return campaign.model_copy(update={"calendar": left}) if campaign.stretches else campaign


def publish(project: Project, settings: Settings) -> None:
    """Write the whole of it, if it spans weeks and anything has changed since it was written."""
    if not spans(project) or not stale(project):
        return
    campaign = whole_of(project)
    if campaign is not None:
        deliver(project, campaign, project.whole, settings)


def stale(project: Project) -> bool:
    """Whether something was noted of the project after its whole was written."""
    written = _when(project.whole / "campaign.json")
    return written < max(_when(project.folder / "project.json"), _when(project.folder / LOG))


def _when(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0
