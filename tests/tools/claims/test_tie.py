"""Claims tied to what says them, and only to that; rules flag even what is tied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.contracts import Claim, Fact, Source
from tools.claims.packs import packs
from tools.claims.tie import Setting, claims_of
from tools.speech import in_first_person

EXAMPLES = Path(__file__).parents[3] / "examples"

BAKERY = (
    "Nonna's Crust opens at six, Tuesday to Sunday.",
    "Nonna's Crust is closed on Mondays.",
    "Rosa bakes 140 loaves a day at 14 Mill Lane.",
    "Brown-butter cornetti are baked on Sundays only, 60 of them, two a person.",
    "Bring your own bag and the day's second loaf is 50p off.",
    "Rosemary focaccia: £5.20.",
    "Rosemary focaccia comes out of the oven at 11 on Fridays.",
    "36-hour sourdough: £4.60.",
    "The rye brownie is gluten-free.",
    "The sourdough contains gluten, milk and egg.",
    "Our bread is not gluten-free.",
    "The flour is Italian.",
    "Every loaf is shaped by hand.",
    "Pre-order from Nonna's Crust at nonnascrust.example/order.",
    "The oldest oven on Mill Lane was rebuilt in March 1994.",
    "Custard maritozzo: Saturdays.",
)

GERMAN = (
    "Der Sauerteig ruht 36 Stunden.",
    "Wir öffnen um 6 Uhr, Dienstag bis Sonntag.",
    "Montags ist geschlossen.",
    "Ein Laib kostet 4,20 Euro.",
    "Der Mandelkuchen ist glutenfrei.",
    "Das Roggenbrot enthält Weizen und Milch.",
    "Das Mehl kommt aus Italien.",
    "Am 3. Juni 2027 feiern wir in der Torstraße 12.",
    "Der zweite Laib kostet 20 % weniger.",
    "Wir backen täglich zweihundert Brote von Hand.",
)

SPANISH = (
    "La masa reposa 36 horas.",
    "Abrimos a las 6, de martes a domingo.",
    "Los lunes está cerrado.",
    "La hogaza cuesta 4,20 euros.",
    "El bizcocho de almendra no contiene gluten.",
    "La harina es italiana.",
    "Estamos en la Calle Mayor 3.",
    "El 3 de junio de 2027 hay fiesta.",
    "Cada barra se hace a mano.",
)

FRENCH = (
    "La pâte repose 36 heures.",
    "Nous ouvrons à 6h30, du mardi au dimanche.",
    "Le pain coûte 4,20 €.",
    "Le gâteau aux amandes est sans gluten.",
    "La farine est française.",
    "Le 3 juin 2027, au 12 rue de la Paix.",
)

ITALIAN = (
    "L'impasto riposa 36 ore.",
    "Apriamo alle 6, da martedì a domenica.",
    "La pagnotta costa 4,20 euro.",
    "La torta di mandorle è senza glutine.",
    "La farina è italiana.",
    "Il 3 giugno 2027 in Via Roma 3.",
)

OWN = {"en": BAKERY, "de": GERMAN, "es": SPANISH, "fr": FRENCH, "it": ITALIAN}


def facts(statements: Any, **more: Any) -> list[Fact]:
    return [
        Fact(id=f"f{n}", **{"kind": "other", "source_id": "s", **more}, statement=text)
        for n, text in enumerate(statements)
    ]


def claims(text: str, statements: Any = BAKERY, **setting: Any) -> tuple[Claim, ...]:
    own = setting.pop("own", ("Nonna's Crust",))
    return claims_of(text, facts(statements), target_id="p", setting=Setting(**setting, own=own))


def loose(text: str, statements: Any = BAKERY, **setting: Any) -> list[str]:
    made = claims(text, statements, **{"region": "GB", **setting})
    return list(dict.fromkeys(claim.text for claim in made if claim.status == "open"))


def brand_facts() -> Iterator[tuple[str, str]]:
    """Every sentence that a shipped brand file states, with the brand's name."""
    for file in sorted(EXAMPLES.glob("*/brand.yaml")):
        brand = yaml.safe_load(file.read_text("utf-8"))
        stated = brand.get("facts", [])
        if isinstance(stated, dict):
            stated = [line for lines in stated.values() for line in lines]
        for line in (*stated, *brand.get("offers", [])):
            yield brand["name"], line["text"] if isinstance(line, dict) else line


@pytest.mark.parametrize(("name", "statement"), list(brand_facts()))
def test_every_brand_fact_ties_to_itself(name: str, statement: str) -> None:
    assert loose(statement, (statement,), own=(name,)) == []
    spoken = in_first_person(statement, name, "en")
    assert loose(spoken, (statement,), own=(name,)) == []


@pytest.mark.parametrize(
    ("language", "statement"), [(key, line) for key, lines in OWN.items() for line in lines]
)
def test_a_fact_ties_to_itself_in_every_language(language: str, statement: str) -> None:
    assert loose(statement, (statement,), language=language) == []


