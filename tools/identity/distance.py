"""How far two identities are from each other, by measure: no model is asked."""

from __future__ import annotations

from collections.abc import Sequence

from studiocrew.contracts import ConceptGap, Identity, Swatch
from tools.identity.measure import AREA, delta_e

LEAST_GAP = 0.09
"""Palette distance from which two concepts are two. Set by looking at a bakery's five palettes on
2026-11-21: red and orange sheets (0.063) are sisters, red and pink (0.095) are two ideas."""


def palette_distance(one: Sequence[Swatch], other: Sequence[Swatch]) -> float:
    """Mean delta-E OK between the colours that stand in the same place, weighted by their area.

    Role by role, since templates use colours by role: the same six colours dealt out differently
    make another picture.
    """
    mine = {swatch.role: swatch.hex for swatch in one}
    theirs = {swatch.role: swatch.hex for swatch in other}
    both = mine.keys() & theirs.keys()
    whole = sum(AREA[role] for role in both)
    if not whole:
        return 0.0
    return sum(AREA[role] * delta_e(mine[role], theirs[role]) for role in sorted(both)) / whole


def parts_apart(one: Identity, other: Identity) -> tuple[str, ...]:
    """The parts in which they have nothing in common."""
    found = {
        "type": one.pairing.display != other.pairing.display,
        "mark": one.mark != other.mark,
        "motif": one.motif != other.motif,
        "imagery": one.imagery != other.imagery,
        "layout": one.family != other.family,
    }
    return tuple(part for part, apart in found.items() if apart)


def gap(one_id: str, one: Identity, other_id: str, other: Identity) -> ConceptGap:
    """Both measures, to be shown."""
    return ConceptGap(
        one=one_id,
        other=other_id,
        palette=round(palette_distance(one.swatches, other.swatches), 3),
        differ=parts_apart(one, other),
    )


def distinct(one: Identity, other: Identity) -> bool:
    """Whether a client sees two ideas: other colours, other type, another mark and motif, another
    layout."""
    far = palette_distance(one.swatches, other.swatches) >= LEAST_GAP
    return far and {"type", "motif", "imagery", "layout"} <= {*parts_apart(one, other)}
