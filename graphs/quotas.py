"""Whose turn it is: angles in turn, within the shares of a campaign that each may and must have."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from studiocrew.errors import AuthorError, PlanError
from studiocrew.nearest import instead
from studiocrew.timing import Share

_STRENGTH, _MOST = 2.0, 2.0
"""A certain gain of a log unit makes an angle's share e² times as large; twice it at most. House
judgement."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Quota:
    """Fewest and most posts of an angle, and how much more often than others it has its turn."""

    least: int = 0
    most: int = 10_000
    weight: float = 1.0


def quotas(
    mix: Mapping[str, Share], gains: Mapping[str, float], angles: Sequence[str], posts: int
) -> dict[str, Quota]:
    """Whole posts from shares. `gains` are certain log ratios by angle, as learnt.

    AuthorError for an unknown angle; PlanError naming the quotas that do not add up.
    """
    for name in mix:
        if name not in angles:
            raise AuthorError(
                f"The content mix names an unknown angle: {name}.",
                where="calendar.mix",
                mend=instead(name, angles),
            )
    made = {
        name: Quota(
            math.ceil(mix.get(name, Share()).least * posts - _ROUNDING),
            math.floor(mix.get(name, Share()).most * posts + _ROUNDING),
            min(_MOST, max(1 / _MOST, math.exp(_STRENGTH * gains.get(name, 0.0)))),
        )
        for name in angles
    }
    _add_up(made, posts)
    return made


def _add_up(made: Mapping[str, Quota], posts: int) -> None:
    if clash := [name for name, quota in made.items() if quota.least > quota.most]:
        name, quota = clash[0], made[clash[0]]
        raise _no_mix([f"{name}: at least {quota.least} and at most {quota.most}"], posts)
    if sum(quota.least for quota in made.values()) > posts:
        said, total = list[str](), 0
        for name, quota in sorted(made.items(), key=lambda item: -item[1].least):
            said.append(f"{name}: at least {quota.least}")
            total += quota.least
            if total > posts:  # the largest ones first, so none of these can be left out
                raise _no_mix(said, posts)
    if sum(quota.most for quota in made.values()) < posts:
        raise _no_mix([f"{name}: at most {quota.most}" for name, quota in made.items()], posts)


def _no_mix(said: Sequence[str], posts: int) -> PlanError:
    return PlanError(
        f"No content mix of {posts} posts keeps all of this: {'; '.join(said)}.",
        where="calendar.mix",
        mend="Change any one of these shares, or the number of posts.",
    )


@dataclass
class Turns:
    """`count` posts shared out among angles, one `take` at a time."""

    count: int
    quotas: Mapping[str, Quota]
    taken: Counter[str] = field(default_factory=Counter[str])
    _able: Sequence[str] = ()

    def begin(self, able: Sequence[str]) -> None:
        """Only angles that have something to say can be owed posts."""
        self._able = able

    @property
    def left(self) -> int:
        return self.count - self.taken.total()

    def take(self, name: str) -> None:
        self.taken[name] += 1

    def open_to(self, name: str) -> bool:
        """Whether a post may take this angle and still leave all others what they must have."""
        owed = sum(self._owed(other) for other in self._able if other != name)
        return self.left > owed and self.taken[name] < self._quota(name).most

    def order(self) -> list[str]:
        """Whose turn it is, the next one first; never empty.

        Angles rotate; where something was learnt, those most behind their weight come first.
        """
        turn = self.taken.total() % len(self._able)
        ahead = [*self._able[turn:], *self._able[:turn]]
        if any(self._quota(name).weight != 1.0 for name in ahead):
            ahead.sort(key=lambda name: -self._behind(name))
        able = [name for name in ahead if self.open_to(name)]
        # Angles without facts leave their posts to the others, whatever these may have at most.
        return able or ahead

    def _behind(self, name: str) -> float:
        total = sum(self._quota(other).weight for other in self._able)
        share = self._quota(name).weight / total
        return round(share * (self.taken.total() + 1) - self.taken[name], 9)

    def _owed(self, name: str) -> int:
        return max(0, self._quota(name).least - self.taken[name])

    def _quota(self, name: str) -> Quota:
        return self.quotas.get(name, Quota())
