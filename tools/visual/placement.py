"""Where words stand: on the sheet, where apps cover nothing, and clear of each other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from studiocrew.contracts import Asset, TextBox
from tools.case import Case, Evidence
from tools.platforms import Safe, platforms
from tools.visual.ground import grounds
from tools.visual.pixels import decoded

SLACK = 2.0
"""Pixels that a box may be out: ink boxes are rounded, and antialiasing adds one."""

LEAST_INK = 0.05
"""Share of a line's box that has the type's colour; the thinnest shipped face has 0.08."""

SHARED = 0.06
"""Share of the smaller of two boxes that may lie in the other: a descender in a gap is no clash."""

_NOWHERE = Evidence(True, "no text is set on it")


def within_sheet(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """Every line stands whole on the sheet, and its ink is where the layout put it."""
    if not asset.text_boxes:
        return _NOWHERE
    found = [f"{_named(box)} leaves the sheet" for box in asset.text_boxes if _leaves(asset, box)]
    if (png := case.png(asset)) and not found:
        found = _not_there(png, asset)
    return Evidence(not found, "; ".join(found) or f"{len(asset.text_boxes)} lines, all whole")


def _leaves(asset: Asset, box: TextBox) -> bool:
    return (
        min(box.x, box.y) < -SLACK
        or box.x + box.w > asset.width + SLACK
        or box.y + box.h > asset.height + SLACK
    )


def _not_there(png: bytes, asset: Asset) -> list[str]:
    """Cropped, scaled or painted over: the picture is not what was laid out."""
    pixels = decoded(png)
    if pixels.shape[:2] != (asset.height, asset.width):
        size = f"{pixels.shape[1]}x{pixels.shape[0]}"
        return [f"the file is {size}, not {asset.width}x{asset.height}"]
    return [
        f"no ink where {_named(box)} should be ({ground.inked:.0%} of its box)"
        for box, ground in zip(asset.text_boxes, grounds(png, asset.text_boxes), strict=True)
        if ground.inked < LEAST_INK
    ]


def in_safe_area(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """No word stands where the platform's app covers or crops the picture."""
    post = case.post_of(asset)
    target = platforms().get(post.platform) if post else None
    if target is None or target.safe is None or not asset.text_boxes:
        return Evidence(True, "no app covers any of it, as far as is known")
    found = [said for box in asset.text_boxes if (said := _covered(asset, box, target.safe))]
    return Evidence(not found, "; ".join(found) or f"clear of what {target.name} covers")


def _covered(asset: Asset, box: TextBox, safe: Safe) -> str:
    over = {
        "top": safe.top * asset.height - box.y,
        "right": box.x + box.w - (1 - safe.right) * asset.width,
        "bottom": box.y + box.h - (1 - safe.bottom) * asset.height,
        "left": safe.left * asset.width - box.x,
    }
    side, most = max(over.items(), key=lambda item: item[1])
    return f"{_named(box)}: {most:.0f} px into the covered {side}" if most > SLACK else ""


def texts_apart(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """No two pieces of text overlap. Lines of one piece may: display type is set tight."""
    found = [
        f"{_named(one)} runs into {_named(other)}"
        for one, other in combinations(asset.text_boxes, 2)
        if one.name != other.name and _shared(one, other) > SHARED
    ]
    return Evidence(not found, "; ".join(found) or "no two texts overlap")


def _shared(one: TextBox, other: TextBox) -> float:
    """Common area as a share of the smaller box."""
    across = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    down = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    smaller = min(one.w * one.h, other.w * other.h)
    return max(0.0, across) * max(0.0, down) / smaller if smaller else 0.0


def _named(box: TextBox) -> str:
    return f"{box.name} “{box.text[:32]}”"
