"""How far a model's own probability can be believed, measured on texts marked by hand."""

from graphs.calibration.scale import Scale, fit
from graphs.calibration.store import Mark, labelled, remember, scale_for

__all__ = ["Mark", "Scale", "fit", "labelled", "remember", "scale_for"]
