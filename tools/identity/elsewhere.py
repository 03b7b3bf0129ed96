"""A look as digits, to be left to a tenant's other brands: colours and nothing that can be read.

Brands of one tenant may be clients who must not read each other, so what they share is numbers
(see `memory.items`). Six colours and no name tell nobody whose they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from studiocrew.contracts import Swatch
from tools.colour import channels, contrast

Role = Literal["ink", "paper", "primary", "secondary", "accent", "deep"]
ROLES: tuple[Role, ...] = get_args(Role)
_CODE = re.compile(r";((?:\d{1,8} ){5}\d{1,8})$")


@dataclass(frozen=True)
class VisualMark:
    """The palette of one campaign."""

    swatches: tuple[Swatch, ...]

    @property
    def code(self) -> str:
        """The colours as numbers, in the order of `ROLES`: the end of a campaign's fingerprint."""
        found = {swatch.role: swatch.hex for swatch in self.swatches}
        numbers = (int(found.get(role, "#000000")[1:], 16) for role in ROLES)
        return " ".join(map(str, numbers))

    @classmethod
    def read(cls, code: str) -> VisualMark | None:
        """What a fingerprint ends with; None for one without colours."""
        found = _CODE.search(code)
        numbers = [int(number) for number in found[1].split()] if found and _three(code) else []
        if not numbers or max(numbers) > 0xFFFFFF:
            return None
        return cls(tuple(_swatch(role, n) for role, n in zip(ROLES, numbers, strict=True)))


def _three(code: str) -> bool:
    """A fingerprint of words has three parts; the colours are a fourth."""
    return code.count(";") == 3


def _swatch(role: Role, number: int) -> Swatch:
    colour = f"#{number:06X}"
    on = "#FFFFFF" if sum(channels(colour)) < 3 * 128 else "#000000"
    return Swatch(role=role, name="", hex=colour, on=on, contrast=round(contrast(colour, on), 2))
