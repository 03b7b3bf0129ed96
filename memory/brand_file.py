"""`brand.yaml`: what an owner says about the brand. Only `name` must be there.

Everything else may be left out, and most of it may be written the way it comes naturally: one
string or a list, numbers for prices, days by name.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints, field_validator

from memory.products import Product
from studiocrew.contracts import Contract, FactKind, Id
from studiocrew.text import one_line
from studiocrew.timing import CalendarRules

T = TypeVar("T")


def _text(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("put it in quotes: YAML reads a bare yes, no, on or off as true or false")
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, int) or hasattr(value, "isoformat"):
        return str(value)
    return one_line(value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    """One string means a list of one; None, as an empty key gives, means none."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _words(value: object) -> object:
    """ "warm, dry" is two words."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return _listed(value)


def _colour(value: object) -> object:
    match = re.fullmatch(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", str(value).strip())
    if not match:
        raise ValueError(
            f'{value!r} is not a colour such as "#C8472B" (in quotes: # begins a comment)'
        )
    code = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    return f"#{code.upper()}"


def _hashtag(value: object) -> object:
    tag = "#" + str(value).strip().lstrip("#")
    if not re.fullmatch(r"#\w{1,99}", tag):
        raise ValueError(f"{value!r} is not a hashtag: letters, digits and _ only, no spaces")
    return tag


Text = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=300)]
LongText = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=3000)]
Word = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1, max_length=60)]
Colour = Annotated[str, BeforeValidator(_colour)]
Hashtag = Annotated[str, BeforeValidator(_hashtag)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed), Field(max_length=100)]
LongTexts = Annotated[tuple[LongText, ...], BeforeValidator(_listed), Field(max_length=50)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_words), Field(max_length=60)]


class Place(Contract):
    """Where to find it, from the street to the country."""

    street: Text = ""
    neighbourhood: Text = Field(
        default="", validation_alias=AliasChoices("neighbourhood", "neighborhood", "area")
    )
    town: Text = Field(default="", validation_alias=AliasChoices("town", "city", "village"))
    postcode: Text = ""
    region: Text = ""
    country: Text = ""
    directions: Text = Field(default="", description='"Opposite the clock tower."')


class StatedFact(Contract):
    """A free statement, with its kind where the owner wants to say so."""

    statement: Text = Field(min_length=1, validation_alias=AliasChoices("statement", "text"))
    kind: FactKind | None = None


def _fact(value: object) -> object:
    return {"statement": value} if isinstance(value, str) else value


def _facts(value: object) -> object:
    """A list of statements, or lists of them by kind: `proof: […]`."""
    if isinstance(value, dict):
        pairs: dict[Any, Any] = value
        return tuple(
            {"statement": text, "kind": kind}
            for kind, texts in pairs.items()
            for text in ([texts] if isinstance(texts, str) else texts)
        )
    return _listed(value)


Stated = Annotated[StatedFact, BeforeValidator(_fact)]


class BrandFile(Contract):
    """The schema of `brand.yaml`. Unknown keys are an error."""

    name: Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1, max_length=80)]
    id: Id | None = Field(default=None, description="Needed only if two brands share a name.")
    tagline: Text = ""
    trade: Word | None = Field(default=None, description='What it is: "bakery".')
    about: LongText = ""
    language: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = (
        "en"
    )
    region: Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2})?$")] = ""
    timezone: str = "UTC"
    currency: Word | None = Field(default=None, description='"€", "EUR" or "CHF"; for bare prices.')
    audience: Texts = ()
    tone: Words = ()
    avoid: Words = ()
    colours: Annotated[tuple[Colour, ...], BeforeValidator(_listed), Field(max_length=12)] = Field(
        default=(), validation_alias=AliasChoices("colours", "colors")
    )
    hashtags: Annotated[tuple[Hashtag, ...], BeforeValidator(_listed), Field(max_length=30)] = ()
    voice_samples: LongTexts = ()
    logo: Text = ""
    links: dict[Word, Text] = Field(default_factory=dict)
    contact: dict[Word, Text] = Field(default_factory=dict)
    place: Place | Text | None = None
    hours: dict[Word, Text] | Texts = ()
    offers: Texts = ()
    products: tuple[Product, ...] | Text = ()
    facts: Annotated[tuple[Stated, ...], BeforeValidator(_facts), Field(max_length=200)] = ()
    rules: Texts = ()
    calendar: CalendarRules = CalendarRules()
    notes: Texts = Field(default=(), description="Notes that must be readable; others may be.")

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f'{value!r} is not a time zone such as "Europe/Rome"') from None
        return value

    @field_validator("region")
    @classmethod
    def _upper(cls, value: str) -> str:
        return value.upper()
