"""What a picture is to show, as data: filled slot by slot, checked by code, then put into words.

A picture carries no text: type is set over it by the layout. So a spec holds nothing that makes a
model draw letters, no name of the brand, and nothing that the facts deny.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex
from pydantic import BaseModel, ConfigDict, Field

from studiocrew.contracts import Brief, Fact, Identity
from tools.claims.lexicon import lexicon, small_stems
from tools.claims.patterns import whole
from tools.claims.phrases import phrases
from tools.images.looks import looks, manner, scenery, space_for, style_of
from tools.screening import cliches
from tools.vocabulary import numbers, stem, words

SLOT_CHARS = 90
DENIED_WORDS = 2
"""Content words behind a "no" that it is taken to deny: "no palm oil"."""

_MARKS = regex.compile(r"[\p{N}\"“”„«»‹›`#@&|<>{}\[\]_*\\/:]|(?<!\p{L})['‘’]|['‘’](?!\p{L})")
_CAPITALS = regex.compile(r"\b\p{Lu}{2,}\b")


class PictureSpec(BaseModel):
    """One picture in six slots; see `looks.yaml` for those that are chosen and not written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = Field(min_length=2, max_length=SLOT_CHARS)
    setting: str = Field(min_length=2, max_length=SLOT_CHARS)
    light: str = Field(description="A key of `looks().light`.")
    composition: str = Field(description="A key of `looks().composition`.")
    space: str = Field(description="Where type will stand: empty and even in tone.")
    style: str = Field(description="From the identity, the same for a whole campaign.")

    def prompt(self) -> str:
        """The spec in words, what matters most first."""
        listed = looks()
        parts = (
            f"{self.subject}, {self.setting}",
            listed.composition[self.composition],
            listed.light[self.light],
            self.space,
            self.style,
            "plain unmarked surfaces",
        )
        return ". ".join(part[:1].upper() + part[1:] for part in parts) + "."


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a slot is checked against: names that stay out, and stems and foods that are denied."""

    language: str
    names: frozenset[str]
    denied: frozenset[str]
    foods: frozenset[str]
    avoid: tuple[str, ...] = ()

    @classmethod
    def of(cls, brief: Brief, wordmark: str = "") -> Grounds:
        """From the brief: the brand's name, its facts and the words it avoids."""
        idle = small_stems(brief.language) | {stem(word) for word in words(brief.trade)}
        names = {stem(w) for w in words(f"{brief.brand_name} {wordmark}")} - idle
        found = [one for fact in brief.facts for one in phrases(fact.statement, brief.language)]
        foods = {key for one in found if one.group.endswith(":free") for key in one.keys}
        denied = frozenset(s for fact in brief.facts for s in _denied(fact, brief.language))
        return cls(brief.language, frozenset(names), denied, frozenset(foods), brief.avoid)


def _denied(fact: Fact, language: str) -> Iterator[str]:
    """Stems of what a fact says there is none of; of all that a rule forbids."""
    known = lexicon(language)
    pattern = f"{known.without}|{known.nots}" if fact.kind == "rule" else known.without
    idle = small_stems(language)
    for match in whole(pattern).finditer(fact.statement):
        clause = regex.split(r"[.;:!?]|,", fact.statement[match.end() :])[0]
        content = [s for s in map(stem, words(clause)) if s not in idle]
        yield from content if fact.kind == "rule" else content[:DENIED_WORDS]


def slot_faults(text: str, grounds: Grounds) -> list[str]:
    """Why a written slot cannot be used; empty if it can."""
    faults: list[str] = []
    said = {stem(word) for word in words(text)}
    if len(text) > SLOT_CHARS or not said:
        faults.append("too long or empty")
    marks = [*_MARKS.findall(text), *(numbers(text, grounds.language) - {"1"})]  # one loaf is fine
    if marks := sorted(set(marks)):
        faults.append("figures, quotes or markup: " + " ".join(marks))
    if found := _speech(grounds.language).findall(text):
        faults.append("a sentence, not a thing: " + ", ".join(found))
    if found := _CAPITALS.findall(text):
        faults.append("capitals, which would be drawn: " + ", ".join(found))
    if found := [m[0] for pattern in _letters() for m in pattern.finditer(text)]:
        faults.append("asks for letters: " + ", ".join(found))
    if found := sorted(said & grounds.names):
        faults.append("names the brand: " + ", ".join(found))
    if found := sorted(said & grounds.denied) + sorted(_foods(text, grounds)):
        faults.append("the facts deny it: " + ", ".join(found))
    if found := cliches(text, grounds.language, grounds.avoid):
        faults.append("words to avoid: " + ", ".join(found))
    return faults


def _foods(text: str, grounds: Grounds) -> set[str]:
    shown = (p for p in phrases(text, grounds.language) if p.group in ("food:in", "diet:in"))
    return {key for one in shown for key in one.keys} & grounds.foods


@cache
def _letters() -> tuple[regex.Pattern[str], ...]:
    """In every language at once: a model answers in the one it likes."""
    lists = (regex.sub(r"\|\s+", "|", one) for one in looks().asks_for_letters.values())
    return tuple(regex.compile(rf"\b(?:{one})\b", regex.IGNORECASE) for one in lists)


@cache
def _speech(language: str) -> regex.Pattern[str]:
    listed = looks().speaks.get(language.split("-", maxsplit=1)[0].lower(), "(?!)")
    return regex.compile(rf"\b(?:{listed})\b(?!['’])", regex.IGNORECASE)


def derived(
    brief: Brief,
    identity: Identity,
    grounds: Grounds,
    *,
    width: int,
    height: int,
    template: str,
    about: Sequence[Fact] = (),
    number: int = 0,
) -> PictureSpec:
    """A spec by code alone: the thing on sale the post is about, else what shows the trade.

    `number` turns the framing, so that a campaign's pictures differ.
    """
    place = scenery(brief.trade)
    things = [_thing(fact) for fact in about if fact.kind == "product"]
    usable = [one for one in (*things, place.subject) if one and not slot_faults(one, grounds)]
    setting = place.setting if not slot_faults(place.setting, grounds) else "on a plain surface"
    framings = tuple(looks().composition)
    return PictureSpec(
        subject=usable[0] if usable else looks().anything.subject,
        setting=setting,
        light=manner(identity.mood).light,
        composition=framings[number % len(framings)],
        space=space_for(width, height, template),
        style=style_of(identity),
    )


def _thing(fact: Fact) -> str:
    """The name in a line of a price list: "Seeded rye" of "Seeded rye: £4.20"."""
    name, colon, _ = fact.statement.partition(":")
    return name.strip().lower() if colon and len(words(name)) <= 4 else ""
