"""What is there to see: projects, prompts, roles and recipes, as tables or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from crews.display import ACCENT, counted, thousands
from crews.exits import say_json
from studiocrew.clock import SystemClock
from studiocrew.contracts import Post
from studiocrew.events import Events
from studiocrew.journal import Call
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from crews.project import Project
    from crews.registry import Row
    from crews.run import Run


def status(project_id: str, *, as_json: bool) -> None:
    """One project: its stage, its tasks, what it spent, what it waits for, what it assumed."""
    from crews.ledger import as_rows, how_to_override, ledger
    from crews.project import Project

    project = Project.open(project_id, Settings())
    found, campaign = project.status(), project.campaign()
    weeks = _weeks(project)
    if as_json:
        assumed = {"assumptions": as_rows(campaign)} if campaign else {}
        say_json({"project": project_id, **plain(found), **assumed, **weeks.data})
        return
    spent = found.usage.prompt_tokens + found.usage.completion_tokens
    rows = [
        ("project", project_id),
        ("stage", found.stage),
        ("tasks", f"{found.done} of {found.total} done"),
        ("posts", str(found.posts)),
        ("version", str(found.version)),
        ("spent", f"{counted(found.usage.calls, 'call')}, {thousands(spent)} tokens"),
        ("waiting", str(found.waiting or "")),
        ("error", str(found.error or "")),
    ]
    grid = Table.grid(padding=(0, 2))
    for label, value in rows:
        if value:
            grid.add_row(Text(label, style="dim"), Text(value))
    Console().print(grid)
    if weeks.shown:
        Console().print(*weeks.shown, sep="\n", soft_wrap=True)
    if campaign and (table := ledger(campaign)):
        Console().print(table, how_to_override(campaign))


@dataclass(frozen=True, slots=True)
class _Weeks:
    """Where in its weeks a project is, for a program and for a person; empty where it has none."""

    data: dict[str, Any]
    shown: tuple[RenderableType, ...] = ()


def _weeks(project: Project) -> _Weeks:
    if not project.file.recipe.milestones:
        return _Weeks({})
    from crews.advancing import standing_at
    from crews.weeks import as_data, standing_lines, table

    done, clock = standing_at(project, Settings()), SystemClock()
    today = project.there(clock.now()).date()
    lines = (Text(line) for line in standing_lines(done, today))
    return _Weeks({"span": as_data(done, None, clock)}, (table(done.stretches, today), *lines))


def projects(*, as_json: bool) -> None:
    """Every project of this tenant under the home folder."""
    from crews.standing import every_row

    settings = Settings()
    rows, damaged = every_row(settings.home, settings.tenant)
    if as_json:
        listed = [{"project": row.id, **_without(row, "id", "stamp")} for row in rows]
        unread = {"damaged": [str(error) for error in damaged]} if damaged else {}
        say_json({"projects": listed, **unread})
        return
    for error in damaged:
        Console(stderr=True).print(Text(str(error), style="yellow"))
    if not rows and not damaged:
        Console().print('No projects yet. Start one: crew run "make my bakery look trendy"')
    else:
        _table(
            ("project", "brand", "stage", "version", "tasks", "posts", "tokens"),
            [
                (
                    row.id,
                    row.brand_name or row.brand,
                    _stage(row),
                    str(row.version),
                    f"{row.done}/{row.total}",
                    str(row.posts),
                    thousands(row.tokens),
                )
                for row in rows
            ],
        )


def _stage(row: Row) -> str:
    if row.waiting:
        return "waits for " + row.waiting.partition(":")[0]
    return f"{row.stage}, stopped" if row.error else row.stage


def _without(row: Row, *names: str) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in names}


def prompts(project_id: str, *, as_json: bool) -> None:
    """Every recorded call, oldest first. As JSON: one object holding them all."""
    from crews.project import Project

    calls = Project.open(project_id, Settings()).calls()
    if as_json:
        say_json({"project": project_id, "calls": [asdict(call) for call in calls]})
        return
    for call in calls:
        sys.stdout.write(_transcript(call))


def calibrate(*, as_json: bool) -> None:
    """Measure the configured model's judgements and show how far each can be believed."""
    from crews.calibrate import measure

    model, scales, path = measure(Settings())
    if as_json:
        say_json(
            {"model": model, "scales": {k: plain(v) for k, v in scales.items()}, "file": str(path)}
        )
        return
    table = Table("judgement", "area under the curve", "marked texts", "used", box=box.SIMPLE)
    for name, scale in scales.items():
        used = "yes" if scale.tells else "no: left to people"
        table.add_row(name, f"{scale.auc:.2f}", str(scale.texts), used)
    Console().print(Text(model), table, Text(f"Kept in {path}", style="dim"))


def roles(folder: Path | None, *, as_json: bool) -> None:
    """The shipped role cards and those in `folder`."""
    from roles.loader import load_cards

    cards = load_cards(*([folder] if folder else []))
    if as_json:
        say_json({"roles": [plain(card) for card in cards.values()]})
        return
    _table(
        ("role", "goal", "tools", "produces"),
        [
            (card.id, _line(card.goal), ", ".join(card.tools), card.produces or "")
            for card in cards.values()
        ],
    )


def recipes(*, as_json: bool) -> None:
    """The shipped recipes."""
    from crews.recipe import recipes as all_recipes

    found = all_recipes()
    if as_json:
        keys = {"name", "title", "description", "roles", "platforms", "weeks", "posts"}
        say_json({"recipes": [recipe.model_dump(mode="json", include=keys) for recipe in found]})
        return
    rows = [(recipe.name, _line(recipe.description or recipe.title)) for recipe in found]
    _table(("recipe", "what it makes"), rows)


async def finished_run(project_id: str, events: Events, settings: Settings | None = None) -> Run:
    """A project's finished run, made anew from disk; one that is not finished is finished first."""
    from crews.crew import aresume
    from crews.project import Project
    from crews.run import Run

    settings = settings or Settings()
    found = Project.open(project_id, settings)
    campaign = found.campaign() if found.finished else None
    if campaign is None:
        return await aresume(project_id, settings=settings, events=events)
    return Run(campaign, found, settings, events)


def show_posts(posts: Iterable[Post]) -> None:
    """Captions, one after the other, on stderr: stdout is for the result."""
    console = Console(stderr=True)
    for post in posts:
        console.print(Text(f"\n{post.platform}", style=f"bold {ACCENT}"))
        console.print(Text(post.caption))


def plain(thing: BaseModel) -> dict[str, Any]:
    """A contract of ours as plain JSON."""
    return thing.model_dump(mode="json")


def _transcript(call: Call) -> str:
    """A call as text: a heading, the messages, the answer."""
    parts = [f"── {call.role} · {call.slot} · {call.model} · {call.status} ──\n"]
    for message in call.messages:
        parts.append(f"[{message.get('role', '')}]\n{_said(message.get('content', ''))}\n")
    parts.append(f"[answer, {call.completion_tokens} tokens]\n{call.text or call.why}\n\n")
    return "\n".join(parts)


def _said(content: Any) -> str:
    """A message's words; of a picture that was shown, only that it was."""
    if not isinstance(content, list):
        return str(content)
    return "\n".join(str(part.get("text", "[a picture]")) for part in content)


def _line(text: str) -> str:
    return " ".join(text.split())


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, style=f"bold {ACCENT}" if number == 0 else "", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
