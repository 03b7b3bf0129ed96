"""Contradictions: noticed by code, decided by a rule, said in so many words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crews.recipe import find_recipe
from graphs.amend import hints_after, readable
from graphs.contradictions import Contradiction, contradictions
from studiocrew.contracts import BrandKit, Fact
from tools.dates import dates_in

TODAY = date(2026, 3, 4)
RECIPE = find_recipe("social-campaign").recipe


def kit(*rules: str, avoid: tuple[str, ...] = ()) -> BrandKit:
    facts = [
        Fact(id=f"r-{n}", kind="rule", statement=rule, source_id="s-brand")
        for n, rule in enumerate(rules)
    ]
    return BrandKit(id="oven", name="Corner Oven", avoid=avoid, facts=tuple(facts))


def found(goal: str, brand: BrandKit | None = None) -> list[Contradiction]:
    return list(contradictions(goal, brand or kit(), RECIPE, TODAY))


def test_a_plain_goal_contradicts_nothing() -> None:
    brand = kit("Never promise a table; there are four chairs.", "No discounts.", avoid=("yummy",))
    assert found("make my bakery look trendy", brand) == []


def test_one_post_where_the_recipe_has_six_is_followed_and_told() -> None:
    (one,) = found("one post for my bakery")
    assert one.decided == "You asked for 1 post, the recipe has 6: the goal was followed."
    assert found("six posts for my bakery") == []


def test_opening_days_that_differ_are_put_to_the_owner() -> None:
    shut = Fact(id="h", kind="hours", statement="Corner Oven is closed on Sundays.", source_id="s")
    note = Fact(id="n", kind="other", statement="We open on Sundays from May.", source_id="n")
    goal = "Say that we are open on Sundays too."
    (one,) = found(goal, kit().model_copy(update={"facts": (shut,)}))
    assert (one.key, one.answer) == ("hours", "Open.")
    assert "closed on Sundays" in one.decided
    (other,) = found("sell more bread", kit().model_copy(update={"facts": (shut, note)}))
    assert (other.key, other.answer) == ("hours", "")
    assert "both stand" in other.decided


def test_weeks_are_compared_too() -> None:
    assert [one.key for one in found("posts for three weeks")] == ["weeks"]


def test_fewer_posts_than_platforms_leave_one_out() -> None:
    keys = [one.key for one in found("one post on Instagram and LinkedIn")]
    assert keys == ["posts", "platforms"]


@pytest.mark.parametrize(
    ("goal", "rule", "asked"),
    [
        ("a 20% discount for new customers", "No discounts.", "20% discount"),
        ("half-price buns on Fridays", "We never offer discounts or vouchers.", "half-price"),
        ("promise everyone a table outside", "Never promise a table; there are four.", "promise a"),
        ("say we are gluten-free", "Do not call anything gluten-free.", "gluten-free"),
    ],
)
def test_a_rule_of_the_brand_goes_before_the_goal(goal: str, rule: str, asked: str) -> None:
    (one,) = found(goal, kit(rule))
    assert one.rule == rule
    assert asked in one.decided
    assert f"the brand's rules say “{rule}”: the rule was followed" in one.decided
    assert one.words


@pytest.mark.parametrize(
    ("goal", "rule"),
    [
        ("no discounts, just our bread", "No discounts."),
        ("boost our sales", "No discounts."),
        ("a house for sale by the harbour", "Never mention discounts."),
        ("show our bread", "Never promise a table."),
        ("a table by the window", "Never promise a table by the door."),
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(goal: str, rule: str) -> None:
    assert found(goal, kit(rule)) == []


def test_a_word_the_brand_avoids_is_left_out() -> None:
    (one,) = found("our artisanal loaves", kit(avoid=("artisanal",)))
    assert (one.key, one.words) == ("word", ("artisanal",))


@pytest.mark.parametrize(
    "said", ["24 December 2025", "December 24th, 2025", "2025-12-24", "24th of dec 2025"]
)
def test_a_date_in_the_past_is_told(said: str) -> None:
    (one,) = found(f"launch the cake on {said}")
    assert one.key == "date"
    assert said in one.decided


def test_history_and_the_future_are_no_contradiction() -> None:
    assert found("launch on 24 December 2026") == []
    assert found("We opened on 3 May 2019. Make us known.") == []
    assert found("launch on 31 February 2025") == []


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_date_is_read_back(when: date) -> None:
    for said in (
        f"{when:%Y-%m-%d}",
        f"{when.day} {when:%B %Y}",
        f"{when:%B} {when.day}, {when.year}",
    ):
        assert [found for found, _ in dates_in(f"Do it by {said}.")] == [when]


@given(st.integers(1, 60))
def test_an_override_of_the_number_of_posts_is_what_is_planned(count: int) -> None:
    (one,) = found("one post for my bakery")
    assert readable(one, str(count))
    assert hints_after("one post for my bakery", {6: one}, {6: str(count)}).posts == count
    assert hints_after("one post for my bakery", {6: one}, {}).posts == 1
    assert not readable(one, "as you like")


@pytest.mark.parametrize(
    ("goal", "language", "claim"),
    [
        ("Tell people that our massage cures migraines.", "en", "cures migraines"),
        ("Say we are the best roaster in town.", "en", "best"),
        ("Decid que somos la mejor clínica de la ciudad.", "es", "la mejor"),
        ("Schreibt, dass wir die beste Schreinerei sind.", "de", "die beste"),
    ],
)
def test_what_a_goal_claims_without_a_fact_is_left_out_and_told(
    goal: str, language: str, claim: str
) -> None:
    kit = BrandKit(id="b", name="B", language=language, region="GB")
    recipe = find_recipe("social-campaign").recipe
    (found,) = contradictions(goal, kit, recipe, date(2026, 11, 23))
    assert (found.key, found.words) == ("claim", (claim,))
    assert claim in found.decided


def test_what_is_on_offer_is_the_owners_to_say() -> None:
    kit = BrandKit(id="b", name="B")
    recipe = find_recipe("social-campaign").recipe
    goal = "Announce a free trial week."
    assert contradictions(goal, kit, recipe, date(2026, 11, 23)) == ()
