"""The ledger: what was assumed, and what rests on it, worked out from the plan and never guessed.

A product rests on an assumption if it was made from the fact that the assumption stands as: a
caption by its facts, a card by its post or its foot, a document by what it was told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graphs.plan import dependents
from graphs.recipe import Angle, Need
from graphs.unknowns import number_of
from studiocrew.contracts import Assumption, Brief, Fact, Plan, Task

THEME_KINDS = ("offer", "process", "about", "product", "proof", "hours")
DETAIL_KINDS = ("hours", "place", "contact")
COMMON_WHY = "Nothing is known here, and nothing was made up: the readers are asked instead."


@dataclass(frozen=True, slots=True)
class Uses:
    """Where facts went besides the posts: ids of the facts behind each.

    `room` says whether a document would be told one fact more.
    """

    theme: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    room: bool = True


def common_id(angle: str) -> str:
    """Id of the fact that research assumes where it finds nothing for an angle."""
    return f"common-{angle}"


def with_common_truths(
    brief: Brief, assumed: Sequence[Fact], needs: Sequence[Need], angles: Sequence[Angle]
) -> Brief:
    """What research had to assume joins the facts, and the ledger says so.

    Where the statement stands in for a need's answer, the need's assumption is that statement:
    it is what the posts say, and what is to be corrected. The others are numbered on.
    """
    standing = _stand_ins(brief, needs, angles, {fact.id for fact in assumed})
    numbers = {fact_id: number for number, fact_id in standing.items()}
    rest = [fact.id for fact in assumed if fact.id not in numbers]
    numbers |= {fact_id: n for n, fact_id in enumerate(rest, len(brief.questions) + 1)}
    ledger = {number_of(a.id): a for a in brief.assumptions}
    ledger |= {numbers[fact.id]: _assumption(numbers[fact.id], fact) for fact in assumed}
    by_id = {fact.id: fact for fact in assumed}
    questions = [
        q.model_copy(update=_answer(by_id[standing[number]])) if number in standing else q
        for number, q in ((number_of(q.id), q) for q in brief.questions)
    ]
    return brief.model_copy(
        update={
            "facts": (*brief.facts, *assumed),
            "assumptions": tuple(ledger[number] for number in sorted(ledger)),
            "questions": tuple(questions),
        }
    )


def _assumption(number: int, fact: Fact) -> Assumption:
    return Assumption(
        id=f"A{number}",
        statement=fact.statement,
        why=COMMON_WHY,
        confidence=fact.confidence,
        fact_id=fact.id,
    )


def _answer(fact: Fact) -> dict[str, object]:
    return {"answer": fact.statement, "confidence": fact.confidence, "fact_id": fact.id}


def _stand_ins(
    brief: Brief, needs: Sequence[Need], angles: Sequence[Angle], facts: Collection[str]
) -> dict[int, str]:
    """By unknown, the common truth that stands in for its answer.

    A need that is only assumed leaves the angle that would have told it without facts: the first
    one whose foremost kind it asks for, and that stands in for no earlier need.
    """
    free = {a.id: a.kinds[0] for a in angles if common_id(a.id) in facts}
    found: dict[int, str] = {}
    for number, (need, question) in enumerate(zip(needs, brief.questions, strict=False), 1):
        if question.status == "assumed":
            angle = next((a for a, kind in free.items() if kind in need.kinds), None)
            if angle is not None:
                del free[angle]
                found[number] = common_id(angle)
    return found


def resting(brief: Brief, plan: Plan, uses: Uses, decided: Collection[int]) -> Brief:
    """The brief with `affects` written into each of its assumptions, in the order of the plan.

    `decided` are numbers of contradictions: how one was decided is about everything. What research
    offered and no post took up is left out: nothing rests on it, and nobody need confirm it.
    """

    def affects(assumption: Assumption) -> tuple[str, ...]:
        everything = number_of(assumption.id) in decided
        direct = {task.id for task in plan.tasks if _rests(task, assumption, uses, everything)}
        all_of_them = direct | dependents(plan, direct)
        return tuple(
            task.id
            for task in plan.tasks
            if task.id in all_of_them and task.produces not in ("identity", "concepts")
        )

    updated = [a.model_copy(update={"affects": affects(a)}) for a in brief.assumptions]
    shown = [a for a in updated if a.affects or number_of(a.id) <= len(brief.questions)]
    return brief.model_copy(update={"assumptions": tuple(shown)})


def _rests(task: Task, assumption: Assumption, uses: Uses, everything: bool) -> bool:
    fact = assumption.fact_id
    match task.produces:
        case "post":
            return everything or (
                fact is not None and fact in (*task.params["facts"], task.params.get("action"))
            )
        case "card":
            return fact in uses.details
        case "concept":
            return fact in uses.theme
        case "document":  # what is not a fact yet would be told as one more
            return uses.room if fact is None else fact in uses.documents
        case _:
            return False


def told(facts: Sequence[Fact], kinds: Sequence[str], without: Collection[str] = ()) -> list[Fact]:
    """The first fact of each kind, in the order of the kinds; `without` ids are passed over."""
    able = [fact for fact in facts if fact.id not in without]
    first = (next((fact for fact in able if fact.kind == kind), None) for kind in kinds)
    return [fact for fact in first if fact]
