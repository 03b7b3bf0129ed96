"""Seeded image textures as PNG bytes: mesh gradients, grain, halftones and duotones.

All are pure functions of their arguments and give the same bytes on every run.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.colour import channels, hue_gap, mix, oklch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Tones = NDArray[np.float32]
    """Grey values 0 (dark) to 1 (light), rows by columns."""
    Pixels = NDArray[np.uint8]
    """Rows, columns, RGB."""


_STEPS = 4  # levels of smoothing at the edge of a halftone dot
_GREY = 0.04  # OKLCH chroma below which a colour meets any other well
_OPPOSITE = 100  # degrees of hue
_BETWEEN = 2.4  # share of the palest where two opposite hues meet, over their product (<= 1/4)
_SPECK = 1.2  # standard deviations from which noise shows as a speck: 23% of the area
_GRAIN = 0.15  # opacity of a speck at strength 1


def to_png(image: Image.Image) -> bytes:
    """The image as PNG bytes, packed fast rather than small."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def mesh_pixels(width: int, height: int, colours: Sequence[str], seed: int) -> Pixels:
    """Soft blobs of the colours melting into each other; the first colour is the ground.

    Opposite hues would meet in a muddy grey: between them lies the colour with the least chroma.
    Given at an eighth of the size, where nothing of it is lost: rows, columns, RGB bytes.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    w, h = max(24, width // 8), max(24, height // 8)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y, wide = x / w, y / h, (w / h) ** 0.5
    paint = (np.array([channels(c) for c in colours], np.float32) / 255) ** 2.2
    shares = np.zeros((len(colours), h, w), np.float32)
    shares[0] = 0.055
    for index, (cx, cy) in enumerate(_scattered(len(colours) + 2, rng)):
        reach, stretch = rng.uniform(0.21, 0.32), rng.uniform(0.8, 1.25)
        square = ((x - cx) * wide * stretch) ** 2 + ((y - cy) / wide / stretch) ** 2
        shares[(index + 1) % len(colours)] += np.exp(-((square / reach**2) ** 1.35))
    shares /= shares.sum(axis=0)
    looks = [oklch(c) for c in colours]
    palest = min(range(len(colours)), key=lambda i: looks[i].chroma)
    between = sum(
        (
            shares[i] * shares[j]
            for i, j in itertools.combinations(range(len(colours)), 2)
            if min(looks[i].chroma, looks[j].chroma) >= _GREY
            and hue_gap(looks[i].hue, looks[j].hue) >= _OPPOSITE
        ),
        start=np.zeros((h, w), np.float32),
    )
    lit = np.einsum("chw,cp->hwp", shares, paint)
    cover = np.clip(_BETWEEN * between, 0, 1)[..., None]
    lit = lit * (1 - cover) + paint[palest] * cover
    return (np.clip(lit, 0, 1) ** (1 / 2.2) * 255).round().astype(np.uint8)


def mesh_gradient(width: int, height: int, colours: Sequence[str], seed: int) -> bytes:
    """`mesh_pixels` as a PNG, smoothed up to half of the size; more would show no more."""
    return smooth(mesh_pixels(width, height, colours, seed), width // 2, height // 2)


def smooth(pixels: Pixels, width: int, height: int) -> bytes:
    """Pixels as a PNG of another size, without steps between them."""
    from PIL import Image

    small = Image.fromarray(pixels, "RGB")
    return to_png(small.resize((max(1, width), max(1, height)), Image.Resampling.BICUBIC))


def mesh_image(width: int, height: int, colours: Sequence[str], seed: int) -> Pixels:
    """`mesh_pixels` at full size: rows, columns, RGB."""
    import numpy as np
    from PIL import Image

    small = Image.fromarray(mesh_pixels(width, height, colours, seed), "RGB")
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))


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

    As many specks darken as lighten, so mean lightness stays. All are equally strong: at this
    size nobody sees the difference, and the picture packs to less than half.
    """
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 1, (size, size))
    soft = (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1)) / 3**0.5
    specks = np.where(np.abs(soft) > _SPECK, np.sign(soft), 0)
    alpha = np.abs(specks) * strength * _GRAIN * 255
    shade = np.where(specks > 0, 255, 0)
    pixels = np.stack([shade, shade, shade, alpha], axis=-1).round().astype(np.uint8)
    return to_png(Image.fromarray(pixels, "RGBA"))


def photo_tones(photo: bytes, width: int, height: int) -> Tones:
    """A photo cropped to the box, in greys, with its contrast stretched to the full range."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(photo)) as opened:
        grey = ImageOps.fit(opened.convert("L"), (width, height), Image.Resampling.LANCZOS)
    grey = ImageOps.autocontrast(grey, cutoff=2)
    return (np.asarray(grey, np.float32) / 255).astype(np.float32)


def photo_pixels(photo: bytes, width: int, height: int) -> Pixels:
    """A photo cropped to the box about its middle, in its own colours: rows, columns, RGB."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(photo)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    return np.asarray(ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS))


def duotone(tones: Tones, stops: Sequence[str]) -> Pixels:
    """The tones mapped to colours, darkest first: rows, columns, RGB."""
    import numpy as np

    steps = np.linspace(0, 1, 256)
    knots = np.linspace(0, 1, len(stops))
    ramp = np.stack(
        [np.interp(steps, knots, [channels(c)[i] for c in stops]) for i in range(3)], axis=-1
    )
    return ramp.round().astype(np.uint8)[(tones * 255).round().astype(np.uint8)]


def to_jpeg(pixels: Pixels) -> bytes:
    """Pixels as a JPEG of high quality: a photo on a card, small and quick to read."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()


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
