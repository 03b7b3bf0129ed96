"""Contracts of a campaign's look: identities, the concepts they come from, changes, drift."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studiocrew._contract import Confidence, Contract, HexColour, Id


class TypePairing(Contract):
    """Three voices of type, named as the shipped font families are."""

    display: str
    serif: str
    text: str


class Swatch(Contract):
    """A palette colour with the text colour that reads on it."""

    role: Literal["ink", "paper", "primary", "secondary", "accent", "deep"]
    name: str = Field(description='A name a client remembers: "Burnt crust".')
    hex: HexColour
    on: HexColour = Field(description="Text colour to set on it.")
    contrast: float = Field(description="WCAG 2.1 contrast ratio of `on` against `hex`.")


class Identity(Contract):
    """The campaign's look, frozen before the first card is drawn."""

    wordmark: str
    mood: Id = Field(description="A mood `tools.palette` knows.")
    swatches: tuple[Swatch, ...]
    pairing: TypePairing
    motif: Id = Field(description="A pattern family `tools.layout` knows.")
    seed: int = Field(ge=0, description="Seeds every generated pattern and texture.")
    voice_line: str = Field(
        default="", description='The voice in a line: "Warm, dry-witted, never twee."'
    )
    why: str = ""
    family: Id = Field(default="poster", description="Layout family of every card.")
    mark: Id = Field(default="pictogram", description="How the name is drawn as a wordmark.")
    imagery: Id = Field(default="illustration", description="A way of making pictures.")
    concept: str = Field(default="", description="Id of the concept it was; empty if none.")
    picked_by: Literal["crew", "person"] = "crew"


class Score(Contract):
    """One reason for or against a concept, 0 (worst) to 1, and what it counts."""

    name: Literal["tone", "colours", "contrast", "trade", "elsewhere", "director"]
    value: Confidence
    weight: Confidence
    why: str


class IdentityConcept(Contract):
    """One of the directions a campaign's look could take, and how it was judged."""

    id: Id = Field(description='A letter: "A".')
    title: str = Field(description='What to call it in a meeting: "Oven door poster".')
    identity: Identity
    scores: tuple[Score, ...]
    total: Confidence = Field(description="The scores' weighted mean.")


class ConceptGap(Contract):
    """How far two concepts are from each other, as measured."""

    one: Id
    other: Id
    palette: float = Field(description="Delta-E OK, swatch by swatch, weighted by area.")
    differ: tuple[str, ...] = Field(description="Parts in which they have nothing in common.")


class Concepts(Contract):
    """What could have been chosen, what the crew would choose, and why."""

    concepts: tuple[IdentityConcept, ...]
    gaps: tuple[ConceptGap, ...]
    best: Id
    why: str


LookPart = Literal["colours", "type", "mark", "motif", "layout", "imagery"]
Step = Annotated[int, Field(ge=-2, le=2)]


class LookChange(Contract):
    """What somebody asked to be different in a look. 0 and "" leave a thing as it is.

    It belongs to the identity, or to one picture. `parts` are those that may change; all that the
    change is about if there are none.
    """

    pick: str = Field(default="", description="Use this concept.")
    temperature: Step = 0
    saturation: Step = 0
    lightness: Step = 0
    formality: Step = Field(default=0, description="Of type and mark.")
    energy: Step = Field(default=0, description="Of pattern and layout; below 0: calmer.")
    modernity: Step = Field(default=0, description="Of type; below 0: more traditional.")
    colour: HexColour | None = Field(default=None, description="A colour to lead with.")
    mark: str = ""
    motif: str = ""
    family: str = ""
    imagery: str = ""
    parts: tuple[LookPart, ...] = ()


class Feedback(Contract):
    """One correction: a person's words, and what they were taken to mean."""

    number: int
    text: str
    target: Id = Field(description='A kind of product ("identity", "post") or a task: "card-3".')
    understood: str = ""
    change: LookChange | None = None


class Drift(Contract):
    """How far a finished picture is from the identity it was to keep to, as measured."""

    identity: str = Field(description="First 16 digits of the identity's SHA-256.")
    delta_e: float = Field(
        description="Mean delta-E OK of its pixels to the nearest swatch, or blend of two."
    )
    off: Confidence = Field(description="Share of its pixels that are no colour of the identity's.")
    fonts: tuple[str, ...] = ()
    foreign_fonts: tuple[str, ...] = Field(default=(), description="Not of the pairing.")
    family: str = Field(default="", description="Layout family of its template.")
    in_family: bool = True
