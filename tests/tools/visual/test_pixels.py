"""Colour arithmetic on whole pictures agrees with the libraries that do it one colour at a time."""

from __future__ import annotations

import numpy as np
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from tools.colour import luminance as one_luminance
from tools.visual.pixels import colour, luminance, oklab, spread

HEX = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


@given(HEX)
def test_oklab_is_coloraides(value: str) -> None:
    wanted = Color(value).convert("oklab").coords()
    assert np.allclose(oklab(colour(value)), wanted, atol=2e-4)


@given(HEX)
def test_luminance_is_that_of_one_colour(value: str) -> None:
    assert abs(float(luminance(colour(value))) - one_luminance(value)) < 1e-5


@given(st.integers(0, 19), st.integers(0, 19), st.integers(1, 4))
def test_a_point_spreads_to_a_square_and_over_no_edge(x: int, y: int, by: int) -> None:
    mask = np.zeros((20, 20), np.bool_)
    mask[y, x] = True
    grown = spread(mask, by)
    rows, columns = np.nonzero(grown)
    assert (rows.min(), rows.max()) == (max(0, y - by), min(19, y + by))
    assert (columns.min(), columns.max()) == (max(0, x - by), min(19, x + by))
    assert grown.sum() == (rows.max() - rows.min() + 1) * (columns.max() - columns.min() + 1)
