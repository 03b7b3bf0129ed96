"""Captions of people differ, captions of a template do not, and that is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.voice.checks import VARIED
from tools.voice.shape import KINDS, Shape, common_shape, kind_of
from tools.voice.variety import SAME_SHAPE, distinct, variety

Samples = dict[str, list[str]]

BREADS = ("rye", "focaccia", "cornetti", "sourdough", "maritozzi", "semolina")
TEMPLATE = [
    f"Fresh {bread} today.\n\nWe bake {bread} every morning and love it.\n\nCome by Mill Lane."
    for bread in BREADS
]
CAPTIONS = st.lists(
    st.lists(
        st.sampled_from(["Bread is late.", "Why?", "Come by.", "60 left!", "\n\n", "Yes, you."]),
        max_size=6,
    ).map(" ".join),
    max_size=5,
)


def test_posts_by_people_are_various(samples: Samples) -> None:
    for posts in samples.values():
        found = variety(posts)
        assert found.score > 0.75, found
        assert found.shape_shared < SAME_SHAPE
        assert not found.reasons


def test_a_template_filled_in_is_not_and_says_why() -> None:
    found = variety(TEMPLATE)
    assert found.score < VARIED / 1.5
    assert found.shape_shared == pytest.approx(1)
    assert "6 of 6 captions close alike" in found.reasons
    assert "the closing of every caption is an instruction" in found.reasons
    assert any("shapes are 100% alike" in reason for reason in found.reasons)


def test_the_same_first_words_are_openings_alike() -> None:
    captions = ["We bake at four. Come by.", "We bake no cake. Ask us.", "Rye is out. Try it."]
    found = variety(captions)
    assert found.own_openings == pytest.approx(1 / 3)
    assert "2 of 3 captions open alike" in found.reasons


@given(CAPTIONS)
def test_every_measure_is_a_share(captions: list[str]) -> None:
    found = variety(captions)
    measures = (found.score, found.words_shared, found.shape_shared, found.distinct)
    assert all(0 <= value <= 1 + 1e-9 for value in measures)
    assert 0 <= found.own_openings <= 1
    assert 0 <= found.own_closings <= 1


@given(st.sampled_from(TEMPLATE), st.integers(2, 6))
def test_a_caption_over_and_over_has_no_variety(caption: str, times: int) -> None:
    found = variety([caption] * times)
    assert (found.words_shared, found.own_openings, found.own_closings) == (1, 0, 0)
    assert found.score < 0.2


def test_distinct_counts_runs_that_differ() -> None:
    assert distinct(["bread and bread"], 1) == pytest.approx(2 / 3)
    assert distinct(["bread and bread"], 2) == 1
    assert distinct([], 2) == 1


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Can it go in the dishwasher?", "question"),
        ("Come by Mill Lane on Friday.", "instruction"),
        ("Sixty cornetti, two a person.", "number"),
        ("140 loaves a day.", "number"),
        ("Nonna says the new oven is fine.", "name"),
        ("Slow bread.", "fragment"),
        ("The sourdough was late this morning.", "statement"),
    ],
)
def test_sentences_have_a_kind(sentence: str, kind: str) -> None:
    assert kind_of(sentence, "en", ["Nonna's Crust"]) == kind


def test_a_caption_that_ends_on_an_address_does() -> None:
    assert Shape.of("Rye is out.\n\nPre-order: rye.example/order").closing == "address"


SHAPES = st.builds(
    Shape,
    st.integers(0, 9),
    st.lists(st.integers(1, 6), max_size=12).map(tuple),
    st.sampled_from(KINDS),
    st.sampled_from(KINDS),
)


@given(SHAPES, SHAPES)
def test_likeness_of_shapes_is_a_symmetric_share(one: Shape, other: Shape) -> None:
    assert 0 <= one.likeness(other) <= 1 + 1e-9
    assert one.likeness(other) == pytest.approx(other.likeness(one))
    assert one.likeness(one) == pytest.approx(1)
    assert common_shape([one, other], [other]) == pytest.approx(common_shape([other], [one, other]))


@given(SHAPES)
def test_a_shape_survives_its_code(shape: Shape) -> None:
    assert Shape.read(shape.code) == shape
    assert set(shape.code) <= set("0123456789.")
