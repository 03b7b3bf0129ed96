"""When a line of a caption may stand, and how lines become sentences."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from studiocrew.text import sentence
from tools.fidelity import SMALL, added, in_order, retensed
from tools.screening import Verdict, invites
from tools.vocabulary import URL, has_url, numbers, similarity, stem, telling, word_list, words

KEPT = 0.75
"""Share of a fact's words that a retelling must keep, and in their order."""

_SENTENCE = regex.compile(r"[.!?…]+(?=\s|$)")

ORDERED = 0.55
"""Share of its fact's words that a closing must keep in order."""

PLACING = frozenset({"at", "by", "for", "in", "of", "on", "with"})
"""Small words that say where or when: a closing may not bring its own."""

ALIKE = 0.6
"""Share of common words from which an opening is the fact over again."""

LENGTHY = 3
"""Words from which an opening made of the fact's own words says it twice."""


def faithful(line: str, statement: str, verdict: Verdict, language: str) -> Verdict:
    """A retelling keeps every number and nearly every telling word, and adds none."""
    meant, said = telling(statement, language), telling(line, language)
    turned = in_order(statement, line) < KEPT
    faults = list(verdict.faults)
    if lost := numbers(statement, language) - numbers(line, language):
        faults.append("loses " + ", ".join(sorted(lost)))
    if meant and len(meant & said) / len(meant) < KEPT:
        faults.append("leaves things out")
    if turned:
        faults.append("turns things round")
    if added(line, statement, language):
        faults.append("adds something")
    if retensed(line, statement, language):
        faults.append("puts it into another time")
    if len(_SENTENCE.findall(line)) > max(1, len(_SENTENCE.findall(statement))):
        faults.append("takes the sentence apart")  # and with it what depends on what
    return Verdict(tuple(faults), verdict.score)


def inviting(line: str, fact: str, verdict: Verdict, language: str, brand: str = "") -> Verdict:
    """A closing tells the reader to do something and keeps what is needed to do it."""
    faults = list(verdict.faults)
    if brand and line.startswith(f"{brand},"):  # "The Kettle, book at ..." tells the brand to book
        faults.append("speaks to the brand")
    if not invites(line, language):
        faults.append("asks for nothing")
    if numbers(fact, language) - numbers(line, language):
        faults.append("loses a number")
    moved = PLACING & set(words(line)) - set(words(fact))
    verbs = word_list(language).actions
    # A fact that says what to do says it right: one calls a number, and does not visit it.
    own = frozenset[str]() if verbs & set(words(fact)) else verbs
    if added(line, fact, language) - own or moved or echoes(line):
        faults.append("adds something")
    if in_order(fact, line) < ORDERED:
        faults.append("turns things round")
    if has_url(fact) and not has_url(line):
        faults.append("loses the address")
    return Verdict(tuple(faults), verdict.score)


def repeats(opening: str, fact: str) -> bool:
    """Whether an opening says what the next sentence will say; a word or two may."""
    said, meant = ({stem(word) for word in words(text)} for text in (opening, fact))
    shared = len(said & meant) / len(said) if said else 1.0
    return similarity(opening, fact) >= ALIKE or (len(said) >= LENGTHY and shared >= KEPT)


def echoes(line: str) -> bool:
    """Whether a word that is not a small one stands twice in a line."""
    said = [stem(word) for word in words(URL.sub(" ", line)) if word not in SMALL]
    return len(said) > len(set(said))


def gathered(statements: Sequence[str]) -> list[str]:
    """Menu lines of one thing under one name: "Rye: Dense." and "Rye: £5." give "Rye: £5. Dense."
    The shortest stands first: a price behind a description would be read as part of it.
    """
    lines: dict[str, list[str]] = {}
    for statement in statements:
        subject, colon, rest = statement.partition(": ")
        lines.setdefault(subject if colon else statement, []).append(rest.rstrip("."))

    def told(subject: str, rest: Sequence[str]) -> str:
        first, *others = sorted(rest, key=len)
        more = "".join(f". {part[:1].upper()}{part[1:]}" for part in others)
        return f"{subject}: {first}{more}" if first or more else subject

    return [sentence(told(subject, rest)) for subject, rest in lines.items()]


def last_clause(headline: str) -> str:
    """What a headline of several clauses ends on: the part to set in the accent colour."""
    clauses = regex.split(r"(?<=[,.?!:;–—])\s+", headline.strip())
    return clauses[-1] if len(clauses) > 1 else ""
