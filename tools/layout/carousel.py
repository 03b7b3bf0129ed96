"""Carousels: slides of one size whose tiles run on from each to the next, so that one swipes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout.canvas import Canvas
from tools.layout.cards import check_size
from tools.layout.fit import Fit
from tools.layout.measures import Insets
from tools.layout.parts import fit_headline, lay_grain, set_foot
from tools.layout.picture import Picture
from tools.layout.scene import Voice
from tools.layout.svg import seeded
from tools.layout.tiles import tile_grid
from tools.layout.wordmark import wordmark

MOST_SLIDES = 20
_TILE = 0.15  # of the shorter side, about
FACTS = 5
"""Most slides that tell a fact each: who swipes further reads the caption."""
_SHOUTED = 64  # letters that a fact may have to be told in display type alone


def slides_of(card: CardCopy, facts: Sequence[str], most: int) -> tuple[CardCopy, ...]:
    """What a post's slides say: the headline, its facts one by one in their words, the closing.

    At most `most` slides, a single one where there is nothing to tell.
    """
    cover = CardCopy(headline=card.headline, kicker=card.kicker, emphasis=card.emphasis)
    closing = CardCopy(headline=card.body, details=card.details) if card.body else None
    room = min(FACTS, most - 1 - (closing is not None))
    told = [_told(fact) for fact in dict.fromkeys(facts)][: max(0, room)]
    slides = (cover, *told, *((closing,) if closing and most > 1 else ()))
    return slides if len(slides) > 1 else (card,)


def _told(fact: str) -> CardCopy:
    """A fact as a slide: short ones whole, of a longer one the first clause large."""
    text = " ".join(fact.split()).rstrip(".")
    if len(text) <= _SHOUTED:
        return CardCopy(headline=text)
    cut = re.search(r"(?<=.{14})[,;:.–—]\s", text)
    if cut is None or cut.start() > _SHOUTED:
        return CardCopy(headline=text)
    rest = text[cut.end() :]
    return CardCopy(headline=text[: cut.start()], body=f"{rest[:1].upper()}{rest[1:]}.")


def card_of(slides: Sequence[CardCopy], facts: Sequence[str]) -> CardCopy:
    """The card whose `slides_of` with these facts these are."""
    cover, *rest = slides
    if not rest or rest[-1] in [_told(fact) for fact in facts]:
        return cover
    return cover.model_copy(update={"body": rest[-1].headline, "details": rest[-1].details})


def render_carousel(
    identity: Identity,
    slides: Sequence[CardCopy],
    *,
    width: int = 1080,
    height: int = 1350,
    seed: int = 0,
    covered: Insets | None = None,
    design: str = "slide",
    cover: Picture | None = None,
) -> tuple[Picture, ...]:
    """One picture a slide, numbered, on one field; the same bytes for the same input.

    `covered` is as for a card. A `cover` of another make takes the place of the first slide. Raises
    CallerError without slides, with more than any platform takes, and for an unknown design.
    """
    drawn = tuple(
        render_slide(
            identity, slides, index, width=width, height=height, seed=seed, covered=covered,
            design=design,
        )
        for index in range(1 if cover else 0, max(1, len(slides)))
    )  # fmt: skip
    return (cover, *drawn) if cover else drawn


def render_slide(
    identity: Identity,
    slides: Sequence[CardCopy],
    index: int,
    *,
    width: int = 1080,
    height: int = 1350,
    seed: int = 0,
    covered: Insets | None = None,
    design: str = "slide",
) -> Picture:
    """The slide of that index by itself, as `render_carousel` draws it."""
    check_size(width, height)
    if not 1 <= len(slides) <= MOST_SLIDES:
        raise CallerError(
            f"A carousel of {len(slides)} slides cannot be laid out.",
            mend=f"Give 1 to {MOST_SLIDES} slides.",
        )
    if design not in DESIGNS:
        raise CallerError(
            f"There is no carousel design {design!r}.", mend=f"Use one of: {', '.join(DESIGNS)}."
        )
    rng = seeded(identity.seed, seed, "carousel")
    colours = {swatch.role: swatch.hex for swatch in identity.swatches}
    canvas = Canvas(identity, slides[index], width, height, seed=seed, covered=covered)
    canvas.fill = colours[rng.choice(("paper", "secondary", "accent"))]
    tiles = [hex_ for hex_ in colours.values() if hex_ != canvas.fill]
    DESIGNS[design](canvas, Place(index, len(slides), tiles, rng))
    lay_grain(canvas, 0.24)
    return canvas.picture(design, "carousel")


@dataclass(frozen=True)
class Place:
    """Which slide it is, of how many, and what the pattern through all of them is made of."""

    index: int
    count: int
    tiles: Sequence[str]
    rng: Random

    @property
    def first(self) -> bool:
        return self.index == 0


def _tile(width: int, height: int, share: float) -> int:
    """A tile's side in px: a divisor of the width, so that the pattern runs on over the cut."""
    wanted = share * min(width, height)
    return min((s for s in range(24, width + 1) if width % s == 0), key=lambda s: abs(s - wanted))


