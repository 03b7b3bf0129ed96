"""The brand board: the identity on one page, with the first cards made from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from graphs.desk import Desk
from graphs.makers.card import keep
from graphs.products import Product
from studiocrew.contracts import Asset, Identity, Task
from tools.identity.drift import drift_of
from tools.layout import object_for, render_board


async def make_board(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Asset:
    studio = desk.studio
    identity = next(product for product in inputs.values() if isinstance(product, Identity))
    cards = [product for product in inputs.values() if isinstance(product, Asset)]
    previews = [
        await asyncio.to_thread(studio.artifacts.path(card.sha256).read_bytes) for card in cards
    ]
    picture = await asyncio.to_thread(
        render_board,
        identity,
        title=desk.brief.brand_name,
        previews=previews,
        say=desk.brief.tone[:4],
        skip=desk.brief.avoid[:4],
        subject=object_for(desk.brief.trade, identity.motif),
    )
    asset = keep(desk, picture, task.id, "board", None, None, studio.seed)
    drift = await asyncio.to_thread(drift_of, identity, picture, "")
    return asset.model_copy(update={"drift": drift})
