"""Commands about what there is and what it is worth: roles, recipes, this machine, a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crews.commands.options import JsonOption, RolesOption
from crews.exits import answering

app = typer.Typer()


@app.command(name="roles")
def list_roles(roles: RolesOption = None, as_json: JsonOption = False) -> None:
    """List the roles a crew can have, yours included."""
    with answering(as_json=as_json):
        from crews import listing

        listing.roles(roles, as_json=as_json)


@app.command()
def recipes(as_json: JsonOption = False) -> None:
    """List the recipes."""
    with answering(as_json=as_json):
        from crews import listing

        listing.recipes(as_json=as_json)


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Check what a run needs on this machine, and say how to get what is missing."""
    with answering(as_json=as_json):
        from crews.doctor import examine, report

        findings = examine()
        raise typer.Exit(report(findings, as_json=as_json))


@app.command()
def calibrate(as_json: JsonOption = False) -> None:
    """Measure how well your model judges texts, and use its probabilities accordingly."""
    with answering(as_json=as_json):
        from crews import listing

        listing.calibrate(as_json=as_json)


@app.command()
def bench(
    ways: Annotated[
        str, typer.Option(help='"direct", "crew", "-memory" and so on, or "ablations".')
    ] = "direct,crew",
    only: Annotated[str, typer.Option(help="Ids of briefs, with commas; all without it.")] = "",
    out: Annotated[
        Path, typer.Option("--out", help="Where results are kept; a killed bench goes on there.")
    ] = Path("bench-results"),
    briefs: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Briefs of yours.")
    ] = None,
    rescore: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Only score this folder's results again."),
    ] = None,
    public: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An IFEval or IFBench file to ask instead."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what a crew is worth: briefs answered by one prompt and by a crew, scored by code."""
    with answering(as_json=as_json) as ending:
        from crews.bench import command

        if public:
            command.public(public, out, ending, as_json=as_json)
        else:
            command.bench(command.Wish(ways, only, out, briefs, rescore, as_json), ending)
