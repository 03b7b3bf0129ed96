"""Cards: one template, one size, one piece of copy; the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout.canvas import Canvas
from tools.layout.measures import STORY_RATIO, Insets
from tools.layout.picture import Picture

FAMILIES: dict[str, tuple[str, ...]] = {
    "poster": ("poster", "gradient", "shout", "figure"),
    "photo": ("split", "cover", "screen", "print"),
    "pattern": ("frame", "mosaic", "bands"),
    "editorial": ("editorial", "arch", "column"),
}
"""Layout families and their templates: typographic poster, photo-led, pattern and editorial."""

TEMPLATES: tuple[str, ...] = tuple(name for names in FAMILIES.values() for name in names)

# All templates, those that flatter a shape of card first.
_SUITS: dict[str, tuple[str, ...]] = {
    "story": (
        "gradient", "poster", "cover", "bands", "split", "column", "shout", "mosaic", "arch",
        "print", "figure", "frame", "editorial", "screen",
    ),
    "tall": (
        "poster", "gradient", "split", "bands", "cover", "arch", "shout", "mosaic", "column",
        "print", "figure", "frame", "editorial", "screen",
    ),
    "wide": (
        "split", "poster", "cover", "mosaic", "column", "print", "bands", "shout", "editorial",
        "gradient", "figure", "frame", "arch", "screen",
    ),
}  # fmt: skip
LEAST_SIDE, MOST_SIDE = 320, 4096


def pick_template(
    width: int, height: int, seed: int, avoid: Sequence[str] = (), family: str = ""
) -> str:
    """A template that suits the shape, of the family if one is named; none of `avoid` while others
    are left. Raises CallerError for an unknown family."""
    suited = [n for n in _SUITS[_shape(width, height)] if not family or n in templates_in(family)]
    left = [name for name in suited if name not in avoid] or suited
    return left[seed % len(left)]


def templates_in(family: str) -> tuple[str, ...]:
    """The family's templates. Raises CallerError for an unknown one."""
    if family not in FAMILIES:
        raise CallerError(
            f"There is no layout family {family!r}.", mend=f"Use one of: {', '.join(FAMILIES)}."
        )
    return FAMILIES[family]


def family_of(template: str) -> str:
    """The template's family. Raises CallerError for an unknown template."""
    for family, names in FAMILIES.items():
        if template in names:
            return family
    raise CallerError(
        f"There is no template {template!r}.", mend=f"Use one of: auto, {', '.join(TEMPLATES)}."
    )


def _shape(width: int, height: int) -> str:
    if height >= STORY_RATIO * width:
        return "story"
    return "wide" if width >= 1.2 * height else "tall"


def check_size(width: int, height: int) -> None:
    """Raises CallerError for a size no picture is made in."""
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
        raise CallerError(
            f"A card of {width}x{height} cannot be laid out.",
            mend=f"Give sides of {LEAST_SIDE} to {MOST_SIDE} px.",
        )


def render_card(
    identity: Identity,
    copy: CardCopy,
    *,
    width: int,
    height: int,
    template: str = "auto",
    seed: int = 0,
    photo: bytes | None = None,
    subject: str = "",
    covered: Insets | None = None,
) -> Picture:
    """The card as a PNG of exactly `width` x `height` px; `Picture.data` gives PDF and SVG.

    `photo` (any image file's bytes) takes the place of the made-up picture in templates that have
    one; `subject` names the object that one shows (see `object_for`). `covered` is what the
    platform's app lays over the picture or crops, such as `tools.platforms.Safe`: no words there.
    Thread-safe. Raises CallerError for an unknown template, an object nobody drew, or an
    impossible size.
    """
    check_size(width, height)
    name = pick_template(width, height, seed) if template == "auto" else template
    family = family_of(name)
    canvas = Canvas(
        identity, copy, width, height, seed=seed, photo=photo, subject=subject, covered=covered
    )
    compose(name, canvas)
    return canvas.picture(name, family)


def compose(template: str, canvas: Canvas) -> None:
    """Lay the canvas's copy out by a template; nothing is drawn yet."""
    lay_out: Callable[[Canvas], None] = import_module(f"tools.layout.templates.{template}").compose
    lay_out(canvas)
