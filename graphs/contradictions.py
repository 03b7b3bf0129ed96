"""What a goal says against the recipe, the brand's rules or the calendar. Code only, no model.

Each is decided by a rule that a person can read, recorded as a question with what was decided, and
can be overridden. English only where words are looked at: elsewhere less is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import regex

from graphs.goal import GoalHints, read_goal
from graphs.opening import opening_clashes
from graphs.recipe import Recipe
from graphs.studio import Studio
from studiocrew.contracts import Assumption, BrandKit, Question
from studiocrew.text import one_line
from tools.claims.hits import Setting
from tools.claims.tie import claims_of
from tools.dates import dates_in
from tools.screening import cliches
from tools.vocabulary import stems, telling, words

DECIDED = 0.8
"""Confidence of a decision that a rule of ours made between two things somebody said."""

MOST_CLAIMS = 3
"""Claims of a goal that are told one by one. The first ones make the point."""

FEW_WORDS = 4
"""Words of a rule's item up to which one telling word says what it is about. House judgement."""

Key = Literal["posts", "weeks", "milestones", "platforms", "rule", "word", "claim", "date", "hours"]

_CLAUSE = regex.compile(r"[.;:!?]\s|[,;:]\s|\bbut\b", regex.IGNORECASE)
_NOT = regex.compile(
    r"\b(?:never|not|no|don['’]t|avoid|without|cannot|can['’]t|won['’]t)\b", regex.IGNORECASE
)
_ITEMS = regex.compile(r",|\bor\b|\band\b|\bnor\b", regex.IGNORECASE)
_SAYING = stems("say mention use offer promise advertise talk show give make call claim run any")
_CHEAPER = regex.compile(
    r"\bdiscount\w*|\b\d+\s?(?:%|percent)\s+(?:off|discount)|\bhalf[- ]price\b|\bvouchers?\b"
    r"|\bcoupons?\b|\bprice cuts?\b|\bmoney off\b|\btwo[- ]for[- ]one\b|(?<!\bfor )\bsale\b(?! of)",
    regex.IGNORECASE,
)
_CHEAPER_WORDS = ("discount", "half price", "voucher", "coupon", "money off", "on sale")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that cannot both be followed, and which one was.

    `words` are kept out of copy, `rule` is the brand's rule it is about.
    """

    key: Key
    question: str
    answer: str
    decided: str
    why: str
    words: tuple[str, ...] = ()
    rule: str = ""

    def recorded(self, number: int) -> tuple[Question, Assumption]:
        """As the brief shows it: a question that was settled, and the assumption to override."""
        question = Question(
            id=f"Q{number}",
            text=self.question,
            why=self.why,
            importance="medium",
            status="assumed",
            route="reason",
            answer=self.answer,
            confidence=DECIDED,
        )
        return question, Assumption(
            id=f"A{number}", statement=self.decided, why=self.why, confidence=DECIDED
        )


def contradictions(
    goal: str, kit: BrandKit, recipe: Recipe, today: date
) -> tuple[Contradiction, ...]:
    """Everything the goal says that something else speaks against, in a fixed order."""
    said = [*_rules(goal, kit), *_words(goal, kit)]
    told = " ".join(clash.decided for clash in said).lower()
    claims = [clash for clash in _claims(goal, kit) if clash.words[0].lower() not in told]
    return (*_numbers(goal, recipe), *said, *claims, *_past(goal, today), *_hours(goal, kit))


def clashes_of(studio: Studio, goal: str) -> tuple[Contradiction, ...]:
    """Those of a project's goal with its own recipe, brand and day of beginning."""
    return contradictions(goal, studio.kit, studio.recipe, studio.started_at.date())


def avoided(avoid: Sequence[str], clashes: Iterable[Contradiction]) -> tuple[str, ...]:
    """The brand's words to avoid, and those of the goal that a rule keeps out."""
    return tuple(dict.fromkeys((*avoid, *(word for clash in clashes for word in clash.words))))


def trusted_goal(goal: str, clashes: Iterable[Contradiction]) -> tuple[str, ...]:
    """The goal as a source of words; none where a rule speaks against what it says."""
    return () if any(clash.rule or clash.key == "claim" for clash in clashes) else (goal,)


def _numbers(goal: str, recipe: Recipe) -> Iterator[Contradiction]:
    hints = read_goal(goal)
    if recipe.milestones:
        yield from _spans(hints, recipe)
        return
    figures: tuple[tuple[Key, int | None, int], ...] = (
        ("posts", hints.posts, recipe.posts),
        ("weeks", hints.weeks, recipe.weeks),
    )
    for key, asked, usual in figures:
        if asked and recipe.posts and asked != usual:
            said = _counted(asked, key)
            yield Contradiction(
                key=key,
                question=f"How many {key}?",
                answer=said,
                decided=f"You asked for {said}, the recipe has {usual}: the goal was followed.",
                why="What a goal says in so many words goes before the recipe's own figure.",
            )
    if hints.posts and hints.platforms and hints.posts < len(hints.platforms):
        left = hints.platforms[hints.posts :]
        yield Contradiction(
            key="platforms",
            question="Which platforms go without a post?",
            answer=", ".join(left),
            decided=f"You asked for {_counted(hints.posts, 'posts')} on {len(hints.platforms)} "
            f"platforms: none goes out on {', '.join(left)}.",
            why="A post goes out on one platform; the number was followed.",
        )


