"""Terms of a search by words, and the order that both searches make together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.frames import alike, frame
from memory.index import Hit
from memory.ranking import cosine, freshness, ranked
from memory.terms import document_terms, query_terms, words

NOW = datetime(2027, 1, 1, tzinfo=UTC)


def common(query: str, text: str) -> int:
    return len(set(query_terms(query).indices) & set(document_terms(text).indices))


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ("sauerteig", "Das Sauerteigbrot backt Herr Ruoff.", "Der Bergkäse reift im Keller."),
        ("TX 750", "El taladro TX-750 cuesta 89,90 €.", "La sierra SC-410 cuesta 64,50 €."),
        ("ouverture", "Les heures d’ouverture.", "La terre et la cuisson."),
        ("riparare", "La riparazione dei freni.", "Il casco pesa 240 grammi."),
        ("ÖFFNUNGSZEITEN", "Unsere Öffnungszeiten", "Unser Hofhund"),
        ("営業時間", "営業時間は9時からです。", "パンは焼きたてです。"),
        ("ราคา", "ราคากาแฟ", "ร้านเปิดเช้า"),
    ],
)
def test_words_find_what_is_written_otherwise(query: str, right: str, wrong: str) -> None:
    assert common(query, right) > common(query, wrong)


@given(st.text(max_size=200))
def test_a_vector_is_one_that_qdrant_takes(text: str) -> None:
    for terms in (document_terms(text), query_terms(text)):
        assert terms.indices == sorted(set(terms.indices))
        assert all(0 <= number < 2**32 for number in terms.indices)
        assert all(weight > 0 for weight in terms.values)
        assert len(terms.indices) == len(terms.values)


def test_a_term_weighs_less_in_a_longer_text() -> None:
    def weight(text: str) -> float:
        terms = document_terms(text)
        return terms.values[terms.indices.index(query_terms("rye").indices[-1])]

    assert weight("rye") > weight("rye and many other kinds of bread that we bake on a Tuesday")


def hit(id_: str, score: float, kind: str = "fact", days: float = 0) -> Hit:
    learnt = (NOW - timedelta(days=days)).isoformat()
    return Hit(id_, {"text": id_, "kind": kind, "created_at": learnt}, score, [score, 0.0])


def test_both_lists_make_one_and_the_cosine_stays_plain() -> None:
    found = ranked(
        ("c", [1.0, 0.0]), ([hit("a", 0.9), hit("b", 0.85), hit("c", 0.8)], [hit("c", 9)]), NOW, 5
    )
    assert [payload["text"] for payload, _ in found] == ["a", "b", "c"]
    assert [cos for _, cos in found] == pytest.approx([0.9, 0.85, 0.8])
    by_words = ranked(
        ("b", [1.0, 0.0]), ([hit("a", 0.9), hit("b", 0.89), hit("c", 0.8)], [hit("b", 9)]), NOW, 1
    )
    assert [payload["text"] for payload, _ in by_words] == ["b"]


def test_a_word_in_passing_is_no_find() -> None:
    """The only hit by words has "for" of "is it safe for people with allergies"."""
    meant, passing = hit("cornetto contains wheat", 0.86), hit("ferments for 36 hours", 0.8)
    far = hit("far", 0.7)
    asked = ("is it safe for people with allergies", [1.0, 0.0])
    found = ranked(asked, ([meant, passing, far], [hit("ferments for 36 hours", 3)]), NOW, 1)
    assert [payload["text"] for payload, _ in found] == ["cornetto contains wheat"]


def test_nothing_found_is_nothing() -> None:
    assert ranked(("x", [1.0]), ([], []), NOW, 5) == []


def test_the_newer_of_two_posts_comes_first_and_facts_do_not_age() -> None:
    old, new = hit("old", 0.9, "post", days=720), hit("new", 0.9, "post", days=1)
    low = hit("low", 0.5, "post")
    found = ranked(("x", [1.0, 0.0]), ([old, new, low], []), NOW, 2)
    assert [payload["text"] for payload, _ in found] == ["new", "old"]
    assert freshness(hit("f", 1, "fact", days=9000).payload, NOW) == 1.0


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_freshness_falls_and_never_below_its_floor(one: float, more: float) -> None:
    young = freshness(hit("x", 1, "post", days=one).payload, NOW)
    old = freshness(hit("x", 1, "post", days=one + more).payload, NOW)
    assert 0.6 <= old <= young <= 1.0


def test_a_half_life_is_halfway_to_the_floor() -> None:
    assert freshness(hit("x", 1, "post", days=180).payload, NOW) == pytest.approx(0.8)


@given(st.lists(st.floats(-10, 10), min_size=3, max_size=3))
def test_cosine_is_of_direction(vector: list[float]) -> None:
    assert abs(cosine(vector, [3 * x for x in vector]) - 1) < 1e-6 or cosine(vector, vector) == 0
    assert cosine(vector, None) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rye loaf: £4.20.", "Rye loaf: £4.50."),
        ("Die kleine Kiste kostet 18,50 € pro Woche.", "Die kleine Kiste kostet 19 € pro Woche."),
        (
            "Nonna's is open Tuesday to Sunday, 6 am to 2 pm.",
            "Nonna's is open Tuesday to Sunday, 7 am to 2 pm.",
        ),
        ("Call Nonna's Crust on 01632 960 184.", "Call Nonna's Crust on 01632 960 999."),
        (
            "Nonna's Crust is online at nonnas.example.",
            "Nonna's Crust is online at nonnas2.example.",
        ),
        ("La bottiglia pesa 212 grammi.", "La bottiglia pesa 198 grammi."),
        ("El taladro TX-750 cuesta 89,90 €.", "El taladro TX-750 cuesta 79,90 €."),
    ],
)
def test_another_value_of_the_same_is_the_same_frame(one: str, other: str) -> None:
    assert frame(one) == frame(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rye 500 g: £4.20.", "Rye 750 g: £5.90."),
        ("El taladro TX-750 cuesta 89,90 €.", "El taladro TX-900 cuesta 99,90 €."),
        ("Rye loaf: £4.20.", "Wheat loaf: £4.20."),
        ("Bread 1", "Bread 2"),
        ("Open on Monday from 9 am.", "Open on Friday from 9 am."),
        ("We bake rye.", "We bake wheat."),
        ("£4.20", "£5.20"),
    ],
)
def test_another_thing_is_another_frame(one: str, other: str) -> None:
    assert frame(one) is None or frame(one) != frame(other)


def test_an_answer_s_frame_is_its_question() -> None:
    assert frame("Which loaf?\nWalnut", answer=True) == frame("Which loaf?\nRye", answer=True)
    assert frame("no question", answer=True) is None


def test_alike_means_the_same_figures() -> None:
    def share(one: str, other: str) -> float:
        return alike(frozenset(words(one)), frozenset(words(other)))

    assert share("Fresh rye at six.", "fresh rye, at six") == 1.0
    assert share("Rye at 6.", "Rye at 7.") == 0.0
    assert share("Fresh rye", "fresh wheat") == pytest.approx(1 / 3)
