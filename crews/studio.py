"""Everything a pass over a project needs, opened and closed again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crews.project import Project
from crews.project_file import ProjectFile
from roles.card import RoleCard
from studiocrew.clock import Clock
from studiocrew.events import Events
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from graphs.studio import Studio

PLACEHOLDERS = (
    "brand",
    "trade",
    "goal",
    "topic",
    "audience",
    "language",
    "tone",
    "region",
    "current_year",
)
"""Names that may stand in braces in role cards and tasks. "topic" is CrewAI's usual one."""


@asynccontextmanager
async def studio_for(
    project: Project, settings: Settings, events: Events, clock: Clock
) -> AsyncGenerator[Studio]:
    """Everything a run of this project needs, opened and closed again."""
    from crews.looking import looking
    from crews.schedule import timing_of
    from graphs.purse import Purse
    from graphs.stretches import recipe_of
    from graphs.studio import Studio
    from graphs.thrift import share_of
    from memory.store import Memory
    from roles.agent import RoleAgent
    from roles.own_tools import own_tools
    from studiocrew.budget import Budget
    from studiocrew.llm import Gateway
    from tools.catalogue import catalogue
    from tools.images.setup import pictures_for

    file, version = project.file, project.version
    recipe = recipe_of(file.recipe, version.stretch)
    journal = project.journal()
    budget = Budget(file.budget.tokens, file.budget.money, file.budget.seconds)
    spent = journal.spent().values()
    budget.charge(
        sum(s.prompt_tokens + s.completion_tokens for s in spent),
        sum(s.money for s in spent),
        journal.worked(),
    )
    try:
        async with (
            Gateway(settings, journal, budget, events, clock) as gateway,
            Memory(settings, file.tenant, file.id, brand=file.kit.id, events=events) as memory,
            looking(settings, clock, file.kit, events) as look,
        ):
            own = own_tools(
                file.roles.values(),
                *(Path(folder) for folder in (file.role_folder, file.tool_folder) if folder),
                allow_tools=bool(file.tool_folder),
            )

            def able(card: RoleCard) -> dict[str, BaseTool]:
                kinds = card.memory.read if card.memory else None
                return {**catalogue(partial(memory.recall, kinds=kinds), look.desk), **own}

            roles = {
                name: RoleAgent(card, gateway, tools=able(card), placeholders=_placeholders(file))
                for name, card in file.roles.items()
            }
            yield Studio(
                project=file.id,
                version=version.number,
                recipe=recipe,
                recipe_sha256=file.recipe_sha256,
                kit=file.kit,
                roles=roles,
                gateway=gateway,
                memory=memory,
                home=settings.home,
                artifacts=project.artifacts(),
                events=events,
                clock=clock,
                started_at=project.begun(version),
                seed=file.seed,
                remembered=asyncio.Event(),
                approval=file.approval or recipe.approval,
                asks=file.asks,
                before=project.before(),
                earlier=project.earlier(),
                hands=project.hands(),
                look_up=look.up,
                timing=timing_of(project, settings),
                formats=settings.formats,
                pictures=pictures_for(
                    settings,
                    project.folder,
                    project.artifacts(),
                    tenant=file.tenant,
                    journal=journal,
                    budget=budget,
                    events=events,
                    clock=clock,
                ),
                purse=Purse(
                    **file.budget.model_dump(),
                    price=price_of_a_token(settings, clock),
                    worked=journal.worked,
                    share=share_of(file.recipe, version.stretch),
                ),
                without=frozenset(file.without),
            )
    finally:
        journal.close()


def price_of_a_token(settings: Settings, clock: Clock, prompt: float = 1.0) -> float:
    """By the price settings or the table; `prompt` is the part of tokens that are read.

    A model of one's own has no price in a table, whatever it is called.
    """
    endpoint = settings.endpoint()
    on = clock.now().date() if endpoint.kind == "hosted" else None
    return settings.money(1, 0, endpoint.model, on) * prompt + settings.money(
        0, 1, endpoint.model, on
    ) * (1 - prompt)


def _placeholders(file: ProjectFile) -> dict[str, str]:
    """What {placeholders} in cards and tasks are filled with: a value for each name."""
    kit = file.kit
    audience = next((fact.statement for fact in kit.facts if fact.kind == "audience"), "customers")
    values = (
        kit.name or "the brand",
        kit.trade or "business",
        file.goal,
        file.goal,
        audience,
        kit.language,
        ", ".join(kit.tone) or "plain and friendly",
        kit.region,
        str(file.created_at.year),
    )
    return dict(zip(PLACEHOLDERS, values, strict=True))
