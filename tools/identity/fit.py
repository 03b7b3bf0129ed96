"""How well an identity fits a brand: five scores, each with its reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from studiocrew.contracts import Identity, Score, Swatch
from tools.colour import LARGE_TEXT, contrast
from tools.identity.measure import AREA, delta_e
from tools.identity.traits import Traits, parts, traits_of

WEIGHTS = {
    "tone": 0.34,
    "colours": 0.26,
    "contrast": 0.12,
    "trade": 0.14,
    "elsewhere": 0.14,
    "director": 0.10,
}
"""What each score counts. Scores that cannot be given are left out and the others count more."""

SAME = 0.05
"""Delta-E OK up to which a swatch is the brand's own colour."""

FAR = 0.25
"""Palette distance from another campaign that leaves nothing to be desired."""


def score_tone(identity: Identity, wish: Traits, words: Sequence[str]) -> Score | None:
    """Nearness of the look's traits to what the brand's tone words ask for."""
    if not words:
        return None
    value = 1 - traits_of(identity).away(wish)
    return _score("tone", value, f"{_degree(value)} the brand's tone ({', '.join(words[:4])})")


def score_colours(swatches: Sequence[Swatch], colours: Sequence[str]) -> Score | None:
    """Share of the sheet in the brand's own colours, and which of them carries it."""
    if not colours:
        return None
    kept = {s.role: min(delta_e(s.hex, colour) for colour in colours) <= SAME for s in swatches}
    most = sum(sorted(AREA.values(), reverse=True)[: len(colours)])
    share = min(1.0, sum(AREA[role] for role, own in kept.items() if own) / most)
    lead = next((s for s in swatches if s.role == "primary"), None)
    first = next((c for c in colours if lead and delta_e(lead.hex, c) <= SAME), "")
    led = 1.0 if first == colours[0] else 0.6 if first else 0.2
    value = 0.6 * share + 0.4 * led
    said = f"led by the brand's {first}" if first else "led by a shade beside the brand's colours"
    number = sum(kept.values())
    return _score("colours", value, f"{said}; {number} of {len(kept)} swatches are the brand's")


def score_contrast(swatches: Sequence[Swatch]) -> Score:
    """Share of the palette's pairs that carry large type (WCAG 2.1, 3:1): room to design in."""
    pairs = [*combinations([s.hex for s in swatches], 2)]
    able = sum(contrast(one, other) >= LARGE_TEXT for one, other in pairs)
    share = able / len(pairs) if pairs else 0.0
    value = min(1.0, share / 0.6)
    return _score("contrast", value, f"{able} of {len(pairs)} colour pairs carry large type")


def score_trade(shown: str, motif: str, trade: str) -> Score:
    """1 for the trade's own motif, less for its neighbours."""
    order = (motif, *parts().neighbours.get(motif, ()))
    place = order.index(shown) if shown in order else len(order)
    value = (1.0, 0.75, 0.6, 0.5, 0.3)[min(place, 4)]
    named = f"a {trade}" if trade else "the trade"
    how = "is the motif of" if place == 0 else "goes with" if place < len(order) else "is new to"
    return _score("trade", value, f"{shown} {how} {named}")


def score_elsewhere(nearest: float | None) -> Score | None:
    """Distance from the palette of the tenant's nearest other campaign."""
    if nearest is None:
        return None
    value = min(1.0, nearest / FAR)
    return _score("elsewhere", value, f"{nearest:.2f} delta-E from your nearest other campaign")


def score_director(first: bool, why: str) -> Score:
    """1 for the look that the art director's model would take, half for the others."""
    return _score("director", 1.0 if first else 0.5, why)


def mean(scores: Sequence[Score]) -> float:
    """The scores' weighted mean, 0 to 1."""
    whole = sum(score.weight for score in scores)
    return round(sum(s.value * s.weight for s in scores) / whole, 3) if whole else 0.0


def _score(name: str, value: float, why: str) -> Score:
    value = round(max(0.0, min(1.0, value)), 3)
    return Score.model_validate({"name": name, "value": value, "weight": WEIGHTS[name], "why": why})


def _degree(value: float) -> str:
    return "close to" if value >= 0.75 else "near" if value >= 0.6 else "some way from"
