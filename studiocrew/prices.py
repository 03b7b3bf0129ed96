"""What calls of hosted models cost, by a table with dates: `prices.yaml`."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from studiocrew.authored import load_authored
from studiocrew.contracts import Contract

MILLION = 1_000_000


class Price(Contract):
    """Of one model from one day on, per million tokens."""

    model: str
    since: date = Field(alias="from")
    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)
    checked: date = Field(description="When somebody last looked at the source.")


class Prices(Contract):
    """The whole table."""

    currency: str
    source: str
    prices: tuple[Price, ...]


@cache
def prices() -> Prices:
    """The shipped table, read once."""
    return load_authored(Path(__file__).with_name("prices.yaml"), Prices)


def price_of(model: str, on: date) -> Price | None:
    """The price that held that day. A dated snapshot (gpt-4.1-2025-04-14) costs as its model does.

    None for a model that is not in the table: its calls count as free unless a price is set.
    """
    name = model.lower().rpartition("/")[2]
    known = [
        p for p in prices().prices if p.since <= on and (p.model == name or _of(name, p.model))
    ]
    return max(known, key=lambda price: (len(price.model), price.since), default=None)


def _of(snapshot: str, model: str) -> bool:
    """Whether a name is the model's with a date after it."""
    rest = snapshot.removeprefix(f"{model}-")
    return rest != snapshot and rest.replace("-", "").isdigit() and len(rest.replace("-", "")) >= 6


def money(price: Price, prompt_tokens: int, completion_tokens: int) -> float:
    """What that many tokens cost, in the table's currency."""
    return (prompt_tokens * price.prompt + completion_tokens * price.completion) / MILLION
