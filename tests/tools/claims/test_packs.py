"""Rule packs: dated, sourced, modest, and seen to find what they are for in five languages."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.authored import parse_authored
from studiocrew.errors import AuthorError
from tools.claims.packs import DATA, LANGUAGES, Packs, pack_of, packs, rules_for, vocabulary

RULES = sorted(packs().rules)
WORDS = sorted(packs().words)

FOUND = {
    "healthy": (
        "A healthy lunch.",
        "Gesundes Brot.",
        "Pan saludable.",
        "Un pain sain.",
        "Pane sano.",
    ),
    "health": (
        "It boosts your immune system.",
        "Das stärkt das Immunsystem.",
        "Refuerza el sistema inmunitario.",
        "Renforce le système immunitaire.",
        "Rafforza il sistema immunitario.",
    ),
    "nutrition": (
        "High in fibre.",
        "Reich an Ballaststoffen.",
        "Ricos en fibra.",
        "Riche en fibres.",
        "Ricco di fibre.",
    ),
    "gluten_free": (
        "Gluten-free rye.",
        "Glutenfreies Brot.",
        "Sin gluten.",
        "Sans gluten.",
        "Senza glutine.",
    ),
    "allergen_free": (
        "No nuts.",
        "Laktosefrei.",
        "Sin lactosa.",
        "Sans lactose.",
        "Senza lattosio.",
    ),
    "vegan": (
        "Vegan buns.",
        "Vegane Brötchen.",
        "Bollos veganos.",
        "Pains vegan.",
        "Panini vegani.",
    ),
    "organic": (
        "Organic flour.",
        "Bio-Mehl.",
        "Harina ecológica.",
        "Farine bio.",
        "Farina biologica.",
    ),
    "superlative": (
        "The best loaf in town.",
        "Das beste Brot der Stadt.",
        "El mejor pan de la ciudad.",
        "Le meilleur pain de la ville.",
        "Il miglior pane della città.",
    ),
    "comparative": (
        "Cheaper than the rest.",
        "Günstiger als andere.",
        "A diferencia de otros.",
        "Contrairement aux autres.",
        "A differenza di altri.",
    ),
    "disclosure": (
        "#ad A loaf.",
        "#Anzeige Brot.",
        "#publi Pan.",
        "#publicité Pain.",
        "#adv Pane.",
    ),
    "weak_disclosure": (
        "A loaf #gifted",
        "Brot #kooperation",
        "Pan #colab",
        "Pain #offert",
        "Pane #collab",
    ),
    "partnership": (
        "A paid partnership with Ada.",
        "Eine bezahlte Partnerschaft.",
        "Una colaboración pagada.",
        "Un partenariat rémunéré.",
        "Una collaborazione retribuita.",
    ),
    "free_offer": (
        "Free delivery.",
        "Gratis Lieferung.",
        "Envío gratis.",
        "Livraison gratuite.",
        "Consegna gratis.",
    ),
    "price_cut": (
        "Was £5, now £4.",
        "Statt 5 Euro nur 4.",
        "A mitad de precio.",
        "Au lieu de 5 €.",
        "Il 20% di sconto.",
    ),
    "environment": (
        "An eco-friendly bottle.",
        "Eine umweltfreundliche Flasche.",
        "Una botella sostenible.",
        "Une bouteille écologique.",
        "Una bottiglia sostenibile.",
    ),
    "climate": (
        "Carbon neutral delivery.",
        "Klimaneutraler Versand.",
        "Neutros en carbono.",
        "Neutre en carbone.",
        "A impatto zero.",
    ),
    "guarantee": (
        "Money-back guarantee.",
        "Mit Garantie.",
        "Con garantía.",
        "Satisfait ou remboursé.",
        "Garantito.",
    ),
    "proven": (
        "Clinically proven.",
        "Klinisch bewiesen.",
        "Clínicamente probado.",
        "Cliniquement prouvé.",
        "Clinicamente provato.",
    ),
    "giveaway": (
        "A giveaway!",
        "Ein Gewinnspiel!",
        "¡Sorteo!",
        "Un jeu concours !",
        "Un concorso!",
    ),
    "terms": (
        "T&Cs apply.",
        "Teilnahmebedingungen online.",
        "Bases legales.",
        "Voir le règlement.",
        "Vedi regolamento.",
    ),
    "scarcity": (
        "Only 3 left.",
        "Solange der Vorrat reicht.",
        "Últimas unidades.",
        "Édition limitée.",
        "Ultimi pezzi.",
    ),
    "testimonial": (
        "Our customers love it.",
        "Unsere Kunden lieben es.",
        "Nuestros clientes adoran.",
        "Nos clients adorent.",
        "I nostri clienti adorano.",
    ),
    "people": (
        "Perfect for families.",
        "Ideal für Familien.",
        "Ideal para familias.",
        "Idéal pour une famille.",
        "Ideale per famiglie.",
    ),
}

CALM = (
    "Sourdough, 36 hours, from six.",
    "The kitchen opens on the garden.",
    "We bake what we sell and stop when it is gone.",
    "Feel free to ask. Do your best. The rest is toast.",
    "The forest is a ten-minute walk away.",
)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_dated_sourced_and_says_why(name: str) -> None:
    rule = packs().rules[name]
    assert rule.source
    assert rule.checked_on
    assert rule.why.endswith(".")
    assert rule.mend.endswith(".")
    looked_up = rule.confidence in ("official", "secondary")
    assert looked_up or not rule.source.startswith("http"), "a page that was read is not unmarked"


@pytest.mark.parametrize("name", RULES)
def test_no_rule_certifies(name: str) -> None:
    rule = packs().rules[name]
    assert not regex.search(
        r"\b(complian\w+|complies|is legal|lawful|safe to (?:post|publish)|approved by us)\b",
        rule.note,
        regex.IGNORECASE,
    )


@pytest.mark.parametrize("topic", ["health", "gluten_free", "superlative", "environment"])
@pytest.mark.parametrize("region", ["GB", "US", "IE"])
def test_each_region_looks_at_what_the_issue_names(region: str, topic: str) -> None:
    assert topic in {rule.words for rule in rules_for(region, "en")}


@pytest.mark.parametrize("region", ["GB", "US", "DE"])
def test_each_region_asks_for_a_label(region: str) -> None:
    assert any(rule.when == "partnership" for rule in rules_for(region, "en"))


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("number", range(len(LANGUAGES)))
def test_every_vocabulary_is_found_in_every_language(name: str, number: int) -> None:
    language = ("en", "de", "es", "fr", "it")[number]
    assert vocabulary(name).spans(FOUND[name][number], language), (name, language)


@pytest.mark.parametrize("line", CALM)
def test_plain_lines_are_left_alone(line: str) -> None:
    quiet = [n for n in WORDS if n not in ("disclosure", "terms")]
    assert [name for name in quiet if vocabulary(name).spans(line, "en")] == []


@pytest.mark.parametrize(
    ("code", "pack"),
    [("GB", "UK"), ("gb", "UK"), ("GB-SCT", "UK"), ("US", "US"), ("IE", "EU"), ("DE", "EU")],
)
def test_a_country_leads_to_its_pack(code: str, pack: str) -> None:
    assert pack_of(code) == pack
    assert {rule.region for rule in rules_for(code, "en")} == {pack, "any"}


@pytest.mark.parametrize("code", ["", "JP", "nowhere"])
def test_an_unknown_region_is_held_against_every_pack(code: str) -> None:
    assert pack_of(code) == ""
    assert {rule.region for rule in rules_for(code, "en")} == {"UK", "US", "EU", "any"}


def test_rules_for_homes_are_for_those_who_sell_them() -> None:
    def ids(trade: str) -> set[str]:
        return {rule.id for rule in rules_for("US", "en", trade)}

    assert "us-fair-housing" in ids("real estate agent")
    assert "us-fair-housing" not in ids("bakery")
    assert "us-organic" in ids("bakery")


@given(st.sampled_from(WORDS), st.text(max_size=200), st.sampled_from(["en", "de-AT", "ja", ""]))
def test_any_text_is_looked_at_without_failing(name: str, text: str, language: str) -> None:
    for start, end in vocabulary(name).spans(text, language):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("words: health,", "words: wealth,"), "wealth"),
        (("severity: warn,", "severity: fatal,"), "severity"),
        (("trades: home,", "trades: ships,"), "ships"),
    ],
)
def test_a_mistake_in_the_packs_is_explained(edit: tuple[str, str], said: str) -> None:
    text = DATA.read_text("utf-8")
    assert edit[0] in text
    with pytest.raises(AuthorError) as caught:
        parse_authored(text.replace(*edit, 1), Packs, where="packs.yaml")
    assert said in str(caught.value)
