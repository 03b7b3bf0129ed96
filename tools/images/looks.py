"""The tables of `looks.yaml`, and what follows from them without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from studiocrew.authored import load_authored
from studiocrew.contracts import Identity
from tools.colour import oklch

DATA = Path(__file__).with_name("looks.yaml")

_HUES = (
    (20, "pink"),
    (42, "red"),
    (72, "orange"),
    (112, "yellow"),
    (165, "green"),
    (215, "teal"),
    (280, "blue"),
    (325, "violet"),
    (360, "pink"),
)
"""Where each hue of OKLCH ends, in degrees. By eye, on the palette's own swatches."""


class Manner(BaseModel):
    """How a mood looks in a picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    light: str
    tones: str


class Scenery(BaseModel):
    """What to show of a trade."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trades: str = ""
    subject: str
    setting: str


class Looks(BaseModel):
    """All of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    light: Mapping[str, str]
    composition: Mapping[str, str]
    moods: Mapping[str, Manner]
    imagery: Mapping[str, str]
    over: tuple[str, ...]
    space: Mapping[str, str]
    trades: tuple[Scenery, ...]
    anything: Scenery
    negative: str
    asks_for_letters: Mapping[str, str]
    speaks: Mapping[str, str]


@cache
def looks() -> Looks:
    """The tables, read once."""
    return load_authored(DATA, Looks)


def scenery(trade: str) -> Scenery:
    """What a trade such as "bakery" is shown by."""
    words = re.findall(r"\w+", trade.lower())
    for one in looks().trades:
        if any(word.startswith(stem) for word in words for stem in one.trades.split()):
            return one
    return looks().anything


def manner(mood: str) -> Manner:
    """How a mood looks; calm for one we do not know."""
    return looks().moods.get(mood, looks().moods["calm"])


def style_of(identity: Identity) -> str:
    """The identity's imagery, tones and colours: the same for every picture of a campaign."""
    by_role = {swatch.role: swatch.hex for swatch in identity.swatches}
    named = [colour_word(by_role[r]) for r in ("primary", "secondary", "accent") if r in by_role]
    colours = " and ".join(list(dict.fromkeys(named))[:2])
    listed = looks().imagery
    style = f"{listed.get(identity.imagery, listed['type'])}, {manner(identity.mood).tones}"
    return f"{style}, with touches of {colours}" if colours else style


def space_for(width: int, height: int, template: str) -> str:
    """Where a card of that shape and template wants the picture empty."""
    if template not in looks().over:
        return looks().space["window"]
    if height >= 1.7 * width:
        return looks().space["story"]
    return looks().space["wide" if width >= 1.2 * height else "tall"]


def colour_word(colour: str) -> str:
    """A colour in a plain word or two that every model knows: "deep red", "pale yellow"."""
    light, chroma, hue = oklch(colour)
    if chroma < 0.035:
        return "black" if light < 0.3 else "white" if light > 0.92 else "grey"
    name = next(word for end, word in _HUES if hue % 360 <= end)
    return ("deep " if light < 0.45 else "pale " if light > 0.82 else "") + name
