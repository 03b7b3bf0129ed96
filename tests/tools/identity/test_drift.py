"""Drift is measured on real pixels: a card keeps to its own look, and not to another's."""

from __future__ import annotations

import pytest

from studiocrew.contracts import CardCopy, Identity, LookChange
from tools.identity import Wanted, drift_of, propose
from tools.identity.board import render_concept
from tools.identity.drift import MOST, fingerprint
from tools.identity.measure import look_of, opened
from tools.identity.variant import Option, options, redrawn
from tools.layout import Picture, render_card, templates_in

COPY = CardCopy(headline="Refill. Repeat.", body="Dropped 1,200 times.", details=("600 ml",))
TIDE = propose(Wanted("Tide", trade="bottles", colours=("#0B6E6E", "#19C3B2", "#FF6F4E")))
BREAD = propose(Wanted("Nonna", trade="bakery", colours=("#C8412B", "#E8833A", "#F6E7D2")))
LOOK = TIDE.concepts[0].identity


def drawn(look: Identity, template: str = "", seed: int = 1) -> Picture:
    name = template or templates_in(look.family)[0]
    return render_card(look, COPY, width=540, height=675, template=name, seed=seed)


@pytest.fixture(scope="module")
def card() -> Picture:
    return drawn(LOOK)


def test_a_card_keeps_to_its_identity(card: Picture) -> None:
    drift = drift_of(LOOK, card, card.family)
    assert drift.delta_e <= MOST
    assert drift.off < 0.05
    assert drift.foreign_fonts == ()
    assert drift.in_family
    assert drift.identity == fingerprint(LOOK)


def test_another_brands_look_is_seen(card: Picture) -> None:
    other = BREAD.concepts[0].identity
    drift = drift_of(other, card, card.family)
    assert drift.delta_e > MOST
    assert drift.off > 0.1


def test_fonts_and_family_of_another_look_are_named(card: Picture) -> None:
    other = next(c.identity for c in TIDE.concepts if c.identity.family != LOOK.family)
    drift = drift_of(other, card, card.family)
    assert LOOK.pairing.display in drift.foreign_fonts
    assert not drift.in_family


def test_a_calmer_picture_is_calmer_and_keeps_the_identity(card: Picture) -> None:
    def draw(template: str, seed: int) -> Picture:
        return drawn(LOOK, template, seed)

    tried = options(templates_in(LOOK.family)[:3], 1)
    busiest = max(tried, key=lambda o: look_of(opened(draw(*o).png)).energy)
    picture, option, missed = redrawn(draw, busiest, tried, [LookChange(energy=-1)])
    assert not missed
    assert option != busiest
    before, after = (look_of(opened(p.png)) for p in (draw(*busiest), picture))
    assert after.energy < before.energy
    assert drift_of(LOOK, picture, picture.family).foreign_fonts == ()


def test_what_cannot_be_done_is_said() -> None:
    now = Option(templates_in(LOOK.family)[0], 1)
    picture, option, missed = redrawn(
        lambda template, seed: drawn(LOOK, template, seed), now, [now], [LookChange(energy=-1)]
    )
    assert option == now
    assert picture.png == drawn(LOOK, *now).png
    assert missed


def test_a_concept_is_drawn_whole_and_the_same_each_time() -> None:
    concept = TIDE.concepts[1]
    copy = CardCopy(headline="Refill. Repeat.")
    board = render_concept(concept, copy, second=CardCopy(headline="Tide"))
    assert (board.width, board.height) == (2000, 1250)
    assert not board.overflow
    assert board.png == render_concept(concept, copy, second=CardCopy(headline="Tide")).png
