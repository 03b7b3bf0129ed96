"""The sheet a template composes on: measures, colours by rule, and the setting of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from studiocrew.contracts import CardCopy, Identity
from tools.colour import (
    LARGE_TEXT,
    SMALL_TEXT,
    contrast,
    hue_gap,
    legible,
    luminance,
    oklch,
    readable,
    separation,
)
from tools.layout.fit import Breaks, Fit, FitLine, Word, line_width, wrap
from tools.layout.objects import object_for
from tools.layout.pairings import headline_voice, text_voice
from tools.layout.paragraphs import Paragraph, aligned, corners
from tools.layout.picture import Area, Box, Picture
from tools.layout.scene import Drawing, Item, Line, Raster, Rect, Scene, Voice
from tools.layout.svg import seeded
from tools.layout.typeset import draw, measure, missing, needs_system_fonts
from tools.layout.words import is_latin, is_rtl, plain_voice, split_words

STORY_RATIO = 1.7
STORY_SAFE = 0.14
"""Apps cover the top and bottom of a story: nothing to read there."""
_EDGE = 0.5  # of the margin: what hangs over it, such as an italic's tail, stays within


class Canvas:
    """One picture being composed. Positions are px from the top left; text sits on baselines."""

    def __init__(
        self,
        identity: Identity,
        copy: CardCopy,
        width: int,
        height: int,
        *,
        seed: int = 0,
        photo: bytes | None = None,
        subject: str = "",
    ) -> None:
        self.identity, self.copy = identity, copy
        self.width, self.height = width, height
        self.photo = photo
        self.subject = subject or object_for("", identity.motif)
        self.seed = seed
        self.rng = seeded(identity.seed, seed, identity.motif)
        self.fill = self.colours["paper"]
        self.items: list[Item] = []
        self.boxes: list[Box] = []
        self.art: list[Area] = []
        self.rasters: dict[str, bytes] = {}

    # Measures

    @cached_property
    def unit(self) -> float:
        """The scale of type: 1.2 on a 1080x1350 card."""
        return (self.width * self.height) ** 0.5 / 1000

    @property
    def story(self) -> bool:
        return self.height >= STORY_RATIO * self.width

    @property
    def wide(self) -> bool:
        return self.width >= 1.2 * self.height

    @cached_property
    def margin(self) -> float:
        return round(48 + 0.015 * min(self.width, self.height))

    @property
    def top(self) -> float:
        """Where content may begin."""
        return round(self.height * STORY_SAFE) if self.story else self.margin

    @property
    def bottom(self) -> float:
        """Where content must end."""
        return self.height - self.top

    @property
    def safe(self) -> Area:
        """Where texts have to stay: off the edges, and in a story off what apps lay over it."""
        edge = round(self.margin * _EDGE)
        top = self.top if self.story else edge
        return Area(edge, top, self.width - 2 * edge, self.height - 2 * top)

    @property
    def column(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin

    @cached_property
    def small(self) -> float:
        """Size of details and kickers in px."""
        return max(22.0, round(25.5 * self.unit, 1))

    @cached_property
    def body(self) -> float:
        """Size of the supporting sentence in px."""
        return max(24.0, round(29 * self.unit, 1))

    # Colours

    @cached_property
    def colours(self) -> dict[str, str]:
        return {swatch.role: swatch.hex for swatch in self.identity.swatches}

    def text_on(self, field: str, *, large: bool = False) -> str:
        """Paper on dark and saturated fields, ink on light ones, where it reads."""
        ink, paper = self.colours["ink"], self.colours["paper"]
        wanted = (paper, ink) if luminance(field) < 0.30 else (ink, paper)
        return readable(field, wanted, LARGE_TEXT + 0.3 if large else SMALL_TEXT)

    def accent_on(self, field: str, text: str) -> str:
        """A large-type accent that reads on the field and differs from the text.

        Where the palette has only dull ones, the livelier hues are brought to where they read.
        """
        found: list[str] = []
        for role in ("primary", "secondary", "accent", "deep"):
            own = self.colours[role]
            found.append(own)
            if role in ("secondary", "accent") and hue_gap(oklch(own).hue, 88) > 38:
                found.append(legible(own, field))  # a darkened yellow would be mud
        fitting = [
            colour
            for colour in found
            if contrast(field, colour) >= LARGE_TEXT + 0.45 and separation(colour, text) > 0.12
        ]
        lively = (colour for colour in fitting if oklch(colour).chroma >= 0.045)
        return next(lively, fitting[0] if fitting else text)

    def headline_colours(self, field: str, fit: Fit) -> tuple[str, str]:
        """Text and accent for a headline; one that came out small must read as small text."""
        if not self.is_large(fit.size):
            text = self.text_on(field)
            return text, text
        text = self.text_on(field, large=True)
        return text, self.accent_on(field, text)

    def is_large(self, size: float) -> bool:
        """Whether type of this size counts as large: about 19 px where a phone shows the card."""
        return size >= 44 * self.unit

    def others(self, *fields: str) -> tuple[str, ...]:
        """The palette without these colours and those too near the first, liveliest first."""
        roles = ("accent", "paper", "deep", "secondary", "primary", "ink")
        found = (self.colours[role] for role in roles)
        return tuple(c for c in found if c not in fields and separation(c, fields[0]) > 0.09)

    # Voices

    @cached_property
    def display(self) -> Voice:
        return self.voice_for(self.identity.pairing.display, self.copy.headline)

    @cached_property
    def serif(self) -> Voice:
        return self.voice_for(self.identity.pairing.serif, self.copy.headline)

    @cached_property
    def text(self) -> Voice:
        return text_voice(self.identity.pairing.text)

    @cached_property
    def bold(self) -> Voice:
        return text_voice(self.identity.pairing.text, bold=True)

    def voice_for(self, family: str, text: str) -> Voice:
        """How a family is set at display size, or the face that has the text's letters."""
        return self._suited(headline_voice(family), text)

    @staticmethod
    def _suited(voice: Voice, text: str) -> Voice:
        """The voice itself for Latin text; for other scripts the shipped face that has them."""
        if is_latin(text):
            return voice
        return Voice("Noto Sans", 700, tracking=-0.02 if plain_voice(text) else 0)

    # Shapes

    def rect(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        self.items.append(Rect(x, y, w, h, fill, radius))

    def drawing(
        self, x: float, y: float, w: float, h: float, svg: str, *, letter: bool = False
    ) -> None:
        self.items.append(Drawing(x, y, w, h, svg, letter))
        if not letter:
            self.art.append(self._on_sheet(x, y, w, h))

    def raster(self, x: float, y: float, w: float, h: float, image: bytes) -> None:
        """A PNG or JPEG stretched over the box."""
        kind = "jpg" if image.startswith(b"\xff\xd8") else "png"
        name = f"raster{len(self.rasters)}.{kind}"
        self.rasters[name] = image
        self.items.append(Raster(x, y, w, h, name))
        self.art.append(self._on_sheet(x, y, w, h))

    def _on_sheet(self, x: float, y: float, w: float, h: float) -> Area:
        left, top = max(0.0, x), max(0.0, y)
        return Area(left, top, min(self.width, x + w) - left, min(self.height, y + h) - top)

    def tile(self, size: int, png: bytes) -> None:
        """Repeat a square texture over the whole sheet."""
        name = f"raster{len(self.rasters)}.png"
        self.rasters[name] = png
        across, down = -(-self.width // size), -(-self.height // size)
        self.items.append(Raster(0, 0, size, size, name, across, down))

    # Text

    def words(self, text: str, voice: Voice, emphasis: str = "") -> tuple[list[Word], float]:
        """The text's words with their extents, and the width of a space, all in em."""
        pieces = split_words(text, emphasis)
        extents = measure([*((voice, p.text) for p in pieces), (voice, "n n"), (voice, "nn")])
        words = [
            Word(piece.text, extent, piece.marked, piece.glued)
            for piece, extent in zip(pieces, extents[:-2], strict=True)
        ]
        return words, extents[-2].width - extents[-1].width

    def paragraph(
        self,
        text: str,
        voice: Voice,
        size: float,
        width: float,
        *,
        leading: float = 1.26,
        most: int | None = None,
    ) -> Paragraph:
        """Text wrapped to `width` px with an even rag; a little smaller if over `most` lines."""
        words, space = self.words(text, voice)
        cut: Breaks = wrap(words, space, width / size) if words else ()
        for _ in range(4):
            if most is None or len(cut) <= most:
                break
            size *= 0.93
            cut = wrap(words, space, width / size)
        longest = max((w.extent.width for w in words), default=0) * size
        size *= min(1.0, width / longest) if longest else 1.0
        rows = tuple(tuple(words[a:b]) for a, b in cut)
        above = max((w.extent.above for w in words), default=0)
        return Paragraph(rows, voice, size, leading, space, above)

    def place(
        self,
        name: str,
        block: Paragraph,
        x: float,
        y: float,
        colour: str,
        *,
        align: str = "left",
        width: float = 0,
    ) -> float:
        """Set a paragraph with its ink starting at `y`; gives the y of its last baseline."""
        spots: list[tuple[float, float, float, float]] = []
        baseline = y + block.above * block.size
        for row in block.rows:
            measured = line_width(row, block.space) * block.size
            left = aligned(x, width or block.width, measured, align, row)
            self._line(row, block.voice, block.size, left, baseline, measured, colour, colour)
            spots.append(corners(row, block.size, left, baseline, measured))
            baseline += block.leading * block.size
        self._box(name, spots, block.size, colour)
        return baseline - block.leading * block.size

    def set_fit(
        self,
        fit: Fit,
        voice: Voice,
        x: float,
        y: float,
        colour: str,
        accent: str,
        *,
        name: str = "headline",
        align: str = "left",
        width: float = 0,
    ) -> None:
        """Set a fitted headline with its ink starting at `y`, marked words in `accent`."""
        spots: list[tuple[float, float, float, float]] = []
        for line, drop in zip(fit.lines, fit.baselines, strict=True):
            left = aligned(x, width or fit.width, line.width, align, line.words)
            self._line(line.words, voice, line.size, left, y + drop, line.width, colour, accent)
            spots.append(corners(line.words, line.size, left, y + drop, line.width))
        self._box(name, spots, fit.size, colour)

    def set_line(self, line: FitLine, voice: Voice, x: float, baseline: float, colour: str) -> None:
        """Set one line of the headline by itself, from `x` or, right to left, up to the margin."""
        left = aligned(x, self.width - self.margin - x, line.width, "left", line.words)
        self._line(line.words, voice, line.size, left, baseline, line.width, colour, colour)
        spot = corners(line.words, line.size, left, baseline, line.width)
        self._box("headline", [spot], line.size, colour)

    def _line(
        self,
        words: Sequence[Word],
        voice: Voice,
        size: float,
        x: float,
        y: float,
        width: float,
        colour: str,
        accent: str,
    ) -> None:
        runs: list[tuple[str, str]] = []
        for index, word in enumerate(words):
            gap = "" if index == 0 or word.glued else " "
            fill = accent if word.marked else colour
            if runs and runs[-1][1] == fill:
                runs[-1] = (runs[-1][0] + gap + word.text, fill)
            else:
                runs.append((gap + word.text, fill))
        rtl = is_rtl("".join(word.text for word in words))
        self.items.append(Line(x, y, width, size, voice, tuple(runs), rtl))

    def _box(
        self,
        name: str,
        spots: Sequence[tuple[float, float, float, float]],
        size: float,
        colour: str,
    ) -> None:
        if not spots:
            return
        left, up = min(c[0] for c in spots), min(c[1] for c in spots)
        right, down = max(c[2] for c in spots), max(c[3] for c in spots)
        large = self.is_large(size)
        self.boxes.append(Box(name, left, up, right - left, down - up, size, colour, large))

    def word(
        self, name: str, text: str, voice: Voice, size: float, x: float, y: float, colour: str
    ) -> float:
        """One short piece of text on baseline `y`; gives its width."""
        extent = measure([(voice, text)])[0]
        line = Line(x, y, extent.width * size, size, voice, ((text, colour),), is_rtl(text))
        self.items.append(line)
        box = (x, y - extent.above * size, x + extent.width * size, y + extent.below * size)
        self._box(name, [box], size, colour)
        return extent.width * size

    # Finish

    def overflows(self) -> bool:
        """Whether a text leaves the sheet or two texts collide."""
        outside = any(
            b.x < -1 or b.y < -1 or b.x + b.w > self.width + 1 or b.y + b.h > self.height + 1
            for b in self.boxes
        )
        collide = any(
            one.overlaps(other)
            for i, one in enumerate(self.boxes)
            for other in self.boxes[i + 1 :]
            if one.name != other.name
        )
        return outside or collide

    def scene(self) -> Scene:
        """The finished composition."""
        scene = Scene(self.width, self.height, self.fill, tuple(self.items), self.rasters)
        return replace(scene, system_fonts=needs_system_fonts(scene.text()))

    def picture(self, template: str, family: str) -> Picture:
        """The composition drawn."""
        scene = self.scene()
        return Picture(
            draw(scene),
            self.width,
            self.height,
            template,
            tuple(self.boxes),
            self.safe,
            family,
            tuple(self.art),
            self.overflows(),
            missing(scene.text()),
            scene,
        )
