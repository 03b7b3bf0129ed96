import unicodedata

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import counters
from tools.counters import emoji_spans

TEXT = st.text(max_size=200)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("plain words", 11),
        ("日本", 4),
        ("cafe\u0301", 4),  # NFC first
        ("\U0001f35e", 2),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 2),  # one family
        ("\U0001f44b\U0001f3fd", 2),  # a skin tone
        ("#\ufe0f\u20e3", 2),
        ("©", 1),
        ("http://test.com", 23),
        ("https://example.com/" + "a" * 300, 23),
        ("test.com", 23),
        ("see t.co, or foo.co.jp.", 4 + 23 + 5 + 23 + 1),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("e.g. bread.Fresh from 10.30", 27),
        ("me@test.com", 11),
        ("“curly” – dash…", 15 + 1),  # U+2026 is outside the single-weight ranges
    ],
)
def test_x_weighs_as_twitter_text_does(text: str, weight: int) -> None:
    assert counters.x_weighted(text) == weight


def test_threads_counts_emoji_by_their_bytes() -> None:
    assert counters.threads("日本 \U0001f35e") == 3 + 4
    assert counters.threads("\U0001f44b\U0001f3fd") == 8


def test_graphemes_are_what_a_reader_sees() -> None:
    assert counters.graphemes("e\u0301\U0001f468\u200d\U0001f469\u200d\U0001f467\r\n") == 3


def test_a_link_loses_the_punctuation_around_it() -> None:
    found = counters.links("(see https://a.example/x?y=1) or shop.example.com/menu, please.")
    assert found == ("https://a.example/x?y=1", "shop.example.com/menu")


@given(TEXT)
def test_counters_are_ordered(text: str) -> None:
    points = counters.code_points(text)
    assert counters.graphemes(text) <= points <= counters.utf8_bytes(text) <= 4 * points
    assert points <= counters.threads(text) <= counters.utf8_bytes(text)


@given(TEXT)
def test_x_never_weighs_more_than_two_a_character_and_a_link(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    assert counters.x_weighted(text) <= 2 * len(normal) + 23 * len(counters.links(normal))
    assert counters.x_weighted(text) == counters.x_weighted(normal)


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), max_size=50))
def test_letters_count_one_everywhere(text: str) -> None:
    assert {count(text) for count in counters.COUNTERS.values()} == {len(text)}


@given(st.integers(0, 60))
def test_ideographs_count_two_on_x(number: int) -> None:
    assert counters.x_weighted("字" * number) == 2 * number


@given(st.integers(0, 20), st.text(st.sampled_from("abc/-?=&"), max_size=80))
def test_every_link_counts_twenty_three(number: int, tail: str) -> None:
    text = " ".join([f"https://example.com/{tail}z"] * number)
    assert counters.x_weighted(text) == max(0, 24 * number - 1)


@given(TEXT)
def test_emoji_spans_are_ordered_and_inside(text: str) -> None:
    edges = [edge for span in counters.emoji_spans(text) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


_SIGNS = st.sampled_from(
    ["#", "1", "\u20e3", "\ufe0f", "\u200d", "©", "👩", "🍳", "🏽", "🇬", "🇧", "’", "漢"]
)


@given(st.lists(st.one_of(st.text(max_size=5), _SIGNS)).map("".join))
def test_a_text_that_can_hold_no_emoji_is_not_searched_for_them(text: str) -> None:
    """The short cut, against looking at every character."""
    all_spans = [(e["match_start"], e["match_end"]) for e in emoji.emoji_list(text)]
    wanted = tuple((a, b) for a, b in all_spans if b - a > 1 or ord(text[a]) > 0xFF)
    assert emoji_spans(text) == wanted


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_x_counts_each_character_by_its_range(text: str) -> None:
    single = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
    weights = (1 if any(low <= ord(c) <= high for low, high in single) else 2 for c in text)
    assert counters._x_weight(text) == sum(weights)
