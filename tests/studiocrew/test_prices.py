"""The table of prices: dated, and only for models it names."""

from datetime import date

import pytest

from studiocrew.prices import money, price_of, prices
from studiocrew.settings import Settings

DAY = date(2026, 7, 1)


def test_every_price_is_dated_and_was_checked_since() -> None:
    for price in prices().prices:
        assert price.since <= price.checked
    keys = [(price.model, price.since) for price in prices().prices]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("gpt-4.1-mini", "gpt-4.1-mini"),
        ("gpt-4.1", "gpt-4.1"),
        ("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"),
        ("openai/GPT-4.1-mini", "gpt-4.1-mini"),
        ("gpt-4.1-huge", None),
        ("my-gpt-4.1", None),
        ("", None),
    ],
)
def test_a_model_has_its_own_price_or_none(name: str, model: str | None) -> None:
    found = price_of(name, DAY)
    assert (found.model if found else None) == model


def test_no_price_holds_before_its_day() -> None:
    assert price_of("gpt-4.1", date(2025, 4, 13)) is None
    assert price_of("gpt-4.1", date(2025, 4, 14)) is not None


def test_the_settings_go_before_the_table() -> None:
    plain, own = Settings(), Settings(price_prompt=10.0)  # pyright: ignore[reportCallIssue]
    price = price_of("gpt-4.1", DAY)
    assert price is not None
    assert plain.money(1000, 500, "gpt-4.1", DAY) == money(price, 1000, 500) == 0.006
    assert own.money(1000, 500, "gpt-4.1", DAY) == 0.01
    assert plain.money(1000, 500, "gpt-4.1") == 0.0  # an endpoint of one's own
    assert plain.money(1000, 500, "unheard-of", DAY) == 0.0
