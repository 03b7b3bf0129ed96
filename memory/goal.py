"""The little that a goal alone says about a brand, for runs without a brand folder."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from memory.brand import brand_id
from memory.facts import FactSheet, fact_id
from memory.kinds import guess_kind, quotable
from memory.statements import sentence
from memory.text import one_line, sentences
from studiocrew.contracts import BrandKit, Source

_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{2,60})[\"”“»]|(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)")
_CALLED = re.compile(
    r"\b(?:called|named)\s+((?:[A-Z0-9][\w'’&-]*\s?){1,5})|"
    r"\bfor\s+((?:[A-Z][\w'’&-]*\s?){1,5})(?=[,.;:!]|\s+[a-z]|$)"
)
_TRADES = (
    "estate agency|real estate agency|estate agent|coffee shop|coffee roaster|flower shop|"
    "book ?shop|"
    "bike shop|barber ?shop|yoga studio|design studio|dance school|language school|"
    "bed and breakfast|"
    "start-?up|ice cream parlour|food truck|hair salon|nail salon|tattoo studio|wine bar|farm shop|"
    "bakery|bakehouse|café|cafe|restaurant|pizzeria|bistro|bar|pub|brewery|winery|distillery|florist|"
    "butcher|deli|grocer|salon|barber|gym|hotel|hostel|guesthouse|clinic|dentist|vet|pharmacy|"
    "nursery|school|agency|studio|app|podcast|newsletter|band|gallery|museum|theatre|cinema|festival|"
    "market|farm|vineyard|garage|workshop|charity|shop|store|boutique"
)
_TRADE = re.compile(rf"\b({_TRADES})\b", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:my|our)\s+((?:[\w'’-]+\s*){1,5})")
_SIZE = re.compile(r"(?:small|little|new|local|family|tiny|own|online|old|big|whole)$")
_VAGUE = {"brand", "business", "company", "shop", "store", "studio", "agency"}
_STOP = re.compile(
    r"""(?: an? | the | and | or | for | to | of | in | on | at | by | with | from | into | as
        | that | which | this | next | again | looks? | feels? | seem | go | get | stand | sell
        | grow | more | better | trendy | cool | known | visible )$""",
    re.VERBOSE,
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
    name, trade = _name(text), _trade(text)
    sheet = FactSheet()
    if name and trade:
        article = "an" if trade[0].lower() in "aeiou" else "a"
        sheet.add("about", f"{name} is {article} {trade}.", "s-goal")
    for line in sentences(text)[1:]:  # the first says what to do, the rest may say what is so
        if quotable(line):
            sheet.add(guess_kind(line), sentence(line), "s-goal")
    source = Source(id="s-goal", kind="goal", title="The goal", locator="goal", trust="owner")
    return BrandKit(
        id=brand_id(name) if name else brand_id(f"{trade or 'brand'} {fact_id(text)[2:]}"),
        name=name,
        trade=trade,
        facts=sheet.facts,
        sources=(source,),
    )


def spoken_name(kit: BrandKit) -> str:
    """The brand's name, or "your bakery", or "your brand"."""
    return kit.name or f"your {kit.trade or 'brand'}"


def _name(goal: str) -> str:
    match = _QUOTED.search(goal)
    if match is None:
        match = next((m for m in _CALLED.finditer(goal) if not _NO_NAME.search(m[0])), None)
    return next((group.strip(" ,.") for group in match.groups() if group), "") if match else ""


def _trade(goal: str) -> str:
    """A trade we know by name, else the thing after "my" or "our"."""
    known = [match[1].lower() for match in _TRADE.finditer(goal)]
    telling = [trade for trade in known if trade not in _VAGUE]
    return next(iter([*telling, *_owned(goal), *known]), "")


def _owned(goal: str) -> Iterator[str]:
    match = _OWNED.search(goal)
    words = match[1].lower().split() if match else []
    named = itertools.takewhile(lambda word: not _STOP.match(word), words)
    thing = " ".join(word for word in named if not _SIZE.match(word))
    if thing and thing not in _VAGUE:
        yield thing
