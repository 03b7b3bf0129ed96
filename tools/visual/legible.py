"""Whether words can be read from what is behind them, measured on the finished picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studiocrew.contracts import Asset, TextBox
from tools.case import Case, Evidence
from tools.colour import LARGE_TEXT, SMALL_TEXT
from tools.visual.ground import Ground, grounds

ROUNDING = 0.97
"""Share of the asked contrast that is enough: one step of 8-bit colour moves 4.5 by up to 0.1."""

SAME_AROUND = 0.12
"""Share of the margin about a line that may have its colour, as a rule under a headline has."""


def reads_on_ground(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """Each line has WCAG 2.1 AA's contrast against the worst twentieth of the pixels behind it."""
    png = case.png(asset)
    if not asset.text_boxes or not png:
        return Evidence(True, "no text is set on it")
    seen = list(zip(asset.text_boxes, grounds(png, asset.text_boxes), strict=True))
    found = [said for box, ground in seen if (said := _unreadable(box, ground))]
    if found:
        return Evidence(False, "; ".join(found))
    box, ground = min(seen, key=lambda pair: (pair[1].contrast or 0) / needed(pair[0]))
    return Evidence(True, f"least: {box.name} {ground.contrast:.1f}:1, {needed(box):g} needed")


def needed(box: TextBox) -> float:
    """The contrast WCAG 2.1 AA asks of the line: 3 for large text, 4.5 for small."""
    return LARGE_TEXT if box.large else SMALL_TEXT


def _unreadable(box: TextBox, ground: Ground) -> str:
    name = f"{box.name} “{box.text[:32]}”"
    if ground.contrast is None or ground.around > SAME_AROUND:
        return f"{name} cannot be told from its ground"
    if ground.contrast < ROUNDING * needed(box):
        return f"{name}: {ground.contrast:.1f}:1 at its worst, {needed(box):g} needed"
    return ""
