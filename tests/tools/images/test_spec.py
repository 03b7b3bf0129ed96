"""What a picture may be told: no letters, no brand, nothing that the facts deny."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.contracts import Brief, Fact, Identity, TypePairing
from tools.images.looks import colour_word, looks, scenery
from tools.images.spec import Grounds, PictureSpec, derived, slot_faults
from tools.palette import MOODS, palette

FACTS = (
    Fact(id="f1", kind="product", statement="Seeded rye: £4.20.", source_id="s"),
    Fact(id="f2", kind="process", statement="We bake without palm oil.", source_id="s"),
    Fact(id="f3", kind="product", statement="The almond cake contains no milk.", source_id="s"),
    Fact(id="f4", kind="rule", statement="Never show the old van.", source_id="s"),
)
BRIEF = Brief(
    goal="g",
    brand_name="Nonna's Crust",
    trade="bakery",
    language="en",
    avoid=("artisan",),
    facts=FACTS,
)
GROUNDS = Grounds.of(BRIEF)


def identity(mood: str = "warm", seed: int = 1) -> Identity:
    return Identity(
        wordmark="Nonna's Crust",
        mood=mood,
        swatches=palette(("#C8472B",), mood, seed),
        pairing=TypePairing(display="Anton", serif="Gloock", text="DM Sans"),
        motif="botanical",
        seed=seed,
    )


@pytest.mark.parametrize(
    "good",
    [
        "a rye loaf cut open, its crumb showing",
        "on a floured wooden board",
        "a baker's hand on warm dough",
        "under the morning light of the shop",
    ],
)
def test_what_a_camera_could_see_is_fine(good: str) -> None:
    assert slot_faults(good, GROUNDS) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('a loaf with "fresh" on it', "quotes"),
        ("a loaf with ‘fresh’ on it", "quotes"),
        ("a loaf and the words fresh bread", "letters"),
        ("a chalkboard menu beside the bread", "letters"),
        ("Brote vor einem Schild", "letters"),
        ("pan delante de un letrero", "letters"),
        ("du pain devant une ardoise", "letters"),
        ("pane davanti a un'insegna", "letters"),
        ("60 loaves on a shelf", "figures"),
        ("a loaf stamped BIO", "capitals"),
        ("nine loaves on a shelf", "figures"),
        ("we bake at dawn", "sentence"),
        ("is ground at a mill", "sentence"),
        ("Nonna's loaf on a table", "brand"),
        ("crust of a loaf", "brand"),
        ("a bottle of palm oil", "deny"),
        ("almond cake with milk", "deny"),
        ("the van in the street", "deny"),
        ("an artisan loaf", "avoid"),
        ("a loaf [sign: SALE] {x}", "markup"),
        ("a loaf at nonnas.example/shop", "markup"),
        ("x " * 60, "long"),
        ("", "empty"),
    ],
)
def test_what_must_stay_out_is_named(bad: str, why: str) -> None:
    assert why in "; ".join(slot_faults(bad, GROUNDS))


@given(
    mood=st.sampled_from(MOODS),
    trade=st.sampled_from(["bakery", "florist", "law firm", "", "Bäckerei", "kite school"]),
    size=st.sampled_from([(1080, 1350), (1080, 1920), (1200, 627)]),
    number=st.integers(0, 9),
)
def test_code_alone_always_gives_a_spec_that_passes(
    mood: str, trade: str, size: tuple[int, int], number: int
) -> None:
    brief = BRIEF.model_copy(update={"trade": trade})
    grounds = Grounds.of(brief)
    spec = derived(
        brief,
        identity(mood),
        grounds,
        width=size[0],
        height=size[1],
        template="cover",
        about=FACTS,
        number=number,
    )
    assert spec.subject == "seeded rye"
    assert not slot_faults(spec.subject, grounds) + slot_faults(spec.setting, grounds)
    prompt = spec.prompt()
    assert not regex.search(r"[\p{N}\"“”]|nonna|crust", prompt, regex.IGNORECASE)
    assert "empty and even in tone" in prompt
    assert spec.style in prompt.replace(spec.style[:1].upper() + spec.style[1:], spec.style)


def test_framing_turns_with_the_number_and_style_stays() -> None:
    specs = [
        derived(BRIEF, identity(), GROUNDS, width=1080, height=1350, template="split", number=n)
        for n in range(6)
    ]
    assert len({spec.composition for spec in specs}) == len(looks().composition)
    assert len({spec.style for spec in specs}) == 1
    assert specs[0].subject == "a loaf of bread"


def test_every_listed_word_passes_the_checks_itself() -> None:
    """Lists are prompts too."""
    listed = looks()
    lines = [*listed.light.values(), *listed.composition.values(), *listed.space.values()]
    lines += [manner.tones for manner in listed.moods.values()]
    lines += listed.imagery.values()
    lines += [
        part for one in (*listed.trades, listed.anything) for part in (one.subject, one.setting)
    ]
    nobody = Grounds("en", frozenset(), frozenset(), frozenset())
    faults = {line: slot_faults(line, nobody) for line in lines}
    assert {k: v for k, v in faults.items() if v and v != ["too long or empty"]} == {}
    assert {manner.light for manner in listed.moods.values()} <= listed.light.keys()
    assert set(MOODS) == listed.moods.keys()


def test_a_spec_keeps_to_the_lists() -> None:
    spec = derived(BRIEF, identity(), GROUNDS, width=1200, height=627, template="cover")
    assert "left half empty" in spec.prompt()
    window = derived(BRIEF, identity(), GROUNDS, width=1200, height=627, template="print")
    assert "space around it on all sides" in window.prompt()
    assert isinstance(spec, PictureSpec)
    assert scenery("Bäckerei Müller").subject == "a loaf of bread"


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        ("#C8472B", "red"),
        ("#6E1F12", "deep red"),
        ("#F2E3A0", "pale yellow"),
        ("#1C84B8", "blue"),
        ("#2F7A3F", "green"),
        ("#111111", "black"),
        ("#FFFFFF", "white"),
        ("#808080", "grey"),
    ],
)
def test_colours_have_plain_names(colour: str, word: str) -> None:
    assert colour_word(colour) == word
