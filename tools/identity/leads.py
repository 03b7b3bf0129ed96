"""Palettes from the same brand colours, told apart by which colour carries the sheet.

An art director shows a client three palettes that are all theirs: led by the brand's colour, by its
second one, by the night version of it. Each way to lead is a function from the brand's colours to
the list `tools.palette` works from, in order of importance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tools.colour import from_oklch, hue_gap, oklch

Lead = Callable[[Sequence[str]], tuple[str, ...]]

GREY = 0.04
"""OKLCH chroma below which a colour leads nothing."""

PALE = 0.9
"""OKLCH lightness from which a colour is a paper."""


def _chromatic(colours: Sequence[str]) -> list[str]:
    return [c for c in colours if oklch(c).chroma >= GREY and oklch(c).lightness < PALE]


def _papers(colours: Sequence[str]) -> list[str]:
    return [c for c in colours if oklch(c).lightness >= PALE]


def _brand(colours: Sequence[str]) -> tuple[str, ...]:
    return tuple(colours)


def _second(colours: Sequence[str]) -> tuple[str, ...]:
    """The brand's next colour of another hue carries the sheet, and the first one answers it."""
    lively = _chromatic(colours)
    if not lively:
        return ()
    first = oklch(lively[0])
    others = [c for c in lively[1:] if oklch(c).lightness > 0.35]
    far = sorted(others, key=lambda c: -hue_gap(oklch(c).hue, first.hue))
    lead = far[0] if far else from_oklch(0.74, 0.13, first.hue + 48)
    return (lead, lively[0], *_papers(colours))


def _night(colours: Sequence[str]) -> tuple[str, ...]:
    """The brand's darkest colour, or a dark shade of its first, with the first as a signal."""
    lively = _chromatic(colours)
    if not lively:
        return ()
    first = oklch(lively[0])
    dark = [c for c in lively[1:] if oklch(c).lightness < 0.4]
    if dark:
        lead = dark[0]
    else:
        level = 0.31 if first.lightness >= 0.4 else 0.24
        lead = from_oklch(level, min(0.09, max(0.05, first.chroma * 0.6)), first.hue)
    signal = next((c for c in lively if oklch(c).lightness > 0.5), lively[0])
    return (lead, signal, *_papers(colours))


def _counter(colours: Sequence[str]) -> tuple[str, ...]:
    """A colour from across the hue circle, kept apart enough to make the brand's own glow."""
    lively = _chromatic(colours)
    if not lively:
        return ()
    first = oklch(lively[0])
    lead = from_oklch(0.44 if first.lightness > 0.5 else 0.72, 0.11, first.hue + 165)
    return (lead, lively[0], *_papers(colours))


def _quiet(colours: Sequence[str]) -> tuple[str, ...]:
    """The brand's first colour, greyed and lightened: paper tones with one note of colour."""
    lively = _chromatic(colours)
    if not lively:
        return ()
    first = oklch(lively[0])
    lead = from_oklch(0.82, max(GREY + 0.008, min(0.06, first.chroma * 0.4)), first.hue)
    return (lead, lively[0], *_papers(colours))


LEADS: dict[str, Lead] = {
    "brand": _brand,
    "second": _second,
    "night": _night,
    "counter": _counter,
    "quiet": _quiet,
}
