"""Seeded image textures as PNG bytes: mesh gradients, grain, halftones and tonal still lifes.

All are pure functions of their arguments and give the same bytes on every run.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.colour import channels, mix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Tones = NDArray[np.float32]
    """Grey values 0 (dark) to 1 (light), rows by columns."""
    Pixels = NDArray[np.uint8]
    """Rows, columns, RGB."""


_STEPS = 4  # levels of smoothing at the edge of a halftone dot


def to_png(image: Image.Image) -> bytes:
    """The image as PNG bytes, packed fast rather than small."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def mesh_pixels(width: int, height: int, colours: Sequence[str], seed: int) -> Pixels:
    """Soft blobs of the colours melting into each other; the first colour is the ground.

    Given at an eighth of the size, where nothing of it is lost: rows, columns, RGB bytes.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    w, h = max(24, width // 8), max(24, height // 8)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = x / w, y / h
    paint = (np.array([channels(c) for c in colours], np.float32) / 255) ** 2.2
    weights = np.full((h, w, 1), 0.055, np.float32)
    total = paint[0] * weights
    for index, (cx, cy) in enumerate(_scattered(len(colours) + 2, rng)):
        reach, stretch = rng.uniform(0.21, 0.32), rng.uniform(0.8, 1.25)
        square = ((x - cx) * stretch) ** 2 + ((y - cy) / stretch) ** 2
        weight = np.exp(-((square / reach**2) ** 1.35))[..., None]
        total = total + paint[(index + 1) % len(colours)] * weight
        weights = weights + weight
    return (np.clip(total / weights, 0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8)


def mesh_gradient(width: int, height: int, colours: Sequence[str], seed: int) -> bytes:
    """`mesh_pixels` as a PNG, smoothed up to half of the size; more would show no more."""
    from PIL import Image

    small = Image.fromarray(mesh_pixels(width, height, colours, seed), "RGB")
    return to_png(small.resize((width // 2, height // 2), Image.Resampling.BICUBIC))


def _scattered(count: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Points in the unit square that keep away from each other (best of twelve each)."""
    points: list[tuple[float, float]] = []
    for _ in range(count):
        tries = rng.uniform(-0.05, 1.05, (12, 2))
        far = [min((float(((t - p) ** 2).sum()) for p in points), default=1.0) for t in tries]
        best = tries[far.index(max(far))]
        points.append((float(best[0]), float(best[1])))
    return points


@lru_cache(maxsize=16)
def grain(size: int, strength: float, seed: int) -> bytes:
    """A square tile of neutral film grain to lay over a picture; `strength` 0-1.

    Half of the specks darken and half lighten, so mean lightness stays. Few levels keep it small.
    """
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 1, (size, size))
    soft = (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1)) / 3**0.5
    levels = np.clip(np.round(soft * 1.5), -4, 4)
    alpha = np.abs(levels) / 4 * strength * 0.30 * 255
    shade = np.where(levels > 0, 255, 0)
    pixels = np.stack([shade, shade, shade, alpha], axis=-1).round().astype(np.uint8)
    return to_png(Image.fromarray(pixels, "RGBA"))


