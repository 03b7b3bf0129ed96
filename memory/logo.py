"""Checks a logo before anybody decodes it, and reads its colours."""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from pathlib import PurePosixPath

from studiocrew.errors import AuthorError

PIXELS = 40_000_000
SVG_BYTES = 1_000_000
COLOURS = 3
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_ACTIVE = re.compile(
    rb"<!ENTITY|<!DOCTYPE|<\s*(?:script|foreignObject|iframe)\b|\son\w+\s*=|"
    rb"href\s*=\s*[\"'](?!#|data:image/(?:png|jpe?g))|url\(\s*[\"']?(?!#)|@import",
    re.IGNORECASE,
)

Rgb = tuple[int, int, int]


def logo_colours(name: str, data: bytes) -> tuple[str, ...]:
    """Up to three dominant colours as "#RRGGBB", most frequent first; white and black come last.

    Raises `AuthorError` for a picture that is too large, damaged, or an SVG that is a program.
    """
    if PurePosixPath(name).suffix.lower() == ".svg":
        return _distinct(_svg_colours(name, data))
    return _distinct(_picture_colours(name, data))


def _svg_colours(name: str, data: bytes) -> list[Rgb]:
    if len(data) > SVG_BYTES or b"<svg" not in data[:4096] or _ACTIVE.search(data):
        raise AuthorError(
            f"{name} is not a plain drawing: scripts, entities and outside references are refused.",
            where=name,
            mend="Export it again as a plain SVG under 1 MB, or as PNG.",
        )
    found = Counter(_rgb(code) for code in _HEX.findall(data.decode("utf-8", "replace")))
    return [colour for colour, _ in found.most_common()]


def _rgb(code: str) -> Rgb:
    full = code if len(code) == 6 else "".join(digit * 2 for digit in code)
    return int(full[:2], 16), int(full[2:4], 16), int(full[4:], 16)


def _picture_colours(name: str, data: bytes) -> list[Rgb]:
    from PIL import Image

    kind = _FORMATS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise _bad(name, "its kind is not known", f"Use SVG or one of {', '.join(_FORMATS)}.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                if image.width * image.height > PIXELS:
                    raise _bad(name, f"it is {image.width} x {image.height} pixels")
                return _dominant(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as err:
        raise _bad(name, "it has too many pixels") from err
    except (OSError, ValueError, SyntaxError) as err:
        raise _bad(name, "it is damaged or of another kind than its name says") from err


def _dominant(image: object) -> list[Rgb]:
    from PIL import Image

    assert isinstance(image, Image.Image)
    image.thumbnail((128, 128))
    rgba = image.convert("RGBA")
    pixels = rgba.tobytes()
    seen = [pixels[i : i + 3] for i in range(0, len(pixels), 4) if pixels[i + 3] > 127]
    if not seen:
        return []
    flat = Image.frombytes("RGB", (len(seen), 1), b"".join(seen)).quantize(8)
    palette = flat.getpalette() or []
    counts = sorted(flat.getcolors() or [], reverse=True)
    return [_at(palette, index) for _, index in counts if isinstance(index, int)]


def _at(palette: list[int], index: int) -> Rgb:
    red, green, blue = palette[index * 3 : index * 3 + 3]
    return red, green, blue


def _distinct(colours: list[Rgb]) -> tuple[str, ...]:
    """Drop near repeats; a colour beats white and black, which any brand has."""
    kept: list[Rgb] = []
    for colour in sorted(colours, key=_is_neutral):
        if all(sum(abs(a - b) for a, b in zip(colour, other, strict=True)) > 60 for other in kept):
            kept.append(colour)
    coloured = [colour for colour in kept if not _is_neutral(colour)]
    return tuple("#{:02X}{:02X}{:02X}".format(*colour) for colour in (coloured or kept)[:COLOURS])


def _is_neutral(colour: Rgb) -> bool:
    return max(colour) - min(colour) < 24 and (min(colour) > 225 or max(colour) < 40)


def _bad(name: str, why: str, mend: str = "") -> AuthorError:
    return AuthorError(
        f"The logo {name} cannot be used: {why}.",
        where=name,
        mend=mend or "Save it as a PNG of at most 4000 x 4000 pixels.",
    )
