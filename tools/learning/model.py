"""An additive model of posts, partially pooled, with every uncertainty integrated out.

log(measure) = platform + hour + weekday + angle + length + noise

Effects of hours, weekdays, angles and lengths are normal around zero; platforms differ freely. A
dimension is looked at with a spread of its own, a multiple of the noise, and one for the others.
Spreads and noise are not estimated but averaged over a grid by how well they explain the data, so
that few posts give wide intervals around little
(Gelman and others, Bayesian Data Analysis, 3rd edition, chapters 5 and 15). Pooling is what keeps
many comparisons from finding winners in noise (Gelman, Hill and Yajima 2012).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from tools.learning.lessons import LEVEL, Dimension, Lesson, Lessons, Measure
from tools.learning.posts import Measured

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIMENSIONS: tuple[Dimension, ...] = ("platform", "hour", "weekday", "angle", "length")
Column = tuple[Dimension, str]
_FREE = 100.0
"""Prior variance of what is not pooled, in units of the noise: as good as flat."""
_SPREADS = [0.03 * 1.6**n for n in range(10)]  # 0.03 to about 2 times the noise
_OTHERS = [0.03, 0.12, 0.3, 0.6, 1.2]
_SPREAD_SCALE = 0.5
"""Half-normal scale of the spread. House judgement: when and how one posts matters less than what
the post says, which is the noise here."""
_NOISES = [0.1 * 1.2**n for n in range(20)]  # standard deviations of a log, 0.1 to about 3.2
_NOISE_SHAPE, _NOISE_RATE = 2.0, 0.5
"""Inverse gamma of the noise's variance: around 0.5, which a few posts can move."""
_NEGLIGIBLE = 1e-4


def learn(measured: Sequence[Measured]) -> Lessons:
    """Every level of every dimension with at least two levels, beside the average of its others.

    Posts without the measure that most posts have are left out.
    """
    measure, rows = _by_measure(measured)
    if not rows:
        return Lessons()
    posts = [post for post, _ in rows]
    days = sorted(post.at.date() for post in posts)
    return Lessons(
        posts=len(posts),
        measure=measure,
        first=days[0].isoformat(),
        last=days[-1].isoformat(),
        lessons=tuple(_lessons([post.levels() for post in posts], [value for _, value in rows])),
    )


def _by_measure(measured: Sequence[Measured]) -> tuple[Measure, list[tuple[Measured, float]]]:
    """The measure most posts have, rates before counts, and its logarithm. Half a reaction is
    added, so that none at all has one."""
    rates = [
        (post, math.log((post.engagements + 0.5) / (post.reach + 1)))
        for post in measured
        if post.reach and post.engagements is not None
    ]
    counts = [
        (post, math.log(post.engagements + 0.5))
        for post in measured
        if post.engagements is not None
    ]
    seen = [(post, math.log(post.reach + 0.5)) for post in measured if post.reach is not None]
    named: tuple[tuple[Measure, list[tuple[Measured, float]]], ...] = (
        ("engagement rate", rates),
        ("engagements", counts),
        ("reach", seen),
    )
    return max(named, key=lambda pair: len(pair[1]))


def _lessons(levels: Sequence[Mapping[str, str]], values: Sequence[float]) -> list[Lesson]:
    columns: list[Column] = [
        (dimension, level)
        for dimension in DIMENSIONS
        for level in sorted({one[dimension] for one in levels}, key=_in_order)
        if len({one[dimension] for one in levels}) > 1 and level
    ]
    counted = Counter((d, one[d]) for one in levels for d in DIMENSIONS)
    found: list[Lesson] = []
    estimates: list[tuple[float, float, float]] = [
        estimate
        for dimension in DIMENSIONS
        if any(column[0] == dimension for column in columns)
        for estimate in effects(columns, levels, values, dimension)
    ]
    for (dimension, level), (ratio, low, high) in zip(columns, estimates, strict=True):
        found.append(
            Lesson(
                dimension=dimension,
                level=level,
                posts=counted[dimension, level],
                ratio=_ratio(ratio),
                low=_ratio(low),
                high=_ratio(high),
            )
        )
    return found


