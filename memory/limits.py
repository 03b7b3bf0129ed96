"""How much memory keeps of each kind and how it ages: `limits.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field

from studiocrew.authored import load_authored
from studiocrew.contracts import Contract

DATA = Path(__file__).with_name("limits.yaml")


class Kept(Contract):
    """One kind's bounds. Without a half-life it does not age."""

    most: int = Field(ge=1)
    half_life_days: float | None = Field(default=None, gt=0)
    floor: float = Field(default=1.0, ge=0, le=1)


class Limits(Contract):
    """All bounds of a brand's memory."""

    past: int = Field(ge=0)
    alike: float = Field(gt=0, le=1)
    kinds: dict[str, Kept]


@cache
def limits() -> Limits:
    return load_authored(DATA, Limits)
