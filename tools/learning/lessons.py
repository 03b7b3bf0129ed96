"""Lessons: how much better or worse, between which bounds, from how many posts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from studiocrew.contracts import Contract
from studiocrew.timing import WEEKDAYS

Dimension = Literal["platform", "hour", "weekday", "angle", "length"]
Measure = Literal["", "engagement rate", "engagements", "reach"]
LEVEL = 0.95
"""How much of the probability an interval holds."""


class Lesson(Contract):
    """One level of a dimension beside the average of the other levels.

    `ratio` is the shrunk estimate, `low` and `high` the interval around it: 1.2 is 20 % more.
    """

    dimension: Dimension
    level: str
    posts: int
    ratio: float
    low: float
    high: float

    @property
    def certain(self) -> float:
        """As a log ratio, what is certain of it: the bound next to none; 0 if that is crossed."""
        if self.low > 1:
            return math.log(self.low)
        return math.log(self.high) if self.high < 1 else 0.0

    @property
    def name(self) -> str:
        """ "Thursdays", "12:00", "instagram", "captions of 151 to 500 characters"."""
        match self.dimension:
            case "weekday":
                return f"{WEEKDAYS[int(self.level)].capitalize()}s"
            case "hour":
                return f"{self.level}:00"
            case "length":
                return f"captions of {self.level} characters"
            case _:
                return self.level

    def told(self, measure: str) -> str:
        """In words, with the number of posts, and no winner unless the interval says so."""
        span = f"{_percent(self.low)} to {_percent(self.high)}"
        posts = f"{self.posts} post" + ("" if self.posts == 1 else "s")
        if not self.certain:
            return f"{self.name}: {posts}, {span}; too little to say."
        verb = "more" if self.certain > 0 else "less"
        return f"{self.name}: {verb} {measure}, {span} beside the others ({posts})."


class Lessons(Contract):
    """Everything learnt of a brand, from `posts` posts by one measure."""

    posts: int = 0
    measure: Measure = ""
    first: str = Field(default="", description="Day of the first post, YYYY-MM-DD.")
    last: str = ""
    lessons: tuple[Lesson, ...] = ()

    @property
    def certain(self) -> tuple[Lesson, ...]:
        """Those whose interval leaves no doubt about which way."""
        return tuple(lesson for lesson in self.lessons if lesson.certain)

    def told(self) -> Iterator[str]:
        """The heading, what is certain, and what all the rest comes to."""
        if not self.posts:
            return
        many = f"{self.posts} post" + ("" if self.posts == 1 else "s")
        yield f"What we learnt, from {many} ({self.first} to {self.last}, by {self.measure}):"
        for lesson in self.certain:
            yield lesson.told(self.measure)
        rest = len(self.lessons) - len(self.certain)
        if rest:
            some = "nothing is certain yet" if not self.certain else "nothing more is certain"
            yield f"Of {rest} other comparisons {some}: their intervals include no difference."


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.0f} %"
