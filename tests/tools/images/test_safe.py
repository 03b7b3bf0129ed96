"""Files from elsewhere are measured before they are decoded (fault 20)."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from tools.images import safe
from tools.images.job import ImageJob, fitting
from tools.images.safe import ImageRefused, as_png, open_image


def encoded(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises far more than its few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5000, 5000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_unopened(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(ImageRefused):
        open_image(bomb(*size))


def test_a_large_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "FILE_BYTES", 100)
    with pytest.raises(ImageRefused, match="100 is the most"):
        open_image(b"x" * 101)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        encoded(Image.new("RGB", (8, 8)), "BMP"),
        encoded(Image.new("RGB", (64, 64), "red"))[:-40],
        encoded(
            Image.new("RGB", (8, 8)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGB", (8, 8), "red")],
        ),
    ],
    ids=["empty", "svg", "bmp", "cut", "film"],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ImageRefused):
        open_image(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_comes_through(kind: str) -> None:
    image = open_image(encoded(Image.new("RGB", (40, 30), "white"), kind))
    assert (image.mode, image.size) == ("RGB", (40, 30))


def test_what_is_transparent_stands_on_white_and_metadata_stays_behind() -> None:
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("parameters", "a secret prompt")
    data = encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), pnginfo=note)
    image = open_image(data)
    assert image.getpixel((0, 0)) == (255, 255, 255)
    assert b"secret" in data
    assert b"secret" not in as_png(image)


@pytest.mark.parametrize("card", [(1080, 1350), (1080, 1920), (1200, 627), (1000, 1500)])
def test_a_picture_has_the_shape_of_its_card(card: tuple[int, int]) -> None:
    width, height = fitting(*card, 2**20)
    ImageJob(prompt="x", width=width, height=height)
    assert abs(width / height - card[0] / card[1]) < 0.03
    assert abs(width * height / 2**20 - 1) < 0.05
