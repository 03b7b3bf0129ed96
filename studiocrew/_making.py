"""Contracts of a picture's making: where its words stand, who made which part, what changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studiocrew._contract import Contract, HexColour, Id


class TextBox(Contract):
    """One line of text on a picture: where its ink stands, in pixels from the top left."""

    name: str = Field(description='The piece it belongs to: "headline", "detail 1".')
    text: str
    x: float
    y: float
    w: float
    h: float
    size: float = Field(description="Of the type, in pixels.")
    colours: tuple[HexColour, ...] = Field(description="Colours its letters have, most used first.")
    large: bool = Field(description="Whether it counts as large text where a phone shows it.")
    turned: bool = Field(default=False, description="Set at an angle: the box is around all of it.")


class Part(Contract):
    """One part of a picture, and who or what made it."""

    part: Literal["words", "layout", "image"]
    by: Literal["model", "code", "person"]
    name: str = Field(description="The model or the program; never a person's name.")
    revision: str = Field(default="", description="Version, or the model's revision.")
    prompt: str = Field(default="", description="As sent, where one prompt made this part.")
    calls: tuple[str, ...] = Field(
        default=(), description="Keys of the journal's calls: SHA-256 of what was asked."
    )
    seed: int | None = None
    licence: str = Field(default="", description="Of what it was made with, as far as known.")


class Touch(Contract):
    """One change a person or the crew made to a picture after it was first drawn."""

    by: Literal["person", "crew"]
    what: str
    version: int = Field(default=1, ge=1, description="Of the campaign; 1 is the first run.")


class Making(Contract):
    """How a picture came about: enough to explain it, and to make it again."""

    parts: tuple[Part, ...] = ()
    source_ids: tuple[Id, ...] = Field(default=(), description="Sources its words rest on.")
    licence: str = Field(default="", description="Of the picture; empty: all rights its owner's.")
    changes: tuple[Touch, ...] = ()
