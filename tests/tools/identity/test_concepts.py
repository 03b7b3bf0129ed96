"""Three concepts: always three, apart by measure, the same for the same brand, chosen by scores."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studiocrew.contracts import Concepts
from tools.colour import SMALL_TEXT, from_oklch
from tools.identity import FAMILIES, IMAGERY, MARKS, Wanted, propose
from tools.identity.concepts import directions, preferred
from tools.identity.distance import LEAST_GAP, distinct, palette_distance
from tools.identity.elsewhere import VisualMark
from tools.identity.leads import LEADS
from tools.identity.reading import tone_steps
from tools.identity.traits import parts, wish_of
from tools.images.looks import looks
from tools.layout import FAMILIES as LAYOUT_FAMILIES
from tools.layout import MOTIFS, PAIRINGS
from tools.palette import MOODS
from tools.voice.fingerprint import Fingerprint

TONE = ("warm", "plain-spoken")
BAKERY = Wanted(
    "Nonna's Crust",
    trade="bakery",
    tone=TONE,
    wish=wish_of(tone_steps(TONE)),
    colours=("#C8412B", "#E8833A", "#F6E7D2", "#3B2218"),
    seed=7,
)
BOTTLES = Wanted("Tide", trade="bottles", mood="fresh", colours=("#0B6E6E", "#19C3B2", "#FF6F4E"))
HOUSES = Wanted("Quay", trade="estate agent", mood="calm", colours=("#12395B", "#3F8FA8"))
NAMELESS = Wanted("x")


@pytest.mark.parametrize("wanted", [BAKERY, BOTTLES, HOUSES, NAMELESS])
def test_the_three_are_apart_in_everything_a_client_sees(wanted: Wanted) -> None:
    made = propose(wanted)
    assert [concept.id for concept in made.concepts] == ["A", "B", "C"]
    looks = [concept.identity for concept in made.concepts]
    assert all(distinct(one, other) for one, other in combinations(looks, 2))
    for gap in made.gaps:
        assert gap.palette >= LEAST_GAP
        assert {"type", "motif", "imagery", "layout"} <= {*gap.differ}
    assert len({concept.title for concept in made.concepts}) == 3
    assert propose(wanted) == made


@given(hue=st.floats(0, 360), light=st.floats(0.25, 0.85), chroma=st.floats(0.0, 0.2))
@settings(max_examples=12, deadline=None)
def test_any_brand_colour_makes_three_that_can_be_read(
    hue: float, light: float, chroma: float
) -> None:
    made = propose(Wanted("Any", colours=(from_oklch(light, chroma, hue),)))
    assert len(made.concepts) == 3
    families = {concept.identity.family for concept in made.concepts}
    assert len(families) == 3
    for concept in made.concepts:
        assert all(swatch.contrast >= SMALL_TEXT for swatch in concept.identity.swatches)


def test_the_best_score_is_the_choice_and_says_why() -> None:
    made = propose(BAKERY)
    totals = [concept.total for concept in made.concepts]
    assert totals == sorted(totals, reverse=True)
    assert made.best == "A"
    assert f"A scores {totals[0]:.2f}" in made.why
    assert {score.name for score in made.concepts[0].scores} == {
        "tone", "colours", "contrast", "trade",
    }  # fmt: skip


def test_a_preference_is_one_score_among_others() -> None:
    made = propose(BOTTLES)
    last = preferred(made, "C")
    scores = {c.id: c for c in last.concepts}
    assert [s.name for s in scores["C"].scores][-1] == "director"
    best = max(last.concepts, key=lambda concept: concept.total)
    assert last.best == best.id
    assert Concepts.model_validate_json(last.model_dump_json()) == last


def test_another_brand_with_these_colours_lowers_their_score() -> None:
    alone = propose(BAKERY)
    taken = VisualMark(alone.concepts[0].identity.swatches)
    made = propose(replace(BAKERY, elsewhere=(taken,)))
    same = [
        concept
        for concept in made.concepts
        if palette_distance(concept.identity.swatches, taken.swatches) < 0.01
    ]
    for concept in same:
        assert next(s.value for s in concept.scores if s.name == "elsewhere") < 0.05
    assert all(any(s.name == "elsewhere" for s in c.scores) for c in made.concepts)


def test_colours_travel_as_the_end_of_a_fingerprint() -> None:
    mark = VisualMark(propose(BAKERY).concepts[0].identity.swatches)
    words = Fingerprint.of(["Slow bread, early mornings."], tenant="t")
    code = f"{words.code};{mark.code}"
    assert Fingerprint.read(code, tenant="t") == words
    read = VisualMark.read(code)
    assert read is not None
    assert [s.hex for s in read.swatches] == [s.hex for s in mark.swatches]
    assert VisualMark.read(words.code) is None
    assert VisualMark.read(f"{words.code};99999999 1 2 3 4 5") is None


def test_the_data_names_only_what_exists() -> None:
    known = parts()
    assert set(FAMILIES) == set(LAYOUT_FAMILIES)
    assert set(known.motifs) == set(MOTIFS)
    assert set(known.pairings) <= set(PAIRINGS)
    for direction in directions():
        assert direction.family in FAMILIES
        assert direction.imagery in IMAGERY
        assert set(direction.pairings) <= set(PAIRINGS)
        assert set(direction.marks) <= set(MARKS)
        assert set(direction.leads) <= set(LEADS)
        assert set(direction.moods) <= set(MOODS)
    for motif, near in known.neighbours.items():
        assert {motif, *near} <= set(MOTIFS)
        assert motif not in near
    assert set(looks().imagery) == set(IMAGERY)