def _ratio(log: float) -> float:
    """Six digits: more than can be known, and the same on every machine."""
    return float(f"{math.exp(log):.6g}")


def _in_order(level: str) -> tuple[int, str]:
    return (int(level), "") if level.isdigit() else (0, level)


def _contrast(columns: Sequence[Column], column: Column) -> list[float]:
    """The level itself, less the average of the others of its dimension."""
    others = sum(dimension == column[0] for dimension, _ in columns) - 1
    share = -1.0 / max(1, others)
    return [
        1.0 if other == column else share if other[0] == column[0] else 0.0 for other in columns
    ]


def effects(
    columns: Sequence[Column],
    levels: Sequence[Mapping[str, str]],
    values: Sequence[float],
    asked_of: Dimension,
) -> list[tuple[float, float, float]]:
    """Mean and bounds of each level of a dimension, as logarithms, in the order of `columns`.

    The posterior is a mixture of normals over the grid.
    """
    import numpy as np

    contrasts = [_contrast(columns, column) for column in columns if column[0] == asked_of]
    design = np.array([[1.0, *(float(one[d] == lv) for d, lv in columns)] for one in levels])
    given = np.array(values) - float(np.mean(values))
    asked = np.array([[0.0, *contrast] for contrast in contrasts])
    free = np.array([True, *(dimension == "platform" for dimension, _ in columns)])
    own = np.array([False, *(dimension == asked_of for dimension, _ in columns)])
    weights: list[float] = []
    means: list[list[float]] = []
    deviations: list[list[float]] = []
    for rho, other in product(_SPREADS, _OTHERS):
        prior = np.where(free, _FREE, np.where(own, rho**2, other**2))
        precision = np.diag(1 / prior) + design.T @ design
        mean = np.linalg.solve(precision, design.T @ given)
        left = float(given @ given - (design.T @ given) @ mean)
        scaled = np.sqrt(np.einsum("ij,ji->i", asked, np.linalg.solve(precision, asked.T)))
        fit = -0.5 * float(np.sum(np.log(prior)) + np.linalg.slogdet(precision)[1])
        for spread in (rho, other):  # half-normal, and the grid is in logarithms
            fit += math.log(spread) - 0.5 * (spread / _SPREAD_SCALE) ** 2
        for noise in _NOISES:
            variance = noise**2
            shape = _NOISE_SHAPE + len(values) / 2
            weights.append(fit - 2 * shape * math.log(noise) - (_NOISE_RATE + left / 2) / variance)
            means.append((asked @ mean).tolist())
            deviations.append((noise * scaled).tolist())
    chances = np.exp(np.array(weights) - max(weights))
    kept = chances > _NEGLIGIBLE * chances.max()
    chances = chances[kept] / chances[kept].sum()
    middle, widths = np.array(means)[kept], np.array(deviations)[kept]
    tail = (1 - LEVEL) / 2
    return [
        (
            float(chances @ middle[:, n]),
            _quantile(chances, middle[:, n], widths[:, n], tail),
            _quantile(chances, middle[:, n], widths[:, n], 1 - tail),
        )
        for n in range(len(contrasts))
    ]


def _quantile(chances: Floats, means: Floats, deviations: Floats, wanted: float) -> float:
    """Of a mixture of normals, by bisection."""
    low = float((means - 9 * deviations).min())
    high = float((means + 9 * deviations).max())
    for _ in range(28):
        middle = (low + high) / 2
        below = sum(
            chance * 0.5 * math.erfc((mean - middle) / (deviation * math.sqrt(2)))
            for chance, mean, deviation in zip(
                chances.tolist(), means.tolist(), deviations.tolist(), strict=True
            )
        )
        low, high = (middle, high) if below < wanted else (low, middle)
    return (low + high) / 2
