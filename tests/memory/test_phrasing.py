"""Fields of a brand become sentences of the brand's own language."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memory.brand_file import BrandFile
from memory.clock import spoken_times
from memory.hours import days_of, opening_hours
from memory.phrasing import all_phrases, contact_kind, phrases
from memory.products import Product, priced
from memory.statements import product_statements, statements

OTHERS = [language for language in all_phrases() if language != "en"]


def told(language: str, name: str = "Aumann", **fields: Any) -> list[str]:
    brand = BrandFile.model_validate({"name": name, "language": language, **fields})
    return [text for _, text in statements(brand)]


@pytest.mark.parametrize(
    ("language", "hours", "expected"),
    [
        (
            "es",
            {"lun": "cerrado", "mar-vie": "de 13:00 a 16:30", "sáb-dom": "13:00–17:00"},
            [
                "La Cuchara cierra los lunes.",
                "La Cuchara abre de martes a viernes, de 13:00 a 16:30.",
                "La Cuchara abre los sábados y los domingos, de 13:00 a 17:00.",
            ],
        ),
        (
            "es",
            {"L-V": "9-14, 17-20"},
            ["La Cuchara abre de lunes a viernes, de 9:00 a 14:00 y de 17:00 a 20:00."],
        ),
        (
            "es",
            {"tue-fri": "8 am to 4 pm"},
            ["La Cuchara abre de martes a viernes, de 8:00 a 16:00."],
        ),
        (
            "es",
            {"de lunes a jueves": "desde las 18:00"},
            ["La Cuchara abre de lunes a jueves, desde las 18:00."],
        ),
        (
            "es",
            {"entre semana": "con cita previa"},
            ["La Cuchara abre de lunes a viernes, con cita previa."],
        ),
        ("es", {"festivos": "Cerrado."}, ["Festivos: Cerrado."]),
        (
            "de-AT",
            {"mo-mi": "geschlossen", "do-fr": "9 bis 18 Uhr", "sa": "8:00–13:00", "so": "Ruhetag"},
            [
                "La Cuchara ist montags bis mittwochs geschlossen.",
                "La Cuchara ist donnerstags und freitags von 9 bis 18 Uhr geöffnet.",
                "La Cuchara ist samstags von 8 bis 13 Uhr geöffnet.",
                "La Cuchara ist sonntags geschlossen.",
            ],
        ),
        ("de", {"di": "ab 17 Uhr"}, ["La Cuchara ist dienstags ab 17 Uhr geöffnet."]),
        (
            "de",
            {"Mo., Mi.": "9.30–12 und 14–18 Uhr"},
            [
                "La Cuchara ist montags von 9:30 bis 12 Uhr und von 14 bis 18 Uhr geöffnet.",
                "La Cuchara ist mittwochs von 9:30 bis 12 Uhr und von 14 bis 18 Uhr geöffnet.",
            ],
        ),
        (
            "de",
            {"täglich": "noon to midnight"},
            ["La Cuchara ist täglich von 12 bis 24 Uhr geöffnet."],
        ),
        (
            "fr",
            {"lundi": "fermé", "mardi-vendredi": "9h-19h30", "sam.–dim.": "10 h à 13 h"},
            [
                "La Cuchara ferme le lundi.",
                "La Cuchara ouvre du mardi au vendredi, de 9 h à 19 h 30.",
                "La Cuchara ouvre le samedi et le dimanche, de 10 h à 13 h.",
            ],
        ),
        ("fr", {"di": "fermé"}, ["La Cuchara ferme le dimanche."]),
        (
            "it",
            {"lun": "chiuso", "dal martedì al venerdì": "dalle 9 alle 18:30", "domenica": "9-13"},
            [
                "La Cuchara chiude il lunedì.",
                "La Cuchara apre dal martedì al venerdì, dalle 9 alle 18:30.",
                "La Cuchara apre la domenica, dalle 9 alle 13.",
            ],
        ),
        ("en", {"mo-fr": "9 bis 18 Uhr"}, ["La Cuchara is open Monday to Friday, 9:00 to 18:00."]),
        ("en", {"sáb": "cerrado"}, ["La Cuchara is closed on Saturdays."]),
        (
            "en",
            {"tue-fri": "8 am to 4 pm", "sun": "closed"},
            [
                "La Cuchara is open Tuesday to Friday, 8 am to 4 pm.",
                "La Cuchara is closed on Sundays.",
            ],
        ),
        (
            "pt",
            {"tue-fri": "8 am to 4 pm"},
            ["La Cuchara is open Tuesday to Friday, 8 am to 4 pm."],
        ),
        ("de", "9-18 Uhr", ["La Cuchara ist von 9 bis 18 Uhr geöffnet."]),
        ("es", ["La puerta abre con el sol."], ["La puerta abre con el sol."]),
        ("es", {"lun": ""}, []),
    ],
)
def test_hours_are_said_in_the_brands_language(
    language: str, hours: Any, expected: list[str]
) -> None:
    assert told(language, "La Cuchara", hours=hours) == expected


@pytest.mark.parametrize(
    ("language", "key", "days"),
    [
        ("es", "lun-jue", [0, 1, 2, 3]),
        ("es", "mié y vie", [2, 4]),
        ("es", "los domingos", [6]),
        ("es", "fin de semana", [5, 6]),
        ("es", "X", [2]),
        ("es", "lundi-vendredi", [0, 1, 2, 3, 4]),
        ("de", "di", [1]),
        ("de", "von Montag bis Freitag", [0, 1, 2, 3, 4]),
        ("de", "Son", [6]),
        ("fr", "di", [6]),
        ("fr", "du mardi au jeudi", [1, 2, 3]),
        ("it", "ven/sab", [4, 5]),
        ("en", "Fr-Mo", [4, 5, 6, 0]),
        ("en", "sonntags", [6]),
        ("en", "do", []),
        ("en", "X", []),
        ("en", "bank holidays", []),
        ("de", "Feiertage", []),
        ("de", "", []),
    ],
)
def test_days_are_read_in_any_language_the_brands_own_first(
    language: str, key: str, days: list[int]
) -> None:
    assert days_of(key, language) == days


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("9 am - noon", "en", "9 am - noon"),
        ("6 am–2 pm", "en", "6 am to 2 pm"),
        ("by luck", "es", "by luck"),
        ("25 bis 30 Uhr", "en", "25 bis 30 Uhr"),
        ("9 bis 12 Uhr nach Anmeldung", "de", "9 bis 12 Uhr nach Anmeldung"),
        ("1-5 pm", "es", "1 a 5 pm"),
        ("13 am to 2 pm", "es", "13 am to 2 pm"),
        ("18 h – minuit", "fr", "de 18 h à 24 h"),
        ("midnight to 6 am", "de", "von 0 bis 6 Uhr"),
        ("de las 9 a las 18 h", "it", "dalle 9 alle 18"),
    ],
)
def test_times_that_cannot_be_read_stay_the_owners(
    value: str, language: str, expected: str
) -> None:
    assert spoken_times(value, language) == expected


@given(st.integers(0, 23), st.integers(1, 23), st.sampled_from(OTHERS), st.sampled_from(OTHERS))
def test_what_one_language_says_of_times_another_reads(
    start: int, end: int, first: str, second: str
) -> None:
    said = spoken_times(f"{start}:30-{end}:15", first)
    assert spoken_times(said, second) == spoken_times(f"{start}:30-{end}:15", second)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([*OTHERS, "en", "ja"]))
@example("", ".", "es")
def test_whatever_is_written_becomes_a_sentence_or_nothing(
    key: str, value: str, language: str
) -> None:
    for line in opening_hours("Aumann", {key: value}, language):
        assert "Aumann" in line or value.strip().rstrip(".")


@pytest.mark.parametrize(
    ("language", "fields", "expected"),
    [
        ("es", {"links": {"cita": "a.example/cita"}}, "Citas en Aumann: a.example/cita."),
        ("es", {"links": {"booking": "a.example"}}, "Reservas en Aumann: a.example."),
        ("es", {"links": {"curso": "a.example"}}, "Curso: a.example."),
        (
            "es",
            {"contact": {"teléfono": "910 555 014"}},
            "El teléfono de Aumann es el 910 555 014.",
        ),
        ("es", {"contact": {"instagram": "@aumann"}}, "Aumann está en Instagram: @aumann."),
        ("de", {"links": {"termin": "a.example/t"}}, "Termine bei Aumann: a.example/t."),
        ("de", {"links": {"Bestellung": "a.example"}}, "Bestellungen bei Aumann: a.example."),
        ("de", {"links": {"gründer_innen": "a.example"}}, "Gründer innen: a.example."),
        (
            "de",
            {"contact": {"Telefon": "07612 555"}},
            "Aumann ist telefonisch unter 07612 555 zu erreichen.",
        ),
        ("fr", {"links": {"rendez-vous": "a.example"}}, "Rendez-vous chez Aumann : a.example."),
        ("it", {"links": {"prenotazioni": "a.example"}}, "Prenotazioni da Aumann: a.example."),
        ("en", {"links": {"reservas": "a.example"}}, "Book with Aumann at a.example."),
        ("en", {"links": {"pre-order": "a.example"}}, "Pre-order from Aumann at a.example."),
        (
            "es",
            {"place": {"street": "Plaza Nueva 5", "town": "Lucena"}},
            "Aumann está en Plaza Nueva 5, Lucena.",
        ),
        (
            "de",
            {"place": {"street": "Kurplatz 3", "town": "Traunfels"}},
            "Die Adresse von Aumann ist Kurplatz 3, Traunfels.",
        ),
        ("de", {"place": {"town": "Traunfels"}}, "Aumann ist in Traunfels."),
        ("fr", {"place": {"town": "Lyon"}}, "Aumann se trouve à Lyon."),
        ("fr", {"place": {"region": "Bretagne"}}, "Aumann : Bretagne."),
        (
            "it",
            {"place": {"street": "Via Roma 3", "town": "Lucca"}},
            "Aumann si trova in Via Roma 3, Lucca.",
        ),
        ("de", {"place": "Am Markt"}, "Aumann: Am Markt."),
        (
            "en",
            {"place": {"street": "3 Park Parade", "town": "Aldermere"}},
            "Aumann is at 3 Park Parade, Aldermere.",
        ),
    ],
)
def test_places_links_and_contacts_are_said_in_the_brands_language(
    language: str, fields: dict[str, Any], expected: str
) -> None:
    assert told(language, **fields) == [expected]


@pytest.mark.parametrize(
    ("language", "price", "allergens"),
    [
        ("en", "€3.20", "Rye contains gluten."),
        ("es", "3,20 €", "Rye: contiene gluten."),
        ("de", "3,20 €", "Rye: enthält gluten."),
        ("fr", "3,20 €", "Rye: contient gluten."),
        ("it", "3,20 €", "Rye: contiene gluten."),
    ],
)
def test_prices_and_allergens_are_said_in_the_brands_language(
    language: str, price: str, allergens: str
) -> None:
    product = Product(name="rye", price="3.20", allergens="gluten")
    said = [text for _, text in product_statements([product], "EUR", language)]
    assert said == [f"Rye: {price}.", allergens]
    assert priced("3.20", "CHF", language) == "3.20 CHF"
    assert priced("1.150", "€", "es") == "1.150 €"


@pytest.mark.parametrize("language", list(all_phrases()))
def test_every_language_says_everything_and_knows_its_own_words(language: str) -> None:
    own = phrases(language)
    assert own.contacts.keys() == phrases("en").contacts.keys()
    for day, listed in enumerate(own.days.words):
        assert all(days_of(word, language) == [day] for word in listed.split())
    for kind, contact in own.contacts.items():
        assert all(contact_kind(key, language) == kind for key in contact.keys)
        assert contact.says.format(name="Aumann", value="a.example").endswith(".")
