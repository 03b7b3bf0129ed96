"""`crew status --spend`: what was spent, by role and task, of which limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import regex
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crews.display import ACCENT, thousands
from crews.exits import say_json
from crews.project import Project
from crews.standing import log
from studiocrew.contracts import RoleUsage
from studiocrew.settings import Settings

_CHECK = regex.compile(r"check\.[^.]+\.(.+)")


def by_task(slots: Mapping[str, RoleUsage]) -> dict[str, RoleUsage]:
    """What each task has cost: its own calls, and those in which it was judged."""
    found: dict[str, RoleUsage] = {}
    for slot, usage in slots.items():
        judged = _CHECK.fullmatch(slot)
        task = judged[1] if judged else slot.partition(".")[0]
        found[task] = added(found.get(task, RoleUsage()), usage)
    return found


def added(one: RoleUsage, other: RoleUsage) -> RoleUsage:
    return RoleUsage(
        **{name: getattr(one, name) + getattr(other, name) for name in RoleUsage.model_fields}
    )


def spending(project: Project) -> dict[str, Any]:
    """Limits, what was spent of them, by role and by task, and what the plan was thought to take.

    Seconds of roles are those of their calls, which may run side by side; `worked` is by the clock.
    """
    roles, slots, worked = dict[str, RoleUsage](), dict[str, RoleUsage](), 0.0
    if (project.folder / "calls.db").is_file():
        with project.journal() as journal:
            roles, slots, worked = journal.spent(), journal.spent_by_slot(), journal.worked()
    total = RoleUsage()
    for usage in roles.values():
        total = added(total, usage)
    campaign = project.campaign()
    return {
        "project": project.id,
        "limits": project.file.budget.model_dump(),
        "spent": {**total.model_dump(), "tokens": tokens_of(total), "worked": round(worked, 1)},
        "expected": _expected(project, total, worked),
        "by_role": {role: usage.model_dump() for role, usage in roles.items()},
        "by_task": {task: usage.model_dump() for task, usage in by_task(slots).items()},
        "savings": list(campaign.savings) if campaign else [],
    }


def tokens_of(usage: RoleUsage) -> int:
    return usage.prompt_tokens + usage.completion_tokens


def _expected(project: Project, total: RoleUsage, worked: float) -> dict[str, Any]:
    """What the newest plan was thought to take before it was begun. Money and seconds at the rate
    of what this project has spent so far; None while it has spent nothing.
    """
    lines = [line for line in log(project.folder) if line["kind"] == "plan_costed"]
    if not lines:
        return {}
    data: dict[str, Any] = lines[-1]["data"]
    spent = tokens_of(total)
    return {
        "tokens": data["tokens"],
        "by_role": data["by_role"],
        "money": round(data["tokens"] * total.money / spent, 4) if spent else None,
        "seconds": round(data["tokens"] * worked / spent, 1) if spent and worked else None,
    }


def show(project_id: str, *, as_json: bool) -> None:
    """Print it."""
    found = spending(Project.open(project_id, Settings()))
    if as_json:
        say_json(found)
        return
    console, spent, limits = Console(), found["spent"], found["limits"]
    for name, used in (
        ("tokens", thousands(spent["tokens"])),
        ("money", f"{spent['money']:.4f}"),
        ("seconds", f"{spent['worked']:g}"),
    ):
        limit = limits[name]
        of = f" of {limit:,}" if limit is not None else ", no limit"
        console.print(Text(f"{name:<9}{used}{of}"))
    if found["expected"]:
        foreseen = found["expected"]
        parts = [f"{role} {thousands(n)}" for role, n in foreseen["by_role"].items()]
        what = f"{thousands(foreseen['tokens'])} tokens"
        what += f" ({', '.join(parts)})" if parts else ""
        console.print(Text(f"{'expected':<9}{what}, for the last plan", style="dim"))
    for line in found["savings"]:
        console.print(Text(line, style="yellow"))
    for title in ("role", "task"):
        console.print(_table(title, found[f"by_{title}"]))


def _table(title: str, rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    table.add_column(title, style=f"bold {ACCENT}")
    for head in ("calls", "tokens", "seconds", "money"):
        table.add_column(head, justify="right")
    for name, row in rows.items():
        tokens = thousands(row["prompt_tokens"] + row["completion_tokens"])
        cells = (name, str(row["calls"]), tokens, f"{row['seconds']:.1f}", f"{row['money']:.4f}")
        table.add_row(*map(Text, cells))
    return table
