"""`crew estimate`: what a goal will take, before anything is begun.

Tokens by what the recipe makes, money by the price list, time by how fast this model was in your
latest projects. What nobody has measured is not told.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from pydantic import Field
from rich.console import Console
from rich.text import Text

from crews.display import counted, thousands
from crews.exits import say_json
from crews.project import Project
from crews.recipe import find_recipe
from crews.standing import every_row, spent
from crews.studio import price_of_a_token
from graphs.goal import check_goal, read_goal
from graphs.recipe import Recipe
from graphs.stretches import stretches
from graphs.thrift import foreseen
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import Contract
from studiocrew.settings import Settings

LATEST = 5
"""Projects with the same model that are measured by."""


class Rates(Contract):
    """What calls of a model were like: from how many projects, and how many tokens in these."""

    projects: int = 0
    tokens: int = 0
    prompt: float | None = None
    seconds: float | None = None


class Estimate(Contract):
    """What is expected. Money is a range while nobody knows how much is read and how much written;
    None where nothing is known.
    """

    goal: str
    recipe: str
    model: str
    weeks: int
    posts: int
    tokens: int
    by_role: dict[str, int]
    by_stretch: dict[str, int] = Field(default_factory=dict)
    money: tuple[float, float] | None = None
    seconds: float | None = None
    measured: Rates = Rates()
    budget: dict[str, float | None] = Field(default_factory=dict)
    short: bool = False


def estimate(
    goal: str,
    recipe: str | Path = "social-campaign",
    *,
    settings: Settings | None = None,
    clock: Clock | None = None,
) -> Estimate:
    """What a run of the recipe on this goal would take; no model is asked and nothing is kept.

    Raises what `Crew.load` and `Crew.run` raise for a recipe or a goal that cannot be used.
    """
    settings, clock = settings or Settings(), clock or SystemClock()
    wanted, chosen = read_goal(check_goal(goal)), find_recipe(recipe).recipe
    parts = {one.id: foreseen(one.recipe) for one in stretches(chosen)}
    by_role = _summed(list(parts.values())) if parts else foreseen(chosen, wanted.posts)
    tokens, limit = sum(by_role.values()), chosen.budget
    rates = measured(settings)
    return Estimate(
        goal=goal,
        recipe=chosen.name,
        model=settings.endpoint().model,
        weeks=chosen.weeks if parts else wanted.weeks or chosen.weeks,
        posts=_posts(chosen, wanted.posts),
        tokens=tokens,
        by_role=by_role,
        by_stretch={name: sum(part.values()) for name, part in parts.items()},
        money=_money(tokens, rates, settings, clock),
        seconds=round(tokens * rates.seconds, 1) if rates.seconds else None,
        measured=rates,
        budget=limit.model_dump(),
        short=limit.tokens is not None and tokens > limit.tokens,
    )


def _posts(recipe: Recipe, wanted: int | None) -> int:
    return recipe.posts if recipe.milestones or not recipe.posts else wanted or recipe.posts


def _summed(parts: list[dict[str, int]]) -> dict[str, int]:
    return {
        role: sum(part.get(role, 0) for part in parts)
        for role in dict.fromkeys(role for part in parts for role in part)
    }


def measured(settings: Settings) -> Rates:
    """From the tenant's latest finished projects whose campaigns were made by the same model."""
    model, (rows, _) = settings.endpoint().model, every_row(settings.home, settings.tenant)
    projects = (Project.open(row.id, settings) for row in rows)
    alike = (
        project
        for project in projects
        if (made := project.campaign()) is not None and made.provenance.model == model
    )
    read = written = many = 0
    worked = 0.0
    for project in islice(alike, LATEST):
        usage = spent(project)
        with project.journal() as journal:
            worked += journal.worked()
        read, written, many = (
            read + usage.prompt_tokens,
            written + usage.completion_tokens,
            many + 1,
        )
    total = read + written
    if not total:
        return Rates()
    pace = worked / total if worked else None
    return Rates(projects=many, tokens=total, prompt=read / total, seconds=pace)


def _money(
    tokens: int, rates: Rates, settings: Settings, clock: Clock
) -> tuple[float, float] | None:
    parts = (rates.prompt, rates.prompt) if rates.prompt is not None else (1.0, 0.0)
    low, high = sorted(tokens * price_of_a_token(settings, clock, part) for part in parts)
    return (round(low, 4), round(high, 4)) if high else None


def show(goal: str, recipe: str, *, as_json: bool) -> None:
    """Print it."""
    found = estimate(goal, recipe)
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    for label, text in _lines(found):
        Console().print(Text.assemble((f"{label:<9}", "dim"), text), soft_wrap=True)


def _lines(found: Estimate) -> list[tuple[str, str]]:
    roles = ", ".join(f"{role} {thousands(tokens)}" for role, tokens in found.by_role.items())
    lines = [
        ("makes", f"{counted(found.posts, 'post')} in {counted(found.weeks, 'week')}"),
        ("tokens", f"about {thousands(found.tokens)} ({roles})"),
    ]
    lines += [("", f"{name} {thousands(tokens)}") for name, tokens in found.by_stretch.items()]
    if found.money:
        low, high = found.money
        sums = f"{low:.4f}" if low == high else f"{low:.4f} to {high:.4f}"
        lines.append(("money", f"about {sums}, for {found.model}"))
    else:
        lines.append(("money", f"no price is known for {found.model}"))
    rates = found.measured
    lines.append(
        ("time", f"about {found.seconds:,.0f} s, as in {counted(rates.projects, 'project')} before")
        if found.seconds is not None
        else ("time", f"not known: no project was made with {found.model} here")
    )
    if found.short:
        limit = found.budget["tokens"]
        lines.append(("limit", f"{limit:,} tokens in the recipe: what is worth least is left out"))
    return lines
