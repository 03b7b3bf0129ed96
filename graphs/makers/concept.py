"""A concept's board: what a person looks at to choose."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from graphs.desk import Desk
from graphs.makers.card import keep
from graphs.products import Product
from studiocrew.contracts import Asset, CardCopy, Concepts, Task
from tools.identity.board import render_concept
from tools.layout import object_for


async def make_concept(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Asset:
    """No fact stands on it: a look is to be judged, and corrections of facts must not change it."""
    brief, letter = desk.brief, str(task.params["letter"])
    concepts = next(product for product in inputs.values() if isinstance(product, Concepts))
    concept = next(c for c in concepts.concepts if c.id == letter)
    picture = await asyncio.to_thread(
        render_concept,
        concept,
        CardCopy(headline=str(task.params["theme"]) or brief.brand_name),
        second=CardCopy(headline=brief.brand_name, kicker=brief.trade.capitalize()),
        subject=object_for(brief.trade, concept.identity.motif),
    )
    asset = keep(desk, picture, task.id, "concept", None, None, concept.identity.seed)
    return asset.model_copy(update={"alt_text": f"{brief.brand_name} · {letter}: {concept.title}"})
