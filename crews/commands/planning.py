"""Commands about when posts go out, and how they did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crews.commands.options import JsonOption, ProjectArgument
from crews.exits import answering

app = typer.Typer()


@app.command()
def calendar(
    project: ProjectArgument,
    to: Annotated[str, typer.Option(help="Export: buffer, publer, ayrshare or ics.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; else beside calendar.csv.")
    ] = None,
    media_base_url: Annotated[
        str, typer.Option("--media-base-url", help="Where the assets folder can be fetched from.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Say when posts go out and why, or write it as an upload for a scheduling service."""
    with answering(as_json=as_json):
        from crews import schedule

        schedule.show(project, to, out, media_base_url, as_json=as_json)


@app.command()
def learn(
    project: ProjectArgument,
    metrics: Annotated[Path, typer.Argument(help="A CSV of figures by post.", dir_okay=False)],
    as_json: JsonOption = False,
) -> None:
    """Import how posts did; the brand's next campaign goes by what is certain."""
    with answering(as_json=as_json):
        from crews import learn as learning

        learning.show(project, metrics, as_json=as_json)
