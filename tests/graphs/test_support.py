"""What stands beside a post's main fact."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphs.allocate import PostPlan
from graphs.recipe import Angle
from graphs.support import room, with_terms
from studiocrew.contracts import Brief, Fact
from studiocrew.text import to_be_said

ANGLE = Angle(id="a", title="A", kinds=("product",), question="?")
WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
FACTS = (
    Fact(id="about", kind="about", statement="A van with one chair.", source_id="s"),
    Fact(id="cut", kind="product", statement="Haircut: £14.", source_id="s"),
    Fact(id="trim", kind="product", statement="Beard trim: £8.", source_id="s"),
)
BRIEF = Brief(goal="g", brand_name="Osman", facts=FACTS)


def post(number: int, platform: str, *facts: str) -> PostPlan:
    return PostPlan(f"post-{number}", number, platform, ANGLE, facts, None, WHEN, "")


def test_a_campaign_names_a_price_once_where_there_is_room() -> None:
    plan = [post(1, "x", "about"), post(2, "facebook", "about"), post(3, "facebook", "about")]
    assert [p.facts for p in with_terms(BRIEF, plan)] == [
        ("about",),
        ("about", "cut"),
        ("about",),
    ]


def test_the_price_of_what_is_on_offer_comes_before_the_menu() -> None:
    ticket = Fact(id="ticket", kind="offer", statement="Tickets are £8.", source_id="s")
    brief = BRIEF.model_copy(update={"facts": (*FACTS, ticket)})
    (priced,) = with_terms(brief, [post(1, "facebook", "about")])
    assert priced.facts == ("about", "ticket")


def test_the_price_of_what_the_goal_is_about_comes_first() -> None:
    brief = BRIEF.model_copy(update={"goal": "More people for the beard trim, please."})
    (priced,) = with_terms(brief, [post(1, "instagram", "about")])
    assert priced.facts == ("about", "trim")


def test_a_short_platform_is_planned_no_more_than_it_prints() -> None:
    """A price planned as the third fact of a post on X was never told, and told nowhere else."""
    (priced,) = with_terms(BRIEF, [post(1, "x", "about")])
    assert priced.facts == ("about", "cut")
    assert len(priced.facts) <= room("x") < room("instagram")


def test_each_thing_the_goal_is_about_has_its_price_told() -> None:
    """A goal that names a room and a breakfast had the breakfast's price alone."""
    room_ = Fact(id="room", kind="product", statement="Habitación doble: 62 €.", source_id="s")
    food = Fact(id="food", kind="product", statement="Desayuno: 6 € por persona.", source_id="s")
    goal = "Anuncia habitaciones con desayuno."
    brief = Brief(goal=goal, brand_name="V", language="es", facts=(*FACTS, food, room_))
    (priced,) = with_terms(brief, [post(1, "instagram", "about", "food")])
    assert priced.facts == ("about", "room", "food")


@pytest.mark.parametrize(
    ("language", "statement", "told"),
    [
        ("en", "Orders need five days' notice.", True),
        ("en", "Book a place before 5 December.", True),
        ("en", "Sign-up closes on Friday.", True),
        ("en", "We are open until six.", False),
        ("en", "The plums are bottled in September.", False),
        ("de", "Bestellschluss ist Mittwoch, 18 Uhr.", True),
        ("de", "Wir haben bis 18 Uhr offen.", False),
        ("es", "Los encargos se hacen con dos días de antelación.", True),
        ("fr", "Commandez la bûche avant le 20 décembre.", True),
        ("it", "Ordini entro il 20 dicembre.", True),
        ("nl", "Bestel voor vrijdag.", False),
    ],
)
def test_how_long_before_one_has_to_order_is_told_once(
    language: str, statement: str, told: bool
) -> None:
    term = Fact(id="term", kind="process", statement=statement, source_id="s")
    brief = Brief(goal="g", brand_name="Osman", language=language, facts=(FACTS[0], term))
    plan = with_terms(brief, [post(1, "x", "about"), post(2, "instagram", "about")])
    assert [p.facts for p in plan] == [("about",), ("about", "term") if told else ("about",)]
    assert with_terms(brief, plan) == plan


def test_a_price_that_is_told_is_enough() -> None:
    plan = [post(1, "facebook", "about"), post(2, "x", "trim")]
    assert with_terms(BRIEF, plan) == plan


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("Say that the taproom is for over 18s.", "The taproom is for over 18s."),
        ("Always mention that dogs stay outside.", "Dogs stay outside."),
        ("Decir siempre que hay que reservar.", "Hay que reservar."),
        ("Immer dazusagen, dass der Termin kostenlos ist.", ""),
        ("Never say that we are cheap.", ""),
        ("Do not mention that the oven is new.", ""),
        ("No discounts.", ""),
    ],
)
def test_some_rules_want_something_said(rule: str, said: str) -> None:
    assert to_be_said(rule) == said
