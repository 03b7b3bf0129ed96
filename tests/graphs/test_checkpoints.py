"""Checkpoints: damage is noticed, forgeries are refused, and the file stays as it was."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import ormsgpack
import pytest

from crews.crew import resume
from crews.project import Project
from crews.run import Run
from graphs.checkpoints import checkpoints
from studiocrew.errors import AwaitingPerson, StoreError
from studiocrew.settings import Settings

Start = Callable[..., Run]


@pytest.fixture
def state(start: Start, settings: Settings) -> Path:
    """`state.db` of a project that waits for approval."""
    with pytest.raises(AwaitingPerson):
        start(recipe={"approval": True})
    return Project.open("bakery", settings).database


def test_what_is_not_a_database_is_kept_and_told(state: Path, settings: Settings) -> None:
    state.write_bytes(b"not a database at all, sorry" * 50)
    before = state.read_bytes()
    with pytest.raises(StoreError, match="state cannot be read") as caught:
        resume("bakery", settings=settings)
    assert caught.value.where == str(state)
    assert "kept" in caught.value.mend
    assert state.read_bytes() == before


def test_a_hole_in_the_middle_is_noticed_at_the_start(state: Path, settings: Settings) -> None:
    with sqlite3.connect(state) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    data = bytearray(state.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xa5" * 4096
    state.write_bytes(data)
    with pytest.raises(StoreError, match="state cannot be read"):
        resume("bakery", settings=settings)


EXECUTED: list[str] = []
FORGED = [
    (0, (__name__, "run_me", "single")),  # constructor, one argument
    (1, (__name__, "run_me", ("many",))),  # constructor, positional arguments
    (2, (__name__, "run_me", {"said": "named"})),  # constructor, keyword arguments
    (3, ("builtins", "exec", "import pathlib", "__call__")),  # method
]


def run_me(said: str) -> str:
    EXECUTED.append(said)
    return said


@pytest.mark.parametrize(("code", "named"), FORGED)
def test_a_forged_checkpoint_runs_nothing(
    state: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    named: tuple[object, ...],
) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this())
    forged = ormsgpack.packb({"goal": ormsgpack.Ext(code, ormsgpack.packb(named))})
    with sqlite3.connect(state) as database:
        database.execute("UPDATE checkpoints SET checkpoint = ?, type = 'msgpack'", (forged,))
    database.close()
    with pytest.raises(StoreError, match="not data"):
        resume("bakery", settings=settings)
    assert EXECUTED == []


@pytest.mark.parametrize("kind", ["json", "pickle"])
def test_encodings_that_can_name_code_are_refused(
    state: Path, settings: Settings, kind: str
) -> None:
    with sqlite3.connect(state) as database:
        database.execute("UPDATE checkpoints SET type = ?", (kind,))
    database.close()
    with pytest.raises(StoreError, match=f"encoded as {kind}"):
        resume("bakery", settings=settings)


async def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="disk is full"):
        async with checkpoints(tmp_path / "state.db"):
            raise sqlite3.OperationalError("database or disk is full")


def _this() -> object:
    import types

    module = types.ModuleType(__name__)
    module.run_me = run_me  # type: ignore[attr-defined]
    return module
