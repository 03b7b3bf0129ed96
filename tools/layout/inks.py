"""Which of an identity's colours a text, an accent or a shape takes on a field, by rule."""

from __future__ import annotations

from functools import cached_property

from studiocrew.contracts import Identity
from tools.colour import (
    GRAIN,
    LARGE_TEXT,
    SMALL_TEXT,
    contrast,
    hue_gap,
    legible,
    luminance,
    oklch,
    readable,
    separation,
)


class Inks:
    """An identity's colours by role, and the rules of what reads on what."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    @cached_property
    def colours(self) -> dict[str, str]:
        return {swatch.role: swatch.hex for swatch in self.identity.swatches}

    def text_on(self, field: str, *, large: bool = False) -> str:
        """Paper on dark and saturated fields, ink on light ones, where it reads."""
        ink, paper = self.colours["ink"], self.colours["paper"]
        wanted = (paper, ink) if luminance(field) < 0.30 else (ink, paper)
        return readable(field, wanted, (LARGE_TEXT if large else SMALL_TEXT) + GRAIN)

    def accent_on(self, field: str, text: str) -> str:
        """A large-type accent that reads on the field and differs from the text.

        Where the palette has only dull ones, the livelier hues are brought to where they read.
        """
        found: list[str] = []
        for role in ("primary", "secondary", "accent", "deep"):
            own = self.colours[role]
            found.append(own)
            if role in ("secondary", "accent") and hue_gap(oklch(own).hue, 88) > 38:
                found.append(legible(own, field))  # a darkened yellow would be mud
        fitting = [
            colour
            for colour in found
            if contrast(field, colour) >= LARGE_TEXT + 0.45 and separation(colour, text) > 0.12
        ]
        lively = (colour for colour in fitting if oklch(colour).chroma >= 0.045)
        return next(lively, fitting[0] if fitting else text)

    def others(self, *fields: str) -> tuple[str, ...]:
        """The palette without these colours and those too near the first, liveliest first."""
        roles = ("accent", "paper", "deep", "secondary", "primary", "ink")
        found = (self.colours[role] for role in roles)
        return tuple(c for c in found if c not in fields and separation(c, fields[0]) > 0.09)
