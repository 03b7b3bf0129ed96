"""Posts serve what the goal asks for."""

from __future__ import annotations

import pytest

from graphs.focus import by_focus, focus
from studiocrew.contracts import Brief, Fact, FactKind


def brief(goal: str, *facts: tuple[FactKind, str]) -> Brief:
    return Brief(
        goal=goal,
        brand_name="The Copper Kettle",
        trade="café",
        facts=tuple(
            Fact(id=f"f{n}", kind=kind, statement=said, source_id="s")
            for n, (kind, said) in enumerate(facts)
        ),
    )


MENU = brief(
    "Tell people about our new Saturday brunch. The shakshuka is the thing to remember.",
    ("about", "A corner café with twenty-two seats."),
    ("product", "Shakshuka: £9.50."),
    ("product", "Shakshuka: Two eggs and feta."),
    ("process", "The shakshuka recipe comes from Haifa."),
    ("offer", "Saturday brunch starts on 28 November."),
    ("other", "Dogs are welcome."),
)


def test_facts_about_the_goals_subject_come_first_and_menu_lines_last() -> None:
    """Of menu lines the one that says what a thing is comes before its price."""
    order = [fact.id for fact in by_focus(MENU.facts, focus(MENU))]
    assert order == ["f4", "f3", "f2", "f1"]


def test_a_goal_that_names_only_the_brand_and_trade_has_no_focus() -> None:
    assert focus(MENU.model_copy(update={"goal": "make my café look trendy"})) == {}


@pytest.mark.parametrize(
    ("language", "goal", "facts", "kept"),
    [
        (
            "es",
            "Queremos que la gente venga a un menú de cuchara.",
            ["La taberna abrió en 1994 con un horno.", "El menú de cuchara: 13,50 €."],
            {"f1"},
        ),
        (
            "de",
            "Wir wollen einen Sehtest, und nicht nur einen.",
            ["Das ist nicht einen Tag her.", "Der Sehtest dauert 20 Minuten."],
            {"f1"},
        ),
    ],
)
def test_little_words_of_a_goal_are_not_its_subject(
    language: str, goal: str, facts: list[str], kept: set[str]
) -> None:
    asked = brief(goal, ("other", facts[0]), ("other", facts[1]))
    assert focus(asked.model_copy(update={"language": language})).keys() == kept


def test_the_goals_own_date_says_which_fact_is_meant() -> None:
    """Both facts name the author; the one with the day is what the shop is to be filled for."""
    facts = (
        Fact(
            id="street", kind="other", statement="Orla Dunne grew up near the shop.", source_id="s"
        ),
        Fact(
            id="reading", kind="offer", statement="Orla Dunne reads on 3 December.", source_id="s"
        ),
    )
    goal = "Fill the shop for the reading with Orla Dunne on 3 December."
    found = focus(Brief(goal=goal, brand_name="Second Chapter", facts=facts))
    assert found["reading"] > found["street"]


def test_a_subject_of_many_facts_is_still_one_while_others_have_another() -> None:
    """Five facts were about the reminders that a goal announced, and none of them came first."""
    news = [("other", f"Reminders do the {n} thing.") for n in range(5)]
    rest = [("other", f"Something else {word}.") for word in "abcdefg"]
    made = brief("Announce the payment reminders.", *news, *rest)  # type: ignore[arg-type]
    assert set(focus(made)) == {f"f{n}" for n in range(5)}
    everything = brief("Announce the payment reminders.", *news)  # type: ignore[arg-type]
    assert focus(everything) == {}
