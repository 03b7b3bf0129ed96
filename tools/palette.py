"""Six swatches from a brand colour and a mood, told apart by every kind of colour vision.

The brand's own colour is kept as `primary`. The other five come from recipes per mood, searched
again with other lightnesses until the smallest delta-E OK under simulated protanopia, deuteranopia
and tritanopia is at least `LEAST_SEPARATION`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeVar

from studiocrew.contracts import Swatch
from studiocrew.errors import CallerError
from tools.colour import (
    Oklch,
    contrast,
    from_oklch,
    hue_gap,
    least_separation,
    oklch,
    readable,
)
from tools.colour_names import colour_name

LEAST_SEPARATION = 0.08

T = TypeVar("T")

Role = Literal["ink", "paper", "primary", "secondary", "accent", "deep"]


class _Mood(NamedTuple):
    primaries: tuple[str, ...]
    secondaries: tuple[str, ...]
    accents: tuple[str, ...]
    tint: float  # hue of ink and paper when the brand colour is a grey
    paper_chroma: float


_TONES: dict[str, Oklch] = {
    "butter": Oklch(0.88, 0.135, 88),
    "apricot": Oklch(0.81, 0.125, 66),
    "marigold": Oklch(0.80, 0.165, 76),
    "sand": Oklch(0.86, 0.055, 82),
    "blush": Oklch(0.83, 0.085, 12),
    "lavender": Oklch(0.80, 0.105, 298),
    "sky": Oklch(0.82, 0.085, 236),
    "mint": Oklch(0.87, 0.095, 165),
    "pistachio": Oklch(0.88, 0.12, 122),
    "aqua": Oklch(0.84, 0.10, 200),
    "coral": Oklch(0.72, 0.165, 30),
    "lime": Oklch(0.90, 0.20, 120),
    "pink": Oklch(0.78, 0.14, 352),
    "sage": Oklch(0.79, 0.055, 142),
    "powder": Oklch(0.81, 0.055, 250),
    "champagne": Oklch(0.89, 0.05, 90),
    "stone": Oklch(0.83, 0.022, 85),
    "copper": Oklch(0.70, 0.11, 50),
    "brass": Oklch(0.79, 0.10, 85),
}

_MOODS: dict[str, _Mood] = {
    "warm": _Mood(
        ("#E0441F", "#C8553D", "#D9772B", "#A63D40"),
        ("butter", "apricot", "marigold", "sand"),
        ("lavender", "sky", "blush", "pistachio"),
        60,
        0.018,
    ),
    "fresh": _Mood(
        ("#0E8F6E", "#2F7A3F", "#1C84B8", "#E4572E"),
        ("lime", "butter", "pistachio", "mint"),
        ("sky", "pink", "lavender", "coral"),
        130,
        0.014,
    ),
    "bold": _Mood(
        ("#E5261F", "#3B2FE0", "#0B7A4B", "#D6127A"),
        ("marigold", "lime", "pink", "aqua"),
        ("lavender", "sky", "coral", "mint"),
        280,
        0.010,
    ),
    "calm": _Mood(
        ("#4A7C74", "#5B6FA8", "#7A6C9D", "#557A4E"),
        ("sand", "sage", "blush", "champagne"),
        ("powder", "lavender", "mint", "apricot"),
        90,
        0.014,
    ),
    "elegant": _Mood(
        ("#143D35", "#1F2A52", "#5A1F2E", "#3B2A4A"),
        ("champagne", "brass", "stone", "blush"),
        ("copper", "blush", "sage", "powder"),
        80,
        0.014,
    ),
    "playful": _Mood(
        ("#F0562B", "#7B4DE3", "#0A9CA6", "#E23D86"),
        ("butter", "lime", "pink", "aqua"),
        ("sky", "mint", "coral", "lavender"),
        320,
        0.014,
    ),
}

MOODS: tuple[str, ...] = tuple(_MOODS)


def palette(colours: Sequence[str], mood: str, seed: int) -> tuple[Swatch, ...]:
    """Swatches for ink, paper, primary, secondary, accent and deep, in that order.

    `colours` are the brand's, most important first; the first with any chroma (else the first) is
    kept as `primary`, the rest are tried first for the other roles. Ink reads on paper and every
    `on` on its swatch at 4.5:1 or more. Raises CallerError for an unknown mood.
    """
    if mood not in _MOODS:
        raise CallerError(f"There is no mood {mood!r}.", mend=f"Use one of: {', '.join(MOODS)}.")
    return _palette(tuple(c.upper() for c in colours), mood, seed)


@lru_cache(maxsize=256)
def _palette(colours: tuple[str, ...], mood_name: str, seed: int) -> tuple[Swatch, ...]:
    mood = _MOODS[mood_name]
    rng = random.Random(f"{mood_name}:{seed}")  # noqa: S311
    primary = _primary(colours, mood, rng)
    rest = [c for c in dict.fromkeys(colours) if c != primary]
    base = _first(
        _bases(primary, rest, mood), lambda three: least_separation((*three, primary)) - 0.01
    )
    pairs = _pairs(primary, rest, mood, rng)
    secondary, accent = _first(pairs, lambda pair: least_separation((*base, primary, *pair)))
    ink, paper, deep = base
    return _swatches(
        {
            "ink": ink,
            "paper": paper,
            "primary": primary,
            "secondary": secondary,
            "accent": accent,
            "deep": deep,
        }
    )


def _primary(colours: Sequence[str], mood: _Mood, rng: random.Random) -> str:
    if not colours:
        return rng.choice(mood.primaries)
    return next((c for c in colours if oklch(c).chroma >= 0.04), colours[0])


def _first(candidates: Iterable[T], merit: Callable[[T], float]) -> T:
    """The first candidate good enough to tell apart, else the best there is."""
    best: tuple[float, T] | None = None
    for candidate in candidates:
        score = merit(candidate)
        if score >= LEAST_SEPARATION + 0.005:
            return candidate
        if best is None or score > best[0]:
            best = (score, candidate)
    assert best is not None
    return best[1]


def _cheapest(*axes: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """The product of the axes, nearest to every axis' first choice first."""
    ranks = itertools.product(*(range(len(axis)) for axis in axes))
    for rank in sorted(ranks, key=lambda r: (sum(r), max(r), r)):
        yield tuple(axis[i] for axis, i in zip(axes, rank, strict=True))


