"""What the parts of a look are like (traits.yaml), and what a look as a whole is like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

import yaml

from studiocrew.authored import LOADER
from studiocrew.contracts import Contract, Identity, TypePairing
from tools.identity.measure import palette_look
from tools.layout import PAIRINGS


class _Parts(Contract):
    pairings: dict[str, dict[str, float]]
    motifs: dict[str, dict[str, float]]
    marks: dict[str, dict[str, float]]
    families: dict[str, dict[str, float]]
    imagery: dict[str, dict[str, float]]
    neighbours: dict[str, tuple[str, ...]]


def data(name: str) -> Any:
    """A data file of this package."""
    text = resources.files("tools.identity").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe loader, in C where there is one


@cache
def parts() -> _Parts:
    """The whole of traits.yaml."""
    return _Parts.model_validate(data("traits.yaml"))


@dataclass(frozen=True, slots=True)
class Traits:
    """A look, or a wish for one, on six axes from -2 to 2; None where nothing is wished."""

    temperature: float | None = None
    saturation: float | None = None
    lightness: float | None = None
    formality: float | None = None
    energy: float | None = None
    modernity: float | None = None

    def away(self, wish: Traits) -> float:
        """Mean distance from a wish over the axes it speaks of, 0 (as wished) to 1."""
        pairs = [
            (getattr(self, axis) or 0.0, wanted)
            for axis in AXES
            if (wanted := getattr(wish, axis)) is not None
        ]
        return min(1.0, sum(abs(a - b) for a, b in pairs) / (3 * len(pairs))) if pairs else 0.0


AXES: tuple[str, ...] = tuple(field.name for field in fields(Traits))
FAMILIES: tuple[str, ...] = tuple(parts().families)
MARKS: tuple[str, ...] = tuple(parts().marks)
IMAGERY: tuple[str, ...] = tuple(parts().imagery)

# The palettes of thirty brands and six moods lie about this far from the middle of each axis.
_MIDDLE = {"temperature": (0.03, 0.03), "saturation": (0.085, 0.025), "lightness": (0.64, 0.05)}
_LOUDNESS = {"pairings": 0.4, "families": 0.25, "marks": 0.15, "motifs": 0.1, "imagery": 0.1}
"""How much of a look's character each part makes."""


def pairing_name(pairing: TypePairing) -> str:
    """The name of a shipped pairing; empty for another."""
    return next((name for name, pair in PAIRINGS.items() if pair == pairing), "")


def traits_of(identity: Identity) -> Traits:
    """What a look is like: its colours as measured, its parts as judged in traits.yaml."""
    known, look = parts(), palette_look(identity.swatches)
    named: tuple[tuple[str, Mapping[str, float]], ...] = (
        ("pairings", known.pairings.get(pairing_name(identity.pairing), {})),
        ("families", known.families.get(identity.family, {})),
        ("marks", known.marks.get(identity.mark, {})),
        ("motifs", known.motifs.get(identity.motif, {})),
        ("imagery", known.imagery.get(identity.imagery, {})),
    )
    made = {
        axis: sum(_LOUDNESS[part] * traits.get(axis, 0.0) for part, traits in named)
        for axis in ("formality", "energy", "modernity")
    }
    for axis, (middle, step) in _MIDDLE.items():
        made[axis] = max(-2.0, min(2.0, (getattr(look, axis) - middle) / step))
    return Traits(**made)


def wish_of(steps: Iterable[Mapping[str, float]]) -> Traits:
    """What several words together ask for: on each axis the mean of those that speak of it."""
    said: dict[str, list[float]] = {}
    for step in steps:
        for axis, value in step.items():
            if axis in AXES:
                said.setdefault(axis, []).append(value)
    return Traits(**{axis: sum(values) / len(values) for axis, values in said.items()})
