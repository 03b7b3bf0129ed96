"""A finished project made once for a file of tests, and given to each as a copy of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import stage

from crews.crew import Crew
from crews.project import Project
from crews.run import Run
from studiocrew.events import Events
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful


def make(home: Path, goal: str, brand: Path | None = None, **values: Any) -> Path:
    """Run the goal in `home` as project "oven"; pictures are sketches."""
    with ScriptedServer(faithful) as server, pytest.MonkeyPatch.context() as patch:
        stage.sketch(patch.setattr)
        settings = Settings(**stage.values_for(server, home, **values), user="ana")
        Crew.load(settings=settings, clock=stage.CLOCK).run(goal, brand, project="oven")
    return home


def copy_of(home: Path, settings: Settings) -> Run:
    """The run of `home`, copied to where `settings` point."""
    shutil.copytree(home, settings.home, dirs_exist_ok=True, copy_function=_without_holes)
    project = Project.open("oven", settings)
    campaign = project.campaign()
    assert campaign is not None
    return Run(campaign, project, settings, Events())


def _without_holes(source: str, target: str) -> None:
    """Copy a file but not its zeros: a collection of memory is 30 MB, nearly all of it zeros."""
    with Path(source).open("rb") as old, Path(target).open("wb") as new:
        while block := old.read(1 << 16):
            if block.count(0) < len(block):
                new.write(block)
            else:
                new.seek(len(block), os.SEEK_CUR)
        new.truncate()
