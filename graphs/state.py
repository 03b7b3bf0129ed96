"""The graph's state: plain JSON, so that a checkpoint is data and nothing else."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

from typing_extensions import NotRequired

Json = dict[str, Any]


def merge(left: Json, right: Json) -> Json:
    """Later products replace earlier ones of the same task."""
    return {**left, **right}


class State(TypedDict):
    """What nodes read and update. Every value is JSON; contracts are dumped into it."""

    goal: str
    directives: NotRequired[list[Json]]
    brief: NotRequired[Json]
    mood: NotRequired[str]
    evidence: NotRequired[Annotated[list[Json], operator.add]]
    plan: NotRequired[Json]
    checklist: NotRequired[list[Json]]
    products: NotRequired[Annotated[dict[str, Json], merge]]
    checks: NotRequired[list[Json]]
    round: NotRequired[int]
    approval: NotRequired[Json]
    calendar: NotRequired[list[Json]]
    campaign: NotRequired[Json]


class Research(TypedDict):
    """What one research branch is sent."""

    angle: Json
    brief: Json