def _spans(hints: GoalHints, recipe: Recipe) -> Iterator[Contradiction]:
    """Milestones have sizes that belong together: a number of the goal's does not change them."""
    usual = sum(part.weeks * part.repeat for part in recipe.milestones)
    if hints.weeks and hints.weeks != usual:
        asked, there = _counted(hints.weeks, "weeks"), _counted(usual, "weeks")
        yield Contradiction(
            key="milestones",
            question="How many weeks in all?",
            answer=there,
            decided=f"You asked for {asked}, the recipe's milestones take {there}: these hold.",
            why="How long each milestone takes is the recipe's to say.",
        )


def _rules(goal: str, kit: BrandKit) -> Iterator[Contradiction]:
    wanted = " ".join(_affirmed(goal))
    meant, cheaper = stems(wanted), _CHEAPER.search(wanted)
    for fact in kit.facts:
        if fact.kind != "rule":
            continue
        for item in _forbidden(fact.statement):
            about = telling(item, kit.language) - _SAYING
            lower = cheaper is not None and _CHEAPER.search(item) is not None
            whole = len(words(item)) <= FEW_WORDS or len(about) > 1
            if lower or (about and whole and about <= meant):
                asked = cheaper[0] if lower and cheaper else item
                keep_out = _CHEAPER_WORDS if lower else (item,)
                yield _against(f"“{asked}”", fact.statement, keep_out)
                break


def _against(asked: str, rule: str, keep_out: tuple[str, ...]) -> Contradiction:
    return Contradiction(
        key="rule",
        question=f"The goal asks for {asked}, a rule of the brand speaks against it. Which holds?",
        answer="The rule.",
        decided=f"You asked for {asked}, the brand's rules say “{rule}”: the rule was followed.",
        why="A brand's rule is kept until somebody sets it aside.",
        words=keep_out,
        rule=rule,
    )


def _words(goal: str, kit: BrandKit) -> Iterator[Contradiction]:
    for word in cliches(goal, "", kit.avoid):
        yield Contradiction(
            key="word",
            question=f"The goal says “{word}”, a word the brand never uses. May it be used?",
            answer="No.",
            decided=f"You said “{word}”, the brand avoids the word: it was left out.",
            why="A word the brand avoids is left out until somebody allows it.",
            words=(word,),
        )


def _claims(goal: str, kit: BrandKit) -> Iterator[Contradiction]:
    """What the goal wants said that no fact says, and that a rule of the region looks at."""
    setting = Setting(kit.language, kit.region, kit.trade, (kit.name, kit.tagline, kit.trade))
    found = claims_of(goal, kit.facts, target_id="goal", setting=setting)
    ruled = any(fact.kind == "rule" for fact in kit.facts)
    bold = {
        claim.text.lower(): claim
        for claim in found  # what is on offer is the owner's to say, unless there are rules to it
        if claim.rule and not claim.fact_id and (ruled or claim.kind != "price")
    }
    for claim in [*bold.values()][:MOST_CLAIMS]:
        yield Contradiction(
            key="claim",
            question=f"The goal claims “{claim.text}”, and no fact says so. Can it be shown?",
            answer="No.",
            decided=f"You asked to say “{claim.text}”: the claim was left out.",
            why=claim.note,
            words=(claim.text,),
        )


def _past(goal: str, today: date) -> Iterator[Contradiction]:
    for when, said in dates_in(goal):
        if when < today:
            yield Contradiction(
                key="date",
                question=f"“{said}” is past. When should it be?",
                answer="As soon as possible.",
                decided=f"You named {said}, which was past when the work began "
                f"({today.day} {today:%B %Y}): the calendar begins on the next day.",
                why="Nothing can be scheduled in the past.",
            )
            return


def _hours(goal: str, kit: BrandKit) -> Iterator[Contradiction]:
    """What the goal and the facts say of opening days, where they differ."""
    for clash in opening_clashes((goal, *(fact.statement for fact in kit.facts)), kit.language):
        followed = "the goal was followed" if goal in {clash.opens, clash.shuts} else "both stand"
        opens, shuts = (one_line(said)[:160] for said in (clash.opens, clash.shuts))
        yield Contradiction(
            key="hours",
            question=f"Open on {clash.day}, or closed?",
            answer="Open." if clash.opens == goal else "Closed." if clash.shuts == goal else "",
            decided=f"“{opens}” and “{shuts}” do not go together: {followed}. Put right whichever "
            "is old, in the brand folder and where customers read it.",
            why="Two statements differ on an opening day, and only the owner can say which holds.",
        )


def _affirmed(goal: str) -> Iterator[str]:
    """The goal's clauses, each without what it says no to."""
    for clause in _CLAUSE.split(goal):
        no = _NOT.search(clause)
        yield clause[: no.start()] if no else clause


def _forbidden(rule: str) -> Iterator[str]:
    """What a rule says no to, item by item: "No discounts or vouchers" gives two."""
    for sentence in regex.split(r"[.;:!?](?:\s|$)", rule):
        if no := _NOT.search(sentence):
            for item in _ITEMS.split(sentence[no.end() :]):
                if words(item):
                    yield item.strip(' ."“”')


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun.removesuffix('s') if number == 1 else noun}"
