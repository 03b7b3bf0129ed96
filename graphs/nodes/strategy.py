"""Strategy: the brief and its evidence become a typed plan with a frozen checklist."""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime

from graphs.allocate import PostPlan, allocate
from graphs.craft import drafts
from graphs.goal import read_goal
from graphs.makers import EXPECTED_TOKENS, MAKERS
from graphs.plan import check_plan
from graphs.prompts import DETAILS, THEMES
from graphs.scheduler import together
from graphs.state import State
from graphs.studio import Studio
from graphs.support import supported
from studiocrew.contracts import Assumption, Brief, Fact, Plan, Task
from tools.calendar import slots
from tools.layout import pick_template
from tools.platforms import platform
from tools.screening import Known, Verdict, screen
from tools.speech import in_first_person
from tools.vocabulary import URL, numbers, stems, telling

DETAIL_KINDS = ("hours", "place", "contact")
BOARD_CARDS = 3
VARIETY = 3
"""How many cards in a row must not share a template."""


async def strategy(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Decide the theme, share facts and dates among the posts, and freeze the checklist."""
    studio = runtime.context
    brief = _with_common_truths(Brief.model_validate(state["brief"]), state.get("evidence", []))
    named, shortened = await together((_theme(studio, brief), _details(studio, brief)))
    theme, details = str(named), tuple(shortened)
    posts = await supported(studio, brief, _posts(studio, brief, state.get("evidence", [])))
    brief = _resting(brief, posts)
    tasks = _tasks(studio, posts, theme, details, state.get("mood", ""))
    plan = Plan(theme=theme, tasks=tuple(tasks))
    return {
        "brief": brief.model_dump(mode="json"),
        "plan": plan.model_dump(mode="json"),
        "checklist": [item.model_dump(mode="json") for item in studio.recipe.checklist],
    }


async def plan_check(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Refuse a plan that cannot be run before anything is spent on it."""
    studio = runtime.context
    check_plan(
        Plan.model_validate(state["plan"]),
        roles=studio.roles,
        produces=MAKERS,
        cost=EXPECTED_TOKENS,
        tokens=studio.tokens,
    )
    return {}


def _with_common_truths(brief: Brief, evidence: list[dict[str, Any]]) -> Brief:
    """What research had to assume joins the facts, and the ledger says so."""
    assumed = [Fact.model_validate(f) for e in evidence if e["assumed"] for f in e["facts"]]
    ledger = [
        Assumption(
            id=f"A{number}",
            statement=fact.statement,
            why="Nothing is known about this; it holds for most businesses of the kind.",
            confidence=fact.confidence,
        )
        for number, fact in enumerate(assumed, len(brief.questions) + 1)
    ]
    return brief.model_copy(
        update={
            "facts": (*brief.facts, *assumed),
            "assumptions": (*brief.assumptions, *ledger),
        }
    )


def _resting(brief: Brief, posts: list[PostPlan]) -> Brief:
    """Write into each assumption which posts and cards rest on it."""
    by_statement = {fact.statement: fact.id for fact in brief.facts if fact.source_id == "model"}

    def affects(assumption: Assumption) -> tuple[str, ...]:
        fact = by_statement.get(assumption.statement)
        if fact is None:
            return ()
        resting = [post.id for post in posts if fact in post.facts]
        return (*resting, *(post.replace("post-", "card-") for post in resting))

    updated = tuple(a.model_copy(update={"affects": affects(a)}) for a in brief.assumptions)
    return brief.model_copy(update={"assumptions": updated})


async def _theme(studio: Studio, brief: Brief) -> str:
    """The campaign idea. A small model's is no match for a tagline the owner chose."""
    if studio.kit.tagline and not studio.roomy:
        return studio.kit.tagline.rstrip(".")
    kinds = ("offer", "process", "about", "product", "proof", "hours")
    first = [next((f.statement for f in brief.facts if f.kind == kind), "") for kind in kinds]
    facts = " ".join(list(dict.fromkeys(filter(None, first)))[:4])
    known = studio.known((brief.goal,))
    found = await drafts(
        studio.roles["strategist"],
        THEMES,
        f"Business: {brief.trade or brief.brand_name}",
        f"Fact: {facts[:400]}",
        slot="plan.theme",
        judge=lambda line: screen(line, known=known, about=facts, limit=48, avoid=brief.avoid),
        count=4,
        longest=48,
    )
    return found[0].rstrip(".") if found else brief.message or brief.brand_name


async def _details(studio: Studio, brief: Brief) -> tuple[str, ...]:
    """Up to three facts in poster-foot length. One that cannot be shortened truly is left out."""
    if not studio.recipe.posts:
        return ()
    chosen = [next((f for f in brief.facts if f.kind == kind), None) for kind in DETAIL_KINDS]
    asked = await together(_detail(studio, brief, fact) for fact in chosen if fact)
    return tuple(detail for detail in asked if detail)[:3]


async def _detail(studio: Studio, brief: Brief, fact: Fact) -> str:
    if address := URL.search(fact.statement):
        return address[0].rstrip(".,;:!?)")
    stated = in_first_person(fact.statement, brief.brand_name, brief.language)
    known = Known.of((stated, brief.brand_name), brief.language)

    def judge(line: str) -> Verdict:
        verdict = screen(line, known=known, about=stated, limit=28, avoid=brief.avoid)
        lost = numbers(stated, brief.language) - numbers(line, brief.language)
        said = telling(line, brief.language) - stems(brief.brand_name)
        faults = [*verdict.faults, *["loses a number"] * bool(lost), *["says nothing"] * (not said)]
        return Verdict(
            tuple(faults), verdict.score - 2 * bool(stems(line) & stems(brief.brand_name))
        )

    if len(stated) <= 28:
        return stated.rstrip(".")
    found = await drafts(
        studio.roles["copywriter"],
        DETAILS,
        f"Business: {brief.trade or brief.brand_name}",
        f"Fact: {stated}",
        slot=f"plan.detail.{fact.id}",
        judge=judge,
        count=3,
        longest=32,
    )
    return found[0].rstrip(".") if found else ""


def _posts(studio: Studio, brief: Brief, evidence: list[dict[str, Any]]) -> list[PostPlan]:
    recipe, hints = studio.recipe, read_goal(brief.goal)
    if not recipe.posts:
        return []
    days = slots(
        hints.platforms or recipe.platforms,
        hints.posts or recipe.posts,
        hints.weeks or recipe.weeks,
        studio.started_at.date(),
        brief.timezone,
        cadence=recipe.cadence or None,
    )
    return allocate(brief, recipe.angles, {e["angle"]: e["facts"] for e in evidence}, days)


def _tasks(
    studio: Studio, posts: list[PostPlan], theme: str, details: tuple[str, ...], mood: str
) -> list[Task]:
    tasks: list[Task] = []
    if posts:
        look = {"mood": mood, "theme": theme}
        tasks.append(
            Task(
                id="identity",
                role="art_director",
                produces="identity",
                title="Identity",
                params=look,
            )
        )
    templates: list[str] = []
    for post in posts:
        width, height = platform(post.platform).size
        seed = studio.seed + post.number
        templates.append(pick_template(width, height, seed, avoid=templates[-VARIETY:]))
        tasks += _post_tasks(studio, post, details, templates[-1])
    if posts:
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


def _post_tasks(
    studio: Studio, post: PostPlan, details: tuple[str, ...], template: str
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
            params={"number": post.number, "template": template},
            checklist=tuple(item.id for item in studio.items("asset")),
        ),
    ]
