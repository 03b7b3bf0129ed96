"""What another attempt may mend: words written anew, or the same words laid out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphs.products import Product
from studiocrew.contracts import Asset, Check, ChecklistItem, Plan
from tools.layout import TEMPLATES
from tools.layout.carousel import DESIGNS
from tools.visual.checks import MENDED_BY_LAYOUT

WRITTEN = ("post", "document")
"""What is written, and may come out better. Pictures follow from it."""


def failing(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Blocking items that failed, by target."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        if not check.passed and check.severity == "block":
            found.setdefault(check.target_id, []).append(check)
    return found


def mendable(plan: Plan, checks: Iterable[Check], checklist: Iterable[ChecklistItem]) -> set[str]:
    """Ids of tasks worth another attempt: a written one that fails, a card whose layout does."""
    layout = {item.id for item in checklist if item.check in MENDED_BY_LAYOUT}
    open_items = failing(checks)
    return {
        task.id
        for task in plan.tasks
        if task.id in open_items
        and (
            task.produces in WRITTEN
            or (task.produces == "card" and any(c.item in layout for c in open_items[task.id]))
        )
    }


def drawn(products: Mapping[str, Product]) -> dict[str, str]:
    """The template of each picture as it is now: an earlier round may have changed it.

    A carousel has one for its cover, under its own id, and one for its further slides, under each
    slide's.
    """
    known = {*TEMPLATES, *DESIGNS}
    pages = [page for card in products.values() if isinstance(card, Asset) for page in card.pages]
    return {page.id: page.template for page in pages if page.template in known}
