"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from studiocrew.settings import Settings

OutOption = Annotated[Path | None, typer.Option("--out", help="Folder for the finished campaign.")]
JsonOption = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print only the result's folder.")]
ByOption = Annotated[
    str, typer.Option("--by", help="Who asks for it, for the history; else your user name.")
]
BudgetOption = Annotated[
    int | None, typer.Option("--budget-tokens", min=1, help="Most tokens the project may spend.")
]
MoneyOption = Annotated[
    float | None, typer.Option("--budget-money", min=0.0001, help="Most money, as prices are set.")
]
SecondsOption = Annotated[
    float | None, typer.Option("--budget-seconds", min=1, help="Longest time it may work.")
]
RolesOption = Annotated[
    Path | None,
    typer.Option("--roles", exists=True, file_okay=False, help="Folder with role cards of yours."),
]
ToolsOption = Annotated[
    bool,
    typer.Option("--allow-tools", help="Let role cards load tools from your own Python files."),
]
ProjectArgument = Annotated[str, typer.Argument(help="A project's id; `crew projects` lists them.")]


def asked_by(who: str) -> dict[str, Any]:
    """`settings` for a call in somebody's name; nothing where it is the user's own."""
    return {"settings": settings_of(who)} if who else {}


def limits(money: float | None, seconds: float | None) -> dict[str, float]:
    """Limits beyond tokens, as far as they are given."""
    given = {"budget_money": money, "budget_seconds": seconds}
    return {name: value for name, value in given.items() if value is not None}


def settings_of(who: str = "") -> Settings:
    """The settings, in somebody's name if one is given."""
    from studiocrew.settings import Settings

    return Settings(user=who) if who else Settings()
