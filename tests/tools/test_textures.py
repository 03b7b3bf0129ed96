"""Textures are seeded, sized as asked and made of the colours they were given."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tools.textures import grain, halftone, mesh_gradient, photo_tones, still_life


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_a_mesh_gradient_repeats_and_keeps_near_its_colours() -> None:
    colours = ["#FFCF66", "#E5401C", "#FAF2E6"]
    first = mesh_gradient(400, 640, colours, 3)
    assert first == mesh_gradient(400, 640, colours, 3) != mesh_gradient(400, 640, colours, 4)
    assert opened(first).size == (200, 320)
    pixels = np.asarray(opened(first), np.float32)
    assert pixels[..., 0].min() >= 0xE0  # red is high in all three


def test_grain_is_neutral_and_stronger_when_asked() -> None:
    quiet, coarse = (np.asarray(opened(grain(128, s, 1)), np.float32) for s in (0.16, 0.42))
    assert coarse[..., 3].mean() > 2 * quiet[..., 3].mean()
    light = coarse[..., 0] > 0
    assert 0.25 < light.mean() < 0.55


@pytest.mark.parametrize("size", [(300, 200), (120, 360)])
def test_a_still_life_has_lights_and_darks(size: tuple[int, int]) -> None:
    tones = still_life(*size, seed=5)
    assert tones.shape == (size[1], size[0])
    assert tones.min() < 0.15 and tones.max() > 0.85


def test_a_halftone_follows_the_tone() -> None:
    shares = []
    for tone in (0.2, 0.5, 0.8):
        flat = np.full((120, 120), tone, np.float32)
        made = opened(halftone(flat, 8, "#000000", "#FFFFFF")).convert("L")
        shares.append(float(np.asarray(made).mean() / 255))
    assert shares == pytest.approx([0.2, 0.5, 0.8], abs=0.09)


def test_a_photo_is_cropped_and_stretched() -> None:
    buffer = io.BytesIO()
    Image.linear_gradient("L").point(lambda v: 80 + v // 4).save(buffer, "PNG")
    tones = photo_tones(buffer.getvalue(), 90, 60)
    assert tones.shape == (60, 90)
    assert tones.min() < 0.05 and tones.max() > 0.95
