"""How close a run of 30 posts comes to its critical path, against an endpoint of 200 ms.

Nothing here is asserted: what is printed is what this machine does. The endpoint is a process of
its own. Three things are called the critical path somewhere, and all three are printed:

- `longest chain`: of the plan's tasks, by their measured times. What is above it, scheduling lost.
- `bare calls`: the very calls of the posts made again by the openai package alone, each post's one
  after the other and all posts at once, with no work of ours. What is above it, our work takes.
- `rounds`: calls that must wait for each other at 200 ms each, as if asking cost nothing at all.

`layered` is what the same tasks would take with a barrier after each layer of the plan, as
LangGraph's supersteps have.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from crews.crew import Crew
from crews.recipe import Found
from crews.run import Run
from studiocrew.contracts import Plan
from studiocrew.events import Event, Events
from studiocrew.journal import Call
from studiocrew.settings import Settings
from tools.layout.picture import Area, Picture

LATENCY_S = 0.2
SLOTS = 64  # requests at once: as many as a hosted endpoint gladly takes
BRAND = Path(__file__).parents[1] / "examples" / "nonnas-crust"


@dataclass
class Times:
    """When stages, tasks and calls began and ended."""

    stage: str = ""
    began: float = field(default_factory=time.perf_counter)
    stages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    tasks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    calls: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    chains: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    bare: float = 0.0

    def note(self, event: Event) -> None:
        now = time.perf_counter()
        match event.kind:
            case "stage_started":
                self.stage = event.text
                self.stages[event.text].append(now)
            case "stage_finished":
                self.stages[event.text].append(now)
            case "task_started" | "task_finished":
                self.tasks[event.task].append(now)
            case _:
                pass

    def took(self, name: str) -> float:
        return max(self.stages[name]) - min(self.stages[name]) if self.stages[name] else 0.0


def rounds(calls: Mapping[str, list[str]]) -> dict[str, int]:
    """The least sequential rounds of each stage, given its calls and the concurrency limit."""
    least: dict[str, int] = {}
    for stage, slots in calls.items():
        longest = max(Counter(_chain(slot) for slot in slots).values())
        least[stage] = max(longest, -(-len(slots) // SLOTS))
    return least


def _chain(slot: str) -> str:
    """Calls of one task wait for each other; checks, gaps and angles wait for nothing."""
    first, *rest = slot.split(".")
    if first == "check":
        return slot
    return ".".join([first, *rest[:1]]) if first in {"research", "plan", "gap"} else first


def longest_chain(plan: Plan, took: Mapping[str, float]) -> float:
    """Seconds of the plan's longest path when every task starts as its inputs are ready."""
    ends: dict[str, float] = {}
    for task in plan.tasks:  # inputs stand before what needs them
        ends[task.id] = took[task.id] + max((ends[i] for i in task.inputs), default=0.0)
    return max(ends.values())


def layered(plan: Plan, took: Mapping[str, float]) -> float:
    """Seconds with a barrier after each layer."""
    depth: dict[str, int] = {}
    slowest: dict[int, float] = defaultdict(float)
    for task in plan.tasks:
        depth[task.id] = 1 + max((depth[i] for i in task.inputs), default=0)
        slowest[depth[task.id]] = max(slowest[depth[task.id]], took[task.id])
    return sum(slowest.values())


def blank(*_: Any, width: int = 1600, height: int = 1200, **__: Any) -> Picture:
    """No picture at all: production then is model calls and our own work."""
    return Picture(_dot(), width, height, "blank", (), Area(0, 0, width, height))


@cache
def _dot() -> bytes:
    """The smallest picture there is: what looks at pixels has next to nothing to look at."""
    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG")
    return made.getvalue()


@contextmanager
def pictures(wanted: bool) -> Iterator[None]:
    if wanted:
        yield
        return
    with (
        patch("graphs.makers.card.render_card", blank),
        patch("graphs.makers.board.render_board", blank),
        patch("graphs.makers.concept.render_concept", blank),
        patch("graphs.makers.card.drift_of", lambda *_: None),
        patch("graphs.makers.board.drift_of", lambda *_: None),
        patch("crews.passes.deliver", lambda *_: None),
    ):
        yield


