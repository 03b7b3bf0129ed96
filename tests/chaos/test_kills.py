"""kill -9 anywhere, again and again: the project ends as if nothing had happened.

A seed replays a failure: CHAOS=1 CHAOS_SEEDS=17 python -m pytest tests/chaos
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
import stage
from child import Job, begin, end_of, run_child
from oracle import Oracle

from studiocrew.testing import ScriptedServer, faithful

SEEDS = [int(seed) for seed in os.environ.get("CHAOS_SEEDS", "").split(",") if seed] or range(40)
DEATHS = 6
POINTS = (
    ("call", 40), ("task", 14), ("after:checkpoint", 12), ("before:checkpoint", 12),
    ("after:writes", 16), ("before:writes", 16), ("after:begin", 40), ("before:finish", 40),
    ("after:finish", 40), ("before:replace", 12), ("after:replace", 12),
    ("stage:produce", 1), ("stage:qa", 1), ("stage:package", 1), ("stage:intake", 1),
)  # fmt: skip
"""Where to die, and among how many times that it is reached in a run."""


@pytest.fixture(scope="module", params=["large", "small"])
def profile(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def whole(profile: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The campaign of a run that nobody disturbed."""
    home = tmp_path_factory.mktemp("whole")
    with ScriptedServer(faithful) as server:
        job = Job(stage.values_for(server, home, crew_profile=profile), str(home / "told"))
        ended = run_child(job)
    assert ended.exitcode == 0, ended.told
    return ended.told["work"]


@pytest.mark.parametrize("seed", SEEDS)
def test_any_deaths_leave_no_trace(
    seed: int, profile: str, whole: dict[str, Any], server: ScriptedServer, tmp_path: Path
) -> None:
    dice = random.Random(f"{profile}{seed}")
    values = stage.values_for(server, tmp_path, crew_profile=profile)
    oracle = Oracle(server, tmp_path / "projects" / "bakery")
    result = str(tmp_path / "told")
    for _ in range(dice.randint(1, DEATHS)):
        point, most = dice.choice(POINTS)
        job = Job(values, result, _action(tmp_path), die=(point, dice.randint(1, most)))
        ended = run_child(job)
        assert ended.exitcode in (0, -9), (job.die, ended.told)
        oracle.after_a_death()
    ended = run_child(Job(values, result, _action(tmp_path)))
    assert ended.exitcode == 0, ended.told
    oracle.after_the_end()
    assert ended.told["work"] == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_by_the_clock_of_the_endpoint(
    seed: int, profile: str, whole: dict[str, Any], server: ScriptedServer, tmp_path: Path
) -> None:
    """The endpoint has the call and has not answered it: the worst moment to die."""
    dice = random.Random(f"{profile}{seed}")
    values = stage.values_for(server, tmp_path, crew_profile=profile)
    oracle = Oracle(server, tmp_path / "projects" / "bakery")
    victims: list[Any] = []
    countdown = [0]

    def reply(body: dict[str, Any]) -> str:
        countdown[0] -= 1
        if countdown[0] == 0:
            victims[-1].kill()
        return faithful(body)

    server._reply = reply
    for _ in range(dice.randint(1, 3)):
        countdown[0] = dice.randint(1, 40)
        job = Job(values, str(tmp_path / "told"), _action(tmp_path))
        victims.append(begin(job))
        assert end_of(victims[-1], job).exitcode in (0, -9)
        oracle.after_a_death()
    countdown[0] = 0
    job = Job(values, str(tmp_path / "told"), _action(tmp_path))
    victims.append(begin(job))
    ended = end_of(victims[-1], job)
    assert ended.exitcode == 0, ended.told
    oracle.after_the_end()
    assert ended.told["work"] == whole


def _action(home: Path) -> str:
    return "resume" if (home / "projects" / "bakery" / "project.json").is_file() else "run"
