"""What gives a turned-round fact away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.fidelity import added, in_order, misused_numbers, pieced, retensed

CORNETTI = "Brown-butter cornetti are baked on Sundays only, 60 of them, two a person."
LOAF = "Bring your own bag and the day's second loaf is 50p off."
HOURS = "We open at six, Tuesday to Sunday."


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Sixty cornetti. Two a person.", CORNETTI),
        ("Only 60. Sunday only.", CORNETTI),
        ("Only Sundays, 60 brown-butter cornetti, two a person.", CORNETTI),
        ("Second loaf is 50p off. Bring your own bag.", LOAF),
        ("Open at 6, Tuesday to Sunday.", HOURS),
    ],
)
def test_numbers_in_their_own_company_pass(line: str, fact: str) -> None:
    assert misused_numbers(line, fact, "en") == []


@pytest.mark.parametrize(
    ("line", "fact", "number"),
    [
        ("Brown-butter cornetti are baked on Sundays, 60 per person.", CORNETTI, "60"),
        ("Six people, 60 cornetti.", CORNETTI, "6"),
        ("Day's second loaf, for 50p.", LOAF, "50"),
        ("Get the second loaf for just 50p extra.", LOAF, "50"),
        ("We're open from six in the morning until six at night.", HOURS, "6"),
    ],
)
def test_numbers_in_other_company_or_too_often_are_named(line: str, fact: str, number: str) -> None:
    assert number in misused_numbers(line, fact, "en")


def test_words_beyond_the_fact_are_counted_and_small_ones_are_not() -> None:
    assert added("Our starter had a jam jar to meet her.", "Gina came in a jam jar.", "en") == {
        "starter",
        "had",
        "meet",
        "her",
        "to",
    }
    assert added("We open at 6 on Tuesday.", HOURS, "en") == set()
    station = "We are four minutes' walk from the station."
    assert added("Walk four minutes to the station.", station, "en") == {"to"}


@given(st.lists(st.sampled_from(["rye", "60", "loaves", "a", "day", "at", "six"]), min_size=1))
def test_a_fact_said_over_is_true_to_itself(parts: list[str]) -> None:
    fact = " ".join(parts)
    assert in_order(fact, fact) == 1
    assert added(fact, fact, "en") == set()
    assert misused_numbers(fact, fact, "en") == []


@pytest.mark.parametrize(
    ("line", "true"),
    [
        ("Half price! Yesterday's bread.", True),
        ("Bread, at half price, until ten.", True),
        ("Yesterday's bread is half price until ten.", True),
        ("Our bread is half price. Last day.", False),
        ("Half price until 10.", True),
        ("Bread until ten.", False),
    ],
)
def test_fragments_of_a_fact_stay_true_while_nothing_is_left_out_in_the_middle(
    line: str, true: bool
) -> None:
    assert pieced(line, "Yesterday's bread is half price until ten.", "en") is true


@given(st.lists(st.sampled_from(["rye", "loaf", "oven", "seven", "Gina", "flour"]), min_size=1))
def test_a_fact_is_always_pieced_from_itself(said: list[str]) -> None:
    assert pieced(" ".join(said), " ".join(said), "en")


@pytest.mark.parametrize(
    ("line", "fact", "language", "moved"),
    [
        ("Sign-up closed.", "Sign-up closes on 10 December.", "en", {"closed"}),
        ("Opens in 1979.", "The bakery opened in 1979.", "en-GB", {"opens"}),
        ("Sign-up closes on 10 December.", "Sign-up closes on 10 December.", "en", set()),
        ("Closing on 10 December.", "Sign-up closes on 10 December.", "en", set()),
        ("Closed on Mondays.", "We are closed on Mondays; the oven closes at two.", "en", set()),
        ("Red bread.", "The bread is red.", "en", set()),
        ("Closed.", "Der Laden closes.", "de", set()),
    ],
)
def test_what_is_to_come_is_not_said_to_be_over(
    line: str, fact: str, language: str, moved: set[str]
) -> None:
    assert retensed(line, fact, language) == moved
