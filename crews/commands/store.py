"""Commands about projects as they lie there: lists, histories, archives, and their end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crews.commands.options import JsonOption, ProjectArgument
from crews.exits import answering, say_json

app = typer.Typer()

YesOption = Annotated[bool, typer.Option("--yes", help="Do it; without, only say what would go.")]
VersionArgument = Annotated[int | None, typer.Argument(min=1, help="A version's number.")]


@app.command()
def projects(as_json: JsonOption = False) -> None:
    """List your projects, newest first."""
    with answering(as_json=as_json):
        from crews import listing

        listing.projects(as_json=as_json)


@app.command()
def status(
    project: ProjectArgument,
    spend: Annotated[
        bool, typer.Option("--spend", help="What was spent, by role and task, of which budget.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say where a project stands, or what it has spent."""
    with answering(as_json=as_json):
        from crews import listing, spending

        if spend:
            spending.show(project, as_json=as_json)
        else:
            listing.status(project, as_json=as_json)


@app.command()
def history(project: ProjectArgument, as_json: JsonOption = False) -> None:
    """List a project's versions: when, who asked for each, and why."""
    with answering(as_json=as_json):
        from crews.history import history as show

        show(project, as_json=as_json)


@app.command()
def diff(
    project: ProjectArgument,
    old: VersionArgument = None,
    new: VersionArgument = None,
    as_json: JsonOption = False,
) -> None:
    """Show what one version has otherwise than another: words, dates, pictures, facts.

    Without numbers these are the last two; with one, that and the newest.
    """
    with answering(as_json=as_json):
        from crews.differing import diff as show

        show(project, old, new, as_json=as_json)


@app.command()
def prompts(project: ProjectArgument, as_json: JsonOption = False) -> None:
    """Print every prompt a project sent, word for word, and each answer."""
    with answering(as_json=as_json):
        from crews import listing

        listing.prompts(project, as_json=as_json)


@app.command()
def gc(
    project: ProjectArgument,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Let all but this many newest versions go too.")
    ] = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Delete pictures that no kept version refers to. Says which, and waits for --yes."""
    with answering(as_json=as_json):
        from crews.sweeping import collect

        collect(project, keep=keep, really=yes, as_json=as_json)


@app.command()
def export(
    project: ProjectArgument,
    file: Annotated[
        Path | None,
        typer.Argument(dir_okay=False, help="The zip file to write; PROJECT.zip if none is named."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a whole project to one file, to keep or to take elsewhere."""
    with answering(as_json=as_json):
        from crews.archive import export_project
        from crews.project import Project
        from studiocrew.settings import Settings

        made = export_project(Project.open(project, Settings()), file or Path(f"{project}.zip"))
        told = {"project": project, "file": str(made), "bytes": made.stat().st_size}
        if as_json:
            say_json(told)
        else:
            typer.echo(f"{made} ({told['bytes']:,} bytes)")


@app.command(name="import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="What `crew export` wrote.")
    ],
    name: Annotated[str, typer.Option("--as", help="An id for it here.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Take a project out of an exported file. A taken id gets a number."""
    with answering(as_json=as_json):
        from crews.archive import import_project
        from studiocrew.settings import Settings

        made = import_project(file, Settings(), name)
        if as_json:
            say_json({"project": made.id, "versions": len(made.file.versions)})
        else:
            typer.echo(f"{made.id}: see crew status {made.id}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A picture.")],
    as_json: JsonOption = False,
) -> None:
    """Say how a picture came about, who signed that, and whether it was changed since."""
    with answering(as_json=as_json):
        from crews import verify as verifying
        from studiocrew.settings import Settings

        raise typer.Exit(verifying.verify(file, Settings(), as_json=as_json))


@app.command()
def forget(
    brand: Annotated[str, typer.Argument(help="A brand's id or name.")],
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Delete every trace of a brand, memory included, and look for it afterwards."""
    with answering(as_json=as_json):
        from crews.forgetting import forget_brand

        raise typer.Exit(forget_brand(brand, really=yes, as_json=as_json))


@app.command()
def preferences(
    forget: Annotated[
        str | None, typer.Option("--forget", help="Remove the one of this id.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what your feedback asked for beyond one campaign, or remove one of it."""
    with answering(as_json=as_json):
        from crews.preferences import preferences as show

        show(forget, as_json=as_json)
