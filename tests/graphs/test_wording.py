"""When a line may stand."""

from __future__ import annotations

import pytest

from graphs.makers.wording import faithful, gathered, inviting, last_clause, repeats
from tools.screening import Verdict

FINE = Verdict((), 1.0)
STATION = "We are four minutes' walk from Pellow Bridge station."


@pytest.mark.parametrize(
    "line",
    [
        "Find us in four minutes at Pellow Bridge station.",
        "Walk four minutes to Pellow Bridge station.",
        "Find Pellow Bridge station. Walk four minutes. Find us.",
    ],
)
def test_closings_that_move_the_place_or_ask_for_nothing_are_turned_down(line: str) -> None:
    assert inviting(line, STATION, FINE, "en").faults


def test_a_closing_that_keeps_its_fact_and_asks_for_something_stands() -> None:
    assert inviting("Walk four minutes from Pellow Bridge station.", STATION, FINE, "en").usable


def test_a_closing_keeps_its_address() -> None:
    fact = "Pre-order from us at rye.example/order."
    assert inviting("Pre-order from us.", fact, FINE, "en").faults
    assert inviting("Pre-order from us at rye.example/order.", fact, FINE, "en").usable


def test_a_retelling_keeps_what_it_tells() -> None:
    fact = "Gina, the starter, came from a cousin in 1995 in a jam jar on a night train."
    told = "Our starter came from a cousin from 1995, in a jam jar we had on a train to meet her."
    assert faithful(told, fact, FINE, "en").faults
    assert faithful(fact, fact, FINE, "en").usable


def test_an_opening_of_the_facts_own_words_repeats_it_unless_it_is_a_word_or_two() -> None:
    fact = "Bring your own bag and the day's second loaf is 50p off."
    assert repeats("Bring your own bag and it's 50p off.", fact)
    assert repeats("Second loaf, 50p off.", fact)
    assert not repeats("50p off.", fact)


def test_menu_lines_of_one_thing_become_one() -> None:
    """A price behind a description was read as its last part, and tied to no fact."""
    assert gathered(["Rye: dense, dark.", "Rye: £5.", "We bake at four."]) == [
        "Rye: £5. Dense, dark.",
        "We bake at four.",
    ]


def test_the_last_clause_carries_the_accent() -> None:
    assert last_clause("Sixty cornetti. Two a person.") == "Two a person."
    assert last_clause("Slow bread") == ""


def test_one_calls_a_number_and_does_not_visit_it() -> None:
    fact = "Call the bakery on 01632 960 184."
    fine = Verdict((), 0.0)
    assert not inviting("Visit the bakery on 01632 960 184.", fact, fine, "en").usable
    assert inviting("Call the bakery on 01632 960 184.", fact, fine, "en").usable


def test_a_closing_speaks_to_the_reader_and_not_to_the_brand() -> None:
    fact = "Pre-order from Rye at rye.example/order."
    line = "Rye, pre-order at rye.example/order."
    assert inviting(line, fact, FINE, "en", "Rye").faults == ("speaks to the brand",)
    assert inviting("Pre-order from Rye at rye.example/order.", fact, FINE, "en", "Rye").usable
