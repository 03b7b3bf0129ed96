"""Breaking, sizing and tiling as arithmetic."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.layout.drawings import Paints, draw_shapes
from tools.layout.fit import Word, balanced, fit_block, fit_even, line_width, wrap
from tools.layout.motifs import MOTIFS
from tools.layout.tiles import FAMILIES, tile_grid
from tools.layout.typeset import Extent
from tools.layout.words import is_rtl, split_words

SPACE = 0.25


def word(width: float) -> Word:
    return Word("x" * max(1, round(width * 2)), Extent(width, 0.7, 0.2))


words = st.lists(st.floats(0.3, 8).map(word), min_size=1, max_size=16)


@settings(max_examples=80, deadline=None)
@given(words, st.floats(200, 1200), st.floats(100, 900))
def test_a_fitted_headline_stays_in_its_column(
    text: list[Word], width: float, height: float
) -> None:
    for fit in (
        fit_block(text, SPACE, width, height),
        fit_even(text, SPACE, width, height),
    ):
        assert fit.width <= width * 1.001
        assert fit.height <= height * 1.001
        assert [w for line in fit.lines for w in line.words] == text
        assert list(fit.baselines) == sorted(fit.baselines)


@settings(max_examples=60, deadline=None)
@given(words, st.floats(300, 1200), st.floats(100, 900))
def test_sizes_on_a_poster_differ_within_the_spread(
    text: list[Word], width: float, height: float
) -> None:
    sizes = [line.size for line in fit_block(text, SPACE, width, height, spread=1.75).lines]
    assert max(sizes) <= min(sizes) * 1.7501


@settings(max_examples=60, deadline=None)
@given(words, st.integers(1, 6))
def test_balancing_keeps_every_word_once(text: list[Word], lines: int) -> None:
    lines = min(lines, len(text))
    cut = balanced(text, SPACE, lines)
    assert len(cut) == lines
    assert [i for a, b in cut for i in range(a, b)] == list(range(len(text)))


@settings(max_examples=60, deadline=None)
@given(words, st.floats(8, 40))
def test_wrapped_lines_are_never_too_wide(text: list[Word], width: float) -> None:
    assert all(line_width(text[a:b], SPACE) <= width + 1e-6 for a, b in wrap(text, SPACE, width))


def test_emphasis_marks_its_words_whatever_the_case() -> None:
    marked = [p.text for p in split_words("Slow bread for fast weeks.", "Fast Weeks") if p.marked]
    assert marked == ["fast", "weeks."]
    assert not any(p.marked for p in split_words("Slow bread", "not there"))


def test_very_long_words_are_hyphenated_and_short_ones_left_whole() -> None:
    pieces = split_words("Donaudampfschifffahrtsgesellschaft")
    assert len(pieces) > 1
    assert "".join(p.text.rstrip("-") for p in pieces) == "Donaudampfschifffahrtsgesellschaft"
    assert [p.text for p in split_words("Personality trait")] == ["Personality", "trait"]


def test_direction_comes_from_the_first_strong_letter() -> None:
    assert is_rtl("12 خبز")
    assert not is_rtl("bread خبز")


COLOURS = ["#E5401C", "#FFCF66", "#C5B1F3", "#2A100A", "#FAF2E6"]


@pytest.mark.parametrize("family", MOTIFS)
def test_tiles_are_seeded_and_drawings_repeat(family: str) -> None:
    def grid(seed: int) -> str:
        return tile_grid(family, 3, 4, 100, COLOURS, random.Random(seed))

    assert grid(1) == grid(1) != grid(2)
    paints = Paints(COLOURS[1], COLOURS[3], (COLOURS[0], COLOURS[2], COLOURS[4]))
    for size in ((900, 500), (400, 900), (600, 600)):
        drawn = draw_shapes(family, *size, paints, "1:2")
        assert drawn == draw_shapes(family, *size, paints, "1:2")
        assert "nan" not in "".join(drawn)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(6))
def test_neighbouring_tiles_never_share_a_ground(family: str, seed: int) -> None:
    drawn = tile_grid(family, 4, 4, 100, COLOURS, random.Random(seed))
    grounds = [
        part.split('fill="')[1][:7] for part in drawn.split('<rect x="0" y="0" width="100"')[1:]
    ]
    assert len(grounds) >= 16
    rows = [grounds[i : i + 4] for i in range(0, 16, 4)]
    assert all(a != b for row in rows for a, b in itertools.pairwise(row))
    assert all(a != b for up, low in itertools.pairwise(rows) for a, b in zip(up, low, strict=True))
