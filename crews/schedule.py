"""`crew calendar`: when posts go out and why, and the same as an upload for a scheduling service.

Here too is what a project's calendar has to fit in with, written to `timing.json` in the project
once, when its first pass begins: a correction weeks later must find the hours as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crews.exits import say_json
from crews.learn import lessons_of
from crews.milestones import spans
from crews.project import Project
from crews.whole import going_on, whole_of
from graphs.timing import Timing
from studiocrew.clock import Clock, SystemClock
from studiocrew.errors import AuthorError, CallerError
from studiocrew.files import as_store_error, read_own, write_atomic
from studiocrew.settings import Settings
from tools.export.lint import Flaw, lint, lint_ics
from tools.export.outgoing import Outgoing, outgoing
from tools.export.targets import target

if TYPE_CHECKING:
    from studiocrew.contracts import Campaign

TIMING = "timing.json"
_SHOWN = 8
"""Flaws that are told one by one."""


def timing_of(project: Project, settings: Settings) -> Timing:
    """What was true when the project, or its stretch, began; found out now if it has not begun."""
    version = project.version
    first = version.stretch == 1
    path = project.folder / (TIMING if first else f"timing-{version.stretch}.json")
    kept = read_own(
        path,
        Timing.model_validate_json,
        what="The file of what this project's calendar goes by",
        mend="Restore it from a backup; without it hours would change.",
    )
    if kept is not None:
        return kept
    if first and project.database.exists():
        return Timing()  # begun by a studiocrew that did not look around
    file = project.file
    found = Timing(
        taken=tuple(taken(settings, file.tenant, project.begun(version))),
        lessons=lessons_of(settings, file.tenant, file.kit.id),
    )
    with as_store_error(path):
        write_atomic(path, found.model_dump_json(indent=1).encode())
    return found


def taken(settings: Settings, tenant: str, after: datetime) -> list[datetime]:
    """Moments of all campaigns of the tenant that are finished, from the day before `after`."""
    found: set[datetime] = set()
    for path in sorted((settings.home / "projects").glob("*/project.json")):
        found |= {at for at in _planned(path, tenant) if at >= after - timedelta(days=1)}
    return sorted(found)


def _planned(path: Path, tenant: str) -> Iterator[datetime]:
    """Of a project's newest campaign, or that of each stretch; nothing of one that cannot be read:
    it is told elsewhere.
    """
    try:
        file = json.loads(path.read_bytes())
        versions = file["versions"] if file["tenant"] == tenant else ()
        newest = {version.get("stretch", 1): version["number"] for version in versions}
        for number in newest.values():
            campaign = path.parent / "campaigns" / f"v{number}" / "campaign.json"
            entries = json.loads(campaign.read_bytes())["calendar"] if campaign.is_file() else ()
            yield from [datetime.fromisoformat(entry["starts_at"]) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError):
        return


@dataclass(frozen=True, slots=True)
class Upload:
    """One file for a service, and the platform it is for where it is for one."""

    name: str
    data: bytes
    channel: str = ""


def uploads(
    campaign: Campaign, to: str, media_base_url: str = "", now: datetime | None = None
) -> list[Upload]:
    """The files a service would take, each read back and judged.

    AuthorError that lists what a service would refuse; CallerError for an unknown service or if
    there is nothing to upload.
    """
    made = list(_made(campaign, to, outgoing(campaign, media_base_url)))
    if not made:
        raise CallerError(
            "No post goes out, so there is nothing to export.",
            where=f"project {campaign.provenance.project}",
            mend="Approve a post, or mend what its platform would refuse.",
        )
    for upload in made:
        if flaws := _flaws(campaign, to, upload, now):
            raise _refused(to, upload, flaws)
    return made


def _made(campaign: Campaign, to: str, posts: tuple[Outgoing, ...]) -> Iterator[Upload]:
    from tools.export.ayrshare import ayrshare_csv
    from tools.export.buffer import buffer_csv
    from tools.export.ics import calendar_ics
    from tools.export.publer import publer_csv

    if to != "ics":
        target(to)
    if not posts:
        return
    if to == "ics":
        yield Upload("calendar.ics", calendar_ics(campaign))
    elif to == "ayrshare":
        yield Upload("ayrshare.csv", ayrshare_csv(posts))
    else:
        write = {"buffer": buffer_csv, "publer": publer_csv}[to]
        for name in sorted({one.post.platform for one in posts}):
            mine = [one for one in posts if one.post.platform == name]
            yield Upload(f"{to}-{name}.csv", write(mine, name), name)


def _flaws(campaign: Campaign, to: str, upload: Upload, now: datetime | None) -> tuple[Flaw, ...]:
    from tools.export.moments import campaign_zone

    if to == "ics":
        return lint_ics(upload.data)
    there = now.astimezone(campaign_zone(campaign)) if now else None
    return lint(to, upload.data, channel=upload.channel, now=there)


def _refused(to: str, upload: Upload, flaws: tuple[Flaw, ...]) -> AuthorError:
    told = "; ".join(map(str, flaws[:_SHOWN]))
    more = f"; and {len(flaws) - _SHOWN} more" if len(flaws) > _SHOWN else ""
    return AuthorError(
        f"{to.capitalize()} would refuse this file. {told}{more}",
        where=upload.name,
        mend="Mend the posts (crew feedback, crew override) or the options, and export again.",
    )


def export(
    project_id: str,
    to: str,
    out: Path | None,
    *,
    media_base_url: str = "",
    settings: Settings | None = None,
    clock: Clock | None = None,
) -> list[Path]:
    """Write the uploads of a finished project, beside its calendar.csv if no file is named.

    Where a service wants a file for each platform, the platform's name goes into the file's.
    """
    project = Project.open(project_id, settings or Settings())
    campaign, now = _campaign(project), (clock or SystemClock()).now()
    coming = campaign if to == "ics" else going_on(campaign, now)
    made = uploads(coming, to, media_base_url, now)
    paths = [_place(project, out, upload, alone=len(made) == 1) for upload in made]
    for path, upload in zip(paths, made, strict=True):
        with as_store_error(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, upload.data)
    return paths


def _place(project: Project, out: Path | None, upload: Upload, *, alone: bool) -> Path:
    if out is None:
        return (project.whole if spans(project) else project.out) / upload.name
    if out.is_dir():
        return out / upload.name
    return out if alone else out.with_name(f"{out.stem}-{upload.channel}{out.suffix or '.csv'}")


def _campaign(project: Project) -> Campaign:
    campaign = whole_of(project)
    if campaign is None:
        raise CallerError(
            f"Project {project.id} has no finished campaign.",
            where=str(project.folder),
            mend=f"crew resume {project.id}",
        )
    return campaign


def show(project_id: str, to: str, out: Path | None, media_base_url: str, *, as_json: bool) -> None:
    """The calendar with its reasons; with `to`, the files that were written and their label."""
    from rich.console import Console

    console = Console()
    if not to and (out or media_base_url):
        raise CallerError(
            "It is not said what to export to.",
            where="--to",
            mend="Add --to buffer, publer, ayrshare or ics.",
        )
    if to:
        paths = export(project_id, to, out, media_base_url=media_base_url)
        label = "Calendar, RFC 5545." if to == "ics" else target(to).label
        if as_json:
            files = [str(path) for path in paths]
            say_json({"project": project_id, "to": to, "files": files, "format": label})
            return
        for path in paths:
            console.print(str(path), markup=False, highlight=False, soft_wrap=True)
        console.print(label, markup=False, style="dim")
        return
    _print(_campaign(Project.open(project_id, Settings())), as_json=as_json)


def _print(campaign: Campaign, *, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from tools.export.moments import campaign_zone, spoken

    where = campaign_zone(campaign)
    entries = sorted(campaign.calendar, key=lambda entry: entry.starts_at)
    if as_json:
        listed = [json.loads(entry.model_dump_json()) for entry in entries]
        say_json({"calendar": listed, "timezone": where.key, "timing": campaign.plan.timing})
        return
    table = Table(box=None, pad_edge=False)
    for name in ("when", "post", "platform", "why"):
        table.add_column(name, overflow="fold")
    for entry in entries:
        at = spoken(entry.starts_at.astimezone(where))
        table.add_row(at, entry.post_id, entry.platform, entry.why)
    console = Console()
    console.print(table)
    console.print(f"Times are in {where.key}.", style="dim")
    for line in campaign.plan.timing:
        console.print(line, markup=False, highlight=False)
