"""Hashtags a person can read aloud and a platform accepts."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.contracts import BrandKit
from tools.hashtags import MOST, camel, hashtags_for
from tools.platforms import platform, platforms


def kit(*hashtags: str, language: str = "en") -> BrandKit:
    return BrandKit(
        id="crust", name="Nonna's Crust", trade="bakery", hashtags=hashtags, language=language
    )


@pytest.mark.parametrize(
    ("phrase", "tag"),
    [
        ("rosemary focaccia", "#RosemaryFocaccia"),
        ("Nonna’s crust", "#NonnasCrust"),
        ("slow-bread", "#SlowBread"),
        ("UK bakers", "#UKBakers"),
        ("pão de queijo", "#PãoDeQueijo"),
        ("हिन्दी रोटी", "#हिन्दीरोटी"),  # vowel signs belong to the word
        ("!!!", ""),
    ],
)
def test_a_phrase_becomes_one_tag_with_capitals(phrase: str, tag: str) -> None:
    assert camel(phrase) == tag


def test_the_brands_own_come_first_and_none_comes_twice() -> None:
    tags = hashtags_for("instagram", kit("SlowBread", "#nonnascrust"), ["Rosemary focaccia: warm."])
    assert tags == ("#SlowBread", "#nonnascrust", "#RosemaryFocaccia", "#Bakery")


def test_what_platforms_break_in_a_brands_tag_is_mended() -> None:
    tags = hashtags_for(
        "linkedin", kit("slow-bread", "pellow bridge", "UK", "##Twice", "", "1979"), []
    )
    assert tags == ("#SlowBread", "#PellowBridge", "#UK", "#Twice", "#NonnasCrust")


def test_the_place_gives_its_last_name() -> None:
    tags = hashtags_for("instagram", kit(), [], place="14 Mill Lane, Pellow Bridge")
    assert tags == ("#PellowBridge", "#NonnasCrust", "#Bakery")


@pytest.mark.parametrize("statement", ["We bake daily.", "Two cornetti a person.", "Open", ""])
def test_an_opening_without_meaning_is_no_subject(statement: str) -> None:
    assert hashtags_for("instagram", kit(), [statement]) == ("#NonnasCrust", "#Bakery")


def test_no_subject_is_guessed_without_a_word_list() -> None:
    tags = hashtags_for("instagram", kit(language="pl"), ["Chleb razowy jest ciepły."])
    assert tags == ("#NonnasCrust", "#Bakery")


@given(
    st.sampled_from(sorted(platforms())),
    st.lists(st.text(max_size=20), max_size=8),
    st.lists(st.text(max_size=40), max_size=4),
    st.text(max_size=40),
)
def test_whatever_a_brand_writes_the_check_would_pass_its_form(
    platform_id: str, own: list[str], about: list[str], place: str
) -> None:
    tags = hashtags_for(platform_id, kit(*own), about, place=place)
    cap = platform(platform_id).hashtag_cap
    assert len(tags) <= (MOST if cap is None else min(cap, MOST))
    assert len({tag.lower() for tag in tags}) == len(tags)
    for tag in tags:
        assert tag.startswith("#")
        assert not set(tag[1:]) & set(" #-.,'’")
        assert regex.search(r"\p{L}", tag)


def test_a_short_platform_gets_two() -> None:
    assert len(hashtags_for("x", kit("A1", "B2", "C3"), [])) == 2
