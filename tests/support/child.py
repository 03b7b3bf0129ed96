"""A project run in a process of its own, which can be told to die at a named point.

Everything is imported once, in a clean process, and children are forked from it, so that a test can
afford hundreds of them; each is a real process and dies of a real SIGKILL.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUPPORT = Path(__file__).parent
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "crews.crew",
        "graphs.drive",
        "langgraph.checkpoint.sqlite.aio",
        "memory.brand",
        "memory.store",
        "openai",
        "qdrant_client",
        "roles._crewai",
        "tools.export",
    ]
)


@dataclass(frozen=True)
class Job:
    """What a child does. `die` names a point: see `_arm`."""

    values: dict[str, Any]
    result: str
    action: str = "run"  # or "resume", "feedback", "advance"
    project: str = "bakery"
    goal: str = "make my bakery look trendy"
    brand: str | None = str(SUPPORT / "bakery")
    recipe: dict[str, Any] = field(default_factory=dict[str, Any])
    recipe_path: str = "social-campaign"
    how: dict[str, Any] = field(default_factory=dict[str, Any])
    text: str = ""
    die: tuple[str, int] | None = None


@dataclass(frozen=True)
class Ended:
    """How a child ended: `exitcode` is -9 after SIGKILL; `told` what it wrote before it left."""

    exitcode: int
    told: dict[str, Any]


def begin(job: Job) -> Any:
    """Start a child; returns the process, which has `pid`, `kill()` and `join()`."""
    process = FORKS.Process(target=act, args=(job,), daemon=True)
    process.start()
    return process


def end_of(process: Any, job: Job, within_s: float = 120.0) -> Ended:
    process.join(within_s)
    assert process.exitcode is not None, "the child hangs"
    path = Path(job.result)
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.unlink(missing_ok=True)
    return Ended(process.exitcode, told)


def run_child(job: Job) -> Ended:
    return end_of(begin(job), job)


def act(job: Job) -> None:
    """The child's own work."""
    sys.path.insert(0, str(SUPPORT))
    from studiocrew.errors import StudiocrewError

    try:
        told = asyncio.run(_act(job))
        code = 0
    except StudiocrewError as error:
        told, code = {"type": type(error).__name__, "said": str(error)}, error.exit_code
    except BaseException as error:
        told, code = {"type": type(error).__name__, "said": traceback.format_exc()}, 70
    Path(job.result).write_text(json.dumps(told), encoding="utf-8")
    os._exit(code)


async def _act(job: Job) -> dict[str, Any]:
    import stage

    from crews.crew import Crew, aresume
    from crews.project import Project
    from crews.run import Run
    from studiocrew import _guard
    from studiocrew.events import Events
    from studiocrew.settings import Settings

    stage.sketch()
    settings = Settings(**job.values)
    _guard.know_fake(job.values["openai_base_url"])
    events = Events()
    if job.die:
        _arm(*job.die, events)
    if job.action == "run":
        crew = Crew.load(job.recipe_path, settings=settings, events=events, clock=stage.CLOCK)
        run = await _crew(crew, job)
    elif job.action == "advance":
        return await _advance(job, settings, events)
    elif job.action == "resume":
        run = await aresume(
            job.project, settings=settings, events=events, clock=stage.CLOCK, **job.how
        )
    else:
        folder = Project.open(job.project, settings)
        campaign = folder.campaign()
        assert campaign is not None
        run = await Run(campaign, folder, settings, events).afeedback(job.text)
    return {"work": stage.work_of(run.campaign), "usage": run.campaign.usage.model_dump()}


async def _advance(job: Job, settings: Any, events: Any) -> dict[str, Any]:
    from datetime import date

    import stage

    from crews.advancing import aadvance

    until = date.fromisoformat(job.how["until"])
    done = await aadvance(job.project, until, settings=settings, events=events, clock=stage.CLOCK)
    campaign = done.campaign
    return {"made": done.made, "posts": [post.id for post in campaign.posts] if campaign else []}


async def _crew(crew: Any, job: Job) -> Any:
    from crews.crew import Crew
    from crews.recipe import Found

    found = Found(crew.found.recipe.model_copy(update=job.recipe), crew.found.folder)
    changed = Crew(found, crew.cards, crew.settings, crew.events, crew.clock)
    return await changed.arun(job.goal, job.brand, project=job.project, **job.how)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(point: str, nth: int, events: Any) -> None:
    """Die at the `nth` time that `point` is reached.

    "call", "task": as one ends. "stage:NAME": as that stage begins. "before:OP" and "after:OP"
    with OP "checkpoint", "writes" (LangGraph), "begin", "finish" (the journal), "replace" (files).
    """
    when, _, name = point.partition(":")
    count = _Count(nth)
    if when in ("call", "task"):
        events.subscribe(lambda event: count.up() if event.kind == f"{when}_finished" else None)
    elif when == "stage":
        events.subscribe(
            lambda event: (
                count.up() if (event.kind, event.text) == ("stage_started", name) else None
            )
        )
    else:
        _arm_write(when, name, count)


class _Count:
    def __init__(self, nth: int) -> None:
        self.left = nth

    def up(self) -> None:
        self.left -= 1
        if self.left == 0:
            die()


def _arm_write(when: str, name: str, count: _Count) -> None:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    from studiocrew.journal import Journal

    owner, method = {
        "checkpoint": (AsyncSqliteSaver, "aput"),
        "writes": (AsyncSqliteSaver, "aput_writes"),
        "begin": (Journal, "begin"),
        "finish": (Journal, "finish"),
        "replace": (Path, "replace"),
    }[name]
    real: Callable[..., Any] = getattr(owner, method)

    async def awaited(*given: Any, **named: Any) -> Any:
        if when == "before":
            count.up()
        made = await real(*given, **named)
        if when == "after":
            count.up()
        return made

    def plain(*given: Any, **named: Any) -> Any:
        if when == "before":
            count.up()
        made = real(*given, **named)
        if when == "after":
            count.up()
        return made

    setattr(owner, method, awaited if owner is AsyncSqliteSaver else plain)
