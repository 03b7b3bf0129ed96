"""Cards: one template, one size, one piece of copy; the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout.canvas import Canvas
from tools.layout.picture import Picture

TEMPLATES: tuple[str, ...] = (
    "poster",
    "gradient",
    "split",
    "editorial",
    "frame",
    "arch",
    "screen",
)

# Which templates flatter a shape of card, best first.
_SUITS: dict[str, tuple[str, ...]] = {
    "story": ("gradient", "poster", "split", "frame", "arch", "editorial", "screen"),
    "tall": ("poster", "gradient", "split", "editorial", "arch", "frame", "screen"),
    "wide": ("split", "poster", "editorial", "gradient", "frame", "arch", "screen"),
}
LEAST_SIDE, MOST_SIDE = 320, 4096


def pick_template(width: int, height: int, seed: int, avoid: Sequence[str] = ()) -> str:
    """A template that suits the shape; none of `avoid` while others are left."""
    suited = _SUITS[_shape(width, height)]
    left = [name for name in suited if name not in avoid] or list(suited)
    return left[seed % len(left)]


def _shape(width: int, height: int) -> str:
    if height >= 1.7 * width:
        return "story"
    return "wide" if width >= 1.2 * height else "tall"


def render_card(
    identity: Identity,
    copy: CardCopy,
    *,
    width: int,
    height: int,
    template: str = "auto",
    seed: int = 0,
    photo: bytes | None = None,
) -> Picture:
    """The card as a PNG of exactly `width` x `height` px.

    `photo` (any image file's bytes) takes the place of the made-up picture in templates that have
    one. Thread-safe. Raises CallerError for an unknown template or an impossible size.
    """
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
        raise CallerError(
            f"A card of {width}x{height} cannot be laid out.",
            mend=f"Give sides of {LEAST_SIDE} to {MOST_SIDE} px.",
        )
    name = pick_template(width, height, seed) if template == "auto" else template
    canvas = Canvas(identity, copy, width, height, seed=seed, photo=photo)
    _composer(name)(canvas)
    return canvas.picture(name)


def _composer(name: str) -> Callable[[Canvas], None]:
    if name not in TEMPLATES:
        raise CallerError(
            f"There is no template {name!r}.", mend=f"Use one of: auto, {', '.join(TEMPLATES)}."
        )
    return import_module(f"tools.layout.templates.{name}").compose
