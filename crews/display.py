"""Shows a run while it happens: a calm live table in a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crews.progress import STAGES, Lane, Loading, Progress, Snapshot
from studiocrew.events import Event, Events

ACCENT = "magenta"
FRAMES_PER_SECOND = 8


class Display:
    """Shows what `events` tells while the block lasts, live if the console is a terminal."""

    def __init__(self, events: Events, title: str, *, console: Console) -> None:
        self.progress = Progress()
        self._live: Live | None = None
        events.subscribe(self.progress.note)
        if console.is_terminal:
            self._live = Live(
                get_renderable=lambda: frame(self.progress.snapshot(), title),
                console=console,
                refresh_per_second=FRAMES_PER_SECOND,
                transient=True,
            )
        else:
            events.subscribe(Lines(console).note)

    def __enter__(self) -> Display:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the terminal back. Closing twice is harmless."""
        if self._live:
            self._live.stop()

    @contextmanager
    def paused(self) -> Generator[None]:
        """Leave the terminal to a question, then go on."""
        self.close()
        try:
            yield
        finally:
            self.__enter__()


def frame(now: Snapshot, title: str) -> RenderableType:
    """One picture of the run."""
    parts: list[RenderableType] = [Text(title, style="bold", overflow="ellipsis", no_wrap=True)]
    parts.append(_stages(now))
    if now.loading:
        parts.append(_bar(now.loading))
    if now.lanes:
        parts.append(Padding(_lanes(now), (1, 0, 0, 0)))
    parts.extend(Text(f"! {line}", style="yellow") for line in now.warnings)
    parts.append(Padding(Text(totals(now), style="dim"), (1, 0, 0, 0)))
    return Padding(Group(*parts), (1, 2))


def totals(now: Snapshot) -> str:
    """The foot line: time, calls, replayed calls, tokens."""
    parts = [minutes(now.elapsed), counted(now.calls, "call")]
    if now.replayed:
        parts.append(f"{now.replayed} replayed at no cost")
    parts.append(f"{thousands(now.tokens)} tokens")
    return " · ".join(parts)


def minutes(seconds: float) -> str:
    """`134.2` as `2:14`."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def thousands(number: int) -> str:
    """`8432` as `8.4k`; below a thousand as it is."""
    return f"{number / 1000:.1f}k" if number >= 1000 else str(number)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _stages(now: Snapshot) -> Text:
    line = Text()
    known = [*STAGES, *(name for name in now.stages if name not in STAGES)]
    for name in known:
        label = STAGES.get(name, name)
        match now.stages.get(name):
            case True:
                line.append(f"✓ {label}   ", style="green")
            case False:
                line.append(f"▸ {label}   ", style=f"bold {ACCENT}")
            case None:
                line.append(f"{label}   ", style="dim")
    return line


def _bar(loading: Loading) -> RenderableType:
    if not loading.total:
        return Text(f"{loading.text} …", style="cyan")
    row = Table.grid(padding=(0, 2))
    row.add_row(
        Text(loading.text, style="cyan"),
        ProgressBar(total=loading.total, completed=loading.done, width=32, complete_style=ACCENT),
        Text(f"{loading.done / 1e6:,.0f} of {loading.total / 1e6:,.0f} MB", style="dim"),
    )
    return row


def _lanes(now: Snapshot) -> Table:
    table = Table.grid(padding=(0, 3))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    for _ in range(3):
        table.add_column(justify="right", style="dim", no_wrap=True)
    for lane in now.lanes:
        table.add_row(
            Text(lane.role.replace("_", " "), style=ACCENT if lane.task or lane.asking else "dim"),
            _doing(lane),
            f"{lane.finished} done" if lane.finished else "",
            counted(lane.calls + lane.replayed, "call"),
            f"{thousands(lane.tokens)} tokens",
        )
    return table


def _doing(lane: Lane) -> Text:
    if not lane.task:
        return Text("thinking" if lane.asking else "resting", style="dim")
    others = len(lane.tasks) - 1
    return Text(lane.task + (f"  and {others} more" if others > 0 else ""))


class Lines:
    """The display for pipes and logs: one line when a stage, a task or a warning comes."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = ""
        self._tenth = -1

    def note(self, event: Event) -> None:
        line = self._line(event)
        if line:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _line(self, event: Event) -> str:
        match event.kind:
            case "stage_started":
                return self._stage(event.text or event.task)
            case "task_finished":
                return f"  {event.role}: {event.text or event.task}"
            case "warning" | "call_retried":
                return f"  ! {event.text}"
            case "model_loading":
                return self._loading(event)
            case _:
                return ""

    def _stage(self, stage: str) -> str:
        """Once, however many of it run side by side."""
        again, self._last = stage == self._last, stage
        return "" if again else f"• {STAGES.get(stage, stage)}"

    def _loading(self, event: Event) -> str:
        """Every tenth of a download, not every chunk."""
        done, total = int(event.data.get("done") or 0), int(event.data.get("total") or 0)
        if not total:
            return f"  {event.text}"
        tenth = done * 10 // total
        if tenth == self._tenth:
            return ""
        self._tenth = tenth
        return f"  {event.text} {tenth * 10}%"
