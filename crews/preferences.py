"""`crew preferences`: what you asked for once and meant for good; listed, and removed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from crews.exits import say_json
from memory.preferences import Preferences, heard
from studiocrew.events import Events
from studiocrew.settings import Settings

if TYPE_CHECKING:
    from graphs.desk import Directive


def note(
    settings: Settings, text: str, brand: str, project: str, now: datetime, events: Events
) -> None:
    """Keep what feedback asks for beyond this campaign, and say so: it must be no surprise."""
    wish = heard(text, brand=brand, project=project, now=now)
    if wish is not None:
        Preferences(settings).add(wish)
        events.emit(
            "warning",
            text=f"Remembered for this brand: {wish.asked}. `crew preferences --forget {wish.id}`"
            " takes it back.",
        )


def standing(settings: Settings, brand: str) -> tuple[Directive, ...]:
    """What a new project of the brand begins with, as if its feedback had said so already.

    They stand in the project's first version, so that a resumed run goes by the same ones, and
    under `feedback` of the campaign, where each says when it was asked for.
    """
    from graphs.desk import Directive

    kept = Preferences(settings).listed(brand)
    return tuple(
        Directive(target="post", text=one.words, number=number, understood=one.told())
        for number, one in enumerate(kept, 1)
    )


def preferences(forget: str | None, *, as_json: bool) -> None:
    """List the tenant's preferences, or remove one. Raises `CallerError` for an unknown id."""
    store = Preferences(Settings())
    removed = store.remove(forget) if forget else None
    kept = store.listed()
    if as_json:
        rows = [{**one.model_dump(mode="json"), "told": one.told()} for one in kept]
        say_json({"preferences": rows, "removed": removed.id if removed else None})
        return
    console = Console()
    if removed:
        console.print(Text(f"Forgotten: {removed.asked}."))
    for one in kept:
        console.print(Text(f"{one.id}  {one.brand or 'all brands'}: {one.told()} “{one.words}”"))
    if not kept:
        console.print(Text("No preferences. Feedback such as “less emoji” leaves one."))
