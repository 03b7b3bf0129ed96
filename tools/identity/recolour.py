"""A palette made warmer or cooler, livelier or quieter, lighter or darker, and still usable.

Every colour moves; then lightness is searched again until text reads and swatches can be told
apart by every kind of colour vision, as `tools.palette` promises of a new palette.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from studiocrew.contracts import Swatch
from tools.colour import contrast, from_oklch, hue_gap, least_separation, oklch, readable
from tools.colour_names import colour_name
from tools.identity.measure import WARM_HUE, palette_look
from tools.palette import LEAST_SEPARATION

COLOUR_AXES = ("temperature", "saturation", "lightness")
_WORDS = {
    "temperature": ("warmer", "cooler"),
    "saturation": ("stronger", "quieter"),
    "lightness": ("lighter", "darker"),
}
_TURN = 14.0  # degrees a step of temperature turns a hue
_CAST = 0.014  # and how far, in OKLab, it draws everything to the warm or cold side
_CHROMA = 1.3  # a step of saturation, as a factor
_LEVEL = 0.05  # a step of lightness
_BODY = ("primary", "secondary", "accent", "deep")
_NUDGES = (0.0, -0.03, 0.03, -0.06, 0.06, -0.1, 0.1)
_READS = 7.0  # of ink on paper


def recoloured(
    swatches: Sequence[Swatch], steps: Mapping[str, int]
) -> tuple[tuple[Swatch, ...], str]:
    """The palette after `steps` (axis to -2..2), and what it became, measured, in words."""
    before = palette_look(swatches)
    floor = min(LEAST_SEPARATION, least_separation([s.hex for s in swatches]))
    best: tuple[float, tuple[Swatch, ...]] | None = None
    for strength in (1.0, 1.3, 0.75):
        moved = {s.role: _moved(s, steps, strength) for s in swatches}
        for colours in _nudged(moved):
            if contrast(colours["ink"], colours["paper"]) < _READS:
                continue
            made = _swatches(swatches, colours)
            after = palette_look(made)
            if any((getattr(after, a) - getattr(before, a)) * steps[a] <= 0 for a in steps):
                continue
            apart = least_separation([*colours.values()])
            if apart >= floor:
                return made, _said(swatches, made, steps)
            if best is None or apart > best[0]:
                best = (apart, made)
    if best is None:
        return tuple(swatches), "colours stay: they are as far that way as they can be read"
    return best[1], _said(swatches, best[1], steps)


def _moved(swatch: Swatch, steps: Mapping[str, int], strength: float) -> str:
    light, chroma, hue = oklch(swatch.hex)
    if warm := steps.get("temperature", 0) * strength:
        light, chroma, hue = _warmed(light, chroma, hue, warm, swatch.role in _BODY)
    if swatch.role in _BODY:
        chroma *= _CHROMA ** (steps.get("saturation", 0) * strength)
        light += _LEVEL * steps.get("lightness", 0) * strength
    elif swatch.role == "paper":
        light += 0.015 * steps.get("lightness", 0) * strength
    return from_oklch(max(0.08, min(0.985, light)), chroma, hue)


def _warmed(
    light: float, chroma: float, hue: float, warm: float, body: bool
) -> tuple[float, float, float]:
    """Turned towards the warm (or cold) hue, never past it, and drawn to its side."""
    goal = WARM_HUE if warm > 0 else WARM_HUE + 180
    turn = min(_TURN * abs(warm), hue_gap(hue, goal)) if body else 0.0
    hue += turn if (goal - hue) % 360 < 180 else -turn
    cast = _CAST * abs(warm) * (1.0 if body else 0.6)
    a = chroma * math.cos(math.radians(hue)) + cast * math.cos(math.radians(goal))
    b = chroma * math.sin(math.radians(hue)) + cast * math.sin(math.radians(goal))
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _nudged(moved: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The colours with three of them a little lighter or darker, the least nudged first."""
    free = [role for role in ("secondary", "accent", "deep") if role in moved]
    tries = sorted(product(_NUDGES, repeat=len(free)), key=lambda n: sum(map(abs, n)))
    for nudges in tries:
        yield {**moved, **{r: _nudge(moved[r], n) for r, n in zip(free, nudges, strict=True)}}


def _nudge(colour: str, by: float) -> str:
    if not by:
        return colour
    light, chroma, hue = oklch(colour)
    return from_oklch(max(0.1, min(0.97, light + by)), chroma, hue)


def _swatches(old: Sequence[Swatch], colours: Mapping[str, str]) -> tuple[Swatch, ...]:
    ends = (colours["paper"], colours["ink"])
    made: list[Swatch] = []
    for swatch in old:
        colour = colours[swatch.role]
        on = readable(colour, sorted(ends, key=lambda c: contrast(colour, c), reverse=True))
        name = colour_name(colour, tuple(s.name for s in made))
        made.append(
            Swatch(
                role=swatch.role,
                name=name,
                hex=colour,
                on=on,
                contrast=round(contrast(colour, on), 2),
            )
        )
    return tuple(made)


def _said(old: Sequence[Swatch], new: Sequence[Swatch], steps: Mapping[str, int]) -> str:
    before, after = palette_look(old), palette_look(new)
    told: list[str] = []
    for axis in COLOUR_AXES:
        if step := steps.get(axis):
            was, now = getattr(before, axis), getattr(after, axis)
            told.append(f"{_WORDS[axis][step < 0]} ({was:.3f} to {now:.3f})")
    return "colours " + ", ".join(told)
