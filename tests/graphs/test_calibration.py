"""A model's word is taken for what it was measured to be worth."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.calibration import fit, labelled, remember, scale_for
from graphs.judgements import JUDGEMENTS
from graphs.judging import _weighed
from studiocrew.errors import StoreError
from studiocrew.settings import DEFAULT_EMBEDDED_MODEL

CHANCES = st.lists(st.floats(0, 1), min_size=3, max_size=20)


@given(CHANCES, CHANCES, st.floats(0, 1), st.floats(0, 1))
def test_a_scale_gives_probabilities_and_keeps_their_order(
    good: list[float], bad: list[float], one: float, other: float
) -> None:
    scale = fit(good, bad)
    low, high = sorted((scale.calibrated(one), scale.calibrated(other)))
    assert 0 <= low <= high <= 1
    if scale.slope > 0:
        assert (scale.calibrated(one) <= scale.calibrated(other)) or one >= other


def test_a_model_that_says_high_of_everything_is_seen_through() -> None:
    """As measured: broken texts at 0.39 to 0.75, whole ones at 0.79 to 0.94."""
    scale = fit([0.94, 0.91, 0.85, 0.79, 0.92], [0.67, 0.57, 0.75, 0.48, 0.39])
    assert scale.auc == 1.0
    assert not _weighed(scale, 0.7, 0.5)[0]
    assert _weighed(scale, 0.9, 0.5)[0]


def test_without_a_measurement_the_word_stands_and_the_evidence_says_so() -> None:
    assert _weighed(None, 0.7, 0.5) == (True, "the reviewer says 0.70, 0.50 needed; not calibrated")


def test_a_model_that_cannot_tell_decides_nothing() -> None:
    passed, why = _weighed(fit([0.5, 0.6, 0.4], [0.5, 0.6, 0.4]), 0.1, 0.5)
    assert passed
    assert "left to people" in why


def test_every_judgement_has_marked_texts_that_stand_in_no_prompt() -> None:
    assert labelled().keys() == JUDGEMENTS.keys()
    for name, marks in labelled().items():
        shown = " ".join(text for text, _ in JUDGEMENTS[name].examples)
        assert min(len(marks["yes"]), len(marks["no"])) >= 14
        assert not [text for texts in marks.values() for text in texts if text in shown]


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_the_embedded_model_was_measured(judgement: str, tmp_path: Path) -> None:
    scale = scale_for(tmp_path, DEFAULT_EMBEDDED_MODEL, judgement)
    assert scale is not None
    assert scale.tells


def test_a_measurement_of_ones_own_wins(tmp_path: Path) -> None:
    mine = fit([0.9, 0.8, 0.7], [0.1, 0.8, 0.3])
    remember(tmp_path, DEFAULT_EMBEDDED_MODEL, {"makes_sense": mine})
    remember(tmp_path, "another", {})
    assert scale_for(tmp_path, DEFAULT_EMBEDDED_MODEL, "makes_sense") == mine
    assert scale_for(tmp_path, DEFAULT_EMBEDDED_MODEL, "sounds_human") is not None
    assert scale_for(tmp_path, "another", "makes_sense") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"model": {"makes_sense": {"slope": "steep"}}}'])
def test_a_damaged_measurement_is_told_and_kept(tmp_path: Path, text: str) -> None:
    (tmp_path / "calibration.json").write_text(text)
    with pytest.raises(StoreError, match="damaged"):
        scale_for(tmp_path, "another", "makes_sense")
    with pytest.raises(StoreError, match="damaged"):
        remember(tmp_path, "another", {})
    assert (tmp_path / "calibration.json").read_text() == text
