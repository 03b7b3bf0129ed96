"""Three concepts for the campaign's look: rules propose and judge, the art director adds a voice.

Everything that can be measured is (`tools.identity`). A model is asked only what the brand does not
say: two tone words out of a list where it names none, and which look it would take where it is
large enough for its taste to count. Without a usable answer the rules stand alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Annotated, Literal

from pydantic import StringConstraints, create_model

from graphs.craft import Answer, tidy
from graphs.desk import Desk
from graphs.products import Product
from graphs.prompts import RANK, TONE
from graphs.studio import Studio
from graphs.variety import palettes_elsewhere
from studiocrew.contracts import Brief, Concepts, IdentityConcept, Task
from studiocrew.errors import ModelError
from tools.identity import Wanted, propose
from tools.identity.concepts import LETTERS, preferred
from tools.identity.reading import tone_steps, words
from tools.identity.traits import wish_of


@cache
def tone_answer() -> type[Answer]:
    """Two of the words that words.yaml knows, and a line."""
    known = Literal[tuple(words().words)]
    voice = Annotated[str, StringConstraints(min_length=4, max_length=48)]
    return create_model(
        "Tone", __base__=Answer, first=(known, ...), second=(known, ...), voice=(voice, ...)
    )


@cache
def rank_answer() -> type[Answer]:
    return create_model("Rank", __base__=Answer, best=(Literal[tuple(LETTERS)], ...))


async def make_concepts(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Concepts:
    studio, brief = desk.studio, desk.brief
    if studio.earlier.concepts is not None:  # a look stays what it is from week to week
        return studio.earlier.concepts
    mood = str(task.params["mood"])
    concepts = await _proposed(studio, brief, mood, *await _tone(desk, task, mood))
    return await _ranked(desk, task, concepts) if studio.roomy else concepts


async def looked_ahead(studio: Studio, brief: Brief, mood: str) -> None:
    """Propose already what `make_concepts` will, while others wait for a model.

    Later the posts wait, all at once, and their answers would queue behind this for the processor:
    it takes a tenth of a second. A brand whose tone has yet to be asked for is left for then.
    """
    if studio.earlier.concepts is None and tone_steps(brief.tone):
        await _proposed(studio, brief, mood, brief.tone, _own_voice(brief))


async def _proposed(
    studio: Studio, brief: Brief, mood: str, tone: tuple[str, ...], voice: str
) -> Concepts:
    wanted = Wanted(
        wordmark=brief.brand_name,
        trade=brief.trade,
        mood=mood,
        tone=tone,
        wish=wish_of(tone_steps(tone)),
        colours=studio.kit.colours,
        seed=studio.seed,
        voice_line=voice,
        elsewhere=await palettes_elsewhere(studio),
    )
    return await asyncio.to_thread(_propose, wanted)


_propose = lru_cache(4)(propose)


def _own_voice(brief: Brief) -> str:
    return ", ".join(brief.tone[:3]).capitalize() + "." if brief.tone else ""


async def _tone(desk: Desk, task: Task, mood: str) -> tuple[tuple[str, ...], str]:
    """The brand's tone and its voice in a line; its own words win where it has any we know."""
    brief = desk.brief
    own = _own_voice(brief)
    if tone_steps(brief.tone):
        return brief.tone, own
    try:
        answer = await desk.studio.roles[task.role].do(
            f"Business: {brief.trade or brief.brand_name}. Mood: {mood}.",
            job=TONE.job,
            examples=TONE.examples,
            slot=f"{task.id}.tone",
            schema=tone_answer(),
            max_tokens=60,
        )
    except ModelError:
        return brief.tone, own
    said = answer.model_dump()
    chosen = tuple(dict.fromkeys((said["first"], said["second"])))
    return (*brief.tone, *chosen), own or tidy(said["voice"])


async def _ranked(desk: Desk, task: Task, concepts: Concepts) -> Concepts:
    """The art director's own preference as one more score; it does not overrule the others."""
    try:
        answer = await desk.studio.roles[task.role].do(
            "\n".join(
                [
                    f"Business: {desk.brief.trade or desk.brief.brand_name}",
                    f"Goal: {desk.brief.goal[:300]}",
                    *map(_described, concepts.concepts),
                ]
            ),
            job=RANK.job,
            slot=f"{task.id}.rank",
            schema=rank_answer(),
            max_tokens=20,
        )
    except ModelError:
        return concepts
    return preferred(concepts, str(answer.model_dump()["best"]))


def _described(concept: IdentityConcept) -> str:
    look = concept.identity
    colours = ", ".join(swatch.name for swatch in look.swatches)
    return (
        f"{concept.id}: {concept.title}. {look.family} layouts, {look.imagery}, {look.motif} "
        f"pattern, headlines in {look.pairing.display}, colours {colours}."
    )