def still_life(width: int, height: int, seed: int) -> Tones:
    """A made-up tonal picture: round forms in side light on a table, to be shown as halftone.

    Drawn at a third of the size; the dots of a screen are coarser than what that loses.
    """
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    w, h = max(8, width // 3), max(8, height // 3)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    unit = min(w, h)
    horizon = h * rng.uniform(0.42, 0.55)
    tones = np.where(y < horizon, 0.06 + 0.12 * x / w, 0.20 + 0.30 * (y - horizon) / h)
    forms = [
        (w * rng.uniform(0.42, 0.62), h * rng.uniform(0.36, 0.46), unit * 0.46),
        (w * rng.uniform(0.08, 0.26), h * rng.uniform(0.64, 0.72), unit * 0.25),
        (w * rng.uniform(0.62, 0.86), h * rng.uniform(0.74, 0.84), unit * 0.20),
        (w * rng.uniform(0.36, 0.52), h * rng.uniform(0.88, 0.96), unit * 0.13),
    ]
    for index, (cx, cy, r) in enumerate(forms):
        tones = _shadow(tones, x, y, cx, cy, r)
        tones = _form(tones, (x - cx) / r, (y - cy) / r, cup=index == 0)
    small = Image.fromarray(np.clip(tones, 0, 1).astype(np.float32), "F")
    return np.asarray(small.resize((width, height), Image.Resampling.BILINEAR), np.float32)


def _shadow(tones: Tones, x: Tones, y: Tones, cx: float, cy: float, r: float) -> Tones:
    """The soft shadow a round form throws to the lower right."""
    import numpy as np

    away = ((x - cx - r * 0.55) / (r * 1.25)) ** 2 + ((y - cy - r * 0.82) / (r * 0.42)) ** 2
    return (tones * (1 - 0.75 * np.exp(-(away**1.4)))).astype(np.float32)


def _form(tones: Tones, u: Tones, v: Tones, *, cup: bool) -> Tones:
    """A ball lit from the upper left; a cup is one with its top cut open to show the inside."""
    import numpy as np

    square = u**2 + v**2
    z = np.sqrt(np.clip(1 - square, 0, 1))
    lit = np.clip(-0.55 * u - 0.62 * v + 0.56 * z, 0, 1)
    shade = 0.03 + 0.92 * lit**1.1 + 0.1 * np.clip(u, 0, 1) ** 3
    gleam = np.exp(-(((u + 0.38) ** 2 + (v + 0.42) ** 2) / 0.018))
    edge = np.clip((1 - np.sqrt(square)) * 40, 0, 1)
    if cup:
        edge = edge * np.clip((v + _RIM) * 40, 0, 1)
    tones = (tones * (1 - edge) + np.clip(shade + gleam, 0, 1) * edge).astype(np.float32)
    return _mouth(tones, u, v) if cup else tones


_RIM = 0.40  # how far above its middle the cup is cut, in radii


def _mouth(tones: Tones, u: Tones, v: Tones) -> Tones:
    """The cup's lip, and its shaded inside within the lip."""
    import numpy as np

    inside = 0.03 + 0.66 * np.clip((u + v + 1.25) / 2.1, 0, 1) ** 1.6
    for size, tone in ((0.925, np.float32(0.97)), (0.81, inside)):
        within = (u / size) ** 2 + ((v + _RIM) / (size * 0.46)) ** 2
        cover = np.clip((1 - within) * 18, 0, 1)
        tones = (tones * (1 - cover) + tone * cover).astype(np.float32)
    return tones


def photo_tones(photo: bytes, width: int, height: int) -> Tones:
    """A photo cropped to the box, in greys, with its contrast stretched to the full range."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(photo)) as opened:
        grey = ImageOps.fit(opened.convert("L"), (width, height), Image.Resampling.LANCZOS)
    grey = ImageOps.autocontrast(grey, cutoff=2)
    return (np.asarray(grey, np.float32) / 255).astype(np.float32)


@lru_cache(maxsize=1)
def _screen_levels() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Shares of area 0-1, and the level below which (cos u + cos v) / 2 has each of them."""
    import numpy as np

    wave = np.cos(np.linspace(0, np.pi, 129, dtype=np.float32))
    values = np.sort(((wave[:, None] + wave[None, :]) / 2).ravel())
    shares = np.linspace(0, 1, 65, dtype=np.float32)
    return shares, np.quantile(values, shares).astype(np.float32)


def halftone(tones: Tones, pitch: float, dark: str, light: str, angle: float = 45.0) -> bytes:
    """The tones as a two-colour screen of dots `pitch` px apart, edges smoothed."""
    import numpy as np
    from PIL import Image

    height, width = tones.shape
    y, x = np.ogrid[0:height, 0:width]
    turn, wave = np.deg2rad(angle), 2 * np.pi / pitch
    u = (x * (np.cos(turn) * wave) + y * (np.sin(turn) * wave)).astype(np.float32)
    v = (-x * (np.sin(turn) * wave) + y * (np.cos(turn) * wave)).astype(np.float32)
    screen = (np.cos(u) + np.cos(v)) / 2
    shares, levels = _screen_levels()
    level = np.interp(tones, shares, levels).astype(np.float32)
    share = np.clip((level - screen) * (pitch / 4.4) + 0.5, 0, 1)
    image = Image.fromarray(np.round(share * _STEPS).astype(np.uint8), "P")
    image.putpalette(
        [c for step in range(_STEPS + 1) for c in channels(mix(dark, light, step / _STEPS))]
    )
    return to_png(image)