def _bases(primary: str, rest: Sequence[str], mood: _Mood) -> Iterator[tuple[str, str, str]]:
    """Ink, paper and deep, all tinted towards the brand colour."""
    light, chroma, hue = oklch(primary)
    tint = hue if chroma >= 0.03 else mood.tint
    inks = [c for c in rest if oklch(c).lightness < 0.3]
    inks += [from_oklch(level, 0.045, tint) for level in (0.21, 0.18, 0.15, 0.26, 0.12, 0.30)]
    papers = [c for c in rest if oklch(c).lightness > 0.93 and oklch(c).chroma < 0.04]
    warm = 85 if hue_gap(tint, 85) < 75 else tint
    levels = (0.965, 0.985, 0.945, 0.92, 0.88, 1.0)
    faint = mood.paper_chroma if warm == 85 else mood.paper_chroma * 0.55
    papers += [from_oklch(level, faint, warm) for level in levels]
    papers += [from_oklch(0.965, 0.05, 95), from_oklch(0.94, 0.08, 92)]
    papers += [from_oklch(level, 0.03, tint + 180) for level in (0.95, 0.90, 0.85, 0.80, 0.75)]
    deep_chroma = min(0.11, max(0.05, chroma * 0.7))
    olive = 62 <= (tint + 35) % 360 <= 115  # a dark yellow is mud
    turn = tint - 12 if light > 0.5 or olive else tint + 35
    deeps = [c for c in rest if 0.25 <= oklch(c).lightness < 0.5 and oklch(c).chroma >= 0.03]
    levels = (0.37, 0.32, 0.42, 0.47, 0.52, 0.58)
    deeps += [from_oklch(level, deep_chroma, turn) for level in levels]
    if light < 0.35:  # a dark brand colour leaves no room below it: go above, and round the circle
        inks += [from_oklch(level, 0.03, tint + 180) for level in (0.06, 0.36, 0.40)]
        away = ((0.52, 55), (0.58, -55), (0.52, 180), (0.62, 55), (0.58, 180), (0.66, -55))
        deeps += [from_oklch(level, deep_chroma, tint + by) for level, by in away]
    for ink, paper, deep in _cheapest(inks, papers, deeps):
        if contrast(ink, paper) >= 7:
            yield ink, paper, deep


