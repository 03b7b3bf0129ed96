"""What a corrected version keeps of the one before: everything that rests on nothing new.

Replaying the journal is nearly enough. But checks compare posts with each other, so a post might be
revised, or no longer be, because of its neighbour's new words. What is kept is held as it was, and
so is what a person has written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graphs.hand import by_hand
from graphs.makers.document import facts_told
from graphs.products import PostDraft, Product
from graphs.studio import Before, Studio
from studiocrew.contracts import Asset, Brief, Campaign, CardCopy, Plan, Post, Task
from tools.layout.carousel import card_of


def kept(studio: Studio, brief: Brief, plan: Plan) -> dict[str, Product]:
    """Products of the version before, by task, for tasks that would be given the same again."""
    if studio.before is None:
        return {}
    made = products_of(studio.before.campaign)
    held = _unchanged(studio, studio.before, made, brief, plan)
    return {key: by_hand(product, studio.hands.get(key)) for key, product in held.items()} | {
        task.id: product
        for task in plan.tasks
        if (product := _hand_written(studio, made.get(task.id), brief, task)) is not None
    }


def _unchanged(
    studio: Studio, before: Before, made: Mapping[str, Product], brief: Brief, plan: Plan
) -> dict[str, Product]:
    if _ground(before.campaign.brief) != _ground(brief):
        return {}
    tasks = {task.id: task for task in before.campaign.plan.tasks}
    held: dict[str, Product] = {}
    for task in plan.tasks:
        asked_anew = {task.id, task.produces} & before.asked
        same = _given(task, brief, studio) == _given(
            tasks.get(task.id), before.campaign.brief, studio
        )
        whole = all(needed in held or _only_looks(needed, task, before) for needed in task.inputs)
        if task.id in made and same and whole and not asked_anew:
            held[task.id] = made[task.id]
    return held


def _only_looks(needed: str, task: Task, before: Before) -> bool:
    """Whether a board may stay though a card on it is drawn anew: its words are still the same.

    Who asks for another picture on one post has asked for nothing else to change.
    """
    return task.produces == "board" and needed.startswith("card-") and needed in before.asked


def _hand_written(studio: Studio, old: Product | None, brief: Brief, task: Task) -> Product | None:
    """A post whose caption a person has written: no correction writes over it.

    Where it goes out is the plan's to say, and when as well, unless a hand has set the hour.
    """
    hand = studio.hands.get(task.id)
    if hand is None or hand.caption is None or not isinstance(old, PostDraft):
        return None
    known = {fact.id for fact in brief.facts}
    planned = {
        "platform": task.params["platform"],
        "scheduled_at": datetime.fromisoformat(task.params["scheduled_at"]),
        "fact_ids": tuple(fact for fact in old.post.fact_ids if fact in known),
    }
    return by_hand(PostDraft(post=old.post.model_copy(update=planned), card=old.card), hand)


def _ground(brief: Brief) -> tuple[Any, ...]:
    """What every maker looks at."""
    place = next((fact.statement for fact in brief.facts if fact.kind == "place"), "")
    return brief.brand_name, brief.trade, brief.language, brief.tone, brief.avoid, place


def _given(task: Task | None, brief: Brief, studio: Studio) -> tuple[Any, ...]:
    """All that a task is made from, apart from its inputs."""
    if task is None:
        return ()
    facts = {fact.id: fact.statement for fact in brief.facts}
    if task.produces == "document":
        return task, tuple(facts.values())[: facts_told(studio)]
    used = (*task.params.get("facts", ()), task.params.get("action"))
    return task, tuple(facts.get(fact_id or "") for fact_id in used)


def products_of(campaign: Campaign) -> Mapping[str, Product]:
    """The campaign's parts as their makers made them."""
    cards = {asset.post_id: asset for asset in campaign.assets if asset.kind == "card"}
    fresh = {"status": "draft", "asset_id": None, "alt_text": ""}
    made: dict[str, Product] = {asset.id: asset for asset in campaign.assets}
    made |= {document.id: document for document in campaign.documents}
    if campaign.concepts is not None:
        made["concepts"] = campaign.concepts
    if campaign.identity is not None:
        made["identity"] = campaign.identity
    for post in campaign.posts:
        if (card := cards.get(post.id)) and (copy := _copy_on(card, campaign.brief, post)):
            made[post.id] = PostDraft(post=post.model_copy(update=fresh), card=copy)
    return made


def _copy_on(card: Asset, brief: Brief, post: Post) -> CardCopy | None:
    """The words a card was made of, put together again where they stand on several slides."""
    told = [fact.statement for fact in brief.facts if fact.id in post.fact_ids]
    said = [page.text for page in card.pages if page.text is not None]
    return card_of(said, told) if said else None
