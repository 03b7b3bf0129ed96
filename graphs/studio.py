"""The studio a campaign is made in: everything a node may use that is not state."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from graphs.recipe import Recipe
from memory.store import Memory
from roles.agent import RoleAgent
from studiocrew.clock import Clock
from studiocrew.contracts import BrandKit, ChecklistItem
from studiocrew.events import Events
from studiocrew.files import Artifacts
from studiocrew.llm import Gateway
from tools.screening import Known


@dataclass(frozen=True)
class Studio:
    """Handed to every node as LangGraph's run context; never stored in a checkpoint.

    `started_at` is pinned when the project is made: a resumed run plans from the same day.
    `remembered` is set once the brand folder is in memory: recalling waits for it.
    `seed` makes pictures repeatable for the project.
    """

    project: str
    version: int
    recipe: Recipe
    recipe_sha256: str
    kit: BrandKit
    roles: Mapping[str, RoleAgent]
    gateway: Gateway
    memory: Memory
    artifacts: Artifacts
    events: Events
    clock: Clock
    started_at: datetime
    seed: int
    remembered: asyncio.Event
    approval: bool = False
    tokens: int | None = None

    @property
    def roomy(self) -> bool:
        """Whether the model can be asked for several things at once."""
        return self.gateway.profile.slots_per_call == "all"

    def known(self, more: Sequence[str] = ()) -> Known:
        """What copy may rest on: the brand's own words and whatever `more` says."""
        kit = self.kit
        own = (kit.name, kit.tagline, kit.trade, *kit.hashtags, *kit.voice_samples)
        return Known.of((*own, *(fact.statement for fact in kit.facts), *more), kit.language)

    def items(self, scope: str) -> list[ChecklistItem]:
        """The recipe's checklist items of one scope."""
        return [item for item in self.recipe.checklist if item.scope == scope]
