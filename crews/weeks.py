"""What `crew advance` says: what was made, which week it is, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crews.advancing import Advanced, aadvance
from crews.display import ACCENT
from crews.exits import Ending, finish, say_json
from crews.milestones import week_of
from crews.running import Output, displayed
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import StretchState, Waiting
from studiocrew.errors import AwaitingPerson, CallerError
from studiocrew.events import Events
from studiocrew.settings import Settings


def show(project: str, until: str, settings: Settings, output: Output, ending: Ending) -> int:
    """Advance the project and say so; returns the exit code, 8 where a person's word is missing."""
    ending.project = project
    clock, events = SystemClock(), Events(ending.note)
    with displayed(events, f"Advancing {project}", output, ending):
        done = finish(
            aadvance(
                project, day_of(until) if until else None,
                settings=settings, events=events, clock=clock,
            ),
            ending,
        )  # fmt: skip
        if output.out and done.campaign:
            done.save(output.out)
    if output.as_json:
        say_json(as_data(done, output.out, clock))
    elif not output.quiet:
        _print(done, output.out, clock)
    elif done.made:
        Console().print(str(output.out or done.folder.whole), soft_wrap=True, highlight=False)
    return AwaitingPerson.exit_code if done.waiting else 0


def day_of(text: str) -> date:
    """A day as people type it in a shell. Raises `CallerError` for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CallerError(
            f"{text!r} is no date.", where="--until", mend="Write it as 2026-03-04."
        ) from None


def as_data(done: Advanced, out: Path | None, clock: Clock) -> dict[str, Any]:
    """The same for a program."""
    week, weeks = week_of(done.stretches, done.folder.there(clock.now()).date())
    return {
        "project": done.project,
        "made": list(done.made),
        "week": week,
        "weeks": weeks,
        "waiting": done.waiting.model_dump(mode="json") if done.waiting else None,
        "next": done.next,
        "next_on": done.next_on.isoformat() if done.next_on else None,
        "finished": done.finished,
        "out": str(out or done.folder.whole) if done.campaign else "",
        "stretches": [state.model_dump(mode="json") for state in done.stretches],
    }


def _print(done: Advanced, out: Path | None, clock: Clock) -> None:
    console, today = Console(), done.folder.there(clock.now()).date()
    console.print(Text(f"Made: {', '.join(done.made)}." if done.made else "Nothing was due."))
    console.print(table(done.stretches, today))
    for line in standing_lines(done, today):
        console.print(Text(line), soft_wrap=True)
    if done.made and done.campaign:
        console.print(Text(f"look     open {(out or done.folder.whole) / 'index.html'}"))


def standing_lines(done: Advanced, today: date) -> list[str]:
    """The week, what waits for whom, and what comes next."""
    week, weeks = week_of(done.stretches, today)
    lines = [f"week     {week} of {weeks}"]
    if done.waiting:
        return [*lines, *waiting_lines(done.waiting, today)]
    if done.finished:
        return [*lines, "next     nothing: every stretch is made"]
    when = "now" if done.next_on and done.next_on <= today else f"on {done.next_on}"
    return [*lines, f"next     {done.next}, to be made {when}: crew advance {done.project}"]


def waiting_lines(waiting: Waiting, today: date) -> list[str]:
    days = (today - waiting.since.date()).days if waiting.since else 0
    since = f", for {days} {'day' if days == 1 else 'days'}" if days > 0 else ""
    return [
        f"waiting  for {waiting.who or 'you'}{since}: {waiting.what}",
        f"answer   {waiting.how}",
    ]


def table(states: Sequence[StretchState], today: date) -> Table:
    """A row for each stretch."""
    shown = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    for name in ("", "stretch", "from", "to", "posts", "state"):
        shown.add_column(
            name, no_wrap=name != "state", justify="right" if name == "posts" else "left"
        )
    for state in states:
        here = state.begins <= today < state.ends
        said = state.state
        if state.state == "made" and state.version:
            said = f"made, v{state.version}"
        shown.add_row(
            "▸" if here else "",
            Text(f"{state.id}", style=f"bold {ACCENT}" if here else ""),
            state.begins.isoformat(),
            state.ends.isoformat(),
            str(state.posts),
            said,
        )
    return shown
