"""Textures are seeded, sized as asked and made of the colours they were given."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from studiocrew.errors import CallerError
from tools.layout.objects import object_for, objects, shapes
from tools.layout.still_life import still_life
from tools.textures import duotone, grain, halftone, mesh_gradient, photo_pixels, photo_tones


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
    light, dark = coarse[..., 0] > 0, (coarse[..., 0] == 0) & (coarse[..., 3] > 0)
    assert 0.08 < light.mean() < 0.15
    assert dark.mean() == pytest.approx(light.mean(), abs=0.01)


@pytest.mark.parametrize("name", objects())
@pytest.mark.parametrize("size", [(300, 200), (120, 360), (600, 200)])
def test_every_object_makes_a_picture_with_lights_and_darks(
    name: str, size: tuple[int, int]
) -> None:
    tones = still_life(*size, 5, name)
    assert tones.shape == (size[1], size[0])
    assert tones.min() < 0.15 and tones.max() > 0.5
    assert np.array_equal(tones, still_life(*size, 5, name))
    assert not np.array_equal(tones, still_life(*size, 6, name))


def test_objects_differ_and_trades_have_their_own() -> None:
    pictures = {still_life(200, 200, 1, name).tobytes() for name in objects()}
    assert len(pictures) == len(objects()) >= 12
    trades = ("bakery", "estate agent", "bottle start-up", "Barber shop", "cycle repair", "gym")
    assert len({object_for(trade) for trade in trades}) == len(trades)
    assert object_for("bakery", "waves") == "loaf"
    assert object_for("", "roofs") == "key"
    assert object_for("nobody knows") in objects()
    with pytest.raises(CallerError, match="unicorn"):
        shapes("unicorn")


def test_a_duotone_runs_from_its_first_colour_to_its_last() -> None:
    ramp = np.linspace(0, 1, 256, dtype=np.float32)[None, :]
    made = duotone(ramp, ["#102030", "#A05030", "#FFF0E0"])
    assert made[0, 0].tolist() == [0x10, 0x20, 0x30]
    assert made[0, -1].tolist() == [0xFF, 0xF0, 0xE0]


def test_a_photo_keeps_its_colours_and_fills_its_box() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 100), "#3366CC").save(buffer, "PNG")
    made = photo_pixels(buffer.getvalue(), 90, 120)
    assert made.shape == (120, 90, 3)
    assert made[60, 45].tolist() == [0x33, 0x66, 0xCC]


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
