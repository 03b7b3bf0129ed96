"""The little that a goal alone says about a brand, for runs without a brand folder."""

from __future__ import annotations

import re

from memory.brand import brand_id
from memory.facts import FactSheet, fact_id
from memory.kinds import guess_kind, quotable
from memory.trades import called, said_to_be, trade_in, yours
from studiocrew.contracts import BrandKit, Source
from studiocrew.language import language_of
from studiocrew.text import one_line, sentence, sentences

_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{2,60})[\"”“»]|(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)")
_CALLED = re.compile(
    r"\b(?:called|named)\s+((?:[A-Z0-9][\w'’&-]*+\s?){1,5})|"
    r"\bfor\s+((?:[A-Z][\w'’&-]*+\s?){1,5})(?=[,.;:!]|\s+[a-z]|$)"
)
_NO_NAME = re.compile(
    r"christmas|easter|valentine|mother|father|halloween|black friday|new year|instagram|tiktok|"
    r"facebook|linkedin|youtube|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|"
    r"april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter",
    re.IGNORECASE,
)


def brand_from_goal(goal: str) -> BrandKit:
    """A minimal kit. `name` is empty if the goal gives none; `spoken_name` says it in words.

    Facts are only what the goal itself states.
    """
    text = one_line(goal)
    language = language_of(text)
    name, trade = _name(text, language), trade_in(text, language)
    sheet = FactSheet()
    if name and trade:
        sheet.add("about", said_to_be(name, trade, language), "s-goal")
    for line in sentences(text)[1:]:  # the first says what to do, the rest may say what is so
        if quotable(line):
            sheet.add(guess_kind(line), sentence(line), "s-goal")
    source = Source(id="s-goal", kind="goal", title="The goal", locator="goal", trust="owner")
    return BrandKit(
        id=brand_id(name) if name else brand_id(f"{trade or 'brand'} {fact_id(text)[2:]}"),
        name=name,
        trade=trade,
        language=language,
        facts=sheet.facts,
        sources=(source,),
    )


def spoken_name(kit: BrandKit) -> str:
    """The brand's name, or "your bakery", "tu panadería", or "your brand"."""
    return kit.name or yours(kit.trade, kit.language)


def _name(goal: str, language: str) -> str:
    match = _QUOTED.search(goal)
    if match is None:
        found = (m for m in (*_CALLED.finditer(goal), *called(goal, language)))
        match = next((m for m in found if not _NO_NAME.search(m[0])), None)
    return next((group.strip(" ,.") for group in match.groups() if group), "") if match else ""
