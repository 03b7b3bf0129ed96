"""Each manner of imagery is its own, in every template that shows a picture, and few words do not
leave a sheet bare."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image

from studiocrew.contracts import CardCopy, Identity
from tools.layout import PAIRINGS, TEMPLATES, Picture, contrast_behind, needed, render_card
from tools.layout.canvas import Canvas
from tools.layout.cards import compose
from tools.layout.letter import initial
from tools.layout.scene import Drawing
from tools.layout.seal import numeral
from tools.palette import palette

IMAGERY = ("illustration", "type", "tiles", "halftone", "gradient")
COPY = CardCopy(
    headline="Slow bread for fast weeks",
    kicker="Open from six",
    body="Rye, spelt and einkorn, proved for three days.",
    details=("72-hour sourdough", "Tue to Sun"),
)
HEBREW = CardCopy(headline="לחם איטי לשבועות מהירים", body="ארוחת בוקר למשרד החל מ-12 אנשים.")
SHORT = CardCopy(headline="It bounces", body="Six colours, one lid.")


def brand(imagery: str = "illustration", wordmark: str = "Tide Bottle") -> Identity:
    return Identity(
        wordmark=wordmark,
        mood="playful",
        swatches=palette(["#0FA3A3"], "playful", 1),
        pairing=PAIRINGS["kiosk"],
        motif="vessels",
        seed=7,
        imagery=imagery,
    )


def drawn(imagery: str, template: str, size: tuple[int, int], copy: CardCopy = COPY) -> Picture:
    return render_card(brand(imagery), copy, width=size[0], height=size[1], template=template)


def small(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The card's picture alone, as a few grey-free pixels."""
    area = max(picture.art, key=lambda a: a.w * a.h)
    image = Image.open(io.BytesIO(picture.png)).convert("RGB")
    box = (int(area.x), int(area.y), int(area.x + area.w), int(area.y + area.h))
    return np.asarray(image.crop(box).resize((24, 24), Image.Resampling.BOX), np.float32)


def assert_sound(picture: Picture) -> None:
    assert not picture.overflow
    for box in picture.boxes:
        if box.name != "seal":
            assert contrast_behind(picture, box) >= needed(box), box


@pytest.mark.parametrize("template", ["poster", "arch", "column"])
@pytest.mark.parametrize("size", [(1080, 1350), (1200, 627)])
def test_no_two_manners_of_imagery_look_alike(template: str, size: tuple[int, int]) -> None:
    made = {style: drawn(style, template, size) for style in IMAGERY}
    assert not any(picture.overflow for picture in made.values())
    shown = {style: small(picture) for style, picture in made.items()}
    for one, other in combinations(IMAGERY, 2):
        apart = float(np.abs(shown[one] - shown[other]).mean())
        assert apart > 30, (one, other, apart)  # of 255; measured: 41 at least, 0 where alike


@pytest.mark.parametrize("template", ["poster", "arch", "column"])
def test_a_photo_is_printed_where_the_imagery_is_halftone(template: str) -> None:
    buffer = io.BytesIO()
    Image.radial_gradient("L").save(buffer, "PNG")
    made = [
        render_card(brand("halftone"), COPY, width=1080, height=1350, template=template, photo=p)
        for p in (buffer.getvalue(), None)
    ]
    assert made[0].png != made[1].png


@pytest.mark.parametrize("imagery", IMAGERY)
@pytest.mark.parametrize("size", [(1080, 1350)])
def test_a_mirrored_page_is_as_sound(imagery: str, size: tuple[int, int]) -> None:
    for template in ("poster", "editorial"):
        assert_sound(drawn(imagery, template, size, HEBREW))


def test_a_letter_is_never_seen_mirrored() -> None:
    canvas = Canvas(brand("type", "לחם"), HEBREW, 1080, 1350)
    compose("poster", canvas)
    drawing = next(i for i in canvas.scene().items if isinstance(i, Drawing) and "<text" in i.svg)
    assert drawing.flip and "scale(-1 1)" in drawing.svg
    assert initial(canvas) == "ל"


@pytest.mark.parametrize("wordmark", ["&c", "…", "ßtraße", "42 North"])
def test_every_name_has_an_initial(wordmark: str) -> None:
    made = Canvas(brand("type", wordmark), SHORT, 1080, 1350)
    compose("editorial", made)
    assert len(initial(made)) == 1
    assert not made.overflows()


@pytest.mark.parametrize(
    ("template", "size"),
    [*((name, (1080, 1920)) for name in TEMPLATES), ("editorial", (1200, 627))],
)
def test_few_words_leave_no_sheet_bare(template: str, size: tuple[int, int]) -> None:
    """Of the sheet's rows, those that change from left to right: a headline alone has 0.13."""
    made = drawn("illustration", template, size, SHORT)
    assert_sound(made)
    pixels = np.asarray(Image.open(io.BytesIO(made.png)).convert("L"), np.float32)
    rows = np.asarray(Image.fromarray(pixels).resize((60, size[1] // 8), Image.Resampling.BOX))
    busy = rows.std(axis=1) > 2.0
    assert busy.mean() > 0.45, busy.mean()


def test_a_house_number_is_no_figure() -> None:
    assert numeral(("12 Mill Lane", "3 rooms"), 22) == (1, "", "3", "rooms")
    assert numeral(("Königstraße 14",), 22) is None
