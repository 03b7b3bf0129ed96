"""Finding recipes: shipped ones by name, anybody's by path, CrewAI's pair of files as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import regex

from graphs import judgements
from graphs.recipe import DocumentSpec, Recipe
from roles.loader import Source
from studiocrew.authored import check_authored, load_authored
from studiocrew.contracts import ChecklistItem
from studiocrew.errors import AuthorError
from studiocrew.nearest import instead
from tools import checks

SHIPPED = Path(str(resources.files("crews"))) / "recipes"

_SCOPES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "code": checks.SCOPES,
    "model": judgements.FITTING,
}


@dataclass(frozen=True)
class Found:
    """A recipe and the folder its own role cards may stand in."""

    recipe: Recipe
    folder: Path

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.recipe.model_dump_json().encode()).hexdigest()


def recipes() -> list[Recipe]:
    """Every shipped recipe, by name."""
    return [load_authored(path, Recipe) for path in sorted(SHIPPED.glob("*.yaml"))]


def find_recipe(name: str | Path) -> Found:
    """A shipped name, a YAML file, a folder with recipe.yaml, or one with CrewAI's pair.

    Raises `AuthorError` that names the nearest recipe or the line to mend.
    """
    path = Path(name)
    shipped = SHIPPED / f"{name}.yaml"
    if path.parent == Path() and not path.suffix and shipped.is_file():
        return Found(_read(shipped), SHIPPED)
    if (path / "agents.yaml").is_file() and (path / "tasks.yaml").is_file():
        return Found(_from_crewai(path), path)
    if (path / "recipe.yaml").is_file():
        return Found(_read(path / "recipe.yaml"), path)
    if path.is_file():
        return Found(_read(path), path.parent)
    known = [recipe.stem for recipe in sorted(SHIPPED.glob("*.yaml"))]
    raise AuthorError(
        f"There is no recipe {str(name)!r}.",
        where="recipe",
        mend=f"{instead(str(name), known, listed='Shipped')} A path to a YAML file works too.",
    )


def _read(path: Path) -> Recipe:
    """The recipe, its checklist checked too: what cannot be judged would stop a run half-way."""
    source = Source(path)
    recipe = check_authored(source.data, Recipe, where=source.where, lines=source.lines)
    for number, item in enumerate(recipe.checklist):
        scopes = _SCOPES[item.kind]
        if item.check not in scopes:
            raise AuthorError(
                f"Checklist item {item.id} uses an unknown {item.kind} check: {item.check}.",
                where=source.line("checklist", number, "check"),
                mend=instead(item.check, sorted(scopes)),
            )
        if item.scope not in scopes[item.check]:
            raise _misplaced(item, scopes, source.line("checklist", number, "scope"))
    return recipe


def _misplaced(item: ChecklistItem, scopes: Mapping[str, Sequence[str]], where: str) -> AuthorError:
    """A check that is given something it cannot look at."""
    able = sorted(check for check, fitting in scopes.items() if item.scope in fitting)
    others = f", or take a check of that scope: {', '.join(able)}" if able else ""
    return AuthorError(
        f"Checklist item {item.id}: the check {item.check} cannot have the scope {item.scope}.",
        where=where,
        mend=f"Write `scope: {' or '.join(scopes[item.check])}`{others}.",
    )


def _from_crewai(folder: Path) -> Recipe:
    """Agents and tasks written for CrewAI, as a recipe of documents."""
    from roles.crewai_files import load_crew_files

    crew = load_crew_files(folder)
    return Recipe(
        name=regex.sub(r"[^A-Za-z0-9._-]+", "-", folder.resolve().name).strip("-.") or "crewai",
        title=folder.resolve().name.replace("-", " ").capitalize(),
        description=f"CrewAI tasks of {folder.name}",
        roles=tuple(crew.cards),
        posts=0,
        documents=tuple(
            DocumentSpec(
                id=task.id,
                role=task.role,
                title=task.id.replace("_", " ").capitalize(),
                work=f"{task.description}\n\nExpected: {task.expected_output}",
                inputs=task.inputs,
                words=300,
            )
            for task in crew.tasks
        ),
    )
