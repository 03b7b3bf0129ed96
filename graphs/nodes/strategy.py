"""Strategy: the brief and its evidence become a typed plan with a frozen checklist."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langgraph.runtime import Runtime

from graphs.allocate import PostPlan, actionable
from graphs.amend import Amended, Override, amended, hints_after, latest
from graphs.contradictions import Contradiction, clashes_of
from graphs.dating import dated_posts
from graphs.keeping import kept
from graphs.ledger import (
    DETAIL_KINDS,
    Uses,
    resting,
    told,
    with_common_truths,
)
from graphs.makers import EXPECTED_TOKENS, MAKERS
from graphs.makers.concepts import looked_ahead
from graphs.makers.document import facts_told
from graphs.plan import check_plan
from graphs.recipe import Need
from graphs.scheduler import together
from graphs.state import State
from graphs.studio import Studio
from graphs.support import supported
from graphs.theme import details_of, theme_facts, theme_of
from graphs.thrift import affordable, expected, said_of, trimmed
from graphs.unknowns import needs_of
from studiocrew.contracts import Brief, Fact, Plan, Task
from tools.identity.concepts import LETTERS
from tools.layout import FAMILIES, pick_template, templates_in
from tools.platforms import platform

BOARD_CARDS = 3
VARIETY = 3
"""How many cards in a row must not share a template, if the family has as many."""


async def strategy(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Decide the theme, share facts and dates among the posts, and freeze the checklist."""
    studio = runtime.context
    evidence = state.get("evidence", [])
    assumed = [Fact.model_validate(f) for e in evidence if e["assumed"] for f in e["facts"]]
    said = _Said.of(state, studio)
    given = Brief.model_validate(state["brief"])
    brief = with_common_truths(given, assumed, said.needs, studio.recipe.angles)
    hints = hints_after(brief.goal, said.clashes, said.words)
    planned = await asyncio.to_thread(dated_posts, studio, brief, evidence, hints)
    posts = await supported(studio, brief, planned.posts)
    done = amended(
        brief,
        posts,
        needs=said.needs,
        clashes=said.clashes,
        words=said.words,
    )
    plan, uses = await _tasks_of(studio, done, state.get("mood", ""))
    plan = plan.model_copy(update={"timing": planned.notes})
    brief = resting(done.brief, plan, uses, said.clashes)
    return {
        "brief": brief.model_dump(mode="json"),
        "plan": plan.model_dump(mode="json"),
        "checklist": [item.model_dump(mode="json") for item in studio.recipe.checklist],
    }


