"""Photos under words, other formats and scripts, carousels, and the mark's manners."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout import (
    FAMILIES,
    PAIRINGS,
    Picture,
    contrast_behind,
    needed,
    render_card,
    render_carousel,
)
from tools.layout.backdrop import Ramp, shaded
from tools.layout.cjk import cjk_families
from tools.layout.picture import Box
from tools.layout.scene import Voice
from tools.layout.typeset import measure, needs_system_fonts
from tools.palette import palette
from tools.textures import photo_pixels

BRAND = Identity(
    wordmark="Morrow",
    mood="elegant",
    swatches=palette(["#143D35"], "elegant", 1),
    pairing=PAIRINGS["market"],
    motif="botanical",
    seed=7,
)
COPY = CardCopy(
    headline="We start at 3 am so you don’t have to.",
    kicker="Office boxes",
    body="Breakfast boxes from 12 people. Ordered by noon, on your desk by nine.",
    details=("From £6.40 each", "Tue to Sun", "Pre-order by 8 pm"),
    emphasis="don’t have to.",
)


def assert_sound(picture: Picture) -> None:
    assert not picture.overflow, [(b.name, b.x, b.y, b.w, b.h) for b in picture.boxes]
    assert all(contrast_behind(picture, b) >= needed(b) for b in picture.boxes if b.name != "seal")


def _photo(kind: str) -> bytes:
    """A picture that words are hard to read on: bright, dark, or both in small squares."""
    rng = np.random.default_rng(3)
    low, high = {"bright": (200, 256), "dark": (0, 60), "busy": (0, 256)}[kind]
    pixels = rng.integers(low, high, (90, 60, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((900, 1350), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["bright", "dark", "busy"])
@pytest.mark.parametrize("template", FAMILIES["photo"])
def test_words_read_over_any_photo(template: str, kind: str) -> None:
    turn = FAMILIES["photo"].index(template) + len(kind)
    w, h = [(1080, 1350), (1200, 627), (1080, 1920)][turn % 3]
    made = render_card(
        BRAND, COPY, width=w, height=h, template=template, photo=_photo(kind), seed=1
    )
    assert_sound(made)


def test_the_shade_over_a_photo_is_as_weak_as_it_may_be() -> None:
    dark, busy = (photo_pixels(_photo(kind), 600, 800) for kind in ("dark", "busy"))
    box = Box("headline", 40, 600, 500, 120, 60, "#FFFFFF", large=True, baseline=720)
    ramp = (Ramp("bottom", 300, 400),)
    assert shaded(dark, [box], "#101010", ramp)[1] == (0.0,)
    strength = shaded(busy, [box], "#101010", ramp)[1][0]
    assert 0.2 < strength < 1
    assert np.array_equal(shaded(busy, [box], "#101010", ramp)[0][:300], busy[:300])


def test_pictures_come_as_png_pdf_and_svg() -> None:
    made = render_card(BRAND, COPY, width=1080, height=1350, template="poster")
    assert made.data("png") == made.png
    assert made.data("pdf").startswith(b"%PDF-")
    drawn = made.data("svg")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert made.data("pdf") == made.data("pdf") and drawn == made.data("svg")
    with pytest.raises(CallerError, match="webp"):
        made.data("webp")  # type: ignore[arg-type]


def test_a_carousel_runs_on_from_slide_to_slide() -> None:
    slides = render_carousel(BRAND, [COPY, CardCopy(headline="Day two"), COPY], seed=3)
    for slide in slides:
        assert_sound(slide)
        assert (slide.width, slide.height, slide.family) == (1080, 1350, "carousel")
    one, two, _ = (Image.open(io.BytesIO(slide.png)).convert("RGB") for slide in slides)
    assert (
        one.getpixel((10, 20)) is not None and len({s.scene.fill for s in slides if s.scene}) == 1
    )
    strip = (0, 1350 - 180, 1080, 1350)
    assert one.crop(strip).tobytes() != two.crop(strip).tobytes()
    with pytest.raises(CallerError, match="slides"):
        render_carousel(BRAND, [])


def test_common_han_kana_and_hangul_need_no_system_font() -> None:
    for text in ("焼いたパンを。", "面包，给忙碌的一周", "느린 빵", "خبز", "לחם"):
        made = render_card(BRAND, CardCopy(headline=text), width=1080, height=1080)
        assert made.scene is not None and not made.scene.system_fonts
        assert made.missing == ""
    assert needs_system_fonts("ขนมปัง")
    assert cjk_families("パン")[0] == "Noto Sans JP"
    assert cjk_families("빵")[0] == "Noto Sans KR"
    assert cjk_families("面包")[0] == "Noto Sans SC"


def test_a_full_width_comma_is_as_wide_as_inside_a_line() -> None:
    voice = Voice("Noto Sans", 700)
    comma, pair, letter = measure([(voice, "，"), (voice, "，一"), (voice, "一")])
    assert comma.width == pytest.approx(pair.width - letter.width, abs=0.01)


@pytest.mark.parametrize("mark", ["pictogram", "plain", "serif", "capitals"])
def test_the_mark_is_drawn_in_the_identitys_manner(mark: str) -> None:
    made = render_card(
        BRAND.model_copy(update={"mark": mark}), COPY, width=1080, height=1350, template="shout"
    )
    assert_sound(made)
    plain = BRAND.model_copy(update={"mark": "plain"})
    other = render_card(plain, COPY, width=1080, height=1350, template="shout")
    assert (made.png == other.png) == (mark == "plain")
