"""The `crew` command. Thin on purpose: `crew --help` answers before anything heavy is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crews.commands import machine, planning, posts, store
from crews.commands.options import (
    BudgetOption,
    ByOption,
    JsonOption,
    MoneyOption,
    OutOption,
    ProjectArgument,
    QuietOption,
    RolesOption,
    SecondsOption,
    ToolsOption,
    asked_by,
    limits,
)
from crews.exits import say_json
from crews.running import Attempt, Output, carry_out
from studiocrew.errors import CallerError

if TYPE_CHECKING:
    from crews.display import Display
    from crews.run import Run
    from studiocrew.contracts import Post, Question

app = typer.Typer(
    name="crew",
    help="Turn one vague goal into captions, visuals and a content calendar.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def run(  # noqa: PLR0913, PLR0917 - options of a command, each with a name at the prompt
    goal: Annotated[str, typer.Argument(help='What you want: "make my bakery look trendy".')],
    recipe: Annotated[str, typer.Option(help="A recipe's name or path.")] = "social-campaign",
    brand: Annotated[Path | None, typer.Option(help="Folder that describes the brand.")] = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    budget_tokens: BudgetOption = None,
    budget_money: MoneyOption = None,
    budget_seconds: SecondsOption = None,
    approve: Annotated[
        bool, typer.Option("--approve/--no-approve", help="Ask you before posts are scheduled.")
    ] = False,
    roles: RolesOption = None,
    allow_tools: ToolsOption = False,
    project: Annotated[str | None, typer.Option(help="An id for the new project.")] = None,
    ask: Annotated[
        bool | None,
        typer.Option("--ask/--no-ask", help="Ask you what nobody else knows; at a terminal, yes."),
    ] = None,
    by: ByOption = "",
    identity: Annotated[
        str | None, typer.Option(help="Which of the three looks to take: 1 to 3, or A to C.")
    ] = None,
) -> None:
    """Run a crew on a goal and save the campaign."""

    async def work(attempt: Attempt) -> Run:
        from crews.crew import Crew, new_id

        attempt.ending.to_be = project or new_id(goal)
        crew = Crew.load(
            recipe, events=attempt.events, roles=roles, allow_tools=allow_tools, **asked_by(by)
        )
        return await crew.arun(
            readable(goal),
            brand,
            project=attempt.ending.to_be,
            budget_tokens=budget_tokens,
            **limits(budget_money, budget_seconds),
            approve=asking(attempt.display) if approve else None,
            identity=identity,
            **wanting(ask, attempt.display, output),
        )

    output = Output(out, as_json, quiet)
    carry_out(work, title=goal, output=output)


@app.command()
def resume(  # noqa: PLR0917 - as above
    project: ProjectArgument,
    answer: Annotated[
        list[str] | None,
        typer.Option(help='For approval "yes", or "no" and a reason; for questions Q1="…", each.'),
    ] = None,
    budget_tokens: BudgetOption = None,
    budget_money: MoneyOption = None,
    budget_seconds: SecondsOption = None,
    out: OutOption = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Go on with a project that was stopped. Finished work is not done again."""

    async def work(attempt: Attempt) -> Run:
        from crews.crew import aresume

        said = answer[0] if answer and len(answer) == 1 else answer or None
        there = wanting(None, attempt.display, output) if said is None else {}
        raised = limits(budget_money, budget_seconds)
        return await aresume(
            project,
            events=attempt.events,
            answer=said,
            budget_tokens=budget_tokens,
            **raised,
            **there,
            **asked_by(by),
        )

    output = Output(out, as_json, quiet)
    carry_out(work, title=f"Resuming {project}", output=output, project=project)


@app.command()
def feedback(
    project: ProjectArgument,
    text: Annotated[str, typer.Argument(help='What to change: "make the logo less cartoonish".')],
    out: OutOption = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Correct a finished project. Only what depends on the correction is made again."""

    async def work(attempt: Attempt) -> Run:
        from crews.listing import finished_run

        return await (await finished_run(project, attempt.events, **asked_by(by))).afeedback(text)

    output = Output(out, as_json, quiet)
    carry_out(work, title=f"Changing {project}", output=output, project=project)


@app.command()
def override(
    project: ProjectArgument,
    target: Annotated[str, typer.Argument(help="An id of the ledger: A3, or Q1.")],
    text: Annotated[str, typer.Argument(help="What is true instead.")],
    out: OutOption = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Correct an assumption or an answer. Only what rests on it is made again."""

    async def work(attempt: Attempt) -> Run:
        from crews.listing import finished_run

        done = await finished_run(project, attempt.events, **asked_by(by))
        return await done.aoverride(target, text)

    output = Output(out, as_json, quiet)
    carry_out(work, title=f"Changing {project}", output=output, project=project)


@app.command()
def version(as_json: JsonOption = False) -> None:
    """Print the version."""
    from studiocrew import __version__

    if as_json:
        say_json({"studiocrew": __version__})
    else:
        typer.echo(f"studiocrew {__version__}")


for group in (store, posts, planning, machine):
    app.add_typer(group.app)


def readable(goal: str) -> str:
    """The goal, if the shell handed over real text. What it may say is for the crew to judge."""
    if any("\ud800" <= char <= "\udfff" for char in goal):
        raise CallerError(
            "The goal is not valid text: some of its bytes are not UTF-8.",
            where="the first argument",
            mend="Type it again, or set your terminal's encoding to UTF-8.",
        )
    return goal


def asking(display: Display | None) -> Callable[[list[Post]], bool]:
    """A function that shows the captions and asks whether to schedule them."""

    def approve(posts: list[Post]) -> bool:
        from crews.listing import show_posts

        with display.paused() if display else nullcontext():
            show_posts(posts)
            return typer.confirm("Schedule these posts?", err=True)

    return approve


def wanting(ask: bool | None, display: Display | None, output: Output) -> dict[str, Any]:
    """`ask` for the crew: a prompt where somebody can answer it, else what was said, or nothing."""
    there = sys.stdin.isatty() and sys.stderr.isatty() and not (output.as_json or output.quiet)
    if ask is not False and there:
        return {"ask": questioning(display)}
    return {} if ask is None else {"ask": ask}


def questioning(display: Display | None) -> Callable[[list[Question]], dict[str, str]]:
    """A function that asks each question; an empty line means: assume something."""

    def ask(questions: list[Question]) -> dict[str, str]:
        with display.paused() if display else nullcontext():
            typer.echo("A few questions first. Enter alone: the crew assumes something.", err=True)
            return {
                question.id: typer.prompt(
                    f"{question.id}  {question.text}", default="", show_default=False, err=True
                )
                for question in questions
            }

    return ask


def main() -> None:
    """Entry point of the `crew` console script."""
    app()


if __name__ == "__main__":
    main()