def _pairs(
    primary: str, rest: Sequence[str], mood: _Mood, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Secondary and accent: brand colours first, then the mood's tones away from the primary."""
    own = [c for c in rest if oklch(c).chroma >= 0.03 and 0.45 < oklch(c).lightness < 0.92]
    hue = oklch(primary).hue
    seconds = own[:1] or _apart(mood.secondaries, hue, rng)
    accents = own[1:2] or _apart(mood.accents, hue, rng)
    shifts = (0.0, -0.05, 0.04, -0.10, -0.16, -0.22, -0.28, -0.34)
    kept = (0.0,)
    searches = [(kept, kept if own[1:2] else shifts)] if own else []
    if not own:  # the seed's own pairs first, each at any lightness that keeps it lively
        near = shifts[:5]
        for second, accent in _cheapest(seconds, accents):
            yield from _shades(second, accent, near)
    for ups, downs in [*searches, (shifts, shifts)]:
        for second, accent, up, down in _cheapest(seconds, accents, ups, downs):
            one, other = _shifted(str(second), float(up)), _shifted(str(accent), float(down))
            if hue_gap(oklch(one).hue, oklch(other).hue) >= 30:
                yield one, other
    yield _shifted(seconds[0], 0), _shifted(accents[0], -0.16)


def _shades(second: str, accent: str, shifts: Sequence[float]) -> Iterator[tuple[str, str]]:
    """A pair of tones at several lightnesses, as long as their hues stay apart."""
    for up, down in _cheapest(shifts, shifts):
        one, other = _shifted(second, up), _shifted(accent, down)
        if hue_gap(oklch(one).hue, oklch(other).hue) >= 30:
            yield one, other


def _apart(tones: Sequence[str], hue: float, rng: random.Random) -> list[str]:
    """The tones in a seeded order, those close to the brand's hue last."""
    order = list(tones[:3])
    rng.shuffle(order)
    order += tones[3:]
    far = [tone for tone in order if hue_gap(_TONES[tone].hue, hue) >= 42]
    if len(far) < 2:  # the mood's are shades of the brand's own: others beside it would be mud
        more = [t for t in _TONES if t not in far and hue_gap(_TONES[t].hue, hue) >= 90]
        rng.shuffle(more)
        far += more[: 6 if not far else 2]
        rng.shuffle(far)
    return [*far, *(tone for tone in order if tone not in far)]


def _shifted(tone: str, by: float) -> str:
    """A named tone, or a brand colour, made lighter or darker."""
    level, chroma, hue = oklch(tone) if tone.startswith("#") else _TONES[tone]
    if by == 0 and tone.startswith("#"):
        return tone
    return from_oklch(min(0.97, level + by), chroma * (1 - max(0.0, -by)), hue)


def _swatches(colours: dict[Role, str]) -> tuple[Swatch, ...]:
    ends = (colours["paper"], colours["ink"])
    taken: tuple[str, ...] = ()
    swatches: list[Swatch] = []
    for role, colour in colours.items():
        wanted = sorted(ends, key=lambda c: contrast(colour, c), reverse=True)
        on = readable(colour, wanted)
        name = colour_name(colour, taken)
        taken = (*taken, name)
        swatches.append(
            Swatch(role=role, name=name, hex=colour, on=on, contrast=round(contrast(colour, on), 2))
        )
    return tuple(swatches)
