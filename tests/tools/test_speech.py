"""A brand speaking of itself."""

from __future__ import annotations

import pytest

from tools.speech import by_name, in_first_person, ordered


@pytest.mark.parametrize(
    ("stated", "spoken"),
    [
        ("Nonna's Crust opens at six.", "We open at six."),
        ("Nonna's Crust is at 14 Mill Lane.", "We are at 14 Mill Lane."),
        ("Nonna's Crust reaches the whole town.", "We reach the whole town."),
        ("Nonna's Crust opened in 1979.", "We opened in 1979."),
        ("Call Nonna's Crust on 01632 960 184.", "Call us on 01632 960 184."),
        ("Nonna's Crust's oven is old.", "Our oven is old."),
        ("The oven of Nonna's Crust bakery is old.", "The oven of Nonna's Crust bakery is old."),
        ("Our sourdough ferments for 36 hours.", "Our sourdough ferments for 36 hours."),
    ],
)
def test_english_facts_are_said_by_the_brand(stated: str, spoken: str) -> None:
    assert in_first_person(stated, "Nonna's Crust", "en-GB") == spoken


def test_other_languages_and_nameless_brands_stay_as_they_are() -> None:
    assert in_first_person("Brot öffnet um sechs.", "Brot", "de") == "Brot öffnet um sechs."
    assert in_first_person("Brot is good.", "", "en") == "Brot is good."


@pytest.mark.parametrize(
    ("line", "language", "named"),
    [
        ("Find us at 3 Park Parade.", "en", "Find The Kettle at 3 Park Parade."),
        ("Call us: 07700 900 358.", "en-GB", "Call The Kettle: 07700 900 358."),
        ("Classes: kettle.example/intro.", "en", "The Kettle. Classes: kettle.example/intro."),
        ("Finde uns am Markt.", "de", "The Kettle. Finde uns am Markt."),
        ("Kettle, 3 Park Parade.", "es", "The Kettle, 3 Park Parade."),
        ("", "en", "The Kettle"),
    ],
)  # fmt: skip
def test_a_line_can_say_whose_it_is(line: str, language: str, named: str) -> None:
    assert by_name(line, "The Kettle", language) == named


@pytest.mark.parametrize(
    ("line", "language", "mended"),
    [
        ("Order The Kettle at ket.example.", "en-GB", "Order from The Kettle at ket.example."),
        ("Pre-order The Kettle today.", "en", "Pre-order from The Kettle today."),
        ("Order from The Kettle at six.", "en", "Order from The Kettle at six."),
        ("Visit The Kettle at 3 Park Parade.", "en", "Visit The Kettle at 3 Park Parade."),
        ("Order The Kettleworks mug.", "en", "Order The Kettleworks mug."),
        ("Order The Kettle.", "de", "Order The Kettle."),
    ],
)  # fmt: skip
def test_one_orders_from_a_brand_and_never_the_brand(line: str, language: str, mended: str) -> None:
    assert ordered(line, "The Kettle", language) == mended
