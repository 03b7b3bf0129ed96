"""What a picture is asked for with, what comes back, and who can make it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field

from studiocrew.errors import CallerError

BACKENDS: tuple[str, ...] = ("layout", "diffusers")


class ImageJob(BaseModel):
    """One picture to make. The same job on the same model and machine gives the same picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = Field(min_length=1)
    negative: str = ""
    width: int = Field(default=1024, ge=64, le=4096, multiple_of=8)
    height: int = Field(default=1024, ge=64, le=4096, multiple_of=8)
    steps: int = Field(default=28, ge=1, le=200)
    seed: int = Field(default=0, ge=0, lt=2**63)
    guidance: float = Field(default=4.5, ge=0, le=30)


class GeneratedImage(BaseModel):
    """A made picture, with everything needed to say how it came about and to make it again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    png: bytes = Field(repr=False)
    width: int
    height: int
    model: str
    revision: str = Field(description="Commit or content hash of the weights; empty if unknown.")
    seed: int
    prompt: str


@runtime_checkable
class ImageBackend(Protocol):
    """Makes pictures, or says by `None` that it makes none."""

    @property
    def name(self) -> str:
        """Short name for records: "layout", "diffusers"."""
        ...

    async def generate(self, job: ImageJob) -> GeneratedImage | None:
        """The picture; `None` when this backend leaves the card to the layout alone.

        Raises MissingExtra or ModelUnavailable when it should make one and cannot. Cancelling
        stops the work after the running step.
        """
        ...


class LayoutOnly:
    """The default: no model, no picture. Cards are drawn from palette and templates."""

    name = "layout"

    async def generate(self, job: ImageJob) -> GeneratedImage | None:
        """Always `None`."""
        return None


def backend(name: str, *, model: str | Path = "", local_files_only: bool = False) -> ImageBackend:
    """The backend of that name. Raises CallerError for an unknown one, or one without its model."""
    if name == "layout":
        return LayoutOnly()
    if name == "diffusers":
        from tools.images.diffusers_backend import DiffusersBackend

        if not str(model):
            raise CallerError(
                "The diffusers backend needs a model.",
                mend="Name a folder or a hub id of a text-to-image pipeline.",
            )
        return DiffusersBackend(model, local_files_only=local_files_only)
    raise CallerError(f"There is no image backend {name!r}.", mend=f"Use: {', '.join(BACKENDS)}.")
