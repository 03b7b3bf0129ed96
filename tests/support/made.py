"""A finished project made once for a file of tests, and given to each as a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import stage

from crews.crew import Crew
from crews.project import Project
from crews.run import Run
from studiocrew.events import Events
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer


def make(home: Path, server: ScriptedServer, goal: str, brand: Path | None = None) -> Path:
    """Run the goal in `home` as project "oven"; pictures are sketches."""
    settings = Settings(**stage.values_for(server, home), user="ana")
    Crew.load(settings=settings, clock=stage.CLOCK).run(goal, brand, project="oven")
    return home


def copy_of(home: Path, settings: Settings) -> Run:
    """The run of `home`, copied to where `settings` point."""
    shutil.copytree(home, settings.home, dirs_exist_ok=True)
    project = Project.open("oven", settings)
    campaign = project.campaign()
    assert campaign is not None
    return Run(campaign, project, settings, Events())
