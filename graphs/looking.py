"""What a vision model sees of a picture: every item of the checklist put to it, with evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Annotated

from pydantic import StringConstraints, create_model

from graphs.craft import Answer
from graphs.judgements import SEEN
from graphs.studio import Studio
from studiocrew.contracts import Asset, ChecklistItem
from studiocrew.errors import ModelError
from tools.case import Case
from tools.visual.shown import data_url

JOB = (
    "You are shown one finished social media picture and a list of statements about it. For each "
    "statement say first what you see on the picture that settles it: quote its words, name the "
    "place. Then say whether the statement holds. Go by what can be seen, and by nothing else."
)


class Sight(Answer):
    """Evidence first: a verdict that is given before it is thought about is a guess."""

    evidence: Annotated[str, StringConstraints(min_length=3, max_length=240)]
    holds: bool


@cache
def sights(count: int) -> type[Answer]:
    """An answer with one sight for each of `count` statements: s1, s2 and so on."""
    fields = {f"s{n}": (Sight, ...) for n in range(1, count + 1)}
    return create_model("Sights", __base__=Answer, **fields)  # type: ignore[call-overload]


class Eyes:
    """Looks at each picture once, for all items that are a matter of seeing."""

    def __init__(self, studio: Studio, case: Case, checklist: Sequence[ChecklistItem]) -> None:
        self._studio, self._case = studio, case
        self._items = [item for item in checklist if item.kind == "model" and item.check == SEEN]
        self._looks: dict[str, asyncio.Task[Answer]] = {}

    async def verdict(self, item: ChecklistItem, asset: Asset) -> tuple[bool, str]:
        """Whether the item holds of the picture, and what of it says so."""
        if asset.id not in self._looks:
            self._looks[asset.id] = asyncio.create_task(self._look(asset))
        try:
            answer = await self._looks[asset.id]
        except ModelError as error:
            return False, f"could not be judged: {error.what}"
        sight: Sight = getattr(answer, f"s{self._items.index(item) + 1}")
        return sight.holds, sight.evidence

    async def _look(self, asset: Asset) -> Answer:
        picture = await asyncio.to_thread(data_url, self._case.png(asset))
        listed = [f"s{n}: {item.text}" for n, item in enumerate(self._items, 1)]
        return await self._studio.roles["qa_reviewer"].look(
            "\n".join(["Statements:", *listed]),
            picture,
            model=self._studio.gateway.eyes,
            slot=f"look.{asset.id}",
            schema=sights(len(self._items)),
            job=JOB,
        )
