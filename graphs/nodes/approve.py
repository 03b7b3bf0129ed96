"""Approval: a person decides, in a node of its own, because an interrupt repeats its node."""

from __future__ import annotations

from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graphs.decisions import carried, rechecked
from graphs.hand import Decision, Verdict, by_hand, hands, verdicts
from graphs.judging import gather_case
from graphs.products import PostDraft, Product, pack, unpack
from graphs.state import State
from graphs.studio import Studio
from graphs.variety import captions_before
from studiocrew.contracts import Asset, Brief, Check, ChecklistItem, Contract, Plan, Post


class Approval(Contract):
    """What the person said: of all that was shown at once, or of single posts ("each").

    In the second case a post that nothing was said of stays open: it is not scheduled.
    """

    decision: Literal["approved", "rejected", "each"] = "approved"
    rejected: tuple[str, ...] = ()
    note: str = ""
    decisions: tuple[Decision, ...] = ()

    def named(self, post_id: str) -> Verdict:
        """What was said of this post by name."""
        if self.decision == "each":
            return verdicts(self.decisions).get(post_id, "")
        return "rejected" if post_id in self.rejected else ""

    def at_once(self) -> Verdict:
        """What was said of all posts that were shown."""
        if self.decision == "each":
            return ""
        return "approved" if self.rejected else self.decision


async def approval(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Wait for a person where the recipe or the caller asks for it and a post is undecided."""
    studio = runtime.context
    products = {key: unpack(value) for key, value in state.get("products", {}).items()}
    if not studio.approval or not (shown := _open_posts(studio, products)):
        return {"approval": {}}
    answer = interrupt({"question": "Approve these posts?", "posts": shown})
    said = Approval.model_validate(answer)
    edited = await _edited(state, studio, said, products)
    return {"approval": said.model_dump(mode="json"), **edited}


def verdict_on(state: State, studio: Studio, post: Post, assets: tuple[Asset, ...]) -> Verdict:
    """What a person has decided of this very post, now or when it was the same before."""
    before = _before(studio, post, assets)
    if not (given := state.get("approval")):
        return before
    said = Approval.model_validate(given)
    # Only what was undecided was shown: a yes or no to that is none to the rest.
    return said.named(post.id) or before or said.at_once()


def _before(studio: Studio, post: Post, assets: tuple[Asset, ...]) -> Verdict:
    return carried(studio.before.campaign if studio.before else None, post, assets)


def _open_posts(studio: Studio, products: dict[str, Product]) -> list[dict[str, Any]]:
    assets = tuple(product for product in products.values() if isinstance(product, Asset))
    return [
        {
            "id": draft.post.id,
            "platform": draft.post.platform,
            "caption": draft.post.caption,
            "hashtags": list(draft.post.hashtags),
            "scheduled_at": draft.post.scheduled_at.isoformat()
            if draft.post.scheduled_at
            else None,
        }
        for draft in products.values()
        if isinstance(draft, PostDraft) and not _before(studio, draft.post, assets)
    ]


async def _edited(
    state: State, studio: Studio, said: Approval, products: dict[str, Product]
) -> dict[str, Any]:
    """What hands have set at the gate, and the verdicts on it."""
    given = {post: hand for post, hand in hands(said.decisions).items() if post in products}
    if not given:
        return {}
    changed = {post: by_hand(products[post], hand) for post, hand in given.items()}
    brief, plan = Brief.model_validate(state["brief"]), Plan.model_validate(state["plan"])
    past = await captions_before(studio)
    case = gather_case(studio, brief, plan, {**products, **changed}.values(), past)
    checklist = [ChecklistItem.model_validate(item) for item in state["checklist"]]
    checks = [Check.model_validate(check) for check in state.get("checks", [])]
    found = rechecked(case, checklist, checks, given)
    return {
        "products": {post: pack(product) for post, product in changed.items()},
        "checks": [check.model_dump(mode="json") for check in found],
    }
