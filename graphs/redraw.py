"""Other drafts of a finished campaign's post, and its pictures drawn again with other words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphs.desk import Desk
from graphs.keeping import products_of
from graphs.mending import drawn as drawn_as
from graphs.nodes.produce import make
from graphs.origin import with_origins
from graphs.plan import dependents
from graphs.products import PostDraft
from graphs.scheduler import run_plan
from graphs.studio import Studio
from studiocrew.contracts import Asset, Campaign, CardCopy, Task
from studiocrew.errors import ModelError

FIRST = 10
"""Attempts below are the run's own drafts and revisions; variants must not replay those."""

TRIES = 2
"""Drafts that are made for each variant wanted: some come out like another."""


async def variants(
    studio: Studio, campaign: Campaign, post: str, wish: str, wanted: int, had: Sequence[PostDraft]
) -> list[PostDraft]:
    """Up to `wanted` drafts of a post, each unlike the post, the others and those of `had`."""
    from graphs.makers.post import make_post

    task = next(task for task in campaign.plan.tasks if task.id == post)
    known = {_words(p.caption) for p in campaign.posts} | {_words(d.post.caption) for d in had}
    found: list[PostDraft] = []
    for number in range(wanted * TRIES):
        attempt = FIRST + len(had) * TRIES + number
        desk = Desk(studio, campaign.brief, attempt=attempt, notes={post: wish} if wish else {})
        try:
            draft = await make_post(desk, task, {})
        except ModelError:
            continue
        if (words := _words(draft.post.caption)) not in known:
            known.add(words)
            found.append(draft)
        if len(found) == wanted:
            break
    return found


async def redrawn(studio: Studio, campaign: Campaign, cards: Mapping[str, CardCopy]) -> Campaign:
    """The campaign with these posts' cards set anew, and what shows them; nothing else is made."""
    made = dict(products_of(campaign))
    for post, copy in cards.items():
        draft = made[post]
        assert isinstance(draft, PostDraft)
        made[post] = draft.model_copy(update={"card": copy})
    stale = dependents(campaign.plan, cards)
    tasks = [task for task in campaign.plan.tasks if task.id in stale]
    desk = Desk(studio, campaign.brief, drawn=drawn_as(made))

    async def again(task: Task, inputs: Mapping[str, object]) -> object:
        return await make(desk, task, inputs)  # type: ignore[arg-type]

    drawn = await run_plan(tasks, again, made)
    assets = tuple(
        new if isinstance(new := drawn.get(asset.id), Asset) else asset for asset in campaign.assets
    )
    described = {asset.id: asset.alt_text for asset in assets if asset.id in stale}
    posts = tuple(
        post.model_copy(update={"alt_text": described.get(post.asset_id or "", post.alt_text)})
        for post in campaign.posts
    )
    return with_origins(studio, campaign.model_copy(update={"assets": assets, "posts": posts}))


def _words(caption: str) -> str:
    return " ".join(caption.casefold().split())
