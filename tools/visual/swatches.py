"""Whether a picture keeps to the identity's palette, by the measure that its drift is told in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studiocrew.contracts import Asset
from tools.case import Case, Evidence
from tools.identity.drift import MOST, OFF, strays


def in_palette(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """The colours are the identity's swatches, or blends of two. A photograph's are its own.

    Measured on the file as it is now; `drift` was measured when the picture was made.
    """
    png, identity = case.png(asset), case.look_of(asset)
    if identity is None or not png:
        return Evidence(True, "no identity binds it")
    if any(part.part == "image" for part in (asset.making.parts if asset.making else ())):
        return Evidence(True, "it shows a picture, whose colours are its own")
    far = strays(png, identity)
    mean, off = float(far.mean()), float((far > OFF).mean())
    most = float(params.get("most", MOST))
    found = f"{mean:.4f} delta-E from the palette on average, {most:g} allowed; {off:.0%} strays"
    return Evidence(mean <= most, found)
