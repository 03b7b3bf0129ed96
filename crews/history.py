"""`crew history`: what became of a project, version by version: who asked for it, and why."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crews.display import ACCENT, thousands
from crews.exits import say_json
from crews.project import Project
from crews.standing import log
from graphs.stretches import stretches
from studiocrew.settings import Settings


def versions_of(project: Project) -> list[dict[str, Any]]:
    """A row for each version, oldest first, with the passes it took and what it cost."""
    names = {stretch.number: stretch.id for stretch in stretches(project.file.recipe)}
    gates = [word.model_dump(mode="json") for word in project.file.gates]
    lines, rows, paid = log(project.folder), list[dict[str, Any]](), 0
    for version in project.file.versions:
        made = project.campaign(version.number)
        passes = [
            {key: line.get(key, "") for key in ("at", "by", "text")}
            for line in lines
            if line["kind"] == "pass" and line["version"] == version.number
        ]
        usage = made.usage if made else None
        total = usage.prompt_tokens + usage.completion_tokens if usage else paid
        rows.append(
            {
                "version": version.number,
                "stretch": names.get(version.stretch, ""),
                "at": version.at.isoformat(),
                "by": version.by,
                "kind": version.kind,
                "why": version.why,
                "finished": made is not None,
                "kept": project.campaign_folder(version.number).is_dir(),
                "tokens": max(0, total - paid),
                "passes": passes,
                "decisions": [one.model_dump(mode="json") for one in version.decisions],
                "gate": [word for word in gates if word["version"] == version.number],
            }
        )
        paid = max(paid, total)
    return rows


def history(project_id: str, *, as_json: bool) -> None:
    """Print it: a table for a person, one object for a program."""
    project = Project.open(project_id, Settings())
    rows = versions_of(project)
    if as_json:
        say_json({"project": project_id, "versions": rows})
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    table.add_column("version", style=f"bold {ACCENT}", no_wrap=True)
    for name in ("when", "who", "what", "why"):
        table.add_column(name, no_wrap=name in {"when", "what"})
    table.add_column("tokens", justify="right", no_wrap=True)
    for row in rows:
        what = row["kind"] + ("" if row["finished"] else ", not finished")
        cells = (row["at"][:16].replace("T", " "), row["by"] or "?", what, row["why"])
        spent = thousands(row["tokens"])
        table.add_row(f"v{row['version']}", *map(Text, cells), Text(spent))
        for word in row["gate"]:
            reason = f": {word['reason']}" if word["reason"] else ""
            said = f"{row['stretch']} {word['verdict']}{reason}"
            cells = (word["at"][:16].replace("T", " "), word["by"] or "?", "gate", said)
            table.add_row("", *map(Text, cells), "")
        for one in row["passes"][1:]:
            said = one["text"] or "resumed"
            cells = (str(one["at"])[:16].replace("T", " "), one["by"] or "?", "", said)
            table.add_row("", *(Text(cell, style="dim") for cell in cells), "")
    Console().print(table)
