"""The data every layer agrees on, from a goal to a finished campaign.

All models are frozen and refuse unknown keys. Everything round-trips through plain JSON:
pictures are references (content hash and relative path), times are ISO 8601 with an offset.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from studiocrew._brief import (
    Assumption,
    BrandKit,
    Brief,
    Fact,
    FactKind,
    Importance,
    Question,
    Route,
    Source,
)
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
from studiocrew._weeks import StretchState, Waiting

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
    "Slide",
    "Source",
    "Step",
    "StretchState",
    "Swatch",
    "Task",
    "TextBox",
    "Touch",
    "TypePairing",
    "Usage",
    "Waiting",
]

SCHEMA_VERSION = "1.0"

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
    slide: int | None = Field(
        default=None, ge=1, description="Of a carousel: which of the target's pictures."
    )


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


class Slide(Contract):
    """A further picture of a carousel, of the first one's size.

    Where it does not say how it came about, it came about as the first.
    """

    path: str = Field(description="Relative to the campaign folder, with forward slashes.")
    sha256: str
    alt_text: str = ""
    text: CardCopy | None = None
    flaws: tuple[str, ...] = ()
    text_boxes: tuple[TextBox, ...] = ()
    template: str | None = None
    source_type: str | None = None
    made_by: str | None = None
    making: Making | None = None


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
    slides: tuple[Slide, ...] = Field(
        default=(), description="Of a carousel: the pictures after this one, in order."
    )

    @property
    def files(self) -> dict[str, str]:
        """Every file of it: SHA-256 by path relative to the campaign folder."""
        stem = self.path.rpartition(".")[0]
        also = {f"{stem}.{end}": sha for end, sha in self.also.items()}
        return {self.path: self.sha256} | also | {one.path: one.sha256 for one in self.slides}

    @property
    def pages(self) -> tuple[Asset, ...]:
        """Each picture as an asset by itself: one, or those of a carousel in order."""
        first = self.model_copy(update={"slides": ()})
        return (
            first,
            *(
                first.model_copy(
                    update={
                        "id": f"{self.id}-{number}",
                        "also": {},
                        **{
                            name: value
                            for name in Slide.model_fields
                            if (value := getattr(slide, name)) is not None or name == "text"
                        },
                    }
                )
                for number, slide in enumerate(self.slides, 2)
            ),
        )


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
    stretches: tuple[StretchState, ...] = Field(
        default=(), description="Of a project that lasts for weeks; empty in any other."
    )
    savings: tuple[str, ...] = Field(
        default=(), description="What was left undone to keep to the budget, in plain words."
    )
    usage: Usage = Usage()
    provenance: Provenance
