"""The studio a campaign is made in: everything a node may use that is not state."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from graphs.calibration import Scale, scale_for
from graphs.earlier import Earlier
from graphs.hand import Hand
from graphs.purse import Purse
from graphs.recipe import Recipe
from graphs.timing import Timing
from memory.items import Recollection
from memory.store import Memory
from roles.agent import RoleAgent
from studiocrew.clock import Clock
from studiocrew.contracts import BrandKit, Campaign, ChecklistItem, Question, Source
from studiocrew.events import Events
from studiocrew.files import Artifacts
from studiocrew.llm import Gateway
from tools.images import Pictures
from tools.layout.picture import Format
from tools.screening import Known, Verdict

COMPONENTS = {
    "memory": "recalling facts and past posts by meaning",
    "research": "choosing which facts an angle rests on",
    "slots": "one part of a post a call, several drafts each",
    "screening": "code that drops drafts which stray from the facts",
    "revision": "making what failed its checklist once more",
}
"""What a crew can be run without, to measure what each is worth (`crew bench`)."""


Judge = Callable[[str], Verdict]


class Passage(Protocol):
    """A piece of text that a search brought back, and where it stands."""

    @property
    def text(self) -> str: ...

    @property
    def source(self) -> Source: ...


LookUp = Callable[[Question], Awaitable[Sequence[Passage]]]
"""Searches the web or local documents for what a question asks, the most telling piece first."""


@dataclass(frozen=True, slots=True)
class Before:
    """The version that a correction starts from, and the targets of what was asked since."""

    campaign: Campaign
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Studio:
    """Handed to every node as LangGraph's run context; never stored in a checkpoint.

    `started_at` is pinned when the project is made: a resumed run plans from the same day. It is
    told in the brand's own time zone.
    `remembered` is set once the brand folder is in memory: recalling waits for it.
    `seed` makes pictures repeatable for the project. `without` names `COMPONENTS` left out.
    `purse` is what may still be spent, for leaving out what is worth least.
    `asks` says that somebody is there to answer questions; `look_up` searches, if anything may.
    `pictures` makes them by model, where a backend is set; `formats` are those cards come in.
    `before` is what a correction keeps from; `hands` is what people have set on posts, by post;
    `earlier` is what former stretches of a project that lasts for weeks have made.
    """

    project: str
    version: int
    recipe: Recipe
    recipe_sha256: str
    kit: BrandKit
    roles: Mapping[str, RoleAgent]
    gateway: Gateway
    memory: Memory
    home: Path
    artifacts: Artifacts
    events: Events
    clock: Clock
    started_at: datetime
    seed: int
    remembered: asyncio.Event
    approval: bool = False
    asks: bool = False
    look_up: LookUp | None = None
    before: Before | None = None
    earlier: Earlier = field(default_factory=Earlier)
    hands: Mapping[str, Hand] = field(default_factory=dict[str, Hand])
    timing: Timing = field(default_factory=Timing)
    pictures: Pictures | None = None
    formats: tuple[Format, ...] = ("png",)
    purse: Purse = field(default_factory=Purse)
    without: frozenset[str] = frozenset()

    @property
    def roomy(self) -> bool:
        """Whether the model is asked for several things at once."""
        return self.gateway.profile.slots_per_call == "all" or "slots" in self.without

    async def recall(self, query: str, kinds: Sequence[str], limit: int) -> Sequence[Recollection]:
        """What the brand's memory has nearest to `query`, best first."""
        return (await self.recall_each([query], kinds, limit))[0]

    async def recall_each(
        self, queries: Sequence[str], kinds: Sequence[str], limit: int
    ) -> Sequence[Sequence[Recollection]]:
        """The same for several queries, for little more than the cost of one."""
        if "memory" in self.without:
            return [()] * len(queries)
        return await self.memory.recall_each(queries, kinds=kinds, limit=limit)

    def judged(self, judge: Judge) -> Judge:
        """How drafts are screened: by `judge`, or not at all where that is being measured."""
        return judge if "screening" not in self.without else _unscreened

    def scale(self, judgement: str) -> Scale | None:
        """How far the model's probability can be believed in this judgement, if measured."""
        return scale_for(self.home, self.gateway.model, judgement)

    def known(self, more: Sequence[str] = ()) -> Known:
        """What copy may rest on: the brand's own words and whatever `more` says."""
        kit = self.kit
        own = (kit.name, kit.tagline, kit.trade, *kit.hashtags, *kit.voice_samples)
        return Known.of((*own, *(fact.statement for fact in kit.facts), *more), kit.language)

    def items(self, scope: str) -> list[ChecklistItem]:
        """The recipe's checklist items of one scope."""
        return [item for item in self.recipe.checklist if item.scope == scope]


def _unscreened(line: str) -> Verdict:
    return Verdict((), 0.0)
