"""A post and how it did: what is kept of a brand's campaigns to learn from."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from studiocrew.contracts import Contract, Id

LENGTHS = ((150, "up to 150"), (500, "151 to 500"), (10**9, "over 500"))
"""Bands of caption length in characters. House judgement: a line, a paragraph, a text."""


class Measured(Contract):
    """One post of ours with its figures. Counts are None where the export does not have them."""

    project: Id
    post_id: Id
    platform: Id
    angle: str = ""
    at: AwareDatetime = Field(description="When it went out, in the campaign's own time zone.")
    length: int = Field(ge=0, description="Characters of the caption.")
    reach: float | None = Field(default=None, ge=0)
    engagements: float | None = Field(default=None, ge=0)
    imported_on: str = ""

    def levels(self) -> dict[str, str]:
        """What it is an example of, by dimension."""
        band = next(name for most, name in LENGTHS if self.length <= most)
        return {
            "platform": self.platform,
            "hour": str(self.at.hour),
            "weekday": str(self.at.weekday()),
            "angle": self.angle,
            "length": band,
        }
