"""What a picture truthfully is, in the terms of IPTC's digital source types.

Definitions: https://cv.iptc.org/newscodes/digitalsourcetype/ (looked at in 2026-11). Why each was
chosen: docs/provenance.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from studiocrew.contracts import Part

_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"

ALGORITHMIC = _TERMS + "algorithmicMedia"
"""Made purely by an algorithm that rests on no sampled training data: laid out by code, with words
that a person or a template gave."""
COMPOSITE_SYNTHETIC = _TERMS + "compositeSynthetic"
"""A composite of elements of which at least one is synthetic: laid out by code, with words that a
language model wrote. No pixel comes from a trained model."""
COMPOSITE_WITH_TRAINED = _TERMS + "compositeWithTrainedAlgorithmicMedia"
"""A composite with what a trained model made: laid out around a generated picture."""
TRAINED = _TERMS + "trainedAlgorithmicMedia"
"""Straight from a trained model."""


def source_type(parts: Sequence[Part]) -> str:
    """The term for a picture made of these parts."""
    by_model = {part.part for part in parts if part.by == "model"}
    laid_out = any(part.part == "layout" for part in parts)
    if "image" in by_model:
        return COMPOSITE_WITH_TRAINED if laid_out else TRAINED
    return COMPOSITE_SYNTHETIC if "words" in by_model else ALGORITHMIC
