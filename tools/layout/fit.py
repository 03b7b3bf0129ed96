"""Breaking a few words into lines and sizing them to a column. Pure arithmetic in em and px."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tools.layout.typeset import Extent

_STOPS = (".", "!", "?", ":", "—", "。", "、", "，", "！", "？")
Breaks = tuple[tuple[int, int], ...]
"""Lines as half-open ranges of word indices."""


@dataclass(frozen=True)
class Word:
    """A piece of a headline that is never broken, with its size in em."""

    text: str
    extent: Extent
    marked: bool = False  # part of the emphasis
    glued: bool = False  # no space before it (scripts without spaces)


@dataclass(frozen=True)
class FitLine:
    """One set line: which words, at what size, and its ink above and below the baseline in px."""

    words: tuple[Word, ...]
    size: float
    width: float
    above: float
    below: float


@dataclass(frozen=True)
class Fit:
    """A headline set in a column. `baselines` are px from the block's top."""

    lines: tuple[FitLine, ...]
    baselines: tuple[float, ...]
    height: float
    fits: bool = True

    @property
    def width(self) -> float:
        return max(line.width for line in self.lines)

    @property
    def size(self) -> float:
        """The smallest size used."""
        return min(line.size for line in self.lines)


def line_width(words: Sequence[Word], space: float) -> float:
    """Width in em of words set in one line."""
    gaps = sum(space for word in words[1:] if not word.glued)
    return sum(word.extent.width for word in words) + gaps


def breaks(words: Sequence[Word], space: float, most: int = 7) -> Iterator[Breaks]:
    """Ways to break the words into 1 to `most` lines: all of a short text, else balanced ones."""
    count = len(words)
    for lines in range(1, min(count, most) + 1):
        if count <= 9:
            for cuts in itertools.combinations(range(1, count), lines - 1):
                ends = (0, *cuts, count)
                yield tuple(itertools.pairwise(ends))
        else:
            yield balanced(words, space, lines)


def balanced(words: Sequence[Word], space: float, lines: int) -> Breaks:
    """The break into `lines` lines whose longest line is shortest, rag as even as can be."""
    count = len(words)
    widths = [word.extent.width for word in words]

    def cost(start: int, end: int) -> float:
        return (sum(widths[start:end]) + space * (end - start - 1)) ** 2

    best: list[tuple[float, int]] = [(0.0 if j == 0 else float("inf"), 0) for j in range(count + 1)]
    trail: list[list[tuple[float, int]]] = [best]
    for _ in range(lines):
        before = trail[-1]
        row = [(float("inf"), 0)] * (count + 1)
        for end in range(1, count + 1):
            row[end] = min((before[s][0] + cost(s, end), s) for s in range(end))
        trail.append(row)
    ends = [count]
    for row in reversed(trail[1:]):
        ends.append(row[ends[-1]][1])
    return tuple(itertools.pairwise(reversed(ends)))


def wrap(words: Sequence[Word], space: float, width: float) -> Breaks:
    """Body text in as few lines of `width` em as it needs, evened out so none is left over."""
    lines, used = 1, 0.0
    for word in words:
        step = word.extent.width + (0.0 if word.glued or used == 0 else space)
        if used and used + step > width:
            lines, used = lines + 1, word.extent.width
        else:
            used += step
    for count in range(lines, len(words) + 1):
        found = balanced(words, space, count)
        if all(line_width(words[a:b], space) <= width + 1e-6 for a, b in found):
            return found
    return tuple((i, i + 1) for i in range(len(words)))


def _set(words: Sequence[Word], space: float, size: float) -> FitLine:
    return FitLine(
        tuple(words),
        size,
        line_width(words, space) * size,
        max(w.extent.above for w in words) * size,
        max(w.extent.below for w in words) * size,
    )


