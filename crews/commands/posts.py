"""Commands for the person in the loop: approve, reject, edit, ask for variants, post by post."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crews.commands.options import (
    ByOption,
    JsonOption,
    ProjectArgument,
    QuietOption,
    settings_of,
)
from crews.exits import answering
from studiocrew.errors import CallerError

app = typer.Typer()

PostsArgument = Annotated[
    list[str] | None,
    typer.Argument(help="Ids of posts: post-1 post-2; or --all; or a stretch at its gate."),
]
PostArgument = Annotated[str, typer.Argument(help="A post's id: post-3.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every post.")]


@app.command()
def approve(
    project: ProjectArgument,
    posts: PostsArgument = None,
    every: AllOption = False,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Approve posts as they are. They keep every byte."""
    _judge(project, "approved", posts, every, "", by=by, as_json=as_json, quiet=quiet)


@app.command()
def reject(
    project: ProjectArgument,
    posts: PostsArgument = None,
    because: Annotated[str, typer.Option(help="Why, in your words; kept with the post.")] = "",
    every: AllOption = False,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Reject posts, with a reason. They leave the calendar."""
    _judge(project, "rejected", posts, every, because, by=by, as_json=as_json, quiet=quiet)


@app.command()
def edit(  # noqa: PLR0917 - options of a command, each with a name at the prompt
    project: ProjectArgument,
    post: PostArgument,
    caption: Annotated[str | None, typer.Option(help="The caption you want.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--caption-file", exists=True, dir_okay=False, help="A file with it."),
    ] = None,
    hashtags: Annotated[str | None, typer.Option(help='All of them: "#bread #oven".')] = None,
    alt: Annotated[str | None, typer.Option(help="The picture in words.")] = None,
    at: Annotated[str | None, typer.Option(help="When: 2026-03-04T09:00, or with +01:00.")] = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Edit a post by hand. What you set is never written over."""
    with answering(as_json=as_json) as ending:
        from crews import handling

        words = handling.Words(caption, file, hashtags, alt, at)
        handling.edit(project, post, words, settings_of(by), ending, as_json=as_json, quiet=quiet)


@app.command()
def variants(
    project: ProjectArgument,
    posts: Annotated[list[str], typer.Argument(help="Ids of posts.")],
    count: Annotated[int, typer.Option(min=1, max=9, help="How many of each.")] = 3,
    because: Annotated[str, typer.Option(help="What is wrong with the post as it is.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Ask for other drafts of posts. Nothing changes until you choose one."""
    with answering(as_json=as_json) as ending:
        from crews import handling

        handling.variants(project, posts, count, because, ending, as_json=as_json)


@app.command()
def choose(
    project: ProjectArgument,
    post: PostArgument,
    number: Annotated[int, typer.Argument(min=1, help="Which of the variants.")],
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Take one of a post's variants. Its card is set anew; all other posts stay."""
    with answering(as_json=as_json) as ending:
        from crews import handling

        handling.choose(
            project, post, number, settings_of(by), ending, as_json=as_json, quiet=quiet
        )


@app.command()
def approvals(
    project: ProjectArgument,
    write: Annotated[
        Path | None,
        typer.Option("--write", dir_okay=False, help="Write a file to mail: .csv, .yaml or .md."),
    ] = None,
    read: Annotated[
        Path | None,
        typer.Option("--read", exists=True, dir_okay=False, help="Read one that was filled in."),
    ] = None,
    by: ByOption = "",
    as_json: JsonOption = False,
) -> None:
    """List posts and what was decided of them, or do it by a file that a client fills in."""
    with answering(as_json=as_json) as ending:
        from crews import handling

        if write and read:
            raise CallerError(
                "A file is either written or read.", where="approvals", mend="Give one of the two."
            )
        if write:
            handling.write(project, write, as_json=as_json)
        elif read:
            handling.read(project, read, settings_of(by), ending, as_json=as_json)
        else:
            handling.table(project, as_json=as_json)


def _judge(
    project: str,
    verdict: str,
    posts: list[str] | None,
    every: bool,
    reason: str,
    *,
    by: str,
    as_json: bool,
    quiet: bool,
) -> None:
    with answering(as_json=as_json) as ending:
        from crews import handling

        if bool(posts) == every:
            raise CallerError(
                "Say which posts.", where=project, mend="Name them (post-1 post-2), or --all."
            )
        handling.judge(
            project, verdict, posts or [], reason, settings_of(by), ending,
            as_json=as_json, quiet=quiet,
        )  # fmt: skip
