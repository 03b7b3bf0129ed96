"""The visual checks on a real card: it passes, and each breakage is seen by the check for it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from studiocrew.contracts import Asset, CardCopy
from studiocrew.errors import StoreError
from tools.identity.drift import strays
from tools.layout.scene import Line
from tools.layout.typeset import draw
from tools.visual.checks import MENDED_BY_LAYOUT, VISUAL_CHECKS, able
from tools.visual.legible import reads_on_ground
from tools.visual.placement import in_safe_area, texts_apart, within_sheet
from tools.visual.swatches import in_palette

Drawn = Any


def changed(png: bytes, change: Any) -> bytes:
    with Image.open(io.BytesIO(png)) as image:
        pixels = change(np.array(image.convert("RGB")))
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


@pytest.mark.parametrize("check", VISUAL_CHECKS, ids=lambda check: check.__name__)
def test_a_whole_card_passes(card: Drawn, check: Any) -> None:
    if not able(check.__name__):
        pytest.skip("needs the extra `visual`")
    found = check(card.case(), card.asset, {})
    assert found.passed, found.text
    assert found.text


@pytest.mark.parametrize("check", VISUAL_CHECKS, ids=lambda check: check.__name__)
def test_a_picture_nobody_laid_out_is_no_mistake(card: Drawn, check: Any) -> None:
    asset = card.asset.model_copy(update={"text_boxes": (), "text": None, "post_id": None})
    if able(check.__name__):
        assert check(card.case(), asset, {}).passed


def test_every_line_of_the_copy_has_a_box(card: Drawn) -> None:
    said = " ".join(box.text for box in card.asset.text_boxes)
    for word in ("Sourdough,", "making", "Rosa", "noon.", "Since", "Lane"):
        assert word in said
    assert {"wordmark", "headline", "body", "kicker"} <= {b.name for b in card.asset.text_boxes}


def test_a_line_off_the_sheet_is_seen(card: Drawn) -> None:
    found = within_sheet(card.case(), card.with_boxes("body", x=700.0).asset, {})
    assert not found.passed
    assert "body" in found.text and "leaves the sheet" in found.text


def test_words_that_are_not_where_they_were_set_are_missed(card: Drawn) -> None:
    cropped = changed(card.picture.png, lambda p: np.roll(p, 90, axis=0))
    found = within_sheet(card.case(cropped), card.asset, {})
    assert not found.passed
    assert "no ink where" in found.text


def test_a_file_of_another_size_is_seen(card: Drawn) -> None:
    found = within_sheet(
        card.case(changed(card.picture.png, lambda p: p[::2, ::2])), card.asset, {}
    )
    assert not found.passed
    assert "540" in found.text


def test_what_is_no_picture_is_a_store_error(card: Drawn) -> None:
    with pytest.raises(StoreError):
        reads_on_ground(card.case(b"nothing"), card.asset, {})


def test_a_word_under_the_apps_buttons_is_seen(card: Drawn) -> None:
    found = in_safe_area(card.case(), card.with_boxes("body", x=-60.0).asset, {})
    assert not found.passed
    assert "covered left" in found.text
    assert in_safe_area(card.case(place="linkedin"), card.asset, {}).passed


def test_two_texts_on_each_other_are_seen(card: Drawn) -> None:
    head = next(box for box in card.asset.text_boxes if box.name == "headline")
    body = next(box for box in card.asset.text_boxes if box.name == "body")
    over = card.with_boxes("body", x=head.x - body.x, y=head.y + head.h / 2 - body.y)
    found = texts_apart(card.case(), over.asset, {})
    assert not found.passed
    assert "runs into" in found.text


def test_type_in_nearly_the_colour_of_its_ground_is_seen(card: Drawn) -> None:
    scene = card.picture.scene
    body = next(box for box in card.asset.text_boxes if box.name == "body")
    with Image.open(io.BytesIO(draw(scene.without_text()))) as image:
        r, g, b = image.convert("RGB").getpixel((int(body.x + 5), int(body.y + 5)))
    pale = f"#{min(255, r + 25):02X}{min(255, g + 25):02X}{min(255, b + 25):02X}"
    items = tuple(
        replace(i, runs=tuple((text, pale) for text, _ in i.runs))
        if isinstance(i, Line) and "".join(t for t, _ in i.runs).strip() == body.text
        else i
        for i in scene.items
    )
    boxes = tuple(
        box.model_copy(update={"colours": (pale,)}) if box == body else box
        for box in card.asset.text_boxes
    )
    asset = card.asset.model_copy(update={"text_boxes": boxes})
    found = reads_on_ground(card.case(draw(replace(scene, items=items))), asset, {})
    assert not found.passed
    assert "body" in found.text


def test_a_busy_ground_in_the_types_own_colour_is_seen(card: Drawn) -> None:
    body = next(box for box in card.asset.text_boxes if box.name == "body")
    colour = np.array([int(body.colours[0][n : n + 2], 16) for n in (1, 3, 5)], np.uint8)

    def striped(pixels: Any) -> Any:
        top, low = int(body.y - 8), int(body.y + body.h + 8)
        for x in range(int(body.x - 8), int(body.x + body.w + 8), 12):
            pixels[top:low, x : x + 5] = colour
        return pixels

    found = reads_on_ground(card.case(changed(card.picture.png, striped)), card.asset, {})
    assert not found.passed


def test_another_brands_colours_are_seen(card: Drawn) -> None:
    other = changed(card.picture.png, lambda p: p[..., ::-1])
    found = in_palette(card.case(other), card.asset, {})
    assert not found.passed
    assert "strays" in found.text


def test_swatches_do_not_stray_and_foreign_colours_do(card: Drawn) -> None:
    hexes = [swatch.hex for swatch in card.identity.swatches]
    one, other = (
        np.array([int(c[n : n + 2], 16) for n in (1, 3, 5)], float) for c in (hexes[0], hexes[2])
    )

    def mean(pixels: np.ndarray) -> float:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG")
        return float(strays(buffer.getvalue(), card.identity).mean())

    assert mean(np.stack([np.tile(one, (40, 1)), np.tile(other, (40, 1))]).astype(np.uint8)) < 0.01
    assert mean(np.full((40, 40, 3), (0, 255, 60), np.uint8)) > 0.1


def test_the_same_picture_saved_again_is_seen(card: Drawn) -> None:
    pytest.importorskip("imagehash")
    from tools.visual.alike import unlike_other_pictures

    with Image.open(io.BytesIO(card.picture.png)) as image:
        buffer = io.BytesIO()
        image.convert("RGB").resize((540, 675)).save(buffer, "JPEG", quality=80)
    other = card.asset.model_copy(update={"id": "c2", "sha256": "other"})
    found = unlike_other_pictures(card.case(b"", (other, buffer.getvalue())), card.asset, {})
    assert not found.passed
    assert "c2" in found.text


def test_a_word_spelt_otherwise_than_meant_is_seen(card: Drawn) -> None:
    pytest.importorskip("rapidocr")
    from tools.visual.reading import words_read_back

    meant = card.asset.text.model_copy(update={"headline": "Sourdouhg, a day in the making"})
    asset: Asset = card.asset.model_copy(
        update={"text": CardCopy.model_validate(meant.model_dump())}
    )
    found = words_read_back(card.case(), asset, {})
    assert not found.passed
    assert "“sourdough" in found.text and "for “sourdouhg”" in found.text


def test_what_layout_may_mend_are_checks_that_exist() -> None:
    from tools.checks import CHECKS

    assert CHECKS.keys() >= MENDED_BY_LAYOUT