def _stack(lines: Sequence[FitLine], lead: float) -> Fit:
    """Pile lines by their ink: a gap of `lead` em, more under descenders."""
    baselines: list[float] = []
    at = 0.0
    for index, line in enumerate(lines):
        if index:
            above = lines[index - 1]
            at += max(lead * min(line.size, above.size), above.below + 0.02 * above.size)
        at += line.above
        baselines.append(at)
    return Fit(tuple(lines), tuple(baselines), at + lines[-1].below)


def _scaled(lines: Sequence[FitLine], by: float) -> list[FitLine]:
    return [FitLine(x.words, x.size * by, x.width * by, x.above * by, x.below * by) for x in lines]


def _grace(lines: Sequence[FitLine]) -> float:
    """A factor up to 1: lower for lines of one tiny word, for lines ending in one, and for
    sentences that end inside a line."""
    factor = 1.0
    for index, line in enumerate(lines if len(lines) > 1 else ()):
        if sum(len(word.text) for word in line.words) <= 3:
            factor *= 0.55
        if index < len(lines) - 1 and len(line.words[-1].text) <= 2 and not line.words[-1].glued:
            factor *= 0.92
        if any(word.text.endswith(_STOPS) for word in line.words[:-1]):
            factor *= 0.80
    return factor


def fit_block(
    words: Sequence[Word],
    space: float,
    width: float,
    height: float,
    *,
    lead: float = 0.12,
    spread: float = 1.75,
    largest: float = 1e9,
) -> Fit:
    """Lines each sized to fill the column, as on a poster; sizes differ by `spread` at most."""
    best: tuple[float, Fit] | None = None
    for cut in breaks(words, space):
        rows = [words[a:b] for a, b in cut]
        full = [width / max(line_width(row, space), 0.01) for row in rows]
        limit = min(min(full) * spread, largest)
        lines = [_set(row, space, min(size, limit)) for row, size in zip(rows, full, strict=True)]
        fit = _stack(lines, lead)
        if fit.height > height:
            fit = _stack(_scaled(lines, height / fit.height), lead)
        filled = sum(x.size * x.width for x in fit.lines)
        ragged = 1 - 0.5 * (1 - min(x.width for x in fit.lines) / fit.width)
        score = filled * ragged * _grace(fit.lines)
        if best is None or score > best[0]:
            best = (score, fit)
    assert best is not None
    return best[1]


def fit_even(
    words: Sequence[Word],
    space: float,
    width: float,
    height: float,
    *,
    lead: float = 0.16,
    largest: float = 1e9,
) -> Fit:
    """Lines of one size with an even rag, as large as the column allows.

    The first lines share one line step, so the block keeps its rhythm whatever the letters.
    """
    best: tuple[float, Fit] | None = None
    above = max(w.extent.above for w in words)
    below = max(w.extent.below for w in words)
    step = above + max(below * 0.82, lead)
    for cut in breaks(words, space):
        rows = [words[a:b] for a, b in cut]
        widest = max(line_width(row, space) for row in rows)
        tall = above + step * (len(rows) - 1) + below
        size = min(width / widest, height / tall, largest)
        lines = [_set(row, space, size) for row in rows]
        baselines = tuple((above + step * i) * size for i in range(len(rows)))
        fit = Fit(tuple(lines), baselines, tall * size)
        rag = 1 - 0.25 * (1 - min(x.width for x in lines) / max(x.width for x in lines))
        score = size * rag * _grace(lines)
        if best is None or score > best[0]:
            best = (score, fit)
    assert best is not None
    return best[1]


def on_beats(fit: Fit, beat: float, height: float) -> Fit:
    """A headline of one size with its line step a whole number of beats, within `height` px."""
    sizes = {line.size for line in fit.lines}
    if len(fit.lines) < 2 or len(sizes) > 1:
        return fit
    first = fit.baselines[0]
    step = fit.baselines[1] - first
    beats = round(step / beat)
    if fit.height + (beats * beat - step) * (len(fit.lines) - 1) > height:
        beats -= 1
    baselines = tuple(first + beats * beat * i for i in range(len(fit.lines)))
    return replace(fit, baselines=baselines, height=fit.height + baselines[-1] - fit.baselines[-1])
