"""What a picture is asked for with, and what comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

SIDE = 16
"""Sides are multiples of this many px: what the patches of FLUX, Qwen-Image and SD3 need."""


class ImageJob(BaseModel):
    """One picture to make. `steps` and `guidance` left open are the model's own.

    `references` are whole image files (PNG, JPEG, WebP) that the picture should take after; a
    model that takes none ignores them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = Field(min_length=1, max_length=4000)
    negative: str = Field(default="", max_length=1000)
    width: int = Field(default=1024, ge=64, le=4096, multiple_of=SIDE)
    height: int = Field(default=1024, ge=64, le=4096, multiple_of=SIDE)
    steps: int | None = Field(default=None, ge=1, le=200)
    guidance: float | None = Field(default=None, ge=0, le=30)
    seed: int = Field(default=0, ge=0, lt=2**63)
    references: tuple[bytes, ...] = Field(default=(), max_length=8, repr=False)

    def key(self, made_with: Sequence[str] = ()) -> str:
        """The job's content as a sha256: the same job on the same backends has the same key."""
        data = self.model_dump(exclude={"references"})
        data["references"] = [hashlib.sha256(one).hexdigest() for one in self.references]
        text = json.dumps([data, *made_with], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def pixels(self) -> int:
        return self.width * self.height


class GeneratedImage(BaseModel):
    """A made picture, with everything needed to say how it came about and to make it again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    png: bytes = Field(repr=False)
    width: int
    height: int
    backend: str
    model: str
    revision: str = Field(description="Commit or fingerprint of the weights; empty if unknown.")
    seed: int | None = Field(description="None where the model takes no seed.")
    prompt: str
    references: int = Field(default=0, description="How many of the references were used.")
    tokens: tuple[int, int] = Field(default=(0, 0), description="Read and made, if told.")
    money: float = Field(default=0.0, description="In the currency of CREW_IMAGES_PRICE.")


def fitting(width: int, height: int, pixels: int) -> tuple[int, int]:
    """Sides in the proportion of `width` x `height` with about so many pixels, as models need them.

    The smallest side a job may have is 64 px, and the largest 4096.
    """
    scale = (pixels / (width * height)) ** 0.5
    first, second = (
        min(4096, max(64, round(side * scale / SIDE) * SIDE)) for side in (width, height)
    )
    return first, second