async def run(
    url: str, home: Path, profile: str, posts: int, drawn: bool
) -> tuple[Times, Plan, float, float]:
    """One run; returns its times, its plan, wall and CPU seconds. Nothing undrawn is judged."""
    settings = Settings(
        home=home, openai_base_url=url, openai_api_key="none", crew_model="scripted",
        crew_profile=profile, max_concurrency=SLOTS,
    )  # type: ignore[call-arg]  # fmt: skip
    times = Times()
    crew = Crew.load(settings=settings, events=Events(times.note))
    judged = tuple(i for i in crew.found.recipe.checklist if drawn or i.scope != "asset")
    changed = {"posts": posts, "weeks": 6, "checklist": judged}
    recipe = crew.found.recipe.model_copy(update=changed)
    crew = Crew(Found(recipe, crew.found.folder), crew.cards, settings, crew.events, crew.clock)
    wall, cpu = time.perf_counter(), time.process_time()
    made = await crew.arun("make my bakery look trendy", BRAND, project="bench")
    taken = time.perf_counter() - wall, time.process_time() - cpu
    times.calls, times.chains = _by_stage(made, times)
    times.bare = statistics.median([await _bare(url, times.chains) for _ in range(3)])
    return times, made.campaign.plan, *taken


async def _bare(url: str, chains: Mapping[str, list[Call]]) -> float:
    """Seconds for the same calls by the openai package alone."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def one_by_one(calls: list[Call]) -> None:
            for call in calls:
                await client.chat.completions.create(**json.loads(call.request))

        await client.models.list()  # what the client does but once
        began = time.perf_counter()
        await asyncio.gather(*map(one_by_one, chains.values()))
        return time.perf_counter() - began


def _by_stage(run: Run, times: Times) -> tuple[dict[str, list[str]], dict[str, list[Call]]]:
    """The journal's slots by the stage that was under way when each was sent, and the calls that
    production made for each post.
    """
    calls: dict[str, list[str]] = defaultdict(list)
    chains: dict[str, list[Call]] = defaultdict(list)
    offset = time.time() - time.perf_counter()
    for call in run.folder.calls():
        sent = datetime.fromisoformat(call.started_at).timestamp() - offset
        stage = next(
            (name for name, at in times.stages.items() if min(at) <= sent <= max(at)), "between"
        )
        calls[stage].append(call.slot)
        if stage == "produce" and call.slot.startswith("post-"):
            chains[_chain(call.slot)].append(call)
    return calls, chains


def report(times: Times, plan: Plan, wall: float, cpu: float) -> None:
    took = {key: at[1] - at[0] for key, at in times.tasks.items()}  # the first time: production
    least = rounds(times.calls)
    produced, ideal = times.took("produce"), least["produce"] * LATENCY_S
    own = longest_chain(plan, took)
    print(f"  produce   {produced:6.2f} s   longest chain of measured tasks {own:.2f} s   "
          f"ratio {produced / own:.2f};   layered {layered(plan, took):.2f} s")  # fmt: skip
    written = max(at[1] for key, at in times.tasks.items() if key.startswith("post-"))
    written -= min(times.stages["produce"])
    print(f"  posts     {written:6.2f} s   bare calls {times.bare:.2f} s   "
          f"ratio {written / times.bare:.2f};   "
          f"{least['produce']} rounds {ideal:.2f} s   ratio {written / ideal:.2f}")  # fmt: skip
    count = sum(least.values())
    whole = count * LATENCY_S
    print(f"  whole run {wall:6.2f} s   {count} rounds {whole:.2f} s   "
          f"ratio {wall / whole:.2f}   CPU {cpu:.2f} s")  # fmt: skip
    stages = (f"{name} {times.took(name):.2f}/{least.get(name, 0)}" for name in times.stages)
    print("            seconds/rounds: " + ", ".join(stages))
    first = min(times.stages["intake"]) - times.began
    print(f"            {first:.2f} s before the first stage")


@contextmanager
def endpoint(latency_s: float) -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "studiocrew.testing",
        "--faithful",
        "--latency",
        str(latency_s),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, endpoint(LATENCY_S) as url:
        with pictures(False):  # imports and the embedding model, once
            asyncio.run(run(url, Path(home) / "warm", "large", 1, False))
        for profile in ("large", "small"):
            for drawn in (False, True):
                name = f"{profile}-{drawn}"
                with pictures(drawn):
                    found = asyncio.run(run(url, Path(home) / name, profile, options.posts, drawn))
                print(f"{profile} profile, {'with' if drawn else 'without'} pictures")
                report(*found)


if __name__ == "__main__":
    main()
