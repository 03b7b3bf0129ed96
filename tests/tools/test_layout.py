"""Cards and boards: exact sizes, the same bytes again, nothing cut off, every word readable."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from PIL import Image

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout import (
    FAMILIES,
    MOTIFS,
    PAIRINGS,
    TEMPLATES,
    Picture,
    contrast_behind,
    family_of,
    motif_for,
    needed,
    pairing_for,
    pick_template,
    render_board,
    render_card,
    templates_in,
)
from tools.layout.seal import numeral
from tools.layout.typeset import families
from tools.palette import MOODS, palette

T = TypeVar("T")
SIZES = [
    (1080, 1350),
    (1080, 1080),
    (1200, 627),
    (1200, 630),
    (1080, 1920),
    (1000, 1500),
    (1600, 900),
    (1200, 900),
]
COPY = CardCopy(
    headline="We start at 3 am so you don’t have to.",
    kicker="Office boxes",
    body="Breakfast boxes from 12 people. Ordered by noon, on your desk by nine.",
    details=("From £6.40 each", "Tue to Sun", "Pre-order by 8 pm"),
    emphasis="don’t have to.",
)


HEADLINES = [
    "OK",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "Frische Brötchen jeden Morgen ab sechs Uhr in der Königstraße, solange der Vorrat reicht.",
    "خبز بطيء لأسابيع سريعة",
    "לחם איטי לשבועות מהירים",
    "Кофе с утра до ночи",
    "忙しい週に、ゆっくり焼いたパンを。",
    "慢慢烤的面包，给忙碌的一周",
    "바쁜 한 주를 위한 느린 빵",
]


def mixed(values: Sequence[T]) -> list[tuple[str, T]]:
    """Every value with a template of every family, the templates taking turns."""
    return [
        (names[index % len(names)], value)
        for names in FAMILIES.values()
        for index, value in enumerate(values)
    ]


def identity(
    colour: str = "#E5401C", mood: str = "warm", pairing: str = "market", motif: str = "botanical"
) -> Identity:
    return Identity(
        wordmark="Morrow",
        mood=mood,
        swatches=palette([colour], mood, 1),
        pairing=PAIRINGS[pairing],
        motif=motif,
        seed=7,
        voice_line="Warm, dry-witted, never twee.",
    )


BRANDS = [
    identity(),
    identity("#143D35", "elegant", "parlour", "roofs"),
    identity("#0FA3A3", "playful", "kiosk", "vessels"),
]


def assert_sound(picture: Picture) -> None:
    assert not picture.overflow, [(b.name, b.x, b.y, b.w, b.h) for b in picture.boxes]
    assert picture.safe.w > 0.8 * picture.width
    for box in picture.boxes:
        assert picture.safe.x <= box.x and box.x + box.w <= picture.safe.x + picture.safe.w, box
        if box.name != "seal":  # stands on its own drawing, turned
            assert contrast_behind(picture, box) >= needed(box), box


@pytest.mark.parametrize(("template", "size"), mixed(SIZES))
def test_every_template_adapts_to_every_size(template: str, size: tuple[int, int]) -> None:
    brand = BRANDS[(SIZES.index(size) + TEMPLATES.index(template)) % len(BRANDS)]
    made = render_card(brand, COPY, width=size[0], height=size[1], template=template, seed=2)
    assert Image.open(io.BytesIO(made.png)).size == size == (made.width, made.height)
    assert made.template == template
    assert template in FAMILIES[made.family]
    assert all(a.x >= 0 and a.x + a.w <= size[0] and a.y + a.h <= size[1] for a in made.art)
    assert_sound(made)
    names = {box.name for box in made.boxes}
    assert {"wordmark", "headline", "body"} <= names


@pytest.mark.parametrize(("template", "headline"), mixed(HEADLINES))
def test_any_headline_fits(template: str, headline: str) -> None:
    copy = COPY.model_copy(update={"headline": headline, "emphasis": ""})
    made = render_card(BRANDS[2], copy, width=1080, height=1350, template=template)
    assert_sound(made)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_headline_alone_is_enough(template: str) -> None:
    made = render_card(
        BRANDS[1],
        CardCopy(headline="Sold in nine days"),
        width=1080,
        height=1080,
        template=template,
    )
    assert_sound(made)
    assert {box.name for box in made.boxes} == {"wordmark", "headline"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_story_keeps_its_words_out_of_the_apps_way(template: str) -> None:
    made = render_card(BRANDS[0], COPY, width=1080, height=1920, template=template)
    for box in made.boxes:
        assert box.y >= made.safe.y - 2 and made.safe.y >= 0.14 * 1920 - 1, box
        assert box.y + box.h <= 0.86 * 1920 + 12, box  # descenders may hang below the line


def test_the_headline_is_several_times_the_body() -> None:
    made = render_card(BRANDS[0], COPY, width=1080, height=1350, template="poster")
    sizes = {box.name: box.size for box in made.boxes}
    assert sizes["headline"] >= 3.5 * sizes["body"]


def test_the_same_input_gives_the_same_bytes_from_any_thread_and_process() -> None:
    def made(_: int = 0) -> str:
        card = render_card(BRANDS[0], COPY, width=1080, height=1350, template="gradient", seed=4)
        return hashlib.sha256(card.png).hexdigest()

    first = made()
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(made, range(4))) == {first}
    code = (
        "import hashlib; from tools.layout import render_card;"
        "from studiocrew.contracts import CardCopy, Identity;"
        f"i = Identity.model_validate_json({BRANDS[0].model_dump_json()!r});"
        f"c = CardCopy.model_validate_json({COPY.model_dump_json()!r});"
        "p = render_card(i, c, width=1080, height=1350, template='gradient', seed=4);"
        "print(hashlib.sha256(p.png).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == first


def test_seeds_and_brands_give_different_cards() -> None:
    def made(brand: Identity, seed: int) -> bytes:
        return render_card(brand, COPY, width=1080, height=1080, template="poster", seed=seed).png

    assert len({made(brand, seed) for brand in BRANDS for seed in (0, 1)}) == 6


def test_a_photo_takes_the_place_of_the_made_up_picture() -> None:
    buffer = io.BytesIO()
    Image.radial_gradient("L").save(buffer, "PNG")

    def made(photo: bytes | None) -> Picture:
        return render_card(BRANDS[0], COPY, width=1200, height=627, template="split", photo=photo)

    assert made(buffer.getvalue()).png != made(None).png
    assert_sound(made(buffer.getvalue()))


def test_a_number_worth_a_poster_is_a_price_or_a_share_and_no_time() -> None:
    assert numeral(("Open at 8 pm", "12 Quay Street", "Fee 1.2%"), 22) == (2, "Fee", "1.2%", "")
    assert numeral(("72-hour sourdough", "Tue to Sun"), 22) == (0, "", "72", "hour sourdough")
    assert numeral(("Pre-order by 8 pm", "from 9:30", "no number")) is None


def test_a_family_names_its_templates() -> None:
    assert len(TEMPLATES) >= 10 and len(FAMILIES) == 4
    for family in FAMILIES:
        assert len(templates_in(family)) >= 3
        picked = {pick_template(1080, 1350, seed, family=family) for seed in range(9)}
        assert picked == set(templates_in(family))
        assert all(family_of(name) == family for name in picked)
    with pytest.raises(CallerError, match="brutalist"):
        pick_template(1080, 1350, 0, family="brutalist")


def test_letters_no_font_has_are_reported() -> None:
    runic = render_card(
        BRANDS[0],
        CardCopy(headline="ᚠᚢᚦ \U0001e900"),
        width=1080,
        height=1080,
        template="editorial",
    )
    assert set(runic.missing) <= set("ᚠᚢᚦ\U0001e900")
    assert "\U0001e900" in runic.missing
    assert render_card(BRANDS[0], COPY, width=1080, height=1080).missing == ""


def test_a_campaigns_cards_vary() -> None:
    chosen: list[str] = []
    for seed in range(5):
        chosen.append(pick_template(1080, 1350, seed, avoid=chosen))
    assert len(set(chosen)) == 5
    assert pick_template(1080, 1350, 3, avoid=TEMPLATES) in TEMPLATES


def test_wrong_calls_say_what_to_change() -> None:
    with pytest.raises(CallerError, match="brochure"):
        render_card(BRANDS[0], COPY, width=1080, height=1080, template="brochure")
    with pytest.raises(CallerError, match="9000"):
        render_card(BRANDS[0], COPY, width=9000, height=1080)
    odd = BRANDS[0].model_copy(
        update={"pairing": PAIRINGS["market"].model_copy(update={"display": "Comic Sans MS"})}
    )
    with pytest.raises(CallerError, match="Comic Sans"):
        render_card(odd, COPY, width=1080, height=1080)


@pytest.mark.parametrize("brand", BRANDS, ids=["bakery", "estate", "bottle"])
def test_the_board_is_whole(brand: Identity) -> None:
    cards = [
        render_card(brand, COPY, width=w, height=h, template=t).png
        for w, h, t in [(1080, 1920, "gradient"), (1080, 1350, "poster"), (1200, 627, "split")]
    ]
    board = render_board(
        brand,
        title="Morrow Bakehouse",
        previews=cards,
        say=("gone by ten", "short words", "real hours"),
        skip=("artisanal", "curated"),
    )
    assert Image.open(io.BytesIO(board.png)).size == (2400, 1600)
    assert_sound(board)


@pytest.mark.parametrize("count", [0, 1, 6])
def test_the_board_takes_any_number_of_cards(count: int) -> None:
    card = render_card(BRANDS[0], COPY, width=1080, height=1080).png
    assert_sound(render_board(BRANDS[0], title="Morrow", previews=[card] * count))


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_a_board_has_room_for_the_widest_families(pairing: str) -> None:
    made = identity(pairing=pairing)
    assert not render_board(made, title="Morrow", previews=[], say=["warm"]).overflow


def test_pairings_name_shipped_families() -> None:
    shipped = set(families())
    for pairing in PAIRINGS.values():
        assert {pairing.display, pairing.serif, pairing.text} <= shipped
    assert all(pairing_for(mood, seed) in PAIRINGS.values() for mood in MOODS for seed in range(4))


@pytest.mark.parametrize(
    ("trade", "motif"),
    [
        ("bakery", "botanical"),
        ("Estate agent", "roofs"),
        ("reusable bottle start-up", "vessels"),
        ("yoga studio", "waves"),
        ("accounting software", "geometric"),
        ("", "geometric"),
    ],
)
def test_a_trade_has_its_motif(trade: str, motif: str) -> None:
    assert motif_for(trade) == motif
    assert motif in MOTIFS
