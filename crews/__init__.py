"""Run a crew from Python: `Crew.load("social-campaign").run("make my bakery look trendy")`.

Importing this costs milliseconds: each name below loads what it needs when first used.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crews.shadow import refuse_shadows

if TYPE_CHECKING:
    from crews.advancing import advance
    from crews.crew import Crew, resume
    from crews.recipe import Recipe
    from crews.run import Run

__all__ = ["Crew", "Recipe", "Run", "advance", "resume"]

_HOMES = {
    "Crew": "crews.crew",
    "Recipe": "crews.recipe",
    "Run": "crews.run",
    "advance": "crews.advancing",
    "resume": "crews.crew",
}

refuse_shadows(Path(__file__).parent.parent)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