async def plan_check(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Refuse a plan that cannot be run before anything is spent on it, and leave out the posts of
    least value where the budget is short.
    """
    studio = runtime.context
    brief, whole = Brief.model_validate(state["brief"]), Plan.model_validate(state["plan"])
    held = {*kept(studio, brief, whole), *_made_before(studio)}
    left = studio.purse.left(studio.gateway.usage())
    plan, dropped = affordable(whole, brief, left, held)
    check_plan(
        plan,
        roles=studio.roles,
        produces=MAKERS,
        cost=EXPECTED_TOKENS,
        tokens=studio.purse.tokens,
    )
    costs = expected(plan.tasks, held)
    studio.events.emit("plan_costed", tokens=sum(costs.values()), by_role=costs)
    if not dropped:
        return {}
    return {
        "plan": plan.model_dump(mode="json"),
        "brief": trimmed(brief, plan).model_dump(mode="json"),
        "saved": said_of(dropped),
    }


def _made_before(studio: Studio) -> list[str]:
    """Posts of the version that is corrected: a short budget stops a correction, and does not
    take away what there is.
    """
    return [post.id for post in studio.before.campaign.posts] if studio.before else []


@dataclass(frozen=True, slots=True)
class _Said:
    """What people have said since the goal, in the terms of this project's unknowns."""

    needs: tuple[Need, ...]
    clashes: Mapping[int, Contradiction]
    words: Mapping[int, str]

    @classmethod
    def of(cls, state: State, studio: Studio) -> _Said:
        needs = needs_of(studio.recipe, studio.kit)
        clashes = dict(enumerate(clashes_of(studio, state["goal"]), len(needs) + 1))
        words = latest([Override.model_validate(o) for o in state.get("overrides", [])])
        return cls(needs, clashes, words)


async def _tasks_of(studio: Studio, done: Amended, mood: str) -> tuple[Plan, Uses]:
    """The plan, and which facts its idea and its cards' feet were taken from."""
    about = theme_facts(studio, done.brief, done.new)
    open_to_all = [f for f in done.brief.facts if actionable(f, True, done.brief.language)]
    feet = told(open_to_all, DETAIL_KINDS, done.new)
    named, shortened, _ = await together(
        (
            theme_of(studio, done.brief, about),
            details_of(studio, done.brief, feet),
            looked_ahead(studio, done.brief, mood),
        )
    )
    theme, details = str(named), tuple(shortened or ())
    plan = Plan(
        theme=str(theme), tasks=tuple(_tasks(studio, done.posts, str(theme), details, mood))
    )
    told_of = done.brief.facts[: facts_told(studio)]
    uses = Uses(
        theme=frozenset(fact.id for fact in about),
        details=frozenset(fact.id for fact in feet),
        documents=frozenset(fact.id for fact in told_of),
        room=len(told_of) < facts_told(studio),
    )
    return plan, uses


def _tasks(
    studio: Studio,
    posts: list[PostPlan],
    theme: str,
    details: tuple[str, ...],
    mood: str,
) -> list[Task]:
    looks = bool(posts) or studio.recipe.look
    tasks: list[Task] = _look_tasks(studio, theme, mood) if looks else []
    used: dict[str, list[str]] = {family: [] for family in FAMILIES}
    for post in posts:
        width, height = platform(post.platform).size
        seed = studio.seed + post.number
        for family, names in used.items():
            avoid = names[-min(VARIETY, len(templates_in(family)) - 1) :]
            names.append(pick_template(width, height, seed, avoid=avoid, family=family))
        templates = {family: names[-1] for family, names in used.items()}
        tasks += _post_tasks(studio, post, details, templates)
    if looks:
        cards = tuple(task.id for task in tasks if task.produces == "card")[:BOARD_CARDS]
        tasks.append(
            Task(
                id="board",
                role="art_director",
                produces="board",
                title="Brand board",
                inputs=("identity", *cards),
            )
        )
    return tasks + [
        Task(
            id=spec.id,
            role=spec.role,
            produces="document",
            title=spec.title,
            inputs=spec.inputs,
            params={"work": spec.work, "words": spec.words},
            checklist=tuple(item.id for item in studio.items("document")),
        )
        for spec in studio.recipe.documents
    ]


def _look_tasks(studio: Studio, theme: str, mood: str) -> list[Task]:
    """Three concepts with a board each, and the one of them that becomes the identity.

    Where a former stretch has proposed them, they are not drawn again.
    """
    role = "art_director"
    shown = () if studio.earlier.concepts else LETTERS
    return [
        Task(
            id="concepts",
            role=role,
            produces="concepts",
            title="Three directions for the look",
            params={"mood": mood},
        ),
        Task(
            id="identity",
            role=role,
            produces="identity",
            title="Identity",
            inputs=("concepts",),
        ),
        *(
            Task(
                id=f"concept-{letter.lower()}",
                role=role,
                produces="concept",
                title=f"Direction {letter}",
                inputs=("concepts",),
                params={"letter": letter, "theme": theme},
            )
            for letter in shown
        ),
    ]


def _slides(studio: Studio, post: PostPlan) -> dict[str, int]:
    """The most pictures of a carousel, where the recipe wants one."""
    wanted = post.platform in studio.recipe.carousels
    return {"slides": platform(post.platform).pictures.most} if wanted else {}


def _post_tasks(
    studio: Studio, post: PostPlan, details: tuple[str, ...], templates: Mapping[str, str]
) -> list[Task]:
    card = post.id.replace("post-", "card-")
    where = f"{post.platform}, {post.angle.title.lower()}"
    return [
        Task(
            id=post.id,
            role="copywriter",
            produces="post",
            title=f"Post for {where}",
            params={
                "platform": post.platform,
                "angle": post.angle.id,
                "stance": post.angle.stance,
                "facts": list(post.facts),
                "action": post.action,
                "details": list(details),
                "scheduled_at": post.starts_at.isoformat(),
                "why": post.why,
            },
            checklist=tuple(item.id for item in studio.items("post")),
        ),
        Task(
            id=card,
            role="art_director",
            produces="card",
            title=f"Card for {where}",
            inputs=(post.id, "identity"),
            params={"number": post.number, "templates": dict(templates)} | _slides(studio, post),
            checklist=tuple(item.id for item in studio.items("asset")),
        ),
    ]
