"""Whether a fact says what a phrase says: the same thing, of the same thing."""

from __future__ import annotations

from collections.abc import Iterable

from tools.claims.dates import known_parts
from tools.claims.figures import Figure, figures
from tools.claims.lexicon import lexicon
from tools.claims.phrases import Phrase, phrases_of
from tools.claims.reading import Reading

BESIDE = 2
"""How many telling words on a side keep a number or an adjective company. House judgement."""


def says(fact: Reading, phrase: Phrase, text: Reading) -> bool:
    """Whether the fact stands behind the phrase as it stands in the text."""
    if phrase.figure is not None:
        return _says_figure(fact, phrase.figure, text)
    if phrase.day is not None:
        return _says_day(fact, phrase, text)
    if phrase.group == "name":
        return phrase.keys <= fact.stems
    alike = [
        other
        for other in phrases_of(fact)
        if other.group == phrase.group and phrase.keys <= other.keys
    ]
    if not alike or phrase.group in ("contact", "place", "quality"):
        return bool(alike)
    return _keeps_company(fact, phrase, text)


def counts_elsewhere(fact: Reading, phrase: Phrase) -> bool:
    """Whether the fact has the phrase's number, whatever it counts there."""
    value = phrase.figure.value if phrase.figure else ""
    return bool(value) and any(figure.value == value for figure in figures(fact))


def _says_figure(fact: Reading, figure: Figure, text: Reading) -> bool:
    same = [other for other in figures(fact) if figure.says(other)]
    if not same or (figure.money and not _shares_subject(fact, text)):
        return False
    if any(_same_neighbour(fact, other, text, figure) for other in same):
        return True
    company = _company(text, figure)
    return not company or not fact.stems.isdisjoint(company)


def _same_neighbour(fact: Reading, other: Figure, text: Reading, figure: Figure) -> bool:
    """Whether the very next word, small or not, is the same in both."""
    return any(
        (word := text.next_to(figure.span, after=side)) != ""
        and word == fact.next_to(other.span, after=side)
        for side in (True, False)
    )


def _company(text: Reading, figure: Figure) -> list[str]:
    """The telling words a figure belongs to; a price follows its thing, a number comes before."""
    if figure.unit:  # "36 hours": any word of the sentence, as the unit is its neighbour
        sides = (text.near(figure.span, after=s, within="sentence") for s in (True, False))
        return [stem for side in sides for stem in side]
    before = text.near(figure.span, after=False)[:BESIDE]
    after = text.near(figure.span, after=True)[:BESIDE]
    first, second = (before, after) if figure.money else (after, before)
    wider = text.near(figure.span, after=False, within="sentence")[:BESIDE]
    return first or second or wider


def _says_day(fact: Reading, phrase: Phrase, text: Reading) -> bool:
    assert phrase.day is not None
    if not phrase.keys <= known_parts(fact):
        return False
    theirs = [p.day.shut for p in phrases_of(fact) if p.day and p.keys & phrase.keys]
    if phrase.day.shut is not None and (not phrase.day.shut) in theirs:
        return False
    sides = (text.near(phrase.span, after=side) for side in (True, False))
    return _any_in(fact, [stem for side in sides for stem in side])


def _keeps_company(fact: Reading, phrase: Phrase, text: Reading) -> bool:
    """An adjective is said of its noun: "gluten-free brownies" are not "gluten-free bread"."""
    before, after = (text.near(phrase.span, after=side)[:BESIDE] for side in (False, True))
    own = phrase.keys
    sides = [[stem for stem in side if stem not in own] for side in (before, after)]
    if phrase.group.endswith((":in",)) or phrase.group.startswith("words:"):
        return _any_in(fact, [*sides[0], *sides[1]])
    first, second = sides if lexicon(text.language).after else reversed(sides)
    return _any_in(fact, first or second) and _shares_subject(fact, text)


def _any_in(fact: Reading, company: Iterable[str]) -> bool:
    company = set(company)
    return not company or not fact.stems.isdisjoint(company)


def _shares_subject(fact: Reading, text: Reading) -> bool:
    """Whether the text speaks of anything the fact does: another cake's price is no price of it.

    A fact whose thing is named by plain words alone, "First month: $59.", is known by all of them.
    """
    if fact.telling or not text.telling:
        return not text.telling or not fact.stems.isdisjoint(text.telling)
    named = {word.stem for word in fact.words if word.stem.isalpha()}
    return bool(named) and named <= text.stems
