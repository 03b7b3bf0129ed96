"""Scheduling services a campaign can be uploaded to: their formats, as dated data."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, RootModel

from studiocrew.authored import load_authored
from studiocrew.contracts import Contract
from studiocrew.errors import CallerError
from studiocrew.nearest import instead

DATA = Path(__file__).with_name("targets.yaml")


class Target(Contract):
    """One service's upload; see the head of `targets.yaml`."""

    name: str
    columns: tuple[str, ...]
    extra: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    time: str
    zone: Literal["local", "utc"]
    each: Literal["platform", "campaign"]
    endings: tuple[str, ...] = ()
    most: int | None = None
    names: dict[str, str]
    apart_days: int = 0
    source: str
    checked_on: str
    confidence: Literal["platform", "code"]
    verified: bool

    def header(self, platform: str) -> tuple[str, ...]:
        """The columns of a file with posts for this platform."""
        return (*self.columns, *self.extra.get(platform, ()))

    @property
    def label(self) -> str:
        """What a user is to know of how far this format can be trusted."""
        known = "as the vendor documents it" if self.verified else "NOT VERIFIED with the vendor"
        return f"{self.name} upload, {known} ({self.source}, {self.checked_on})."


class _Targets(RootModel[dict[str, Target]]):
    pass


@functools.cache
def targets() -> Mapping[str, Target]:
    """Every service we write for, by id."""
    return load_authored(DATA, _Targets).root


def target(name: str) -> Target:
    """The service of this id. CallerError with the nearest one if there is none."""
    if name not in targets():
        raise CallerError(
            f"There is no export for {name!r}.",
            where="--to",
            mend=instead(name, [*targets(), "ics"]),
        )
    return targets()[name]
