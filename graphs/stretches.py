"""A recipe that spans weeks, as the recipes of its stretches: each is one run of the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphs.recipe import Angle, DocumentSpec, Milestone, Recipe, stretch_ids


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch: its number from 1, its name, and the recipe that a run of it follows."""

    number: int
    id: str
    title: str
    milestone: Milestone
    recipe: Recipe


def stretches(recipe: Recipe) -> tuple[Stretch, ...]:
    """All of a recipe's stretches in order; none without milestones."""
    return tuple(_stretches(recipe))


def recipe_of(recipe: Recipe, number: int) -> Recipe:
    """What a run of that stretch follows; the recipe itself where it has no milestones."""
    return stretches(recipe)[number - 1].recipe if recipe.milestones else recipe


def _stretches(recipe: Recipe) -> Iterator[Stretch]:
    written: Counter[str] = Counter()
    number = 0
    for milestone in recipe.milestones:
        for turn, name in enumerate(stretch_ids(milestone), 1):
            number += 1
            title = milestone.title if milestone.repeat == 1 else f"{milestone.title} {turn}"
            written.update(milestone.documents)
            made = _recipe(recipe, milestone, title, written)
            yield Stretch(number, name, title, milestone, made)


def _recipe(recipe: Recipe, milestone: Milestone, title: str, written: Mapping[str, int]) -> Recipe:
    """Roles, needs, checklist and calendar are the recipe's, size and subjects the milestone's."""
    angles = [
        _spoken(angle, milestone.stance)
        for angle in recipe.angles
        if not milestone.angles or angle.id in milestone.angles
    ]
    names = {angle.id for angle in angles}
    mix = {name: share for name, share in recipe.calendar.mix.items() if name in names}
    return recipe.model_copy(
        update={
            "title": f"{recipe.title}: {title}",
            "purpose": f"{title}. {milestone.purpose}".strip(),
            "look": milestone.look,
            "platforms": milestone.platforms or recipe.platforms,
            "weeks": milestone.weeks,
            "posts": milestone.posts,
            "cadence": milestone.cadence or recipe.cadence,
            "calendar": recipe.calendar.model_copy(update={"mix": mix}),
            "angles": tuple(angles),
            "documents": tuple(
                _numbered(document, written)
                for document in recipe.documents
                if document.id in milestone.documents
            ),
            "approval": recipe.approval or milestone.approval,
        }
    )


def _spoken(angle: Angle, stance: str) -> Angle:
    said = "; ".join(filter(None, (angle.stance, stance)))
    return angle.model_copy(update={"stance": said})


def _numbered(document: DocumentSpec, written: Mapping[str, int]) -> DocumentSpec:
    """A document that is written again and again has a name of its own each time."""
    inputs = tuple(_name(name, written[name]) for name in document.inputs)
    return document.model_copy(
        update={"id": _name(document.id, written[document.id]), "inputs": inputs}
    )


def _name(document: str, time: int) -> str:
    return document if time == 1 else f"{document}-{time}"
