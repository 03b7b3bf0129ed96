"""Where type may stand and the lines it stands on: platforms' safe areas, baselines, mirroring."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from studiocrew.contracts import CardCopy, Identity
from tools.layout import PAIRINGS, TEMPLATES, Picture, render_card, render_carousel
from tools.layout.canvas import Canvas
from tools.layout.cards import compose
from tools.layout.measures import Insets, Sheet, Sides
from tools.layout.typeset import lines_set
from tools.layout.words import split_words
from tools.palette import palette
from tools.platforms import platforms

COPY = CardCopy(
    headline="We start at 3 am so you don’t have to.",
    kicker="Office boxes",
    body="Breakfast boxes from 12 people. Ordered by noon, on your desk by nine.",
    details=("From £6.40 each", "Tue to Sun", "Pre-order by 8 pm"),
    emphasis="don’t have to.",
)
HEBREW = CardCopy(
    headline="לחם איטי לשבועות מהירים",
    kicker="קופסאות למשרד",
    body="ארוחת בוקר למשרד החל מ-12 אנשים.",
    details=("ב׳ עד ו׳", "הזמנה עד 20:00"),
)
SLACK = 2.0
RUNNING = ("body", "kicker", "detail", "number ", "details")
"""Names of the texts that sit on the baseline grid, as the beginnings of box names."""


def brand(pairing: str = "market", motif: str = "botanical") -> Identity:
    return Identity(
        wordmark="Morrow",
        mood="warm",
        swatches=palette(["#E5401C"], "warm", 1),
        pairing=PAIRINGS[pairing],
        motif=motif,
        seed=7,
    )


def composed(
    template: str,
    size: tuple[int, int],
    covered: Insets | None,
    copy: CardCopy = COPY,
    pairing: str = "market",
    seed: int = 2,
) -> Canvas:
    canvas = Canvas(brand(pairing), copy, *size, seed=seed, covered=covered)
    compose(template, canvas)
    return canvas


def assert_within(canvas: Canvas) -> None:
    area = canvas.safe
    assert not canvas.overflows()
    for box in canvas.boxes:
        assert box.x >= area.x - SLACK and box.y >= area.y - SLACK, box
        assert box.x + box.w <= area.x + area.w + SLACK, box
        assert box.y + box.h <= area.y + area.h + SLACK, box


@pytest.mark.parametrize("template", TEMPLATES)
def test_words_keep_off_what_each_platform_covers(template: str) -> None:
    """Every template over every size of the platform table, in the area that platform leaves."""
    sizes = {(p.size, p.safe.model_dump_json() if p.safe else ""): p for p in platforms().values()}
    for target in sizes.values():
        canvas = composed(template, target.size, target.safe)
        assert_within(canvas)
        if target.safe:
            left = target.safe.left * target.size[0]
            low = (1 - target.safe.bottom) * target.size[1]
            assert min(box.x for box in canvas.boxes) >= left - SLACK
            assert max(box.y + box.h for box in canvas.boxes) <= low + SLACK


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    template=st.sampled_from(TEMPLATES),
    size=st.sampled_from([p.size for p in platforms().values()]),
    sides=st.builds(Sides, *[st.floats(0, most) for most in (0.12, 0.12, 0.22, 0.12)]),
    pairing=st.sampled_from(sorted(PAIRINGS)),
    copy=st.sampled_from([COPY, HEBREW, CardCopy(headline="Gone by ten")]),
    seed=st.integers(0, 5),
)
def test_words_keep_off_whatever_is_covered(
    template: str, size: tuple[int, int], sides: Sides, pairing: str, copy: CardCopy, seed: int
) -> None:
    assert_within(composed(template, size, sides, copy, pairing, seed))


def test_a_mirrored_sheet_keeps_the_same_side_of_the_picture_free() -> None:
    covered = Sides(right=0.2, left=0.05)
    plain, mirrored = Sheet(1000, 1500, covered), Sheet(1000, 1500, covered, mirrored=True)
    assert mirrored.left == 1000 - plain.right and mirrored.right == 1000 - plain.left


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("size", [(1080, 1350), (1200, 627)])
def test_running_text_sits_on_the_baseline_grid(template: str, size: tuple[int, int]) -> None:
    """Measured where typst set the lines, not where we told it to."""
    canvas = composed(template, size, None)
    told = {box.name: box for box in canvas.boxes}
    small = {line.size for line in canvas.scene().items if line.kind == "line"}
    assert len(small) > 2
    running = [
        item
        for item in canvas.scene().items
        if item.kind == "line" and item.turn == 0 and item.size < 1.3 * canvas.body
    ]
    found = {(line.text, round(line.x)): line.baseline for line in lines_set(canvas.scene())}
    assert running and any(name.startswith(RUNNING) for name in told)
    for item in running:
        text = "".join(run[0] for run in item.runs)
        baseline = found[text, round(item.x)]
        assert baseline / canvas.beat == pytest.approx(round(baseline / canvas.beat), abs=0.02), (
            text
        )
    headline = told["headline"].baseline if template != "bands" else 0  # each on its own band
    assert headline / canvas.beat == pytest.approx(round(headline / canvas.beat), abs=0.001)


def test_a_slides_text_sits_on_the_grid_as_well() -> None:
    slide = render_carousel(brand(), [COPY, COPY])[1]
    beat = Sheet(1080, 1350).beat
    for box in slide.boxes:
        assert box.baseline / beat == pytest.approx(round(box.baseline / beat), abs=0.001), box


def drawn(template: str, copy: CardCopy, size: tuple[int, int]) -> Picture:
    return render_card(brand(), copy, width=size[0], height=size[1], template=template, seed=2)


@pytest.mark.parametrize("template", TEMPLATES)
def test_right_to_left_copy_turns_the_page_over(template: str) -> None:
    made = drawn(template, HEBREW, (1200, 627))
    boxes = {box.name: box for box in made.boxes}
    same = composed(template, (1200, 627), None, HEBREW)
    for box in same.boxes:
        assert boxes[box.name].x == pytest.approx(1200 - box.x - box.w)
    if template not in ("frame",):  # the mark is where reading begins
        assert boxes["wordmark"].x + boxes["wordmark"].w / 2 > 600
    body, sheet = boxes["body"], Sheet(1200, 627)
    if template not in ("frame", "figure", "column", "editorial"):
        assert body.x + body.w >= sheet.right - 30
    details = sorted((b for b in made.boxes if b.name.startswith("detail ")), key=lambda b: b.name)
    if len(details) == 2 and details[0].y == details[1].y:
        assert details[0].x > details[1].x


def test_a_latin_name_keeps_the_order_of_its_letters_on_a_mirrored_page() -> None:
    scene = drawn("shout", HEBREW, (1080, 1350)).scene
    assert scene is not None
    parts = {line.text: line.x for line in lines_set(scene)}
    assert parts["morr"] < parts["w"]


def test_a_photo_is_never_mirrored() -> None:
    half = np.zeros((400, 400, 3), np.uint8)
    half[:, :200] = 255  # light at the left
    buffer = io.BytesIO()
    Image.fromarray(half).save(buffer, "PNG")
    made = render_card(
        brand(), HEBREW, width=1080, height=1350, template="print", photo=buffer.getvalue(), seed=2
    )
    pixels = np.asarray(Image.open(io.BytesIO(made.png)).convert("L"))
    art = made.art[0]
    middle = pixels[int(art.y + art.h / 2)]
    assert middle[int(art.x + 30)] > 200
    assert middle[int(art.x + art.w - 30)] < 60


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        (
            "忙しい週に、ゆっくり焼いたパンを。",
            ["忙しい", "週に、", "ゆっくり", "焼いた", "パンを。"],
        ),
        (
            "慢慢烤的面包，给忙碌的一周",
            ["慢", "慢烤", "的", "面包，", "给", "忙碌", "的", "一", "周"],
        ),
    ],
)
def test_scripts_without_spaces_break_between_phrases(text: str, phrases: list[str]) -> None:
    assert [piece.text for piece in split_words(text)] == phrases


def test_a_bracket_never_ends_a_line_and_a_stop_never_begins_one() -> None:
    pieces = [piece.text for piece in split_words("「あいうえおかきくけこさしすせそ」、" * 3)]
    assert not any(p.startswith(("、", "」")) or p.endswith("「") for p in pieces)
