"""Schedule and package: the calendar, the statuses, and everything in one campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from langgraph.runtime import Runtime

from graphs.decisions import entry, goes_out, refusals, unsettled
from graphs.finding import MEMORY_SOURCE
from graphs.judging import gather_case
from graphs.nodes.approve import verdict_on
from graphs.origin import with_origins
from graphs.products import Product, unpack
from graphs.state import State
from graphs.studio import Studio
from graphs.unknowns import PERSON_SOURCE
from graphs.variety import remember_fingerprint
from graphs.wish import GOAL_SOURCE
from memory.items import MemoryItem
from studiocrew import __version__
from studiocrew.contracts import (
    Asset,
    Brief,
    CalendarEntry,
    Campaign,
    Check,
    ChecklistItem,
    Concepts,
    Document,
    Feedback,
    Identity,
    Plan,
    Post,
    Provenance,
    Source,
)
from tools.case import Case
from tools.claims.checks import all_claims

MODEL_SOURCE = Source(
    id="model", kind="model", title="Reasoned, not researched", locator="assumption"
)


async def schedule(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """An entry for every post that neither a person nor its platform rejects.

    UIDs stay the same from version to version.
    """
    studio = runtime.context
    case = _case(state, studio)
    plan = Plan.model_validate(state["plan"])
    why = {task.id: str(task.params.get("why", "")) for task in plan.tasks}
    sizes = _sizes(studio, case)
    decided = [
        post.model_copy(update={"status": said} if said else {})
        for post in case.posts
        for said in [verdict_on(state, studio, post, case.assets)]
    ]
    entries = [
        entry(studio.project, post, why.get(post.id, ""))
        for post in decided
        if goes_out(post, gate=studio.approval) and not refusals(case, post, sizes)
    ]
    return {"calendar": [entry.model_dump(mode="json") for entry in entries]}


async def package(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Put the campaign together and remember its posts for the next one."""
    studio = runtime.context
    checks = [Check.model_validate(check) for check in state.get("checks", [])]
    case = _case(state, studio)
    sources = (*studio.kit.sources, *_reasoned(studio, state))
    claims = all_claims(case, sources)
    loose = {claim.target_id for claim in claims if claim.status == "open"}
    posts = _standing(state, studio, case, checks, loose)
    made = _made(state)
    campaign = Campaign(
        goal=state["goal"],
        brand=studio.kit,
        brief=Brief.model_validate(state["brief"]),
        plan=Plan.model_validate(state["plan"]),
        identity=next((p for p in made.values() if isinstance(p, Identity)), None),
        concepts=next((p for p in made.values() if isinstance(p, Concepts)), None),
        feedback=tuple(Feedback.model_validate(d) for d in state.get("directives", [])),
        posts=posts,
        documents=tuple(p for p in made.values() if isinstance(p, Document)),
        assets=tuple(p for p in made.values() if isinstance(p, Asset)),
        calendar=tuple(CalendarEntry.model_validate(e) for e in state.get("calendar", [])),
        checklist=tuple(ChecklistItem.model_validate(i) for i in state["checklist"]),
        checks=tuple(checks),
        sources=sources,
        claims=claims,
        savings=tuple(dict.fromkeys(state.get("saved", []))),
        usage=studio.gateway.usage(),
        provenance=_provenance(studio),
    )
    campaign = with_origins(studio, campaign)
    await _remember(studio, campaign.plan, posts)
    await remember_fingerprint(studio, campaign.brief, posts, campaign.identity)
    return {"campaign": campaign.model_dump(mode="json")}


def _reasoned(studio: Studio, state: State) -> tuple[Source, ...]:
    has = {source.id for source in studio.kit.sources}
    named = {fact["source_id"] for fact in state["brief"]["facts"]}
    found = map(Source.model_validate, state.get("sources", []))
    able = {s.id: s for s in (GOAL_SOURCE, MODEL_SOURCE, PERSON_SOURCE, MEMORY_SOURCE, *found)}
    return tuple(source for source in able.values() if source.id in named - has)


def _provenance(studio: Studio) -> Provenance:
    return Provenance(
        studiocrew=__version__,
        recipe=studio.recipe.name,
        recipe_sha256=studio.recipe_sha256,
        model=studio.gateway.model,
        project=studio.project,
        created_at=studio.started_at,
        finished_at=studio.clock.now(),
    )


async def _remember(studio: Studio, plan: Plan, posts: tuple[Post, ...]) -> None:
    """Put the posts into memory, as far as the cards of the roles that wrote them allow."""
    cards = {task.id: studio.roles[task.role].card for task in plan.tasks}
    await studio.memory.remember(
        [
            MemoryItem(
                kind="post",
                text=post.caption,
                shelf="brand",
                ref=f"{studio.project}/{post.id}",
                created_at=studio.started_at.astimezone(UTC),  # the store compares its text
            )
            for post in posts
            if cards[post.id].may_write("post")
        ]
    )


def _made(state: State) -> Mapping[str, Product]:
    products = state.get("products", {})
    order = [task["id"] for task in state["plan"]["tasks"]]
    return {key: unpack(products[key]) for key in order if key in products}


def _case(state: State, studio: Studio) -> Case:
    brief, plan = Brief.model_validate(state["brief"]), Plan.model_validate(state["plan"])
    return gather_case(studio, brief, plan, _made(state).values())


def _sizes(studio: Studio, case: Case) -> dict[str, int]:
    kept = (asset.sha256 for asset in case.assets if asset.sha256 in studio.artifacts)
    return {sha: studio.artifacts.path(sha).stat().st_size for sha in kept}


def _standing(
    state: State, studio: Studio, case: Case, checks: list[Check], loose: set[str]
) -> tuple[Post, ...]:
    """Approved or rejected where a person spoke; otherwise ready, unless something is open.

    `loose` are targets with an open claim. What a platform would refuse, nobody can approve.
    """
    shaky, sizes = unsettled(case, checks, loose), _sizes(studio, case)

    def status(post: Post) -> str:
        said = verdict_on(state, studio, post, case.assets)
        if said != "rejected" and refusals(case, post, sizes):
            return "needs_review"
        undecided = "needs_review" if studio.approval or post.id in shaky else "ready"
        return said or undecided

    return tuple(post.model_copy(update={"status": status(post)}) for post in case.posts)
