"""The graph's state: plain JSON, so that a checkpoint is data and nothing else."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

Json = dict[str, Any]


def merge(left: Json, right: Json) -> Json:
    """Later products replace earlier ones of the same task."""
    return {**left, **right}


class State(TypedDict):
    """What nodes read and update. Every value is JSON; contracts are dumped into it.

    A run starts with `goal`, `directives`, `overrides` and, from a project's second version on,
    `settled`: what the first one was told and found, so that nobody is asked again. Each stage
    adds its own keys. What a stage that may be skipped adds is read with `get`.
    """

    goal: str
    directives: list[Json]
    overrides: list[Json]
    settled: list[Json] | None
    brief: Json
    mood: str
    sources: Annotated[list[Json], operator.add]
    evidence: Annotated[list[Json], operator.add]
    plan: Json
    checklist: list[Json]
    products: Annotated[dict[str, Json], merge]
    held: list[str]
    checks: list[Json]
    round: int
    saved: Annotated[list[str], operator.add]
    approval: Json
    calendar: list[Json]
    campaign: Json


class Research(TypedDict):
    """What one research branch is sent."""

    angle: Json
    brief: Json
