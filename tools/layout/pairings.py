"""Type pairings from the shipped families, and how each family is cut."""

from __future__ import annotations

from studiocrew.contracts import TypePairing
from studiocrew.errors import CallerError
from tools.layout.scene import Voice
from tools.layout.svg import seeded


def _pair(display: str, serif: str, text: str) -> TypePairing:
    return TypePairing(display=display, serif=serif, text=text)


PAIRINGS: dict[str, TypePairing] = {
    "market": _pair("Bricolage Grotesque", "Fraunces", "Instrument Sans"),
    "press": _pair("Anton", "DM Serif Display", "Work Sans"),
    "signal": _pair("Space Grotesk", "Instrument Serif", "Hanken Grotesk"),
    "gallery": _pair("Syne", "Newsreader", "Work Sans"),
    "parlour": _pair("Gloock", "Cormorant Garamond", "Hanken Grotesk"),
    "kiosk": _pair("Unbounded", "Fraunces", "DM Sans"),
    "depot": _pair("Archivo", "Instrument Serif", "DM Sans"),
    "almanac": _pair("Bricolage Grotesque", "Newsreader", "DM Sans"),
}

_SUITS: dict[str, tuple[str, ...]] = {
    "warm": ("market", "almanac", "press"),
    "fresh": ("signal", "market", "depot"),
    "bold": ("press", "depot", "market"),
    "calm": ("parlour", "gallery", "signal"),
    "elegant": ("parlour", "gallery", "signal"),
    "playful": ("kiosk", "market", "gallery"),
}

# Cut and tracking (em) that suit each family at display size.
_VOICES: dict[str, Voice] = {
    "Bricolage Grotesque": Voice("Bricolage Grotesque", 800, tracking=-0.014),
    "Anton": Voice("Anton", 400, tracking=-0.004),
    "Archivo": Voice("Archivo", 900, tracking=-0.035),
    "Syne": Voice("Syne", 800, tracking=-0.02),
    "Space Grotesk": Voice("Space Grotesk", 700, tracking=-0.045),
    "Unbounded": Voice("Unbounded", 800, tracking=-0.045),
    "Gloock": Voice("Gloock", 400, tracking=-0.014),
    "Fraunces": Voice("Fraunces", 340, italic=True, tracking=-0.04),
    "DM Serif Display": Voice("DM Serif Display", 400, italic=True, tracking=-0.012),
    "Instrument Serif": Voice("Instrument Serif", 400, italic=True, tracking=-0.022),
    "Newsreader": Voice("Newsreader", 400, italic=True, tracking=-0.03),
    "Cormorant Garamond": Voice("Cormorant Garamond", 500, italic=True, tracking=-0.024),
}


def pairing_for(mood: str, seed: int) -> TypePairing:
    """A pairing that suits the mood; the seed chooses among those that do."""
    names = _SUITS.get(mood, tuple(PAIRINGS))
    return PAIRINGS[seeded("pairing", mood, seed).choice(names)]


def headline_voice(family: str) -> Voice:
    """How a shipped family is set at display size. Raises CallerError for another family."""
    if family not in _VOICES:
        raise CallerError(
            f"There is no display family {family!r}.", mend=f"Use one of: {', '.join(_VOICES)}."
        )
    return _VOICES[family]


def text_voice(family: str, *, bold: bool = False) -> Voice:
    """How a shipped text family is set at reading size."""
    return Voice(family, 700 if bold else 500, tracking=-0.008)
