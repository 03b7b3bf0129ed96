"""Overrides: a person's word in place of an assumption, and nothing else moved.

Posts are shared out, dated and laid out as if nothing had been corrected, and only then is a fact
exchanged for another. So whatever does not rest on it is asked word for word what it was asked
before, and the journal answers: same captions, same pictures, same hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphs.allocate import PostPlan
from graphs.contradictions import Contradiction
from graphs.goal import GoalHints, read_goal
from graphs.recipe import Need
from graphs.unknowns import PERSON_SOURCE, fact_from, number_of, says_nothing
from memory.kinds import guess_kind
from studiocrew.contracts import Brief, Contract, Fact, FactKind, Id
from studiocrew.text import one_line
from tools.dates import dates_in

_HARMLESS: tuple[FactKind, ...] = (
    "product", "price", "proof", "process", "about", "audience", "rule",
)  # fmt: skip
"""Kinds a new fact may have. With a way to act, every post would have to end on it; with a place,
every post would have its hashtags."""

_A_SENTENCE = 3
"""Words from which a word on a rule is a statement, and not just a yes."""


class Override(Contract):
    """What a person says instead of assumption or question `target`."""

    target: Id
    text: str


@dataclass
class Amended:
    """A brief and its posts while overrides are put in.

    `new` holds ids of facts that stand in no other's place: no theme was taken from them.
    """

    brief: Brief
    posts: list[PostPlan]
    new: set[str] = field(default_factory=set[str])


def latest(overrides: Sequence[Override]) -> dict[int, str]:
    """By unknown, the last word: Q3 and A3 are one and the same."""
    return {number_of(override.target): override.text for override in overrides}


def hints_after(
    goal: str, clashes: Mapping[int, Contradiction], words: Mapping[int, str]
) -> GoalHints:
    """What the goal says, and what was said since about how many, how long and where."""
    hints = read_goal(goal)
    for number, text in words.items():
        clash = clashes.get(number)
        if clash is not None and clash.key in ("posts", "weeks", "platforms"):
            said = read_goal(_spoken(clash, text))
            hints = GoalHints(
                said.platforms or hints.platforms,
                said.posts or hints.posts,
                said.weeks or hints.weeks,
            )
        elif clash is not None and clash.key == "date":
            hints = replace(hints, start=next((when for when, _ in dates_in(text)), hints.start))
    return hints


def readable(clash: Contradiction, text: str) -> bool:
    """Whether an override of this contradiction says what it would have to say."""
    said = read_goal(_spoken(clash, text))
    match clash.key:
        case "posts":
            return said.posts is not None
        case "weeks":
            return said.weeks is not None
        case "platforms":
            return said.platforms is not None
        case "date":
            return next(iter(dates_in(text)), None) is not None
        case "milestones":
            return False  # a recipe says how long these take
        case _:
            return True


def _spoken(clash: Contradiction, text: str) -> str:
    """A bare "4" means four of what the question is about."""
    text = text.strip().rstrip(".")
    return f"{text} {clash.key}" if len(text.split()) == 1 and clash.key != "platforms" else text


def amended(
    brief: Brief,
    posts: Sequence[PostPlan],
    *,
    needs: Sequence[Need],
    clashes: Mapping[int, Contradiction],
    words: Mapping[int, str],
) -> Amended:
    """Everything people have corrected, put into the brief and into the posts that rest on it.

    `words` are overrides by unknown, `clashes` the contradictions among these.
    """
    done = Amended(brief, list(posts))
    behind = {number_of(q.id): q.fact_id for q in brief.questions}
    behind |= {number_of(a.id): a.fact_id for a in brief.assumptions}
    for number, text in sorted(words.items()):
        if number in clashes:
            _set_aside(done, number, clashes[number], text)
        else:
            need = needs[number - 1] if number <= len(needs) else None
            _settle(done, number, text, _put(done, behind.get(number), need, text))
    return done


def _put(done: Amended, old: str | None, need: Need | None, text: str) -> Fact | None:
    """The fact that a person's words make, in the place of the one it corrects if there is one.

    It keeps that one's kind: kinds decide what is expected of posts that do not rest on it.
    """
    if says_nothing(text):
        return None
    facts = {fact.id: fact for fact in done.brief.facts}
    before = facts.get(old or "")
    kind = before.kind if before else _kind(text, need)
    fact = fact_from(text, kind, PERSON_SOURCE.id, 1.0)
    if before is None and fact.id not in facts:
        done.new.add(fact.id)
    kept = [fact if f is before else f for f in done.brief.facts]
    by_id = {f.id: f for f in ([*kept, fact] if before is None else kept)}
    done.brief = done.brief.model_copy(update={"facts": tuple(by_id.values())})
    if before is not None:
        done.posts = [_exchanged(post, before.id, fact.id) for post in done.posts]
    return fact


def _kind(text: str, need: Need | None) -> FactKind:
    """What the need asks for, of the kinds that change nothing for others."""
    able: list[FactKind] = [kind for kind in (need.kinds if need else ()) if kind in _HARMLESS]
    guessed = guess_kind(text)
    return guessed if guessed in able else able[0] if able else "other"


def _exchanged(post: PostPlan, old: str, new: str) -> PostPlan:
    facts = tuple(dict.fromkeys(new if fact == old else fact for fact in post.facts))
    return replace(post, facts=facts, action=new if post.action == old else post.action)


def _settle(done: Amended, number: int, text: str, fact: Fact | None) -> None:
    """The question counts as answered, and the assumption is one no more."""
    told = {
        "status": "answered",
        "route": "ask",
        "answer": fact.statement if fact else one_line(text),
        "confidence": 1.0,
        "fact_id": fact.id if fact else None,
    }
    brief = done.brief
    questions = [
        q.model_copy(update=told) if number_of(q.id) == number else q for q in brief.questions
    ]
    left = [a for a in brief.assumptions if number_of(a.id) != number]
    rules = tuple(f.statement for f in brief.facts if f.kind == "rule")
    done.brief = brief.model_copy(
        update={"questions": tuple(questions), "assumptions": tuple(left), "constraints": rules}
    )


def _set_aside(done: Amended, number: int, clash: Contradiction, text: str) -> None:
    """The person decides between goal and rule: the rule and the words it kept out step back."""
    brief = done.brief
    done.brief = brief.model_copy(
        update={
            "avoid": tuple(word for word in brief.avoid if word not in clash.words),
            "facts": tuple(f for f in brief.facts if not clash.rule or f.statement != clash.rule),
        }
    )
    stated = clash.key in ("rule", "claim") and len(text.split()) >= _A_SENTENCE
    _settle(done, number, text, _put(done, None, None, text) if stated else None)
