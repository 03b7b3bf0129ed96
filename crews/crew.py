"""The facade: a recipe, its roles, and the three things one does with them.

crew = Crew.load("social-campaign")
run = crew.run("make my bakery look trendy", brand="examples/nonnas-crust")
run.save("out/")
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex
from pydantic import ValidationError

from crews.answers import Approve, Ask, reply
from crews.override import settled_of
from crews.passes import as_json, go_on
from crews.project import Project
from crews.project_file import ProjectFile, Version, check_id
from crews.recipe import Found, find_recipe
from crews.run import Run
from crews.studio import PLACEHOLDERS
from graphs.goal import check_goal
from graphs.recipe import BudgetSpec
from roles.card import RoleCard
from roles.loader import load_cards
from studiocrew.clock import Clock, SystemClock
from studiocrew.errors import AuthorError, CallerError
from studiocrew.events import Events
from studiocrew.settings import Settings


@dataclass(frozen=True)
class Crew:
    """A recipe with its role cards, ready to run any number of goals."""

    found: Found
    cards: Mapping[str, RoleCard]
    settings: Settings
    events: Events
    clock: Clock
    allow_tools: bool = False
    without: tuple[str, ...] = ()
    role_folder: Path | None = None

    @classmethod
    def load(
        cls,
        recipe: str | Path = "social-campaign",
        *,
        settings: Settings | None = None,
        events: Events | None = None,
        clock: Clock | None = None,
        roles: str | Path | None = None,
        allow_tools: bool = False,
        without: Sequence[str] = (),
    ) -> Crew:
        """Find a recipe by name or path, with the role cards it names.

        Cards come from the package, then `roles/` beside the recipe, then the folder `roles`.
        `without` names components to leave out, to measure what they are worth. Raises
        `AuthorError` for an unknown recipe or role, `CallerError` for an unknown component.
        """
        _check_components(without)
        found = find_recipe(recipe)
        cards = _cards(found, Path(roles) if roles else None)
        return cls(
            found,
            cards,
            settings or Settings(),
            events or Events(),
            clock or SystemClock(),
            allow_tools,
            tuple(without),
            Path(roles) if roles else None,
        )

    def run(
        self,
        goal: str,
        brand: str | Path | None = None,
        *,
        project: str | None = None,
        budget_tokens: int | None = None,
        budget_money: float | None = None,
        budget_seconds: float | None = None,
        approve: Approve | None = None,
        ask: Ask | bool | None = None,
        identity: str | int | None = None,
    ) -> Run:
        """Make a campaign. See `arun`."""
        made = self.arun(
            goal,
            brand,
            project=project,
            budget_tokens=budget_tokens,
            budget_money=budget_money,
            budget_seconds=budget_seconds,
            approve=approve,
            ask=ask,
            identity=identity,
        )
        return asyncio.run(made)

    async def arun(
        self,
        goal: str,
        brand: str | Path | None = None,
        *,
        project: str | None = None,
        budget_tokens: int | None = None,
        budget_money: float | None = None,
        budget_seconds: float | None = None,
        approve: Approve | None = None,
        ask: Ask | bool | None = None,
        identity: str | int | None = None,
    ) -> Run:
        """Make a campaign from a goal and, if there is one, a brand folder.

        `approve` is shown the posts and says whether to schedule them. `ask` is given the questions
        worth a person's time and returns answers by id; True stops there instead, with
        `AwaitingPerson`, False never asks, None leaves it to the recipe. `identity` takes one of
        the three concepts, 1 to 3 or "A" to "C", whatever the scores say. Whatever is raised, the
        project is kept and can be resumed: `StudiocrewError.where` or the log names it.
        """
        from crews.preferences import standing
        from graphs.feedback import chosen
        from memory.brand import read_brand
        from memory.goal import brand_from_goal

        goal = check_goal(goal)
        read = await asyncio.to_thread(read_brand, brand) if brand else None
        kit = read.kit if read else brand_from_goal(goal)
        name = check_id(project) if project else new_id(goal)
        budget = limited(self.found.recipe.budget, budget_tokens, budget_money, budget_seconds)
        now = self.clock.now()
        preferred = standing(self.settings, kit.id)
        for wish in preferred:
            self.events.emit("warning", text=f"{wish.understood} Applied; `crew preferences`.")
        made = Project.create(
            self.settings,
            ProjectFile(
                id=name,
                tenant=self.settings.tenant,
                goal=goal,
                recipe=self.found.recipe,
                recipe_sha256=self.found.sha256,
                roles=dict(self.cards),
                tool_folder=str(self.found.folder.resolve()) if self.allow_tools else "",
                role_folder=str(self.role_folder.resolve())
                if self.allow_tools and self.role_folder
                else "",
                kit=kit,
                created_at=now,
                seed=int(hashlib.sha256(name.encode()).hexdigest()[:7], 16),
                approval=self.found.recipe.approval or approve is not None,
                asks=self.found.recipe.ask if ask is None else bool(ask),
                budget=budget,
                versions=(
                    Version(
                        number=1,
                        at=now,
                        by=self.settings.user,
                        why=goal,
                        budget=budget,
                        directives=(*chosen(identity), *preferred),
                    ),
                ),
                without=self.without,
            ),
            unlearnt=as_json(read) if read else b"",
        )
        for warning in read.warnings if read else ():
            self.events.emit("warning", text=warning)
        asked = ask if callable(ask) else None
        return await go_on(made, self.settings, self.events, self.clock, approve=approve, ask=asked)


def resume(project: str, **how: Any) -> Run:
    """Go on with a project where it stopped. See `aresume`."""
    return asyncio.run(aresume(project, **how))


async def aresume(
    project: str,
    *,
    settings: Settings | None = None,
    events: Events | None = None,
    clock: Clock | None = None,
    answer: str | Sequence[str] | Mapping[str, str] | None = None,
    budget_tokens: int | None = None,
    budget_money: float | None = None,
    budget_seconds: float | None = None,
    ask: Ask | None = None,
) -> Run:
    """Finish what was begun; nothing that was finished runs again.

    `answer` is for a project that waits: "yes", or "no" and a reason, or its questions' answers by
    id (`{"Q1": "…"}`, or `Q1=…` in words); `ask` is called for those instead. The budgets raise the
    limits of one that ran out.
    """
    settings = settings or Settings()
    found = Project.open(project, settings)
    budget = limited(found.file.budget, budget_tokens, budget_money, budget_seconds)
    if budget != found.file.budget:
        found.change(budget=budget)
    events, clock = events or Events(), clock or SystemClock()
    said = reply(answer) if answer is not None else None
    run = await go_on(found, settings, events, clock, answer=said, ask=ask)
    if not _reopened(found, settings, clock):
        return run
    return await go_on(found, settings, events, clock, ask=ask)


def _reopened(project: Project, settings: Settings, clock: Clock) -> bool:
    """A campaign that left something out for a limit that is higher now gets a new version."""
    campaign = project.campaign()
    raised = _raised(project.current.budget, project.file.budget)
    if campaign is None or not campaign.savings or not raised:
        return False
    with project.locked():
        project.correct(
            at=clock.now(),
            by=settings.user,
            kind="budget",
            why=f"budget raised to {', '.join(raised)}",
            settled=settled_of(project, campaign),
        )
    return True


def _raised(before: BudgetSpec, now: BudgetSpec) -> list[str]:
    """The limits that are higher now, or gone, in words."""
    found: list[str] = []
    for name in BudgetSpec.model_fields:
        old, new = getattr(before, name), getattr(now, name)
        if old is not None and (new is None or new > old):
            what = name if name != "money" else "of money"
            found.append(f"{'any number of' if new is None else f'{new:,}'} {what}")
    return found


def limited(
    budget: BudgetSpec, tokens: int | None, money: float | None, seconds: float | None
) -> BudgetSpec:
    """The budget with the limits that are given. Raises `CallerError` for one that is none."""
    given = {"tokens": tokens, "money": money, "seconds": seconds}
    named = {name: value for name, value in given.items() if value is not None}
    try:
        return BudgetSpec.model_validate({**budget.model_dump(), **named})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise CallerError(
            f"{given[name]} is no limit of {name}.", where="budget", mend="Give more than nothing."
        ) from None


def _check_components(names: Sequence[str]) -> None:
    if not names:
        return
    from graphs.studio import COMPONENTS

    for name in names:
        if name not in COMPONENTS:
            raise CallerError(
                f"There is no component {name!r} to leave out.",
                where="without",
                mend=f"Choose from: {', '.join(COMPONENTS)}.",
            )


def new_id(goal: str) -> str:
    """A project id people can say: words of the goal and four random letters."""
    words = regex.findall(r"[a-z0-9]+", goal.lower())
    slug = "-".join(word for word in words if len(word) > 2)[:28].strip("-")
    return f"{slug or 'project'}-{secrets.token_hex(2)}"


def _cards(found: Found, extra: Path | None) -> dict[str, RoleCard]:
    beside = [p for p in (found.folder / "roles", extra) if p is not None and p.is_dir()]
    crewai = found.folder / "agents.yaml"
    cards = load_cards(*beside, *([crewai] if crewai.is_file() else []), placeholders=PLACEHOLDERS)
    always = ("strategist", "researcher", "qa_reviewer")
    makers = ("copywriter", "art_director") if found.recipe.posts else ()
    wanted = dict.fromkeys((*found.recipe.roles, *always, *makers))
    absent = [role for role in wanted if role not in cards]
    if absent:
        raise AuthorError(
            f"Recipe {found.recipe.name} needs the role {absent[0]}, and there is no card for it.",
            where=f"{found.folder} · roles",
            mend=f"Add roles/{absent[0]}.yaml beside it. Known: {', '.join(sorted(cards))}.",
        )
    return {role: cards[role] for role in wanted}
