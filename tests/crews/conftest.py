"""A scripted model, settings that point at it, sketched pictures, and the command line.

A file that needs a finished project defines `home` with `made.make`; `run` is a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made
import pytest
import stage
from typer.testing import CliRunner, Result

from crews.cli import app
from crews.run import Run
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(faithful) as server:
        yield server


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.sketch(monkeypatch.setattr)


@pytest.fixture(scope="module")
def profile() -> str:
    """How strong the model is taken to be; a file may ask for both."""
    return "large"


@pytest.fixture
def values(server: ScriptedServer, sketched: None, profile: str, tmp_path: Path) -> dict[str, Any]:
    return stage.values_for(server, tmp_path / "home", crew_profile=profile)


@pytest.fixture
def settings(values: dict[str, Any]) -> Settings:
    return Settings(**values, user="ana")


@pytest.fixture
def run(home: Path, settings: Settings) -> Run:
    return made.copy_of(home, settings)


@pytest.fixture
def command(values: dict[str, Any]) -> Callable[..., Result]:
    """Types a command, and insists on its exit code."""
    environment = {**stage.variables_for(values), "COLUMNS": "200"}

    def type_in(*words: str, code: int = 0) -> Result:
        done = CliRunner().invoke(app, list(words), env=environment)
        assert done.exit_code == code, done.output
        return done

    return type_in
