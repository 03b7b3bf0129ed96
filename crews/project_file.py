"""`project.json`: everything a resumed run must find as it was, and how it is read in years."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from graphs.amend import Override
from graphs.desk import Directive
from graphs.hand import Decision
from graphs.recipe import BudgetSpec, Recipe
from graphs.unknowns import Settled
from roles.card import RoleCard
from studiocrew import __version__
from studiocrew.contracts import BrandKit, Contract, Id
from studiocrew.errors import CallerError, StoreError

FORMAT = "1.2"
"""Of the project file. Raised with every change that an older studiocrew could not read."""

VersionKind = Literal["run", "stretch", "feedback", "override", "decision", "budget"]


class Version(Contract):
    """One state of the project: after the first run, or after somebody's correction."""

    number: int
    stretch: int = Field(default=1, description="Of the recipe's stretches, if it spans weeks.")
    begins: AwareDatetime | None = Field(
        default=None, description="When its stretch begins; None: with the project."
    )
    at: AwareDatetime
    by: str = Field(default="", description="Who asked for it; empty where nobody was noted.")
    kind: VersionKind = "run"
    why: str = Field(default="", description="The goal, the feedback, the decision: in words.")
    directives: tuple[Directive, ...] = ()
    overrides: tuple[Override, ...] = ()
    decisions: tuple[Decision, ...] = Field(
        default=(), description="What was said of single posts in this version, and in no other."
    )
    budget: BudgetSpec = Field(
        default=BudgetSpec(), description="The limits when it was asked for."
    )
    settled: tuple[Settled, ...] | None = Field(
        default=None, description="What the first version was told and found; None in the first."
    )


class GateWord(Contract):
    """What a person said at the gate after a stretch."""

    stretch: int
    verdict: Literal["approved", "rejected"]
    reason: str = ""
    by: str = ""
    at: AwareDatetime
    version: int = Field(description="The newest version then: what the word is about.")


class ProjectFile(Contract):
    """What was asked, pinned: goal, recipe, role cards, brand, dates, versions."""

    schema_version: str = FORMAT
    studiocrew: str = Field(default=__version__, description="The version that wrote it last.")
    id: Id
    tenant: Id
    goal: str
    recipe: Recipe
    recipe_sha256: str
    roles: dict[str, RoleCard]
    tool_folder: str = ""
    role_folder: str = Field(default="", description="Of `--roles`; its tools are looked at first.")
    kit: BrandKit
    created_at: AwareDatetime
    seed: int
    approval: bool = False
    asks: bool = Field(default=False, description="Questions wait for a person's answers.")
    budget: BudgetSpec = BudgetSpec()
    versions: tuple[Version, ...]
    gates: tuple[GateWord, ...] = ()
    without: tuple[str, ...] = Field(default=(), description="Components left out, to measure.")


def check_id(name: str) -> str:
    """The id itself. Raises `CallerError` for one that cannot be a folder's name everywhere."""
    try:
        return TypeAdapter[str](Id).validate_python(name)
    except ValidationError:
        raise CallerError(
            f"{name!r} cannot be the id of a project.",
            where="project",
            mend="Use letters, digits, dots, dashes and underscores, 64 at most, a letter first.",
        ) from None


def read_project_file(path: Path) -> ProjectFile:
    """The file in today's format, whichever version of ours wrote it; nothing is written.

    Raises `StoreError` for one that is damaged, or newer than this studiocrew.
    """
    try:
        data: object = json.loads(path.read_bytes())
        if isinstance(data, dict):
            return ProjectFile.model_validate_json(json.dumps(_migrated(data, path)))
        reason = "it holds no project"
    except (ValueError, OSError) as error:  # pydantic's errors are ValueErrors
        reason = _first_line(error)
    raise StoreError(
        f"The project file of {path.parent.name} cannot be read: {reason}.",
        where=str(path),
        mend="Restore it from a backup; nothing was overwritten.",
    )


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"
    return str(error).splitlines()[0]


def _migrated(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """The data as today's format has it, step by step from the one it was written in."""
    found = str(data.get("schema_version", ""))
    if _rank(found) > _rank(FORMAT):
        raise StoreError(
            f"The project {path.parent.name} was written by a newer studiocrew"
            f" ({data.get('studiocrew', 'unknown version')}, format {found}; this one reads up to"
            f" {FORMAT}).",
            where=str(path),
            mend="Install that version or a later one; nothing was changed.",
        )
    while (step := _STEPS.get(str(data["schema_version"]))) is not None:
        data = step(data)
    return data


def _rank(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _from_1_0(data: dict[str, Any]) -> dict[str, Any]:
    """1.0 did not say who made a version nor of which kind it was, and kept no goal with it."""
    versions: list[dict[str, Any]] = []
    for version in cast("list[dict[str, Any]]", data["versions"]):
        before = versions[-1] if versions else None
        kind = "feedback" if before else "run"
        if before and len(version["overrides"]) > len(before["overrides"]):
            kind = "override"
        why = version["why"] if before else data["goal"]
        versions.append({**version, "kind": kind, "why": why})
    return {**data, "schema_version": "1.1", "studiocrew": "0.1.0", "versions": versions}


def _from_1_1(data: dict[str, Any]) -> dict[str, Any]:
    """1.1 knew one stretch only, and no gates."""
    return {**data, "schema_version": "1.2"}


_STEPS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "1.0": _from_1_0,
    "1.1": _from_1_1,
}
