"""The campaign's look, chosen once and frozen before the first card is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import StringConstraints, create_model

from graphs.craft import Answer, tidy
from graphs.desk import Desk
from graphs.products import Product
from graphs.prompts import IDENTITY
from studiocrew.contracts import Identity, Task
from studiocrew.errors import ModelError
from tools.layout import MOTIFS, PAIRINGS, motif_for
from tools.palette import palette


@cache
def choices() -> type[Answer]:
    """What the art director decides: only what exists can be chosen."""
    return create_model(
        "IdentityChoice",
        __base__=Answer,
        pairing=(Literal[tuple(PAIRINGS)], ...),
        motif=(Literal[tuple(MOTIFS)], ...),
        voice=(Annotated[str, StringConstraints(min_length=4, max_length=48)], ...),
    )


async def make_identity(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Identity:
    studio, brief = desk.studio, desk.brief
    mood = str(task.params["mood"])
    changes = desk.changes(task.id, "identity")
    pairing, motif, voice = await _choose(desk, task, mood)
    seed = studio.seed + 101 * changes
    swatches = await asyncio.to_thread(palette, studio.kit.colours, mood, seed)
    return Identity(
        wordmark=brief.brand_name,
        mood=mood,
        swatches=swatches,
        pairing=PAIRINGS[pairing],
        motif=motif,
        seed=seed,
        voice_line=voice,
        why=f"Mood {mood}; colours from "
        + ("the brand." if studio.kit.colours else "the mood: the brand gives none."),
    )


async def _choose(desk: Desk, task: Task, mood: str) -> tuple[str, str, str]:
    """Pairing, motif and voice; the brand's own words win where it has any."""
    brief = desk.brief
    own = ", ".join(brief.tone[:3]).capitalize() + "." if brief.tone else ""
    wish = desk.wish(task.id, "identity")
    try:
        answer = await desk.studio.roles[task.role].do(
            "\n".join(
                [
                    f"Business: {brief.trade or brief.brand_name}. Mood: {mood}.",
                    f"Theme: {task.params.get('theme', '')}",
                    f"Please: {wish}" if wish else "",
                ]
            ).strip(),
            job=IDENTITY.job,
            slot=f"{task.id}.choice",
            schema=choices(),
            attempt=desk.changes(task.id, "identity"),
            max_tokens=80,
        )
    except ModelError:
        return next(iter(PAIRINGS)), motif_for(brief.trade), own
    picked = answer.model_dump()
    motif = picked["motif"] if wish else motif_for(brief.trade)
    return picked["pairing"], motif, own or tidy(picked["voice"])
