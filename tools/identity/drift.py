"""How far a finished picture is from the identity it was to keep to, measured on its pixels."""

from __future__ import annotations

import hashlib
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from studiocrew.contracts import Drift, Identity
from tools.colour import BLACK, WHITE, channels
from tools.identity.measure import labs_of, opened
from tools.layout.picture import Picture
from tools.layout.scene import Line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.identity.measure import Labs

OFF = 0.03
"""Delta-E OK from which a pixel is no colour of the identity's. Two swatches differ by 0.08."""

MOST = 0.018
"""Mean delta-E up to which a picture keeps to its identity. Measured on six cards of a bakery,
2026-11-21: at most 0.0165 from their own; from six identities of two other brands, 34 of 36 above
(the smallest 0.0091: dark sheets of two brands are alike)."""

_STOPS, _GAMMA = 5, 2.2  # of a blend: stops, and how our textures mix light

SCRIPTS = "Noto Sans"
"""Faces for scripts that the pairing has no letters of: not a matter of taste."""


def drift_of(identity: Identity, picture: Picture, family: str) -> Drift:
    """Colours of the pixels, fonts of the lines, and the template's layout `family`.

    A blend of two swatches is a colour of the identity's: gradients, halftone and the edges of
    letters are made of them.
    """
    far = strays(picture.png, identity)
    fonts = _fonts(picture)
    pairing = identity.pairing
    own = {pairing.display, pairing.serif, pairing.text}
    return Drift(
        identity=fingerprint(identity),
        delta_e=round(float(far.mean()), 4),
        off=round(float((far > OFF).mean()), 4),
        fonts=fonts,
        foreign_fonts=tuple(f for f in fonts if f not in own and not f.startswith(SCRIPTS)),
        family=family,
        in_family=family in ("", identity.family),
    )


def strays(png: bytes, identity: Identity) -> NDArray[np.float64]:
    """Each measured pixel's delta-E OK to the nearest of the identity's colours and blends."""
    return _distances(opened(png), _palette(identity))


def fingerprint(identity: Identity) -> str:
    """Sixteen digits that stand for this identity and no other."""
    return hashlib.sha256(identity.model_dump_json().encode()).hexdigest()[:16]


def _fonts(picture: Picture) -> tuple[str, ...]:
    lines = picture.scene.items if picture.scene else ()
    return tuple(sorted({item.voice.family for item in lines if isinstance(item, Line)}))


def _palette(identity: Identity) -> list[str]:
    """The swatches, and black or white where they are set on one."""
    texts = [s.on for s in identity.swatches if s.on in (BLACK, WHITE)]
    return list(dict.fromkeys([*(s.hex for s in identity.swatches), *texts]))


def _distances(labs: Labs, colours: list[str]) -> NDArray[np.float64]:
    """Each pixel's distance in OKLab to the nearest way from one of the colours to another."""
    import numpy as np

    points = labs.reshape(-1, 3)
    best = np.full(len(points), np.inf)
    for one, other in combinations(colours, 2):
        stops = _blend(one, other)
        for start, end in pairwise(stops):
            way = end - start
            along = np.clip((points - start) @ way / max(float(way @ way), 1e-9), 0, 1)
            gap = np.linalg.norm(points - start - along[:, None] * way, axis=1)
            best = np.minimum(best, gap)
    return best


def _blend(one: str, other: str) -> Labs:
    """Stops on the way from a colour to another, as light mixes: an arc in OKLab."""
    import numpy as np

    ends = np.array([channels(one), channels(other)], dtype=np.float64) / 255
    share = np.linspace(0, 1, _STOPS)[:, None]
    light = ends[0] ** _GAMMA * (1 - share) + ends[1] ** _GAMMA * share
    return labs_of((light ** (1 / _GAMMA) * 255).round().astype(np.uint8))
