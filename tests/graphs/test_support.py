"""What stands beside a post's main fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.allocate import PostPlan
from graphs.recipe import Angle
from graphs.support import opens_alike, reminders, room, with_terms
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
        ("de", "Kisten werden bis Dienstag, 20 Uhr, bestellt.", True),
        ("en", "Boxes are ordered by Tuesday.", True),
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


def fact(id_: str, statement: str) -> Fact:
    return Fact(id=id_, kind="other", statement=statement, source_id="s")


def test_what_the_goal_is_about_is_not_said_in_every_post() -> None:
    """A shelf of seconds: each of three posts said how many stand on it."""
    shelf, proof = fact("shelf", "There are 41 seconds on the shelf."), fact("s", "A second holds.")
    oven, market = fact("oven", "The oven is old."), fact("m", "The market is on Saturdays.")
    brief = Brief(goal="Sell the seconds shelf.", brand_name="Slow Hands")
    assert reminders(brief, shelf, [shelf], ()) == ()
    assert list(reminders(brief, oven, [shelf], ["shelf"])) == [shelf]
    assert reminders(brief, proof, [shelf], ["shelf"]) == ()
    assert list(reminders(brief, oven, [shelf, proof], ["shelf"])) == [proof]
    page = fact("page", "Seconds: slow.example.").model_copy(update={"kind": "contact"})
    assert list(reminders(brief, oven, [page, shelf], [])) == [shelf]  # none can be told in passing
    brunch = fact("b", "Brunch is served to all.")
    brief = Brief(goal="Fill our Saturday brunch.", brand_name="Slow Hands")
    assert list(reminders(brief, market, [brunch], ["b"])) == [brunch]


def test_where_the_goal_names_a_day_every_post_tells_it() -> None:
    """A post about an author who reads on 3 December did not say when."""
    reading = fact("r", "Orla Dunne reads on Thursday 3 December.")
    author = fact("a", "Orla Dunne grew up two streets away.")
    brief = Brief(goal="Fill the reading with Orla Dunne on 3 December.", brand_name="Chapter")
    assert list(reminders(brief, author, [reading, author], ["r"])) == [reading]
    assert reminders(brief, reading, [reading, author], ["r"]) == ()


NOTICE = Fact(id="notice", kind="process", statement="Order five days before.", source_id="s")


def test_what_was_placed_is_not_pushed_out_by_what_comes_after() -> None:
    """On X there is room for one of the two: the notice took the price's place."""
    brief = BRIEF.model_copy(update={"facts": (*FACTS, NOTICE), "goal": "More beard trims."})
    (told,) = with_terms(brief, [post(1, "x", "about", "cut")])
    assert told.facts == ("about", "trim")
    nearer = brief.model_copy(update={"goal": "Fill the five days before Christmas."})
    (told,) = with_terms(nearer, [post(1, "x", "about", "other")])
    assert told.facts == ("about", "notice")


def test_a_price_that_stands_there_makes_no_room_for_a_notice() -> None:
    brief = BRIEF.model_copy(update={"facts": (*FACTS, NOTICE)})
    plan = [post(1, "x", "about", "trim"), post(2, "x", "about", "other")]
    assert [p.facts for p in with_terms(brief, plan)] == [("about", "trim"), ("about", "notice")]


def test_two_prices_find_a_place_each() -> None:
    brief = BRIEF.model_copy(update={"goal": "More haircuts, more beard trims."})
    plan = [post(n, "x", "about", "other") for n in (1, 2)]
    told = [fact for p in with_terms(brief, plan) for fact in p.facts]
    assert sorted(told) == ["about", "about", "cut", "trim"]


def test_what_a_rule_wants_in_each_post_makes_room_for_nothing() -> None:
    dogs = Fact(id="dogs", kind="other", statement="Dogs stay outside.", source_id="s")
    rule = Fact(
        id="rule", kind="rule", statement="Always mention that dogs stay outside.", source_id="s"
    )
    brief = BRIEF.model_copy(update={"facts": (*FACTS, dogs, rule)})
    plan = [post(1, "x", "about", "dogs")]
    assert with_terms(brief, plan) == plan


def test_terms_are_told_before_they_are_over() -> None:
    """A notice of the 20th stood in the post with most room, four days later."""
    late = Fact(
        id="late", kind="process", statement="Order before 20 November 2026.", source_id="s"
    )
    brief = Brief(goal="g", brand_name="Osman", facts=(FACTS[0], late))
    early = replace(post(1, "x", "about"), starts_at=datetime(2026, 11, 10, 9, tzinfo=UTC))
    plan = with_terms(brief, [early, post(2, "facebook", "about")])
    assert [p.facts for p in plan] == [("about", "late"), ("about",)]
    plan = [post(2, "facebook", "about")]
    assert with_terms(brief, plan) == plan


def test_the_notice_is_of_what_the_goal_is_about() -> None:
    facts = tuple(
        Fact(id=name, kind="process", statement=said, source_id="s")
        for name, said in (
            ("cakes", "Cakes need five days' notice."),
            ("classes", "Classes: book before Friday."),
        )
    )
    brief = Brief(goal="Fill the classes.", brand_name="Osman", facts=(FACTS[0], *facts))
    (told,) = with_terms(brief, [post(1, "facebook", "about")])
    assert told.facts == ("about", "classes")


@given(
    platforms=st.lists(st.sampled_from(["x", "facebook"]), max_size=4),
    goal=st.sampled_from(["g", "More beard trims.", "More haircuts and beard trims.", "Order now"]),
    besides=st.integers(0, 3),
)
def test_terms_fill_room_and_never_take_more(platforms: list[str], goal: str, besides: int) -> None:
    """No post loses what it is about or grows beyond its room; none is told twice."""
    brief = BRIEF.model_copy(update={"facts": (*FACTS, NOTICE), "goal": goal})
    plan = [
        post(n, name, "about", *[f"other-{k}" for k in range(min(besides, room(name) - 1))])
        for n, name in enumerate(platforms, 1)
    ]
    told = with_terms(brief, plan)
    assert all(len(p.facts) <= room(p.platform) and p.facts[0] == "about" for p in told)
    terms = [fact for p in told for fact in p.facts if fact in ("cut", "trim", "notice")]
    assert len(terms) == len(set(terms))
    wanted = {"g": 2, "More beard trims.": 2, "Order now": 2}.get(goal, 3)
    assert len(terms) == min(wanted, sum(room(name) - 1 for name in platforms))


def test_a_post_does_not_begin_two_sentences_alike() -> None:
    """A post of the demo named its starter at the head of three sentences."""
    came, fed = (
        fact("a", "Gina, the starter, came by train."),
        fact("b", "Gina, the starter, eats."),
    )
    assert opens_alike(came, fed)
    assert not opens_alike(came, fact("c", "The starter is called Gina."))
    assert not opens_alike(fact("d", "Rye bread: £5."), fact("e", "Rye bread: Dense."))


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
