"""Turns the fields of `brand.yaml` into short, plain sentences that a caption may quote.

Each stands by itself, says no more than its field does, and says it in the brand's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from memory.brand_file import BrandFile, Place
from memory.hours import opening_hours
from memory.kinds import guess_kind
from memory.phrasing import Places, capitalised, contact_kind, phrases
from memory.products import Product, priced
from studiocrew.contracts import FactKind
from studiocrew.text import sentence, sentences, to_be_said

Statement = tuple[FactKind, str]

_NETWORKS = ("Instagram", "Facebook", "TikTok", "LinkedIn", "X", "YouTube", "Pinterest", "Threads")


def statements(brand: BrandFile) -> Iterator[Statement]:
    """All but the products, the owner's own words first."""
    for fact in brand.facts:
        statement = sentence(fact.statement)
        yield fact.kind or guess_kind(statement), statement
    for offer in brand.offers:
        yield "offer", sentence(offer)
    for line in opening_hours(brand.name, brand.hours, brand.language):
        yield "hours", sentence(line)
    yield from _place(brand.name, brand.place, phrases(brand.language).place)
    for key, value in {**brand.links, **brand.contact}.items():
        yield "contact", _contact(brand.name, key, value, brand.language)
    for line in sentences(brand.about):
        yield "about", sentence(line)
    for line in brand.audience:
        yield "audience", sentence(line)
    for line in brand.rules:
        if said := to_be_said(line):
            yield "terms", sentence(said)
        yield "rule", sentence(line)


def product_statements(
    products: Sequence[Product], currency: str, language: str = "en"
) -> Iterator[Statement]:
    """What is on sale: a sentence each for the price, the description, the note, the allergens."""
    for product in products:
        yield from _product(product, currency, language)


def _place(name: str, place: Place | str | None, say: Places) -> Iterator[Statement]:
    if place is None:
        return
    if isinstance(place, str):
        pattern = say.street if place[:1].isdigit() else say.other
        yield "place", sentence(pattern.format(name=name, where=place.rstrip(".")))
        return
    parts = [place.street, place.neighbourhood, place.town]
    where = ", ".join(part for part in parts if part)
    town = say.region if place.neighbourhood else say.town
    pattern = say.street if place.street else town if where else say.region
    if where := where or place.region or place.country:
        yield "place", pattern.format(name=name, where=where.rstrip("."))
    if place.directions:
        yield "place", sentence(place.directions)


def _contact(name: str, key: str, value: str, language: str) -> str:
    own, value = phrases(language), value.rstrip(".")
    word = re.sub(r"[^a-z]", "", key.lower())
    network = next((network for network in _NETWORKS if network.lower() == word), "")
    if network:
        return own.network.format(name=name, network=network, value=value)
    if kind := contact_kind(key, language):
        return own.contacts[kind].says.format(name=name, value=value)
    label = capitalised(key).replace("_", " ")
    return own.unlisted.format(Key=label, value=value)


def _product(product: Product, currency: str, language: str) -> Iterator[Statement]:
    name = capitalised(product.name)
    if product.price:
        yield "product", f"{name}: {priced(product.price, currency, language)}."
    if product.description:
        yield "product", sentence(f"{name}: {product.description}")
    elif not product.price:
        yield "product", sentence(name)
    if product.note:
        yield "product", sentence(f"{name}: {product.note}")
    if product.allergens:
        said = phrases(language).allergens
        yield "terms", sentence(said.format(name=name, allergens=product.allergens))
