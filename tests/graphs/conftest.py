"""Whole campaigns against a scripted model: real HTTP, real checkpoints, sketched pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stage

from crews.crew import Crew
from crews.recipe import Found
from crews.run import Run
from studiocrew.events import Event, Events
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful

Start = Callable[..., Run]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(faithful) as server:
        yield server


@pytest.fixture
def sketched(monkeypatch: pytest.MonkeyPatch) -> None:
    stage.sketch(monkeypatch.setattr)


@pytest.fixture
def told() -> list[Event]:
    """Everything that was told during the runs of the test."""
    return []


@pytest.fixture
def start(
    server: ScriptedServer, sketched: None, told: list[Event], tmp_path: Path
) -> Callable[..., Run]:
    """Runs a campaign. `recipe` changes fields of the recipe, `settings` those of the settings."""

    def run(
        goal: str = stage.GOAL,
        brand: Path | None = stage.BRAND,
        *,
        recipe: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        name: str = "social-campaign",
        project: str = "bakery",
        **how: Any,
    ) -> Run:
        values = stage.values_for(server, tmp_path / "home", **(settings or {}))
        crew = Crew.load(
            name, settings=Settings(**values), events=Events(told.append), clock=stage.CLOCK
        )
        if recipe:
            changed = crew.found.recipe.model_copy(update=recipe)
            crew = Crew(
                Found(changed, crew.found.folder),
                crew.cards,
                crew.settings,
                crew.events,
                crew.clock,
            )
        return crew.run(goal, brand, project=project, **how)

    return run


@pytest.fixture
def settings(server: ScriptedServer, tmp_path: Path) -> Settings:
    """The settings that `start` uses."""
    return Settings(**stage.values_for(server, tmp_path / "home"))