@given(
    st.lists(st.sampled_from([line for lines in OWN.values() for line in lines]), min_size=1),
    st.sampled_from(["en", "de", "es", "fr", "it", "ja"]),
)
def test_facts_said_over_are_tied_whatever_the_language(lines: list[str], language: str) -> None:
    for line in lines:
        assert loose(line, lines, language=language) == []


@pytest.mark.parametrize(
    "line",
    [
        "We bake 140 loaves.",
        "140 loaves a day, and Rosa bakes each.",
        "Doors open at 6 am.",
        "Open from 6:00, Tuesdays to Sundays.",
        "Open on Wednesday.",
        "Closed on Mondays.",
        "Sixty cornetti. Two a person.",
        "Only 60. Sunday only.",
        "Second loaf is 50p off. Bring your own bag.",
        "Focaccia is back. Fridays at 11, £5.20.",
        "Gluten-free brownies.",
        "Sourdough with milk and egg.",
        "Italian flour, and nothing else.",
        "Shaped by hand. Handmade, then.",
        "Find us at 14 Mill Lane.",
        "Order: https://nonnascrust.example/order",
        "Nonna's Crust, as ever.",
        "At 6, Tuesday–Sunday",
        "The oldest oven on Mill Lane.",
    ],
)
def test_what_a_fact_says_may_be_said_in_other_ways(line: str) -> None:
    assert loose(line) == []


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ("We bake 150 loaves.", "150 loaves"),
        ("140 loaves a week.", "140 loaves"),
        ("60 per person.", "60"),
        ("Day's second loaf, for 50p.", "50p"),
        ("Get the second loaf for 50p extra.", "50p"),
        ("Focaccia, £4.60.", "£4.60"),
        ("Sourdough, €4.60.", "€4.60"),
        ("Sourdough in 36 minutes.", "36 minutes"),
        ("Open Mondays.", "Mondays"),
        ("Closed on Tuesday.", "Tuesday"),
        ("Cornetti on Saturdays.", "Saturdays"),
        ("Back in October.", "October"),
        ("Gluten-free bread.", "Gluten-free"),
        ("Our sourdough is gluten-free.", "gluten-free"),
        ("Nut-free brownies.", "Nut-free"),
        ("A vegan sourdough.", "vegan"),
        ("Italian cheese.", "Italian"),
        ("Find us at 15 Mill Lane.", "15 Mill Lane"),
        ("Ask for Luigi at the counter.", "Luigi"),
        ("Order at evil.example/order.", "evil.example/order"),
        ("The best loaf.", "best"),
        ("The oldest bakery.", "The oldest"),
        ("It boosts immunity.", "boosts immunity"),
        ("Only 3 left.", "Only 3 left"),
        ("Money back, guaranteed.", "guaranteed"),
        ("Made of oak.", "oak"),
        ("90% of loaves.", "90%"),
    ],
)
def test_what_no_fact_says_is_open(line: str, open_: str) -> None:
    assert open_ in loose(line)


@pytest.mark.parametrize(
    ("language", "line", "open_"),
    [
        ("de", "Ab 6 Uhr geöffnet.", None),
        ("de", "Glutenfreier Mandelkuchen.", None),
        ("de", "Italienisches Mehl.", None),
        ("de", "Glutenfreies Brot.", "Glutenfreies"),
        ("de", "Montags geöffnet.", "Montags"),
        ("de", "Ein Laib für 3,90 Euro.", "3,90 Euro"),
        ("de", "Das beste Brot der Stadt.", "Das beste"),
        ("es", "Desde las 6.", None),
        ("es", "Bizcocho sin gluten.", None),
        ("es", "Pan sin gluten.", "sin gluten"),
        ("es", "Abierto los lunes.", "lunes"),
        ("es", "Queso italiano.", "italiano"),
        ("fr", "Ouvert dès 6h30.", None),
        ("fr", "Pain sans gluten.", "sans gluten"),
        ("it", "Aperto dalle 7.", "7"),
        ("it", "Pane senza glutine.", "senza glutine"),
    ],
)
def test_other_languages_tie_and_leave_open(language: str, line: str, open_: str | None) -> None:
    assert loose(line, OWN[language], language=language) == ([open_] if open_ else [])


def test_a_claim_names_its_fact_and_source() -> None:
    (claim,) = claims("Italian flour.")
    assert (claim.status, claim.fact_id, claim.source_id) == ("tied", "f11", "s")
    assert claim.text == "Italian"
    assert claim.note == ""


def test_the_first_fact_that_says_it_is_the_one() -> None:
    (claim,) = claims("Sixty.", ("We bake 60 rolls.", "We bake 60 loaves."))
    assert claim.fact_id == "f0"


def test_rules_are_no_facts() -> None:
    rule = facts(("Never call anything gluten-free.",), kind="rule")
    (claim,) = claims_of("Gluten-free!", rule, target_id="p", setting=Setting(region="GB"))
    assert claim.status == "open"


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ("First month: $59. The January intake has 24 places.", []),
        ("Sign-up is open. First month: $59.", []),
        ("Haircuts are $59.", ["$59"]),
        ("Every month a haircut: $59.", ["$59"]),
    ],
)
def test_a_thing_named_by_plain_words_has_its_price(line: str, open_: list[str]) -> None:
    """A gym's "First month: $59." was said to stand in no fact."""
    statements = ("First month: $59.", "The January intake has 24 places.", "Sign-up is open.")
    facts = [
        Fact(id=f"f{n}", kind="product", statement=said, source_id="s")
        for n, said in enumerate(statements)
    ]
    found = claims_of(line, facts, target_id="p")
    assert [c.text for c in found if c.kind == "price" and c.status == "open"] == open_


