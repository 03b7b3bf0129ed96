"""`crew gc`: pictures that no kept version refers to, and what killed processes left behind."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from crews.exits import say_json
from crews.project import Project
from studiocrew.errors import CallerError
from studiocrew.files import as_store_error
from studiocrew.settings import Settings


@dataclass(frozen=True, slots=True)
class Waste:
    """What may go from one project. Sizes in bytes."""

    artifacts: tuple[Path, ...]
    versions: tuple[Path, ...]
    leftovers: tuple[Path, ...]
    size: int

    @property
    def paths(self) -> tuple[Path, ...]:
        return (*self.artifacts, *self.versions, *self.leftovers)


def waste_of(project: Project, keep: int | None = None) -> Waste:
    """Pictures of no kept version; with `keep`, only that many newest versions are kept.

    Raises `CallerError` while the newest version is not finished: its pictures are referred to by
    checkpoints, and by no campaign yet.
    """
    if not project.finished:
        raise CallerError(
            "The newest version is not finished: its pictures are still needed.",
            where=f"project {project.id}",
            mend=f"crew resume {project.id}, then collect.",
        )
    numbers = [version.number for version in project.file.versions]
    last = {project.newest(version.stretch).number for version in project.file.versions}
    gone = [number for number in numbers[:-keep] if number not in last] if keep else []
    versions = [project.campaign_folder(n) for n in gone if project.campaign_folder(n).is_dir()]
    needed = {
        sha256
        for number in numbers
        if number not in gone and (campaign := project.campaign(number))
        for asset in campaign.assets
        for sha256 in asset.files.values()
    }
    kept = sorted((project.folder / "artifacts").glob("*/*"))
    stray = [path for path in kept if path.stem not in needed and not path.name.startswith(".")]
    marks = (".new-*", "*/.new-*", "artifacts/*/.new-*", "campaigns/.v*-new-*")
    leftovers = sorted({path for mark in marks for path in project.folder.glob(mark)})
    size = sum(_size(path) for path in (*stray, *versions, *leftovers))
    return Waste(tuple(stray), tuple(versions), tuple(leftovers), size)


def sweep(project: Project, waste: Waste) -> None:
    """Delete it. The caller holds the project's lock."""
    for path in waste.paths:
        with as_store_error(path):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for shelf in (project.folder / "artifacts").glob("*"):
        if shelf.is_dir() and not any(shelf.iterdir()):
            shelf.rmdir()


def collect(project_id: str, *, keep: int | None, really: bool, as_json: bool) -> None:
    """Say what may go; with `really`, let it go."""
    project = Project.open(project_id, Settings())
    with project.locked():
        waste = waste_of(Project.open(project_id, Settings()), keep)
        if really:
            sweep(project, waste)
    if as_json:
        names = {
            name: [str(path.relative_to(project.folder)) for path in getattr(waste, name)]
            for name in ("artifacts", "versions", "leftovers")
        }
        say_json({"project": project_id, **names, "bytes": waste.size, "deleted": really})
        return
    console = Console()
    for path in waste.paths:
        console.print(str(path.relative_to(project.folder)), highlight=False)
    told = f"{len(waste.paths)} of no kept version, {waste.size / 1e6:.1f} MB"
    console.print(f"{told}: deleted." if really else f"{told}. To delete them: add --yes")


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    return path.stat().st_size
