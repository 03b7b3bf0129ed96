"""What is known before anything is made: sources, facts, the brand, and the goal made explicit."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from studiocrew._contract import Confidence, Contract, HexColour, Id
from studiocrew.timing import CalendarRules

Importance = Literal["low", "medium", "high"]
Route = Literal["brand", "memory", "search", "ask", "reason", "assume", "open"]
"""How an unknown was settled; see `graphs.routing`."""

FactKind = Literal[
    "about",  # who the brand is
    "product",  # a thing on sale, with or without its price
    "offer",  # a promotion or an event
    "price",
    "place",  # address, neighbourhood, city
    "hours",  # opening hours, dates, deadlines
    "audience",
    "contact",  # link, handle, phone, how to order
    "proof",  # awards, years, numbers, quotes
    "process",  # how it is made, who makes it
    "terms",  # what one must know before one buys: allergens, conditions
    "rule",  # what must or must not be said
    "other",  # of none of these kinds, and often what is most worth telling
]


class Source(Contract):
    """Where a statement came from, so that a reader can go and look."""

    id: Id
    kind: Literal["goal", "brand", "document", "web", "memory", "person", "model"]
    title: str
    locator: str = Field(description="File relative to the brand folder (with #part), or URL.")
    retrieved_at: AwareDatetime | None = None
    published_at: str = Field(default="", description="Date it bears, as YYYY-MM-DD, if known.")
    licence: str = ""
    trust: Literal["owner", "first_party", "reputable", "unknown"] = "unknown"
    sha256: str = ""


class Fact(Contract):
    """One checkable statement that copy may rest on."""

    id: Id
    kind: FactKind
    statement: str = Field(description="A short, plain sentence; quoted, never paraphrased.")
    source_id: Id
    confidence: Confidence = 1.0


class BrandKit(Contract):
    """What is known of a brand, read from its folder. Every fact keeps its source."""

    id: Id
    name: str
    tagline: str = ""
    trade: str = Field(default="", description='What it is, in a word or two: "bakery".')
    language: str = Field(default="en", description="BCP 47 tag the copy is written in.")
    region: str = Field(default="", description='ISO 3166 code: "GB".')
    timezone: str = "UTC"
    tone: tuple[str, ...] = ()
    avoid: tuple[str, ...] = Field(default=(), description="Words and phrases never to use.")
    colours: tuple[HexColour, ...] = ()
    hashtags: tuple[str, ...] = ()
    voice_samples: tuple[str, ...] = Field(default=(), description="Real past posts, verbatim.")
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = ()
    logo: str = Field(default="", description="Path relative to the brand folder; empty if none.")
    calendar: CalendarRules = CalendarRules()


class Assumption(Contract):
    """Something taken as true because nobody could be asked; correctable later."""

    id: Id
    statement: str
    why: str
    confidence: Confidence
    affects: tuple[str, ...] = Field(
        default=(), description="Ids of posts, assets and documents resting on it."
    )
    fact_id: Id | None = Field(default=None, description="The fact it stands as, if it does.")


class Question(Contract):
    """An unknown and what became of it."""

    id: Id
    text: str
    why: str = ""
    importance: Importance = "medium"
    reversibility: Literal["easy", "hard"] = Field(
        default="easy", description="How easily a wrong answer is put right later."
    )
    cost: Importance = Field(default="medium", description="What a wrong answer would cost.")
    status: Literal["open", "answered", "assumed", "found"] = "open"
    route: Route = Field(default="open", description="How it was settled.")
    answer: str = ""
    confidence: Confidence = Field(default=0.0, description="How sure the answer is; 0 if open.")
    fact_id: Id | None = Field(default=None, description="The fact that answers it.")


class Brief(Contract):
    """The goal made explicit: what is known, what is assumed, what was asked."""

    goal: str
    brand_name: str
    trade: str = ""
    audience: str = ""
    message: str = Field(default="", description="The one thing the campaign should leave behind.")
    language: str = "en"
    region: str = ""
    timezone: str = "UTC"
    tone: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    constraints: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