def test_a_number_in_the_wrong_place_names_the_fact_it_left() -> None:
    (claim,) = [c for c in claims("Sourdough in 140 minutes.") if c.kind == "number"]
    assert "Rosa bakes 140 loaves" in claim.note


def test_a_tied_claim_is_flagged_all_the_same() -> None:
    (claim,) = claims("Gluten-free brownies.", region="GB")
    assert (claim.status, claim.rule, claim.fact_id) == ("flagged", "uk-gluten-free", "f8")
    assert "20 mg" in claim.note


def test_an_open_claim_stays_open_whatever_flags_it() -> None:
    (claim,) = claims("Gluten-free bread.", region="US")
    assert (claim.status, claim.rule) == ("open", "us-gluten-free")
    assert "No fact says this" in claim.note
    assert "20 ppm" in claim.note


def test_an_unknown_region_is_held_against_all_and_says_so() -> None:
    made = claims("Gluten-free brownies.", region="")
    assert {claim.rule for claim in made} == {"uk-gluten-free", "us-gluten-free", "eu-gluten-free"}
    assert all("region unknown" in claim.note for claim in made)
    assert all("no pack for JP" in c.note for c in claims("Gluten-free brownies.", region="JP"))


@pytest.mark.parametrize(
    ("source", "confidence", "status"),
    [
        ({"kind": "model"}, 1.0, "flagged"),
        ({"kind": "web", "trust": "unknown"}, 1.0, "flagged"),
        ({"kind": "web", "trust": "reputable"}, 1.0, "tied"),
        ({"kind": "brand", "trust": "owner"}, 1.0, "tied"),
        ({"kind": "brand", "trust": "owner"}, 0.4, "flagged"),
    ],
)
def test_what_rests_on_sand_is_flagged(
    source: dict[str, str], confidence: float, status: str
) -> None:
    known = Source(id="s", title="t", locator="l", **source)
    rested = facts(("We bake 60 rolls.",), confidence=confidence)
    (claim,) = claims_of("Sixty rolls.", rested, (known,), target_id="p")
    assert claim.status == status
    assert bool(claim.note) is (status == "flagged")


def test_an_assumed_fact_is_flagged_without_its_source_being_listed() -> None:
    rested = facts(("We bake 60 rolls.",), source_id="model")
    (claim,) = claims_of("Sixty rolls.", rested, target_id="p")
    assert claim.status == "flagged"


PAID = "A paid partnership with Ada."


@pytest.mark.parametrize(
    ("text", "brief", "rule"),
    [
        ("Ada bakes with us.", PAID, "uk-ad-label"),
        ("#ad Ada bakes with us.", PAID, None),
        ("Ad: Ada bakes with us.", PAID, None),
        ("Ada bakes with us.", "A Sunday with Ada.", None),
        ("Ada bakes with us. #gifted", "", "any-weak-label"),
    ],
)
def test_a_partnership_wants_its_label(text: str, brief: str, rule: str | None) -> None:
    made = claims(text, region="GB", brief=brief)
    assert {claim.rule for claim in made} - {""} == ({rule} if rule else set())


def test_terms_answer_the_giveaway() -> None:
    bare = claims("A giveaway of 60 cornetti.", region="GB")
    assert "uk-giveaway" in {claim.rule for claim in bare}
    told = claims("A giveaway of 60 cornetti. Entries close Sunday, T&Cs online.", region="GB")
    assert "uk-giveaway" not in {claim.rule for claim in told}


def test_who_should_live_there_is_for_no_estate_agent_to_say() -> None:
    house = claims("Perfect for families.", region="US", trade="real estate agent")
    assert [claim.rule for claim in house] == ["us-fair-housing"]
    assert claims("Perfect for families.", region="US", trade="bakery") == ()


def test_hashtags_are_held_against_the_rules() -> None:
    made = claims_of(
        "We bake.", (), target_id="p", setting=Setting(region="US"), tags=("#GlutenFree", "#Rye")
    )
    assert [(claim.text, claim.rule) for claim in made] == [("#GlutenFree", "us-gluten-free")]


def test_the_same_claim_has_the_same_id_and_stands_once() -> None:
    once, twice = claims("Sixty cornetti."), claims("Sixty cornetti. Sixty cornetti.")
    assert [c.id for c in once] == [c.id for c in twice]


@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=3))
def test_any_text_is_told_of_without_failing(text: str, statements: list[str]) -> None:
    for claim in claims_of(text, facts(statements), target_id="p", tags=(text[:20],)):
        assert claim.status == "open" or claim.fact_id or claim.rule or claim.kind
        assert not claim.rule or claim.rule in packs().rules
        assert (claim.status == "flagged") <= bool(claim.note)
