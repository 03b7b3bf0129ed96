"""The shape of a recipe: which roles make what, for where, how often, and judged by what."""

from __future__ import annotations

from typing import Annotated

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


class Recipe(Contract):
    """A kind of campaign. Everything a run does beyond the goal and the brand is said here."""

    schema_version: str = SCHEMA_VERSION
    name: Id
    title: str
    description: str = ""
    roles: tuple[Id, ...]
    platforms: tuple[Id, ...] = ()
    weeks: Annotated[int, Field(ge=1, le=52)] = 2
    posts: Annotated[int, Field(ge=0, le=200)] = 6
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

    @model_validator(mode="after")
    def _posts_need_somewhere_to_go(self) -> Recipe:
        if self.posts and not (self.platforms and self.angles):
            raise ValueError("a recipe with posts needs `platforms` and `angles`")
        if not self.posts and not self.documents:
            raise ValueError("a recipe must make something: give `posts` or `documents`")
        return self
