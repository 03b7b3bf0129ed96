"""Carries a run out at the command line: the display while it lasts, the result at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crews.exits import Ending, answering, finish, say_json
from studiocrew.events import Events

if TYPE_CHECKING:
    from crews.display import Display
    from crews.run import Run


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a command's work may use: where to tell, what to show, how it may end."""

    events: Events
    ending: Ending
    display: Display | None


Work = Callable[[Attempt], Coroutine[Any, Any, "Run"]]


@dataclass(frozen=True, slots=True)
class Output:
    """How much to say, and where the campaign folder goes (None: it stays in the project)."""

    out: Path | None = None
    as_json: bool = False
    quiet: bool = False


def carry_out(work: Work, *, title: str, output: Output, project: str = "") -> None:
    """Do `work`, show it and deliver its campaign; leave with the right exit code if it fails."""
    with answering(as_json=output.as_json) as ending:
        ending.project = project
        events = Events(ending.note)
        with displayed(events, title, output, ending) as display:
            run = finish(work(Attempt(events, ending, display)), ending)
            where = run.save(output.out) if output.out else run.path
        _deliver(run, where, output)


@contextmanager
def displayed(
    events: Events, title: str, output: Output, ending: Ending
) -> Generator[Display | None]:
    """Show what `events` tell while the block lasts, if anybody is to be shown it."""
    if output.as_json or output.quiet:
        yield None
        return
    from rich.console import Console

    from crews.display import Display

    with Display(events, title, console=Console(stderr=True)) as display:
        ending.release = display.close
        yield display


def _deliver(run: Run, where: Path, output: Output) -> None:
    if output.quiet and not output.as_json:
        sys.stdout.write(f"{where}\n")
        return
    from crews import summary

    if output.as_json:
        say_json(summary.as_data(run.campaign, out=where))
        return
    from rich.console import Console

    summary.show(run.campaign, out=where, console=Console(), goes_on=run.goes_on)
