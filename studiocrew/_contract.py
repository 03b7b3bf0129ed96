"""What every contract is made of: the strict base, and the words for small values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""An id that may also become a file name: no separators, no leading dot, 64 characters at most."""

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Contract(BaseModel):
    """Base of every contract: immutable, and strict about what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