def _strip(canvas: Canvas, place: Place, y: float | None = None, share: float = _TILE) -> int:
    """A row of tiles through all slides, at the foot unless told where; gives its height."""
    size = _tile(canvas.width, canvas.height, share)
    across = canvas.width // size * place.count
    strip = tile_grid(canvas.identity.motif, across, 1, size, place.tiles, place.rng)
    top = canvas.height - size if y is None else y
    canvas.drawing(-place.index * canvas.width, top, across * size, size, strip)
    return size


def _header(canvas: Canvas, place: Place, top: float) -> float:
    """Mark and number in one line; gives the y where they end."""
    colour = canvas.text_on(canvas.fill)
    mark = wordmark(canvas, canvas.left, top, colour, canvas.fill)
    said = f"{place.index + 1}/{place.count}"
    number = canvas.paragraph(said, canvas.bold, canvas.small, canvas.column)
    canvas.place("number", number, canvas.left, top, colour, align="end", width=canvas.column)
    return mark.y + mark.h


def _foot(canvas: Canvas, place: Place, bottom: float) -> float:
    scale = 1.0 if place.first else 1.2
    return set_foot(
        canvas, canvas.fill, canvas.left, canvas.column, bottom, share=0.92, most=6, scale=scale
    )


def _headline(canvas: Canvas, place: Place, room: float, share: float) -> tuple[Fit, Voice]:
    """The first slide speaks loudest, in display type; the others in even lines, in a `share` of
    the room."""
    voice = canvas.display if place.first else canvas.serif
    height = room * (1.0 if place.first else share)
    return fit_headline(canvas, voice, canvas.column, height, even=not place.first), voice


def _slide(canvas: Canvas, place: Place) -> None:
    """The words stand on a row of tiles at the foot."""
    size = _strip(canvas, place)
    end = _header(canvas, place, canvas.top)
    y = _foot(canvas, place, min(canvas.bottom, canvas.height - size - 44 * canvas.unit))
    fit, voice = _headline(canvas, place, y - end - 50 * canvas.unit, 0.62)
    text, accent = canvas.headline_colours(canvas.fill, fit)
    canvas.set_fit(fit, voice, canvas.left, y - fit.height, text, accent)


def _lintel(canvas: Canvas, place: Place) -> None:
    """The words hang from a row of tiles along the top."""
    size = _strip(canvas, place, 0.0)
    end = _header(canvas, place, max(canvas.top, size + 44 * canvas.unit)) + 64 * canvas.unit
    y = _foot(canvas, place, canvas.bottom)
    fit, voice = _headline(canvas, place, y - end - 20 * canvas.unit, 0.62)
    text, accent = canvas.headline_colours(canvas.fill, fit)
    canvas.set_fit(fit, voice, canvas.left, end, text, accent)


def _page(canvas: Canvas, place: Place) -> None:
    """Nothing but type under a rule that runs through all slides: room for the longest fact."""
    colour, rule = canvas.text_on(canvas.fill), max(2.0, round(2.4 * canvas.unit))
    end = _header(canvas, place, canvas.top) + 26 * canvas.unit
    canvas.rect(0, end, canvas.width, rule, colour)
    end += 48 * canvas.unit
    y = _foot(canvas, place, canvas.bottom)
    fit, voice = _headline(canvas, place, y - end - 20 * canvas.unit, 0.5)
    text, accent = canvas.headline_colours(canvas.fill, fit)
    canvas.set_fit(fit, voice, canvas.left, end, text, accent)


DESIGNS: dict[str, Callable[[Canvas, Place], None]] = {
    "slide": _slide,
    "lintel": _lintel,
    "page": _page,
}
"""Designs of a carousel by name, the usual one first. All its slides share one: what runs on from
each to the next would break at a slide of another."""


def pick_design(seed: int, avoid: Sequence[str] = ()) -> str:
    """A design that is none of `avoid`, while others are left."""
    left = [name for name in DESIGNS if name not in avoid] or [*DESIGNS]
    return left[seed % len(left)]
