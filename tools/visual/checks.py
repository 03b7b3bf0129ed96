"""The visual checks, and what each needs on the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tools.case import Check
from tools.visual import alike, reading
from tools.visual.alike import unlike_other_pictures
from tools.visual.legible import reads_on_ground
from tools.visual.placement import in_safe_area, texts_apart, within_sheet
from tools.visual.reading import words_read_back
from tools.visual.swatches import in_palette

VISUAL_CHECKS: tuple[Check, ...] = (
    within_sheet,
    in_safe_area,
    texts_apart,
    reads_on_ground,
    in_palette,
    unlike_other_pictures,
    words_read_back,
)

MENDED_BY_LAYOUT = frozenset(
    {"set_whole", "within_sheet", "in_safe_area", "texts_apart", "reads_on_ground"}
)
"""Names of checks that another template may pass with the same words."""

_NEEDS: Mapping[str, Callable[[], bool]] = {
    "words_read_back": reading.at_hand,
    "unlike_other_pictures": alike.at_hand,
}


def able(check: str) -> bool:
    """Whether this machine has what the check needs: the extra `visual`, for two of them."""
    return _NEEDS.get(check, lambda: True)()
