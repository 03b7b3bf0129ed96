"""Scores submissions, and says how ways compare and how sure one can be of it.

Nothing here asks a model. An attempt without a submission meets no item.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crews.bench.brief import BenchBrief
from crews.bench.interval import Passed, score_interval
from crews.bench.results import Result
from crews.bench.rules.case import Case, Verdict
from crews.bench.submission import Submission

RESAMPLES = 2000
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Score:
    """How one attempt at one brief did, item by item, in the brief's order."""

    brief: str
    verdicts: Mapping[str, Verdict]

    @property
    def passed(self) -> int:
        return sum(verdict.passed for verdict in self.verdicts.values())

    @property
    def total(self) -> int:
        return len(self.verdicts)

    @property
    def whole(self) -> bool:
        """Whether every item is met."""
        return self.passed == self.total

    @property
    def share(self) -> float:
        return self.passed / self.total


def score(brief: BenchBrief, submission: Submission | None, error: str = "") -> Score:
    """Every item of the brief, judged."""
    if submission is None:
        lost = Verdict(False, error or "Nothing was submitted.")
        return Score(brief.id, {item.id: lost for item in brief.items})
    case = Case(brief, submission)
    return Score(brief.id, {item.id: item.judge(case) for item in brief.items})


@dataclass(frozen=True, slots=True)
class Scored:
    """A result with its score."""

    brief: BenchBrief
    result: Result
    score: Score


def score_all(
    briefs: Sequence[BenchBrief], results: Mapping[tuple[str, str], Result]
) -> list[Scored]:
    """Every result there is, in the order of the briefs."""
    known = {brief.id: brief for brief in briefs}
    return [
        Scored(known[r.brief], r, score(known[r.brief], r.submission, r.error))
        for _, r in sorted(results.items())
        if r.brief in known
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a way, or a way on some of the briefs. Costs are per brief."""

    briefs: int
    pass_rate: float
    mean_share: float
    mean_items: float
    calls: float
    tokens: float
    seconds: float
    errors: int


def line(rows: Sequence[Scored]) -> Line:
    """The averages of some results; of none, zeros."""
    count = max(len(rows), 1)
    return Line(
        briefs=len(rows),
        pass_rate=sum(row.score.whole for row in rows) / count,
        mean_share=sum(row.score.share for row in rows) / count,
        mean_items=sum(row.score.passed for row in rows) / count,
        calls=sum(row.result.usage.calls for row in rows) / count,
        tokens=sum(_tokens(row.result) for row in rows) / count,
        seconds=sum(row.result.seconds for row in rows) / count,
        errors=sum(row.result.submission is None for row in rows),
    )


def _tokens(result: Result) -> int:
    return result.usage.prompt_tokens + result.usage.completion_tokens


@dataclass(frozen=True, slots=True)
class Ratio:
    """One way over another on the briefs that both did, with a 95% interval: of the bootstrap for
    shares, Koopman's score interval for rates of briefs that passed.

    Infinite where the other way has nothing; None where both have nothing.
    """

    value: float | None
    low: float | None
    high: float | None
    briefs: int


Measure = Callable[[Score], float]


def passed_whole(score: Score) -> float:
    """1.0 if every item passed, else 0.0."""
    return float(score.whole)


MEASURES: Mapping[str, Measure] = {
    "pass_rate": passed_whole,
    "mean_share": lambda score: score.share,
}


def ratio(rows: Sequence[Scored], way: str, over: str, measure: Measure) -> Ratio:
    """`way` over `over`: briefs are drawn with replacement, both ways of a brief together."""
    by_way = {
        name: {row.brief.id: measure(row.score) for row in rows if row.result.way == name}
        for name in (way, over)
    }
    shared = sorted(by_way[way].keys() & by_way[over].keys())
    pairs = [(by_way[way][name], by_way[over][name]) for name in shared]
    if not pairs:
        return Ratio(None, None, None, 0)
    value = _quotient(pairs)
    if measure is passed_whole:
        ours, theirs = (Passed(int(sum(column)), len(pairs)) for column in zip(*pairs, strict=True))
        low, high = score_interval(ours, theirs) if value is not None else (None, None)
        return Ratio(value, low, high, len(pairs))
    dice = random.Random(SEED)  # noqa: S311 - the same table from the same results
    drawn = (dice.choices(pairs, k=len(pairs)) for _ in range(RESAMPLES))
    resampled = sorted(r for sample in drawn if (r := _quotient(sample)) is not None)
    if not resampled:
        return Ratio(value, None, None, len(pairs))
    low, high = (resampled[round(q * (len(resampled) - 1))] for q in (0.025, 0.975))
    return Ratio(value, low, high, len(pairs))


def _quotient(pairs: Sequence[tuple[float, float]]) -> float | None:
    ours, theirs = (sum(column) for column in zip(*pairs, strict=True))
    if not theirs:
        return math.inf if ours else None
    return ours / theirs
