"""Faults, really injected: kills, locks, dead endpoints, full disks. Many seeds: `make chaos`."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import stage
from child import Job, begin, end_of, run_child
from oracle import Oracle

from crews.crew import Crew, resume
from crews.project import Project
from studiocrew.errors import ModelUnavailable, StoreError
from studiocrew.settings import Settings
from studiocrew.testing import Fault, ScriptedServer, faithful

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture
def job(server: ScriptedServer, tmp_path: Path) -> Callable[..., Job]:
    def make(**more: Any) -> Job:
        values = stage.values_for(server, tmp_path / "home")
        return Job(values, str(tmp_path / "told"), **more)

    return make


@pytest.fixture
def oracle(server: ScriptedServer, tmp_path: Path) -> Oracle:
    return Oracle(server, tmp_path / "home" / "projects" / "bakery")


@pytest.mark.parametrize(
    "point",
    [
        ("call", 7),
        ("stage:produce", 1),
        ("task", 5),
        ("stage:package", 1),
        ("before:finish", 3),
        ("after:checkpoint", 6),
        ("after:replace", 2),  # the project is there and nothing else is
    ],
    ids=lambda point: f"{point[0]}-{point[1]}",
)
def test_a_killed_run_ends_as_if_it_had_not_been(
    job: Callable[..., Job], oracle: Oracle, server: ScriptedServer, point: tuple[str, int],
    tmp_path: Path,
) -> None:  # fmt: skip
    assert run_child(job(die=point)).exitcode == -9
    oracle.after_a_death()
    ended = run_child(job(action="resume"))
    assert ended.exitcode == 0, ended.told
    oracle.after_the_end()
    values = stage.values_for(server, tmp_path / "undisturbed")
    whole = run_child(Job(values, str(tmp_path / "whole")))
    assert ended.told["work"] == whole.told["work"]


def test_a_question_outlives_its_asker_and_is_answered_once(
    job: Callable[..., Job], oracle: Oracle, server: ScriptedServer
) -> None:
    ended = run_child(job(recipe={"approval": True}))
    assert (ended.exitcode, ended.told["type"]) == (8, "AwaitingPerson")
    answering = {"answer": "no, because it shouts"}
    killed = run_child(job(action="resume", how=answering, die=("stage:schedule", 1)))
    assert killed.exitcode == -9
    ended = run_child(job(action="resume"))
    assert ended.exitcode == 0, ended.told  # the answer had been taken: nobody is asked again
    assert {post["status"] for post in ended.told["work"]["posts"]} == {"rejected"}
    late = run_child(job(action="resume", how={"answer": "yes"}))
    assert (late.exitcode, "waits for no answer" in late.told["said"]) == (4, True)
    oracle.after_the_end()


def test_a_second_process_is_refused_and_the_lock_dies_with_its_owner(
    job: Callable[..., Job], server: ScriptedServer, tmp_path: Path
) -> None:
    server.script([Fault.hang(60)])
    server._reply, script = None, server._script
    first = begin(job())
    _until(lambda: bool(server.calls))
    second = run_child(job(action="resume"))
    assert (second.exitcode, second.told["type"]) == (5, "ProjectBusy")
    again = run_child(job())
    assert (again.exitcode, again.told["type"]) == (4, "CallerError")
    first.kill()
    first.join()
    script.clear()
    server._reply = faithful
    assert run_child(job(action="resume")).exitcode == 0


def test_two_starts_at_once_make_one_project(job: Callable[..., Job], tmp_path: Path) -> None:
    from dataclasses import replace

    jobs = [replace(job(), result=str(tmp_path / f"told{n}")) for n in range(2)]
    ends = [end_of(*pair) for pair in [(begin(one), one) for one in jobs]]
    assert sorted(end.exitcode for end in ends) in ([0, 4], [0, 5]), [end.told for end in ends]


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ([Fault.failing(401, "no such key", code="invalid_api_key")] * 9, "OPENAI_API_KEY"),
        ([Fault.busy(500)] * 9, "Wait a while"),
        ([Fault.failing(500)] * 9, "Try later"),
        ([Fault.reset()] * 9, "connection dropped"),
    ],
    ids=["401", "429", "500", "reset"],
)
def test_an_endpoint_that_gives_up_is_told_and_the_project_goes_on_later(
    job: Callable[..., Job], server: ScriptedServer, oracle: Oracle, faults: list[Fault], said: str
) -> None:
    server._reply = lambda body: faults[0] if len(server.calls) > 6 else faithful(body)
    ended = run_child(job())
    assert (ended.exitcode, ended.told["type"]) == (3, "ModelUnavailable"), ended.told
    assert said in ended.told["said"]
    assert "crew resume" in ended.told["said"]
    assert "127.0.0.1" in ended.told["said"]
    oracle.after_a_death()
    server._reply = faithful
    ended = run_child(job(action="resume"))
    assert ended.exitcode == 0, ended.told


def test_an_endpoint_that_stumbles_is_asked_again(
    job: Callable[..., Job], server: ScriptedServer
) -> None:
    stumbles = {
        3: Fault.busy(0.01),
        9: Fault.failing(500),
        10: Fault.failing(503),
        15: Fault.reset(),
    }
    server._reply = lambda body: stumbles.get(len(server.calls)) or faithful(body)
    ended = run_child(job())
    assert ended.exitcode == 0, ended.told
    assert ended.told["usage"]["calls"] == len(server.calls)


def test_a_dead_endpoint_is_named(job: Callable[..., Job], server: ScriptedServer) -> None:
    from dataclasses import replace

    dead = {**job().values, "openai_base_url": "http://127.0.0.1:9/v1", "crew_embeddings": "local"}
    ended = run_child(replace(job(), values=dead))
    assert (ended.exitcode, ended.told["type"]) == (3, "ModelUnavailable"), ended.told
    assert "127.0.0.1:9" in ended.told["said"]
    assert run_child(job(action="resume")).exitcode == 0


class FullDisk:
    """From the `nth` flush on, the disk is full, until somebody frees some space."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.real = os.fsync

    def fsync(self, handle: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.real(handle)


@pytest.mark.parametrize("nth", [0, 3, 8, 12])
def test_a_full_disk_is_told_and_nothing_is_lost(
    server: ScriptedServer,
    oracle: Oracle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    nth: int,
) -> None:
    settings = Settings(**stage.values_for(server, tmp_path / "home"))
    made = Crew.load(settings=settings, clock=stage.CLOCK)
    with _sketched() as patch:
        patch.setattr(os, "fsync", FullDisk(nth).fsync)
        with pytest.raises(StoreError, match="disk is full") as caught:
            made.run(stage.GOAL, stage.BRAND, project="bakery")
        assert caught.value.exit_code == 3
    oracle.after_a_death()
    with _sketched():
        if (tmp_path / "home" / "projects" / "bakery" / "project.json").is_file():
            run = resume("bakery", settings=settings, clock=stage.CLOCK)
        else:
            run = made.run(stage.GOAL, stage.BRAND, project="bakery")
    assert len(run.campaign.posts) == 6
    oracle.after_the_end()


@pytest.mark.parametrize("database", ["state.db", "calls.db"])
def test_a_database_that_is_full_is_told_and_resumes(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    """SQLite's own "disk is full", by a limit on the pages it may use."""
    import sqlite3

    real = sqlite3.connect
    room = {"state.db": 12, "calls.db": 10}[database]

    def connect(path: Any, **more: Any) -> sqlite3.Connection:
        made = real(path, **more)
        if str(path).endswith(database):
            made.execute(f"PRAGMA max_page_count = {room}")
        return made

    settings = Settings(**stage.values_for(server, tmp_path / "home"))
    with _sketched(), monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect)
        with pytest.raises(StoreError, match="disk is full"):
            Crew.load(settings=settings).run(stage.GOAL, stage.BRAND, project="bakery")
    with _sketched():
        assert len(resume("bakery", settings=settings).campaign.posts) == 6


def test_a_damaged_journal_is_kept_and_told(server: ScriptedServer, tmp_path: Path) -> None:
    settings = Settings(**stage.values_for(server, tmp_path / "home"))
    with _sketched():
        Crew.load(settings=settings).run(stage.GOAL, stage.BRAND, project="bakery")
    path = Project.open("bakery", settings).folder / "calls.db"
    path.write_bytes(b"no database" * 400)
    with pytest.raises(StoreError, match="cannot be read"):
        resume("bakery", settings=settings)
    assert path.read_bytes() == b"no database" * 400


def test_a_run_connects_to_its_endpoint_and_to_nothing_else(
    server: ScriptedServer, tmp_path: Path
) -> None:
    script = """
import sys
reached = set()
def listen(event, given):
    if event == "socket.connect" and isinstance(given[1], tuple):
        reached.add("%s:%s" % given[1][:2])
    if event == "socket.getaddrinfo" and given[0] not in ("127.0.0.1", None):
        reached.add("name " + str(given[0]))
sys.addaudithook(listen)
from crews.cli import app
try:
    app(sys.argv[1:])
finally:
    print("REACHED", *sorted(reached), file=sys.stderr)
"""
    known = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    environment = {
        **known,
        "STUDIOCREW_HOME": str(tmp_path / "home"),
        "OPENAI_BASE_URL": server.base_url,
        "CREW_MODEL": "scripted",
    }
    goal = ["run", "one post for my bakery on X", "--brand", str(stage.BRAND), "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", script, *goal],
        env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    address = server.base_url.removeprefix("http://").removesuffix("/v1")
    assert done.stderr.splitlines()[-1] == f"REACHED {address}"


def test_retries_end_when_the_wait_is_longer_than_anybody_would_wait(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server._reply = lambda body: Fault.busy(3600)
    settings = Settings(**stage.values_for(server, tmp_path / "home"))
    with pytest.raises(ModelUnavailable):
        Crew.load(settings=settings).run(stage.GOAL, stage.BRAND, project="bakery")
    assert len(server.calls) == 1


@contextmanager
def _sketched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        stage.sketch(patch.setattr)
        yield patch


def _until(happened: Callable[[], bool]) -> None:
    """Wait for another process, which cannot be awaited; bounded by the test's own limit."""
    import threading

    turn = threading.Event()
    while not happened():
        turn.wait(0.01)
