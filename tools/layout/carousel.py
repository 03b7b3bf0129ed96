"""Carousels: slides of one size whose tiles run on from each to the next, so that one swipes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studiocrew.contracts import CardCopy, Identity
from studiocrew.errors import CallerError
from tools.layout.canvas import Canvas
from tools.layout.cards import check_size
from tools.layout.measures import Insets
from tools.layout.parts import fit_headline, lay_grain, set_foot
from tools.layout.picture import Picture
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


def render_carousel(
    identity: Identity,
    slides: Sequence[CardCopy],
    *,
    width: int = 1080,
    height: int = 1350,
    seed: int = 0,
    covered: Insets | None = None,
) -> tuple[Picture, ...]:
    """One picture a slide, numbered, on one field; the same bytes for the same input.

    `covered` is as for a card. Raises CallerError without slides or with more than any platform
    takes.
    """
    check_size(width, height)
    if not 1 <= len(slides) <= MOST_SLIDES:
        raise CallerError(
            f"A carousel of {len(slides)} slides cannot be laid out.",
            mend=f"Give 1 to {MOST_SLIDES} slides.",
        )
    rng = seeded(identity.seed, seed, "carousel")
    colours = {swatch.role: swatch.hex for swatch in identity.swatches}
    field = colours[rng.choice(("paper", "secondary", "accent"))]
    size = _tile(width, height)
    across = width // size * len(slides)
    tiles = [hex_ for hex_ in colours.values() if hex_ != field]
    strip = tile_grid(identity.motif, across, 1, size, tiles, rng)
    found: list[Picture] = []
    for index, copy in enumerate(slides):
        canvas = Canvas(identity, copy, width, height, seed=seed, covered=covered)
        canvas.fill = field
        canvas.drawing(-index * width, height - size, across * size, size, strip)
        _compose(canvas, field, index, len(slides), height - size)
        found.append(canvas.picture("slide", "carousel"))
    return tuple(found)


def _tile(width: int, height: int) -> int:
    """A tile's side in px: a divisor of the width, so that the pattern runs on over the cut."""
    wanted = _TILE * min(width, height)
    return min((s for s in range(24, width + 1) if width % s == 0), key=lambda s: abs(s - wanted))


def _compose(canvas: Canvas, field: str, index: int, count: int, low: float) -> None:
    """Mark and number above, the words standing on the tiles; the first slide speaks loudest."""
    unit, x, width = canvas.unit, canvas.left, canvas.column
    colour = canvas.text_on(field)
    mark = wordmark(canvas, x, canvas.top, colour, field)
    number = canvas.paragraph(f"{index + 1}/{count}", canvas.bold, canvas.small, width)
    canvas.place("number", number, x, canvas.top, colour, align="end", width=width)
    y = min(canvas.bottom, low - 44 * unit)
    y = set_foot(canvas, field, x, width, y, share=0.92, most=6, scale=1.0 if index == 0 else 1.2)
    room = y - mark.y - mark.h - 50 * unit
    voice = canvas.display if index == 0 else canvas.serif
    fit = fit_headline(canvas, voice, width, room * (1.0 if index == 0 else 0.62), even=index > 0)
    text, accent = canvas.headline_colours(field, fit)
    canvas.set_fit(fit, voice, x, y - fit.height, text, accent)
    lay_grain(canvas, 0.24)
