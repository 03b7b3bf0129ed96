"""Commands about the weeks: what is due, when posts go out, how they did."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crews.commands.options import (
    ByOption,
    JsonOption,
    OutOption,
    ProjectArgument,
    QuietOption,
    settings_of,
)
from crews.exits import answering

app = typer.Typer()


@app.command()
def estimate(
    goal: Annotated[str, typer.Argument(help="What you want, as for `crew run`.")],
    recipe: Annotated[str, typer.Option(help="A recipe's name or path.")] = "social-campaign",
    as_json: JsonOption = False,
) -> None:
    """Say what a goal will take in tokens, money and time, before anything is begun."""
    with answering(as_json=as_json):
        from crews import estimate as estimating

        estimating.show(goal, recipe, as_json=as_json)


@app.command()
def advance(
    project: ProjectArgument,
    until: Annotated[
        str, typer.Option(help="Make what is due by this day as well: 2026-03-04.")
    ] = "",
    out: OutOption = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Do what is due in a project that lasts for weeks. Exit code 8: it waits for a person."""
    with answering(as_json=as_json) as ending:
        from crews import weeks
        from crews.running import Output

        output = Output(out, as_json, quiet)
        raise typer.Exit(weeks.show(project, until, settings_of(by), output, ending))


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
