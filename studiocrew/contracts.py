"""The data every layer agrees on, from a goal to a finished campaign.

All models are frozen and refuse unknown keys. Everything round-trips through plain JSON:
pictures are references (content hash and relative path), times are ISO 8601 with an offset.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from studiocrew._contract import Confidence, Contract, HexColour, Id
from studiocrew._look import (
    ConceptGap,
    Concepts,
    Drift,
    Feedback,
    Identity,
    IdentityConcept,
    LookChange,
    LookPart,
    Score,
    Step,
    Swatch,
    TypePairing,
)
from studiocrew._making import Making, Part, TextBox, Touch
from studiocrew.timing import CalendarRules

__all__ = [
    "Asset",
    "Assumption",
    "BrandKit",
    "Brief",
    "CalendarEntry",
    "Campaign",
    "CardCopy",
    "Check",
    "ChecklistItem",
    "Claim",
    "ClaimKind",
    "ConceptGap",
    "Concepts",
    "Confidence",
    "Contract",
    "Document",
    "Drift",
    "Fact",
    "FactKind",
    "Feedback",
    "HexColour",
    "Id",
    "Identity",
    "IdentityConcept",
    "Importance",
    "LookChange",
    "LookPart",
    "Making",
    "Part",
    "Plan",
    "Post",
    "Provenance",
    "Question",
    "RoleUsage",
    "Route",
    "Score",
    "Source",
    "Step",
    "Swatch",
    "Task",
    "TextBox",
    "Touch",
    "TypePairing",
    "Usage",
]

SCHEMA_VERSION = "1.0"

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
    "rule",  # what must or must not be said
    "other",
]

ClaimKind = Literal[
    "price",
    "number",
    "percentage",
    "date",
    "time",
    "place",
    "contact",
    "dietary",  # allergens, diets, what a food is free from
    "superlative",  # comparatives too
    "origin",
    "quality",  # material and making
    "name",
    "health",
    "environment",
    "scarcity",
    "guarantee",
    "testimonial",
    "terms",  # of a competition
    "disclosure",  # of a paid or gifted partnership
    "people",  # who should or should not come
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


class Task(Contract):
    """One unit of work with one owner. `inputs` are ids of tasks that must finish first."""

    id: Id
    role: Id
    produces: Id = Field(
        description='Name of what it makes: "post", "card", "identity", "document"…'
    )
    title: str
    inputs: tuple[Id, ...] = ()
    params: dict[str, Any] = Field(default_factory=dict)
    checklist: tuple[Id, ...] = Field(
        default=(), description="Ids of the checklist items it must meet."
    )


class Plan(Contract):
    """A typed, acyclic plan. Validated by `graphs.plan` before anything is spent on it."""

    theme: str = Field(description="The campaign idea in one line.")
    tasks: tuple[Task, ...]
    timing: tuple[str, ...] = Field(default=(), description="What the calendar went by, in words.")


class ChecklistItem(Contract):
    """A promise frozen before production and judged after it."""

    id: Id
    text: str = Field(description="The promise in words a client understands.")
    scope: Literal["post", "asset", "document", "campaign"]
    kind: Literal["code", "model"]
    check: Id = Field(description="Name of the check function (code) or of the question (model).")
    severity: Literal["block", "warn"] = "block"
    params: dict[str, Any] = Field(default_factory=dict)


class Check(Contract):
    """One verdict: which item, about what, and the evidence a person can verify."""

    item: Id
    target_id: Id
    kind: Literal["code", "model"]
    passed: bool
    evidence: str
    severity: Literal["block", "warn"] = "block"


class Post(Contract):
    """One post, ready to schedule."""

    id: Id
    platform: Id
    caption: str
    hashtags: tuple[str, ...] = Field(default=(), description='With the leading "#".')
    alt_text: str = ""
    asset_id: Id | None = None
    scheduled_at: AwareDatetime | None = None
    status: Literal["draft", "needs_review", "ready", "approved", "rejected"] = "draft"
    fact_ids: tuple[Id, ...] = Field(default=(), description="Facts the caption rests on.")


class CardCopy(Contract):
    """The few words set on a card. The caption says the rest."""

    headline: str
    kicker: str = Field(default="", description="A word or three above or beside the headline.")
    body: str = Field(default="", description="One supporting sentence.")
    details: tuple[str, ...] = Field(
        default=(), description="Up to three short facts for the foot."
    )
    emphasis: str = Field(
        default="", description="A part of the headline to set in the accent colour."
    )


class Asset(Contract):
    """A picture file, addressed by its content."""

    id: Id
    kind: Literal["card", "board", "concept", "image", "logo"]
    path: str = Field(description="Relative to the campaign folder, with forward slashes.")
    sha256: str
    also: dict[Literal["pdf", "svg"], str] = Field(
        default={}, description="The same drawing in other formats: SHA-256 by format."
    )
    width: int = Field(gt=0, description="Pixels.")
    height: int = Field(gt=0, description="Pixels.")
    post_id: Id | None = None
    alt_text: str = ""
    template: str = ""
    text: CardCopy | None = None
    source_type: str = Field(
        default="", description="IPTC digital source type, as the asset really came about."
    )
    flaws: tuple[str, ...] = Field(
        default=(), description="What the layout noticed: text that does not fit, letters lost."
    )
    made_by: str = Field(default="", description="Tool and version, or model and revision.")
    seed: int | None = None
    drift: Drift | None = Field(default=None, description="None where no identity binds it.")
    text_boxes: tuple[TextBox, ...] = Field(
        default=(), description="Every line of text set on it; empty if unknown."
    )
    making: Making | None = Field(default=None, description="How it came about.")

    @property
    def files(self) -> dict[str, str]:
        """Every file of it: SHA-256 by path relative to the campaign folder."""
        stem = self.path.rpartition(".")[0]
        return {self.path: self.sha256} | {f"{stem}.{end}": sha for end, sha in self.also.items()}


class Document(Contract):
    """A text deliverable that is not a post: a reply guide, a listing, a brief."""

    id: Id
    role: Id
    title: str
    text: str


class Claim(Contract):
    """A factual phrase, and what it rests on. "flagged" asks a person to look, and no more."""

    id: Id
    target_id: Id = Field(description="The post or asset it stands in.")
    text: str = Field(description="The phrase, verbatim.")
    kind: ClaimKind
    status: Literal["tied", "flagged", "open"] = Field(
        description="Tied to a fact; flagged for review; or open: nothing known says it."
    )
    fact_id: Id | None = None
    source_id: Id | None = None
    note: str = Field(default="", description="What to look at.")
    rule: str = Field(default="", description="Id of the rule that flags it; empty if none does.")


class CalendarEntry(Contract):
    """When a post goes out. `uid` never changes once given (RFC 5545)."""

    uid: str
    post_id: Id
    platform: Id
    title: str
    starts_at: AwareDatetime
    why: str = Field(default="", description="Why this day and hour.")


class RoleUsage(Contract):
    """What one role spent."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    money: float = 0.0


class Usage(RoleUsage):
    """What the whole run spent. `replayed` calls were answered from the journal at no cost."""

    replayed: int = 0
    by_role: dict[str, RoleUsage] = Field(default_factory=dict)


class Provenance(Contract):
    """How the campaign came about, for whoever has to explain it."""

    studiocrew: str
    recipe: str
    recipe_sha256: str
    model: str
    project: Id
    created_at: AwareDatetime
    finished_at: AwareDatetime | None = None


class Campaign(Contract):
    """Everything in `campaign.json`. A stable contract: see `studiocrew/campaign.schema.json`."""

    schema_version: str = SCHEMA_VERSION
    goal: str
    brand: BrandKit
    brief: Brief
    plan: Plan
    identity: Identity | None = None
    concepts: Concepts | None = None
    feedback: tuple[Feedback, ...] = ()
    posts: tuple[Post, ...] = ()
    documents: tuple[Document, ...] = ()
    assets: tuple[Asset, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    checks: tuple[Check, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    savings: tuple[str, ...] = Field(
        default=(), description="What was left undone to keep to the budget, in plain words."
    )
    usage: Usage = Usage()
    provenance: Provenance
