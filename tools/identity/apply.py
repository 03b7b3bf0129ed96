"""A typed change made to an identity, and what it did, in words.

Colours are moved and checked again; type, mark, motif and layout are exchanged for the nearest one
that is more of what was asked. What the change is not about stays as it is, to the last byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from studiocrew.contracts import Identity, LookChange, LookPart
from tools.identity.concepts import directions
from tools.identity.recolour import COLOUR_AXES, recoloured
from tools.identity.traits import pairing_name, parts
from tools.layout import PAIRINGS
from tools.palette import palette

Traits = Mapping[str, float]
STEP = 1.2
"""How far on an axis of traits.yaml a step asks to go."""

_STAY = 0.35  # what it counts to stay alike on axes nobody spoke of

# Axes that set a part in motion unless it is named itself; then any does. Once it moves, it heeds
# all of them.
_MOVES: dict[LookPart, tuple[str, ...]] = {
    "type": ("formality", "modernity"),
    "mark": ("formality",),
    "motif": ("energy",),
    "layout": (),
    "imagery": (),
}
_AXES = ("formality", "energy", "modernity")
_MARKS = {
    "pictogram": "letters with a pictogram",
    "plain": "plain letters",
    "serif": "a serif italic",
    "capitals": "spaced capitals",
}


def changed(identity: Identity, change: LookChange) -> tuple[Identity, tuple[str, ...]]:
    """The identity after the change, and what became of each part. A pick is not made here."""
    said: list[str] = []
    for make in (_colours, _type, _mark, _motif, _layout):
        identity = make(identity, change, said)
    return identity, tuple(said)


def _about(change: LookChange, part: LookPart) -> bool:
    return not change.parts or part in change.parts


def _colours(identity: Identity, change: LookChange, said: list[str]) -> Identity:
    steps = {axis: getattr(change, axis) for axis in COLOUR_AXES if getattr(change, axis)}
    swatches = identity.swatches
    if change.colour and _about(change, "colours"):
        rest = [s.hex for s in swatches if s.role in ("primary", "paper", "ink")]
        swatches = palette([change.colour, *rest], identity.mood, identity.seed)
        said.append(f"colours led by {change.colour}")
    only_others = any(getattr(change, axis) for axis in _AXES)
    if steps and (_about(change, "colours") or not only_others):  # a logo has the palette's colours
        swatches, what = recoloured(swatches, steps)
        said.append(what)
    return identity.model_copy(update={"swatches": swatches})


def _type(identity: Identity, change: LookChange, said: list[str]) -> Identity:
    now = pairing_name(identity.pairing)
    new = _moved("type", now, parts().pairings, [*PAIRINGS], change)
    if new is None:
        return identity
    if new == now:
        said.append("type stays: no pairing we ship has more of that")
        return identity
    pairing = PAIRINGS[new]
    said.append(f"type from {identity.pairing.display} to {pairing.display}")
    return identity.model_copy(update={"pairing": pairing})


def _mark(identity: Identity, change: LookChange, said: list[str]) -> Identity:
    new = change.mark or _moved("mark", identity.mark, parts().marks, [*parts().marks], change)
    if new is None:
        return identity
    if new == identity.mark:
        said.append(f"logo stays {_MARKS.get(new, new)}: there is none with more of that")
        return identity
    said.append(f"logo from {_MARKS.get(identity.mark, identity.mark)} to {_MARKS.get(new, new)}")
    return identity.model_copy(update={"mark": new})


def _motif(identity: Identity, change: LookChange, said: list[str]) -> Identity:
    """Unless the pattern is named, only motifs that go with the present one come into question."""
    known = parts()
    near = [identity.motif, *known.neighbours.get(identity.motif, ())]
    able = [*known.motifs] if "motif" in change.parts else near
    new = change.motif or _moved("motif", identity.motif, known.motifs, able, change)
    if new is None:
        return identity
    if new == identity.motif:
        said.append(f"pattern stays {new}")
        return identity
    said.append(f"pattern from {identity.motif} to {new}")
    return identity.model_copy(update={"motif": new})


def _layout(identity: Identity, change: LookChange, said: list[str]) -> Identity:
    """Layout and imagery go together: each direction has its own pair of them."""
    pairs = {(d.family, d.imagery): d for d in directions()}
    now = (identity.family, identity.imagery)
    if change.family:
        new = next((pair for pair in pairs if pair[0] == change.family), now)
    elif {"layout", "imagery"} & {*change.parts}:
        traits = {" ".join(p): _both(parts().families[p[0]], parts().imagery[p[1]]) for p in pairs}
        found = _moved("layout", " ".join(now), traits, [*traits], change, named=True)
        new = next((p for p in pairs if " ".join(p) == found), now)
    else:
        return identity
    if new == now:
        said.append(f"layout stays {now[0]}")
        return identity
    said.append(f"layout from {now[0]} with {now[1]} to {new[0]} with {new[1]}")
    return identity.model_copy(update={"family": new[0], "imagery": new[1]})


def _both(one: Traits, other: Traits) -> Traits:
    return {axis: one.get(axis, 0) + other.get(axis, 0) for axis in _AXES}


def _moved(
    part: LookPart,
    now: str,
    traits: Mapping[str, Traits],
    able: Sequence[str],
    change: LookChange,
    *,
    named: bool = False,
) -> str | None:
    """The name that is nearest to what is asked of this part; None if nothing is."""
    named = named or part in change.parts
    moves = any(getattr(change, axis) for axis in (_AXES if named else _MOVES[part]))
    if not moves or not (named or not change.parts):
        return None
    axes = [axis for axis in _AXES if getattr(change, axis)]
    here = traits.get(now, {})
    wish = {axis: here.get(axis, 0.0) + STEP * getattr(change, axis) for axis in axes}
    better = [name for name in able if name != now and _gain(traits, here, name, change, axes) > 0]
    away: Callable[[str], Any] = lambda name: _away(traits.get(name, {}), here, wish)  # noqa: E731
    return min(better, key=away, default=now)


def _gain(
    traits: Mapping[str, Traits], here: Traits, name: str, change: LookChange, axes: Sequence[str]
) -> float:
    """How much more of what is asked a name has; below 0.1 nobody would see it."""
    there = traits.get(name, {})
    gain = sum(getattr(change, a) * (there.get(a, 0.0) - here.get(a, 0.0)) for a in axes)
    return gain - 0.1


def _away(there: Traits, here: Traits, wish: Mapping[str, float]) -> float:
    asked = sum(abs(there.get(axis, 0.0) - wanted) for axis, wanted in wish.items())
    other = sum(
        abs(there.get(axis, 0.0) - here.get(axis, 0.0)) for axis in _AXES if axis not in wish
    )
    return asked + _STAY * other
