"""A picture behind words, and the least shade over it that makes them readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tools.colour import LARGE_TEXT, SMALL_TEXT, channels, contrast, luminance
from tools.layout.canvas import Canvas
from tools.layout.contrast import worst_contrast
from tools.layout.picture import Area, Box
from tools.layout.still_life import still_life
from tools.textures import duotone, halftone, mesh_image, photo_pixels, photo_tones

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.textures import Tones

    Pixels = NDArray[np.uint8]
    Mask = NDArray[np.float32]

_COARSE = 6  # the shade is measured on every sixth pixel each way
_FOR_GRAIN = 0.6  # contrast that the grain may take away
_STEP = 0.05


class Ramp(NamedTuple):
    """A shade from an edge inwards: full up to `full` px from it, gone at `gone` px."""

    edge: str  # "top", "bottom" or "left"
    full: float
    gone: float


def picture(canvas: Canvas, width: int, height: int, free: Area | None = None) -> Pixels:
    """The card's photo cropped to the box; without one, a picture in the palette's colours.

    That is a gradient where the identity's imagery is "gradient", else the trade's object. Where it
    is "halftone", photos are printed in the palette's inks.
    """
    stops = ramp_stops(canvas)
    if canvas.photo is not None and canvas.identity.imagery == "halftone":
        return duotone(backdrop_tones(canvas, width, height), stops)
    if canvas.photo is not None:
        found = photo_pixels(canvas.photo, width, height)
        return found[:, ::-1] if canvas.mirrored else found  # it is turned back with the page
    if canvas.identity.imagery == "gradient":
        return mesh_image(width, height, (stops[1], stops[2], stops[0], stops[1]), canvas.seed)
    return duotone(backdrop_tones(canvas, width, height, free), stops)


def backdrop_tones(canvas: Canvas, width: int, height: int, free: Area | None = None) -> Tones:
    """The card's photo cropped to the box, or the trade's object, in greys 0-1.

    An object stands in the `free` part of the box; wall and table go on from there to the edges.
    """
    import numpy as np

    if canvas.photo is not None:
        found = photo_tones(canvas.photo, width, height)
        return found[:, ::-1] if canvas.mirrored else found
    seed = canvas.identity.seed * 17 + canvas.seed
    x, y, w, h = (round(side) for side in free or Area(0, 0, width, height))
    tones = still_life(w, h, seed, canvas.subject, near=free is None)
    return np.pad(tones, ((y, height - y - h), (x, width - x - w)), mode="edge")


def printed(
    canvas: Canvas, width: float, height: float, free: Area | None = None, *, field: str = ""
) -> bytes:
    """The card's photo, or the trade's object, as a halftone PNG in two palette colours.

    An object stands in the `free` part of the box. The light colour is not that of the `field`.
    """
    tones = backdrop_tones(canvas, max(2, round(width)), max(2, round(height)), free)
    ink = canvas.colours["ink"]
    lights = [canvas.colours[role] for role in ("accent", "secondary", "paper")]
    fresh = [c for c in lights[:2] if contrast(c, ink) >= 6 and c != field]
    light = canvas.rng.choice(fresh or lights[2:])
    pitch = min(8.0, max(6.0, 6.4 * canvas.unit))
    return halftone(tones, pitch, ink, light)


def ramp_stops(canvas: Canvas) -> tuple[str, ...]:
    """Dark to light through the palette: ink, the darker of its lively colours, the lighter."""
    roles = canvas.colours
    lively = sorted((roles["primary"], roles["accent"], roles["secondary"]), key=luminance)
    middle = roles["deep"] if luminance(roles["deep"]) < luminance(lively[0]) else lively[0]
    light = canvas.rng.choice(lively[1:])
    return (roles["ink"], middle, light, roles["paper"])


def shaded(
    pixels: Pixels, boxes: list[Box], shade: str, ramps: tuple[Ramp, ...]
) -> tuple[Pixels, tuple[float, ...]]:
    """The picture with each ramp as strong as the words under it need, and those strengths 0-1.

    Measured: a ramp grows until the worst twentieth of the pixels behind each box reads.
    """
    import numpy as np

    colour = np.array(channels(shade), np.float32)
    height, width = pixels.shape[:2]
    small = pixels[::_COARSE, ::_COARSE]
    strengths: list[float] = []
    for ramp in ramps:
        mask = _mask(ramp, width, height)[::_COARSE, ::_COARSE]
        strength = 0.0
        while strength < 1 and not _all_read(_blend(small, mask * strength, colour), boxes, ramp,
                                             (width, height)):  # fmt: skip
            strength = min(1.0, strength + _STEP)
        strengths.append(round(strength, 2))
    cover = np.zeros((height, width), np.float32)
    for ramp, strength in zip(ramps, strengths, strict=True):
        cover = np.maximum(cover, _mask(ramp, width, height) * strength)
    return _blend(pixels, cover, colour), tuple(strengths)


def _mask(ramp: Ramp, width: int, height: int) -> Mask:
    import numpy as np

    across, down = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    away = {"top": down[:, None], "bottom": (height - 1 - down)[:, None], "left": across[None, :]}
    share = np.clip((ramp.gone - away[ramp.edge]) / max(ramp.gone - ramp.full, 1), 0, 1)
    return np.broadcast_to(share * share * (3 - 2 * share), (height, width)).astype(np.float32)


def _blend(pixels: Pixels, cover: Mask, colour: Mask) -> Pixels:
    import numpy as np

    amount = cover[..., None]
    return (pixels * (1 - amount) + colour * amount).round().astype(np.uint8)


def _all_read(pixels: Pixels, boxes: list[Box], ramp: Ramp, size: tuple[int, int]) -> bool:
    return all(
        worst_contrast(_behind(pixels, box), box.colour)
        >= (LARGE_TEXT if box.large else SMALL_TEXT) + _FOR_GRAIN
        for box in boxes
        if _under(box, ramp, size)
    )


def _behind(pixels: Pixels, box: Box) -> Pixels:
    top, left = max(0, int(box.y / _COARSE)), max(0, int(box.x / _COARSE))
    low, right = int((box.y + box.h) / _COARSE) + 2, int((box.x + box.w) / _COARSE) + 2
    return pixels[top:low, left:right]


def _under(box: Box, ramp: Ramp, size: tuple[int, int]) -> bool:
    """Whether the box's middle lies in the ramp."""
    x, y = box.x + box.w / 2, box.y + box.h / 2
    return {"top": y, "bottom": size[1] - y, "left": x}[ramp.edge] <= ramp.gone
