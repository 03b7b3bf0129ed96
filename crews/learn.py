"""`crew learn`: how posts did, kept by brand, so that its next campaign goes by it.

<home>/measured/<tenant>/<brand>.json    every post of the brand that figures were imported for
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from filelock import FileLock
from pydantic import TypeAdapter

from crews.exits import say_json
from crews.project import Project
from crews.whole import whole_of
from studiocrew.clock import Clock, SystemClock
from studiocrew.errors import CallerError
from studiocrew.files import as_store_error, read_own, resolve_inside, write_atomic
from studiocrew.settings import Settings
from tools.export.moments import campaign_zone, moments
from tools.learning import Lessons, Measured, learn
from tools.learning.matching import Matched, Ours, matched
from tools.learning.reading import Figures, read_metrics

if TYPE_CHECKING:
    from studiocrew.contracts import Campaign

_ROWS = TypeAdapter(tuple[Measured, ...])


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to. `lessons` are of all the brand's posts so far."""

    posts: tuple[Measured, ...]
    unknown: tuple[Figures, ...]
    lessons: Lessons


def import_metrics(
    project_id: str, path: Path, settings: Settings, clock: Clock | None = None
) -> Imported:
    """Match the file's rows with the project's posts and keep their figures for the brand.

    A post imported again has its newest figures. CallerError if the project has no campaign yet or
    no row is about one of its posts; AuthorError for a file that is no table of figures.
    """
    project = Project.open(project_id, settings)
    campaign = whole_of(project)
    if campaign is None:
        raise CallerError(
            f"Project {project_id} has no finished campaign to learn from.",
            where=str(project.folder),
            mend=f"crew resume {project_id}",
        )
    with as_store_error(path):
        data = path.read_bytes()
    rows = read_metrics(data, where=str(path))
    said = matched(rows, _ours(project_id, campaign))
    if not said.found:
        raise CallerError(
            f"None of the {len(rows)} rows is about a post of {project_id}.",
            where=str(path),
            mend="Add a column post_id with ids such as post-1, or export the posts' texts.",
        )
    today = (clock or SystemClock()).now().date().isoformat()
    posts = tuple(_measured(project_id, campaign, said, today))
    file = project.file
    with _kept(settings, file.tenant, file.kit.id) as store:
        new = {(post.project, post.post_id) for post in posts}
        old = [post for post in _read(store) if (post.project, post.post_id) not in new]
        every = sorted((*old, *posts), key=lambda post: (post.at, post.project, post.post_id))
        write_atomic(store, _ROWS.dump_json(tuple(every), indent=1))
    return Imported(posts, said.unknown, learn(every))


def lessons_of(settings: Settings, tenant: str, brand: str) -> Lessons:
    """What a brand's posts have taught so far; empty if nothing was imported."""
    return learn(_read(measured_path(settings, tenant, brand)))


def measured_path(settings: Settings, tenant: str, brand: str) -> Path:
    """Where the figures of a brand's posts are kept."""
    return resolve_inside(settings.home / "measured", f"{tenant}/{brand}.json")


def forget_measured(settings: Settings, tenant: str, brand: str) -> None:
    """Delete what is kept of a brand's posts; what its projects have pinned goes with these."""
    path = measured_path(settings, tenant, brand)
    with as_store_error(path):
        path.unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def _kept(settings: Settings, tenant: str, brand: str) -> Generator[Path]:
    """The brand's file, for one writer at a time."""
    path = measured_path(settings, tenant, brand)
    with as_store_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            yield path


def _read(path: Path) -> tuple[Measured, ...]:
    rows = read_own(
        path,
        _ROWS.validate_json,
        what="The file with the figures of this brand's posts",
        mend="Restore the file, or move it away and import the exports again.",
    )
    return rows or ()


def _ours(project_id: str, campaign: Campaign) -> list[Ours]:
    when = moments(campaign)
    uids = {entry.post_id: entry.uid for entry in campaign.calendar}
    return [
        Ours(
            post.id,
            tuple(filter(None, (post.id, f"{project_id}/{post.id}", uids.get(post.id)))),
            post.platform,
            post.caption,
            when[post.id],
        )
        for post in campaign.posts
        if post.id in when
    ]


def _measured(project_id: str, campaign: Campaign, said: Matched, today: str) -> Iterator[Measured]:
    where, when = campaign_zone(campaign), moments(campaign)
    angles = {task.id: str(task.params.get("angle", "")) for task in campaign.plan.tasks}
    for post in campaign.posts:
        if (row := said.found.get(post.id)) is not None:
            yield Measured(
                project=project_id,
                post_id=post.id,
                platform=post.platform,
                angle=angles.get(post.id, ""),
                at=_local(row.at, where) or when[post.id],
                length=len(post.caption),
                reach=row.reach,
                engagements=row.engagements,
                imported_on=today,
            )


def _local(at: datetime | None, where: ZoneInfo) -> datetime | None:
    """When it really went out; a time without a zone is taken as the campaign's."""
    if at is None:
        return None
    return at.replace(tzinfo=where) if at.tzinfo is None else at.astimezone(where)


def show(project_id: str, path: Path, *, as_json: bool) -> None:
    """Import and say what was learnt."""
    from rich.console import Console

    done = import_metrics(project_id, path, Settings())
    if as_json:
        say_json(
            {
                "project": project_id,
                "matched": [post.post_id for post in done.posts],
                "unmatched_lines": [row.line for row in done.unknown],
                "lessons": json.loads(done.lessons.model_dump_json()),
            }
        )
        return
    console = Console()
    total = len(done.posts) + len(done.unknown)
    console.print(f"{len(done.posts)} of {total} rows are about posts of {project_id}.")
    if done.unknown:
        lines = ", ".join(str(row.line) for row in done.unknown[:10])
        console.print(f"Not about any of them: line {lines}.")
    for line in done.lessons.told():
        console.print(line, markup=False, highlight=False)
    if done.lessons.certain:
        console.print("The brand's next campaign goes by what is certain.")
