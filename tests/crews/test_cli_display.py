"""What a run looks like while it lasts, in a terminal and in a pipe."""

from __future__ import annotations

from io import StringIO
from itertools import count
from threading import Thread

import pytest
from rich.console import Console

from crews.display import Display, frame, minutes, thousands
from crews.progress import KEPT_WARNINGS, Progress
from studiocrew.events import Events


def drawn(progress: Progress, width: int = 100) -> str:
    """One frame as plain text."""
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(frame(progress.snapshot(), "make my bakery look trendy"))
    return console.file.getvalue()  # type: ignore[attr-defined]


def followed(width: int = 100) -> tuple[Events, Progress]:
    ticks = count(step=60)
    progress = Progress(clock=lambda: float(next(ticks)))
    return Events(progress.note), progress


def test_a_frame_shows_stages_roles_and_totals() -> None:
    events, progress = followed()
    events.emit("stage_started", text="intake")
    events.emit("stage_finished", text="intake")
    events.emit("stage_started", text="produce")
    events.emit("task_started", role="copywriter", task="post-1", text="Tuesday's caption")
    events.emit("task_started", role="copywriter", task="post-2", text="Friday's caption")
    events.emit("task_started", role="art_director", task="card-1")
    events.emit("task_finished", role="art_director", task="card-1")
    events.emit("call_finished", role="copywriter", tokens=1860)
    events.emit("call_finished", role="copywriter", tokens=0, replayed=True)
    events.emit("call_started", role="strategist")
    text = drawn(progress)
    assert "make my bakery look trendy" in text
    assert "strategist     thinking" in text
    assert "✓ reading" in text
    assert "▸ making" in text
    assert "Friday's caption  and 1 more" in text
    assert "art director   resting" in text
    assert "1 done" in text
    assert "1 call · 1 replayed at no cost · 1.9k tokens" in text


def test_a_download_has_a_bar_until_it_is_there() -> None:
    events, progress = followed()
    events.emit("model_loading", text="Fetching the model", done=279_000_000, total=1_117_000_000)
    assert "279 of 1,117 MB" in drawn(progress)
    events.emit("model_loading", text="Fetching the model", done=1_117_000_000, total=1_117_000_000)
    assert "MB" not in drawn(progress)


def test_opening_a_model_has_no_size() -> None:
    events, progress = followed()
    events.emit("model_loading", text="Opening the model")
    assert "Opening the model …" in drawn(progress)
    events.emit("call_finished", role="copywriter")
    assert "Opening" not in drawn(progress)


def test_only_the_last_warnings_stay() -> None:
    events, progress = followed()
    for number in range(KEPT_WARNINGS + 2):
        events.emit("warning", text=f"warning {number}")
    text = drawn(progress)
    assert "warning 1" not in text
    assert text.count("! warning") == KEPT_WARNINGS


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_frame_fits_any_width_and_any_text(width: int) -> None:
    events, progress = followed()
    events.emit("task_started", role="copywriter", task="t", text="[bold]让我的面包店[/] " * 9)
    events.emit("warning", text="[red]not markup[/nope]")
    lines = drawn(progress, width).splitlines()
    assert all(len(line) <= width for line in lines)


def test_an_unknown_stage_of_a_recipe_is_shown_as_it_is() -> None:
    events, progress = followed()
    events.emit("stage_started", text="tasting")
    assert "▸ tasting" in drawn(progress)


def test_events_may_come_from_many_threads_while_frames_are_drawn() -> None:
    events, progress = followed()

    def work(role: str) -> None:
        for number in range(200):
            events.emit("task_started", role=role, task=str(number))
            events.emit("call_finished", role=role, tokens=1)
            events.emit("task_finished", role=role, task=str(number))

    threads = [Thread(target=work, args=(f"role-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        drawn(progress)
    for thread in threads:
        thread.join()
    now = progress.snapshot()
    assert (now.calls, now.tokens) == (800, 800)
    assert all(lane.finished == 200 and not lane.tasks for lane in now.lanes)


def test_a_pipe_gets_plain_lines() -> None:
    console = Console(file=StringIO(), width=20)
    events = Events()
    with Display(events, "a goal", console=console):
        events.emit("stage_started", text="strategy")
        events.emit("task_finished", role="copywriter", task="post-1", text="[Tuesday] caption")
        events.emit("call_finished", role="copywriter")
        for done in range(0, 101, 2):
            events.emit("model_loading", text="Fetching", done=done, total=100)
        events.emit("warning", text="Memory is degraded")
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[:2] == ["• strategy", "  copywriter: [Tuesday] caption"]
    assert lines[2:13] == [f"  Fetching {percent}%" for percent in range(0, 101, 10)]
    assert lines[13:] == ["  ! Memory is degraded"]


def test_a_terminal_gets_a_live_picture_that_leaves_for_a_question() -> None:
    console = Console(file=StringIO(), width=80, force_terminal=True)
    events = Events()
    with Display(events, "a goal", console=console) as display:
        events.emit("stage_started", text="strategy")
        with display.paused():
            console.print("Schedule these posts?")
        display.close()
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "▸ strategy" in text
    assert "Schedule these posts?" in text
    assert text.endswith("\x1b[?25h") or "\x1b[?25h" in text  # the cursor is back


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (134.2, "2:14"), (3600, "60:00")])
def test_minutes(seconds: float, text: str) -> None:
    assert minutes(seconds) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (999, "999"), (8432, "8.4k")])
def test_thousands(number: int, text: str) -> None:
    assert thousands(number) == text
