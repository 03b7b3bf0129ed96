"""The shape of a recipe: which roles make what, for where, how often, and judged by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, cast

from pydantic import Field, model_validator

from studiocrew.contracts import (
    SCHEMA_VERSION,
    ChecklistItem,
    Contract,
    FactKind,
    Id,
    Importance,
)
from studiocrew.timing import CalendarRules


class Need(Contract):
    """Something the brief must know before copy is written."""

    id: Id
    question: str
    kinds: tuple[FactKind, ...] = Field(description="A fact of one of these kinds answers it.")
    importance: Importance = "medium"
    cost: Importance = Field(default="medium", description="What a wrong answer would cost.")
    reversible: bool = Field(
        default=True, description="Whether a wrong answer is easily put right once it is out."
    )
    lasting: bool = Field(
        default=True, description="Whether the answer to an earlier campaign still holds."
    )


class Angle(Contract):
    """A way of looking at the brand; every post takes one."""

    id: Id
    title: str
    kinds: tuple[FactKind, ...] = Field(description="Facts to rest on, best first.")
    question: str = Field(description="What research asks the brand's memory for this angle.")
    stance: str = Field(default="", description="How the copy speaks, in a few words.")


class DocumentSpec(Contract):
    """A text deliverable: who writes it, from what."""

    id: Id
    role: Id
    title: str
    work: str = Field(description="What to write. {placeholders} are filled from the brief.")
    inputs: tuple[Id, ...] = Field(default=(), description="Ids of other documents it builds on.")
    words: Annotated[int, Field(ge=20, le=2000)] = 150


class BudgetSpec(Contract):
    """Hard stops. None means no stop."""

    tokens: Annotated[int, Field(gt=0)] | None = None
    money: Annotated[float, Field(gt=0)] | None = None
    seconds: Annotated[float, Field(gt=0)] | None = None


class Gate(Contract):
    """What a person has to agree to before the next milestone begins, however long that takes."""

    question: str
    who: str = Field(default="", description='Whose word it is: "the owner".')


class Milestone(Contract):
    """A part of a project that lasts for weeks. `repeat` makes several stretches of it."""

    id: Id
    title: str
    purpose: str = Field(default="", description="What it is for; the strategist is told.")
    stance: str = Field(default="", description="Added to the stance of every angle.")
    weeks: Annotated[int, Field(ge=1, le=52)] = 2
    repeat: Annotated[int, Field(ge=1, le=52)] = 1
    lead_days: Annotated[int, Field(ge=0, le=28)] = Field(
        default=3, description="Days before it begins on which it is made."
    )
    posts: Annotated[int, Field(ge=0, le=200)] = 0
    platforms: tuple[Id, ...] = Field(default=(), description="The recipe's, if none are named.")
    cadence: dict[Id, float] = Field(default_factory=dict)
    angles: tuple[Id, ...] = Field(default=(), description="Of the recipe's; all if none is named.")
    documents: tuple[Id, ...] = Field(default=(), description="Of the recipe's; none otherwise.")
    look: bool = Field(default=False, description="Make the identity, also without posts.")
    approval: bool = Field(default=False, description="Posts wait for a person.")
    gate: Gate | None = None


class Recipe(Contract):
    """A kind of campaign. Everything a run does beyond the goal and the brand is said here.

    With `milestones` it spans weeks, and `weeks` and `posts` are their sums.
    """

    schema_version: str = SCHEMA_VERSION
    name: Id
    title: str
    description: str = ""
    roles: tuple[Id, ...]
    platforms: tuple[Id, ...] = ()
    purpose: str = Field(default="", description="What it is for; the strategist is told.")
    look: bool = Field(default=False, description="Make the identity, also without posts.")
    weeks: Annotated[int, Field(ge=1, le=52)] = 2
    posts: Annotated[int, Field(ge=0, le=200)] = 6
    carousels: tuple[Id, ...] = Field(
        default=(), description="Platforms whose posts are several pictures, one a fact."
    )
    cadence: dict[Id, float] = Field(
        default_factory=dict, description="Posts a week by platform; shares out `posts` if given."
    )
    calendar: CalendarRules = CalendarRules()
    needs: tuple[Need, ...] = ()
    angles: tuple[Angle, ...] = ()
    documents: tuple[DocumentSpec, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    budget: BudgetSpec = BudgetSpec()
    approval: bool = Field(default=False, description="Wait for a person before scheduling.")
    ask: bool = Field(default=False, description="Wait for a person's answers to questions.")
    questions: Annotated[int, Field(ge=0, le=20)] = Field(
        default=3, description="Most questions put to a person in one run."
    )

    milestones: tuple[Milestone, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _sums(cls, data: Any) -> Any:
        """Posts and weeks of the milestones. Whatever is malformed is left to be refused."""
        if not isinstance(data, dict) or not data.get("milestones"):
            return data
        given = cast("dict[str, Any]", data)
        try:
            parts = [Milestone.model_validate(part) for part in given["milestones"]]
        except (ValueError, TypeError):
            return given
        sums = {
            "weeks": sum(part.weeks * part.repeat for part in parts),
            "posts": sum(part.posts * part.repeat for part in parts),
        }
        for name, total in sums.items():
            if given.get(name, total) != total:
                raise ValueError(f"`{name}` is {given[name]}, and the milestones' sum is {total}")
        return {**given, **sums}

    @model_validator(mode="after")
    def _posts_need_somewhere_to_go(self) -> Recipe:
        if self.posts and not (self.platforms and self.angles):
            raise ValueError("a recipe with posts needs `platforms` and `angles`")
        if unknown := [name for name in self.carousels if name not in self.platforms]:
            raise ValueError(f"`carousels` names {unknown[0]}, which is none of `platforms`")
        if not (self.posts or self.documents or self.look or self.milestones):
            raise ValueError("a recipe must make something: give `posts` or `documents`")
        return self

    @model_validator(mode="after")
    def _milestones_fit(self) -> Recipe:
        names = Counter(name for part in self.milestones for name in stretch_ids(part))
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"two milestones are called {twice[0]}")
        for part in self.milestones:
            self._check_milestone(part)
        return self

    def _check_milestone(self, part: Milestone) -> None:
        documents = {document.id: document for document in self.documents}
        named: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
            ("document", part.documents, [*documents]),
            ("angle", part.angles, [angle.id for angle in self.angles]),
        )
        for what, wanted, known in named:
            if unknown := [name for name in wanted if name not in known]:
                raise ValueError(f"milestone {part.id} names an unknown {what}: {unknown[0]}")
        if not (part.posts or part.documents or part.look):
            raise ValueError(
                f"milestone {part.id} makes nothing: give `posts`, `documents` or `look`"
            )
        if part.id.startswith(POST):
            raise ValueError(f"milestone {part.id} has a name that only posts have")
        for name in part.documents:
            if absent := [i for i in documents[name].inputs if i not in part.documents]:
                raise ValueError(f"milestone {part.id} makes {name} without its input {absent[0]}")


POST = "post-"
"""What ids of posts begin with."""


def stretch_ids(milestone: Milestone) -> tuple[str, ...]:
    """The names of its stretches: its own, with a number where there are several."""
    if milestone.repeat == 1:
        return (milestone.id,)
    return tuple(f"{milestone.id}-{number}" for number in range(1, milestone.repeat + 1))
