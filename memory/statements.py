"""Turns the fields of `brand.yaml` into short, plain sentences that a caption may quote.

Each stands by itself and says no more than its field does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from memory.brand_file import BrandFile, Place
from memory.kinds import guess_kind
from memory.products import Product, priced
from memory.text import sentences
from studiocrew.contracts import FactKind

Statement = tuple[FactKind, str]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = {day[:3].lower(): index for index, day in enumerate(DAYS)}
_LINKS: dict[str, str] = {
    "website": "{name} is online at {value}.",
    "web": "{name} is online at {value}.",
    "site": "{name} is online at {value}.",
    "order": "Order from {name} at {value}.",
    "preorder": "Pre-order from {name} at {value}.",
    "shop": "Shop with {name} at {value}.",
    "buy": "Buy from {name} at {value}.",
    "book": "Book with {name} at {value}.",
    "booking": "Book with {name} at {value}.",
    "viewing": "Book a viewing with {name} at {value}.",
    "tickets": "Tickets for {name} are at {value}.",
    "menu": "The menu of {name} is at {value}.",
    "newsletter": "The newsletter of {name} is at {value}.",
    "phone": "Call {name} on {value}.",
    "email": "Write to {name} at {value}.",
    "whatsapp": "Message {name} on WhatsApp: {value}.",
}
_NETWORKS = ("Instagram", "Facebook", "TikTok", "LinkedIn", "X", "YouTube", "Pinterest", "Threads")


def statements(brand: BrandFile) -> Iterator[Statement]:
    """All but the products, the owner's own words first."""
    for fact in brand.facts:
        statement = sentence(fact.statement)
        yield fact.kind or guess_kind(statement), statement
    for offer in brand.offers:
        yield "offer", sentence(offer)
    yield from _hours(brand.name, brand.hours)
    yield from _place(brand.name, brand.place)
    for key, value in {**brand.links, **brand.contact}.items():
        yield "contact", _contact(brand.name, key, value)
    for line in sentences(brand.about):
        yield "about", sentence(line)
    for line in brand.audience:
        yield "audience", sentence(line)
    for line in brand.rules:
        yield "rule", sentence(line)


def product_statements(products: Sequence[Product], currency: str) -> Iterator[Statement]:
    """What is on sale: a sentence each for the price, the description, the note, the allergens."""
    for product in products:
        yield from _product(product, currency)


def sentence(text: str) -> str:
    """Ended by a full stop, unless it ends in one already or in an address."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _hours(name: str, hours: Mapping[str, str] | Sequence[str]) -> Iterator[Statement]:
    if not isinstance(hours, Mapping):
        for line in hours:
            yield "hours", sentence(f"{name} is open {line}" if line[:1].isdigit() else line)
        return
    known: dict[int, str] = {}
    for key, value in hours.items():
        days = _days(key)
        known.update(dict.fromkeys(days, _times(value)))
        if not days:
            yield "hours", sentence(f"{key}: {_times(value)}")
    for first, last, value in _runs(known):
        if value.lower() == "closed":
            yield "hours", f"{name} is closed {_closed(first, last)}."
        else:
            yield "hours", f"{name} is open {_span(first, last)}, {value}."


def _days(key: str) -> list[int]:
    """ "tue-sun", "Mon, Tue", "daily", "weekend" as day numbers; empty if not understood."""
    word = key.strip().lower()
    named = {"daily": range(7), "every day": range(7), "weekdays": range(5), "weekend": (5, 6)}
    if word in named:
        return list(named[word])
    days: list[int] = []
    for part in re.split(r"\s*(?:,|&|\+|\band\b)\s*", word):
        ends = [_DAY.get(end[:3]) for end in re.split(r"\s*(?:-|–|\bto\b)\s*", part)]
        if None in ends or len(ends) > 2:
            return []
        first, last = ends[0] or 0, ends[-1] or 0
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return days


def _times(value: str) -> str:
    return re.sub(r"(?<=[\dm])\s*[-–]\s*(?=\d)", " to ", value.strip().rstrip("."))


def _runs(known: Mapping[int, str]) -> list[tuple[int, int, str]]:
    """Neighbouring days that keep the same hours, as (first, last, hours)."""
    runs: list[tuple[int, int, str]] = []
    for day in sorted(known):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == known[day]:
            runs[-1] = (runs[-1][0], day, known[day])
        else:
            runs.append((day, day, known[day]))
    return runs


def _span(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "every day"
    if first == last:
        return f"on {DAYS[first]}s"
    return f"{DAYS[first]} to {DAYS[last]}"


def _closed(first: int, last: int) -> str:
    return _span(first, last) if first != last else f"on {DAYS[first]}s"


def _place(name: str, place: Place | str | None) -> Iterator[Statement]:
    if place is None:
        return
    if isinstance(place, str):
        yield (
            "place",
            sentence(f"{name} is at {place}" if place[:1].isdigit() else f"{name}: {place}"),
        )
        return
    parts = [place.street, place.neighbourhood, place.town]
    where = ", ".join(part for part in parts if part) or place.region or place.country
    if where:
        yield "place", sentence(f"{name} is {'at' if place.street else 'in'} {where}")
    if place.directions:
        yield "place", sentence(place.directions)


def _contact(name: str, key: str, value: str) -> str:
    word = re.sub(r"[^a-z]", "", key.lower())
    network = next((network for network in _NETWORKS if network.lower() == word), "")
    if network:
        return f"{name} is on {network}: {value}."
    pattern = _LINKS.get(word, "{key}: {value}.")
    label = key[:1].upper() + key[1:].replace("_", " ")
    return pattern.format(name=name, key=label, value=value.rstrip("."))


def _product(product: Product, currency: str) -> Iterator[Statement]:
    name = product.name[:1].upper() + product.name[1:]
    if product.price:
        yield "product", f"{name}: {priced(product.price, currency)}."
    if product.description:
        yield "product", sentence(f"{name}: {product.description}")
    elif not product.price:
        yield "product", sentence(name)
    if product.note:
        yield "product", sentence(f"{name}: {product.note}")
    if product.allergens:
        yield "other", sentence(f"{name} contains {product.allergens}")
