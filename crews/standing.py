"""Where a project stands, from its log, its journal and its campaign."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, Field

from studiocrew.contracts import Campaign, Contract, RoleUsage, Usage
from studiocrew.errors import StudiocrewError

if TYPE_CHECKING:
    from crews.project import Project
    from crews.registry import Row

LOG = "events.jsonl"


class ProjectStatus(Contract):
    """Where a project stands."""

    stage: str
    done: int = 0
    total: int = 0
    posts: int = 0
    waiting: str = ""
    questions: tuple[dict[str, Any], ...] = Field(
        default=(), description="What it waits to be told; empty where posts wait for approval."
    )
    since: AwareDatetime | None = Field(default=None, description="Since when it waits.")
    error: str = ""
    version: int = 1
    usage: Usage = Field(default_factory=Usage)


def standing(project: Project) -> ProjectStatus:
    """Read from the log and the journal; works while another process runs the project."""
    told = [line for line in log(project.folder) if line.get("version") == project.version.number]
    stages = [line["text"] for line in told if line["kind"] == "stage_started"]
    started = {line["task"] for line in told if line["kind"] == "task_started"}
    done = {line["task"] for line in told if line["kind"] == "task_finished"}
    ends = ("finished", "failed", "waiting")
    end = next((line for line in reversed(told) if line["kind"] in ends), {})
    last = end if told and told[-1] is end else {}
    campaign = project.campaign(project.version.number)
    waits = last.get("kind") == "waiting"
    if campaign and project.file.recipe.milestones:
        return _between(project, campaign)
    return ProjectStatus(
        stage="finished" if campaign else (stages[-1] if stages else "new"),
        done=len(campaign.plan.tasks) if campaign else len(done),
        total=len(campaign.plan.tasks) if campaign else len(started),
        posts=len(campaign.posts) if campaign else sum(t.startswith("post-") for t in done),
        waiting=last.get("text", "") if waits else "",
        questions=tuple(last.get("questions", ())) if waits else (),
        since=_since(told) if waits else None,
        error=last.get("text", "") if last.get("kind") == "failed" else "",
        version=project.version.number,
        usage=spent(project),
    )


def _between(project: Project, campaign: Campaign) -> ProjectStatus:
    """Of a project that spans weeks, while no stretch of it is being made."""
    from crews.milestones import over, waiting_of

    waiting = waiting_of(project)
    return ProjectStatus(
        stage="finished" if over(project) else "under way",
        done=len(campaign.plan.tasks),
        total=len(campaign.plan.tasks),
        posts=sum(len(made.posts) for made in project.made()),
        waiting=f"{waiting.who or 'your word'}: {waiting.what}" if waiting else "",
        since=waiting.since if waiting else None,
        version=project.version.number,
        usage=spent(project),
    )


def _since(told: list[dict[str, Any]]) -> datetime | None:
    """When the pass began that first came to a question."""
    asked = next(n for n, line in enumerate(told) if line["kind"] == "waiting")
    passes = [line["at"] for line in told[:asked] if line["kind"] == "pass"]
    return datetime.fromisoformat(passes[-1]) if passes else None


def log(folder: Path) -> list[dict[str, Any]]:
    """The lines of a project's log, without one that a crash cut short."""
    path = folder / LOG
    if not path.is_file():
        return []
    told: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            told.append(json.loads(line))
        except ValueError:
            continue
    return told


def spent(project: Project) -> Usage:
    """What the project has cost since it began."""
    if not (project.folder / "calls.db").is_file():
        return Usage()
    journal = project.journal()
    try:
        roles = journal.spent()
    finally:
        journal.close()
    total = {n: sum(getattr(r, n) for r in roles.values()) for n in RoleUsage.model_fields}
    return Usage(**total, by_role=roles)


def row_of(project: Project) -> Row:
    """What the list of projects says of it."""
    from crews.registry import Row

    file, found = project.file, standing(project)
    lines = log(project.folder)
    updated = next((li["at"] for li in reversed(lines) if li.get("at")), file.versions[-1].at)
    return Row(
        id=file.id,
        tenant=file.tenant,
        brand=file.kit.id,
        brand_name=file.kit.name,
        goal=file.goal,
        recipe=file.recipe.name,
        created_at=file.created_at.isoformat(),
        updated_at=updated if isinstance(updated, str) else updated.isoformat(),
        version=found.version,
        stage=found.stage,
        waiting=found.waiting,
        error=found.error,
        done=found.done,
        total=found.total,
        posts=found.posts,
        tokens=found.usage.prompt_tokens + found.usage.completion_tokens,
        money=found.usage.money,
        stamp=stamp(project.folder),
    )


def stamp(folder: Path) -> str:
    """Changes whenever the project's file or log does."""
    parts: list[str] = []
    for name in ("project.json", LOG):
        path = folder / name
        if path.is_file():
            state = path.stat()
            parts.append(f"{state.st_mtime_ns}.{state.st_size}")
    return " ".join(parts)


def every_row(home: Path, tenant: str = "") -> tuple[list[Row], list[StudiocrewError]]:
    """Every project's row, newest first, brought up to date with the folders; and why others
    cannot be read.
    """
    from crews.project import Project
    from crews.registry import Registry

    registry, damaged = Registry(home), list[StudiocrewError]()
    rows = {row.id: row for row in registry.rows()}
    folders = {
        path.parent.name: path.parent
        for path in home.glob("projects/*/project.json")
        if not path.parent.name.startswith(".")  # on its way in or out
    }
    for name in sorted(rows.keys() - folders.keys()):
        registry.drop(name)
    for name, folder in sorted(folders.items()):
        if name not in rows or rows[name].stamp != stamp(folder):
            try:
                registry.put(row_of(Project.at(folder)))
            except StudiocrewError as error:
                damaged.append(error)
    unread = {Path(error.where).parent.name for error in damaged}
    return [row for row in registry.rows(tenant) if row.id not in unread], damaged
