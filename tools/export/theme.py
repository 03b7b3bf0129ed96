"""The page's look, taken from the campaign's identity and made safe to read."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path

from studiocrew.contracts import Identity, TypePairing
from tools import colour

FONTS = Path(__file__).parents[1] / "layout" / "fonts"
FONT_BUDGET = 420_000
"""Bytes of font files one page may carry."""

_NEUTRAL = {
    "ink": "#1B1B1F",
    "paper": "#F6F4EF",
    "primary": "#2B2B33",
    "secondary": "#C9C4B8",
    "accent": "#B5482A",
    "deep": "#17171B",
}
_FALLBACK = {
    "display": "ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif",
    "serif": "ui-serif,Georgia,Cambria,'Times New Roman',serif",
    "text": "ui-sans-serif,system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif",
}
_EMOJI = "'Apple Color Emoji','Segoe UI Emoji','Noto Color Emoji'"
_SPACE = 0.25  # ems
_FONT_FILE = re.compile(r"-(\d{3})(i?)\.ttf$")


@dataclass(frozen=True)
class Face:
    """One font file as an @font-face: a voice of the pairing, and its data URI."""

    voice: str
    weight: int
    style: str
    uri: str


@dataclass(frozen=True)
class Theme:
    """CSS custom properties (name without dashes, value) and the faces they name."""

    variables: tuple[tuple[str, str], ...]
    faces: tuple[Face, ...]
    tiles: tuple[str, ...]
    fit: float
    """Headline size in hundredths of its block's width, so that it fills the block."""


def theme_of(identity: Identity | None, headline: str = "") -> Theme:
    """The identity's colours and type, or a quiet neutral look without one."""
    colours = _NEUTRAL | {s.role: s.hex.upper() for s in (identity.swatches if identity else ())}
    given = {s.role: s.on for s in (identity.swatches if identity else ())}
    faces = embedded_faces(identity.pairing) if identity else ()
    variables = _colour_variables(colours, given) | _font_variables(faces)
    order = ("primary", "accent", "secondary", "paper", "deep", "ink")
    tiles = tuple(colours[role] for role in order)
    family = identity.pairing.display if identity else ""
    return Theme(tuple(variables.items()), faces, tiles, headline_fit(headline, family))


def _colour_variables(colours: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    paper = colours["paper"]
    ink = colour.readable(paper, (colours["ink"], colours["deep"]), 7)
    raised = _raised(paper, ink)
    made = {
        **colours,
        "ink": ink,
        "raised": raised,
        "line": colour.mix(paper, ink, 0.16),
        "mute": _muted(ink, (paper, raised)),
        "strong": colour.readable(paper, (colours["primary"], colours["deep"], ink)),
    }
    for role in ("primary", "secondary", "accent", "deep"):
        ground = colours[role]
        wanted = (given.get(role, paper), paper, ink, colours["deep"])
        made[f"on-{role}"] = colour.readable(ground, wanted)
    # WCAG asks 3:1 of large text, which lets the paper colour stand on many a primary.
    made["big-on-primary"] = colour.readable(colours["primary"], (paper, ink), colour.LARGE_TEXT)
    made["on-ink"] = colour.readable(ink, (paper,), 7)
    made["on-ink-mute"] = _muted(made["on-ink"], (ink,))
    return made


def _font_variables(faces: tuple[Face, ...]) -> dict[str, str]:
    held = {face.voice for face in faces}
    return {
        f"font-{voice}": ",".join([*([f"'crew-{voice}'"] if voice in held else []), stack, _EMOJI])
        for voice, stack in _FALLBACK.items()
    }


def _raised(paper: str, ink: str) -> str:
    """A panel that stands out from the paper a little; the paper itself if text would suffer."""
    dark = colour.contrast(paper, colour.WHITE) > colour.contrast(paper, colour.BLACK)
    panel = colour.mix(paper, ink, 0.07) if dark else colour.mix(paper, colour.WHITE, 0.6)
    return panel if colour.contrast(ink, panel) >= colour.SMALL_TEXT else paper


def _muted(ink: str, grounds: tuple[str, ...]) -> str:
    """`ink` softened towards the first ground as far as it stays readable on all of them."""
    for share in (0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1):
        softer = colour.mix(ink, grounds[0], share)
        if min(colour.contrast(softer, ground) for ground in grounds) >= 4.8:
            return softer
    return ink


def embedded_faces(pairing: TypePairing) -> tuple[Face, ...]:
    """The pairing's font files as data URIs, as many as fit the budget, headlines first.

    A family we do not ship is left to the system's fonts.
    """
    faces: list[Face] = []
    left = FONT_BUDGET
    for voice in ("display", "serif", "text"):
        for path in _font_files(getattr(pairing, voice)):
            match = _FONT_FILE.search(path.name)
            if match and (size := path.stat().st_size) <= left:
                left -= size
                data = base64.b64encode(path.read_bytes()).decode("ascii")
                style = "italic" if match[2] else "normal"
                faces.append(Face(voice, int(match[1]), style, f"data:font/ttf;base64,{data}"))
    return tuple(faces)


def _font_files(family: str) -> list[Path]:
    slug = re.sub(r"[^a-z0-9]+", "-", family.lower()).strip("-")
    return sorted((FONTS / slug).glob("*.ttf")) if slug else []


def headline_fit(text: str, family: str) -> float:
    """The largest font size, in hundredths of the block's width, at which `text` fits a block
    a little more than half as high as wide. Lines break as a browser breaks them.
    """
    widths = _widths(text.split() or ["x"], family)
    for tenths in range(220, 45, -5):
        size = tenths / 10
        lines = _lines([width * size for width in widths], _SPACE * size, 97)
        if max(widths) * size <= 97 and lines * size * 0.96 <= 54:
            return size
    return 4.5


def _lines(widths: list[float], space: float, room: float) -> int:
    lines, used = 1, -space
    for width in widths:
        if used + space + width > room:
            lines, used = lines + 1, -space
        used += space + width
    return lines


def _widths(words: list[str], family: str) -> list[float]:
    """Width of each word in ems: measured in the shipped font, else guessed from its letters."""
    files = _font_files(family)
    if not files:
        return [0.6 * len(word) for word in words]
    from PIL import ImageFont

    font = ImageFont.truetype(str(files[0]), 100)
    return [font.getlength(word) / 100 for word in words]
