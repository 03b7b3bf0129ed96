"""What a goal is about, seen in the facts: "our new Saturday brunch" has facts to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from studiocrew.contracts import Brief, Fact
from tools.claims.lexicon import small_stems
from tools.vocabulary import TOKEN, stem, stems, telling, words

COMMON = 4
"""A word of more subjects than this, and of half of them all, says nothing of what the goal is
about. House judgement."""

FAINT = 0.2
"""Share of the strongest focus below which a fact only happens to share a word."""


def focus(brief: Brief) -> dict[str, float]:
    """How much each fact is about the goal's own subject, by fact id; the others are left out."""
    weights = mentioned(brief)
    least = FAINT * max(weights.values(), default=0.0)
    return {fact_id: weight for fact_id, weight in weights.items() if weight >= least}


def mentioned(brief: Brief) -> dict[str, float]:
    """The facts that share anything with the goal, by fact id, and how much.

    Words of the goal count by how few subjects have them; all menu lines of one thing are one
    subject. The brand's name and trade are what every fact is about, and count nothing: a goal
    that names no more than these has no focus.
    """
    asked = asked_words(brief)
    said = {fact.id: telling(fact.statement, brief.language) & asked for fact in brief.facts}
    subjects: defaultdict[str, set[str]] = defaultdict(set)
    for fact in brief.facts:
        for word in said[fact.id]:
            subjects[word].add(_subject(fact))
    spread = {stem: len(found) for stem, found in subjects.items()}
    most = max(COMMON, len(set(map(_subject, brief.facts))) // 2)
    weights = {
        fact_id: sum(1 / spread[stem] for stem in found if spread[stem] <= most)
        for fact_id, found in said.items()
    }
    phrases = _pairs(brief.goal)  # "3 December" says more than its two words, which are common
    for fact in brief.facts:
        weights[fact.id] += len(phrases & _pairs(fact.statement))
    return {fact_id: weight for fact_id, weight in weights.items() if weight}


def asked_words(brief: Brief) -> set[str]:
    """The stems of the goal that a subject can be told by."""
    every = stems(f"{brief.brand_name} {brief.trade}")
    # Without a list of plain words the small ones at least are no subject: un, la, nicht, einen.
    return telling(brief.goal, brief.language) - every - small_stems(brief.language)


def _subject(fact: Fact) -> str:
    """What a menu line is about; any other statement is a subject of its own."""
    return fact.statement.partition(": ")[0]


def menu_item(fact: Fact) -> str:
    """The thing that a menu line is about; empty for any other statement."""
    thing, colon, _ = fact.statement.partition(": ")
    return thing if colon else ""


def _pairs(text: str) -> set[tuple[str, str]]:
    """A number and the word beside it: a date, a price, an hour."""
    tokens = [stem(token) for token in TOKEN.findall(text.lower())]
    return {pair for pair in pairwise(tokens) if pair[0].isdigit() != pair[1].isdigit()}


def by_focus(facts: Iterable[Fact], weights: Mapping[str, float]) -> list[Fact]:
    """The facts that the goal is about, the most telling first; sentences before menu lines, and
    of these the ones that describe a thing before those that give its price.
    """

    def rank(fact: Fact) -> tuple[bool, float, int]:
        item = menu_item(fact)
        return bool(item), -weights[fact.id], -len(words(fact.statement)) if item else 0

    return sorted((fact for fact in facts if fact.id in weights), key=rank)
