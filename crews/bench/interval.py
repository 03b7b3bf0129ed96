"""How sure one may be of a ratio of two pass rates, also when one of them is zero.

The score interval of Koopman (Biometrics 40, 1984, 513-517): every ratio that a score test at 5%
would not turn down. Unlike the bootstrap it has a finite lower end where the other way passed
nothing. It takes the two ways as independent; on the same briefs that widens it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # two-sided 95%
_HALVINGS = 200
_WIDEST = 1e6


@dataclass(frozen=True, slots=True)
class Passed:
    """`passed` of `tried`."""

    passed: int
    tried: int

    @property
    def rate(self) -> float:
        return self.passed / self.tried


def score_interval(ours: Passed, theirs: Passed) -> tuple[float, float]:
    """The 95% interval of `ours` over `theirs`; from 0, or to infinity, where one has none."""
    low = _edge(ours, theirs, above=True) if ours.passed else 0.0
    high = _edge(ours, theirs, above=False) if theirs.passed else math.inf
    return low, high


def _edge(ours: Passed, theirs: Passed, *, above: bool) -> float:
    """Where the test statistic crosses the limit; it falls as the ratio grows."""
    low, high = 1 / _WIDEST, _WIDEST
    limit = _Z if above else -_Z
    for _ in range(_HALVINGS):
        middle = math.sqrt(low * high)
        if _statistic(ours, theirs, middle) > limit:
            low = middle
        else:
            high = middle
    return math.sqrt(low * high)


def _statistic(ours: Passed, theirs: Passed, ratio: float) -> float:
    """Standardised distance of what was seen from `ratio`, at the likeliest rates that have it."""
    a = ratio * (ours.tried + theirs.tried)
    b = ratio * (ours.tried + theirs.passed) + ours.passed + theirs.tried
    c = ours.passed + theirs.passed
    base = (b - math.sqrt(max(b * b - 4 * a * c, 0.0))) / (2 * a)
    rate = min(ratio * base, 1.0)
    variance = rate * (1 - rate) / ours.tried + ratio**2 * base * (1 - base) / theirs.tried
    distance = ours.rate - ratio * theirs.rate
    return distance / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, distance)
