"""What another attempt may mend: words written anew, or the same words laid out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphs.products import Product
from studiocrew.contracts import Asset, Check, ChecklistItem, Plan
from tools.layout import TEMPLATES
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
    """The template of each card as it is now: an earlier round may have changed it."""
    cards = {key: card for key, card in products.items() if isinstance(card, Asset)}
    return {key: card.template for key, card in cards.items() if card.template in TEMPLATES}
