"""The canvas a template composes on: shapes and text set in an identity's colours and voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from studiocrew.contracts import CardCopy, Identity
from tools.layout.fit import Breaks, Fit, FitLine, Word, line_width, wrap
from tools.layout.inks import Inks
from tools.layout.measures import Insets, Sheet
from tools.layout.objects import object_for
from tools.layout.pairings import headline_voice, text_voice
from tools.layout.paragraphs import Paragraph, aligned, corners
from tools.layout.picture import Area, Box, Picture
from tools.layout.scene import Drawing, Item, Line, Raster, Rect, Scene, Voice
from tools.layout.svg import seeded
from tools.layout.typeset import draw, measure, missing, needs_system_fonts
from tools.layout.words import is_latin, is_rtl, plain_voice, runs_left, split_words


class Canvas(Sheet, Inks):
    """One picture being composed. Positions are px from the top left; text sits on baselines.

    Copy that runs from right to left is composed like any other and the page turned over at the
    end: `start` is the side where reading begins. `mirror=False` keeps a page as it is, such as a
    board with notes in English.
    """

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
        covered: Insets | None = None,
        mirror: bool = True,
    ) -> None:
        mirrored = mirror and is_rtl(copy.headline)
        Sheet.__init__(self, width, height, covered, mirrored=mirrored)
        Inks.__init__(self, identity)
        self.copy = copy
        self.photo = photo
        self.subject = subject or object_for("", identity.motif)
        self.seed = seed
        self.rng = seeded(identity.seed, seed, identity.motif)
        self.fill = self.colours["paper"]
        self.items: list[Item] = []
        self.boxes: list[Box] = []
        self.art: list[Area] = []
        self.rasters: dict[str, bytes] = {}

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
        leading: float = 1.3,
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
        return Paragraph(rows, voice, size, self.leading(size, leading), space, above)

    def place(
        self,
        name: str,
        block: Paragraph,
        x: float,
        y: float,
        colour: str,
        *,
        align: str = "start",
        width: float = 0,
    ) -> float:
        """Set a paragraph on the baseline grid, its ink starting as near `y` as that allows.

        Gives the y of its last baseline.
        """
        spots: list[tuple[float, float, float, float]] = []
        baseline = self.on_grid(y + block.above * block.size)
        for row in block.rows:
            measured = line_width(row, block.space) * block.size
            left = self._aligned(x, width or block.width, measured, align, row)
            self._line(row, block.voice, block.size, left, baseline, measured, colour, colour)
            spots.append(corners(row, block.size, left, baseline, measured))
            baseline += block.step
        self._box(name, spots, block.size, colour, baseline - block.step)
        return baseline - block.step

    def _aligned(
        self, x: float, width: float, used: float, align: str, words: Sequence[Word]
    ) -> float:
        against = runs_left(_text(words)) not in (None, self.mirrored)
        return aligned(x, width, used, align, against=against)

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
        align: str = "start",
        width: float = 0,
    ) -> None:
        """Set a fitted headline with its ink starting at `y`, marked words in `accent`.

        Its last baseline lies on the grid, and all of them where the lines are of one size.
        """
        spots: list[tuple[float, float, float, float]] = []
        y = self.on_grid(y + fit.baselines[-1]) - fit.baselines[-1]
        for line, drop in zip(fit.lines, fit.baselines, strict=True):
            left = self._aligned(x, width or fit.width, line.width, align, line.words)
            self._line(line.words, voice, line.size, left, y + drop, line.width, colour, accent)
            spots.append(corners(line.words, line.size, left, y + drop, line.width))
        self._box(name, spots, fit.size, colour, y + fit.baselines[-1])

    def set_line(self, line: FitLine, voice: Voice, x: float, baseline: float, colour: str) -> None:
        """Set one line of the headline by itself, from `x` on."""
        left = self._aligned(x, self.right - x, line.width, "start", line.words)
        self._line(line.words, voice, line.size, left, baseline, line.width, colour, colour)
        spot = corners(line.words, line.size, left, baseline, line.width)
        self._box("headline", [spot], line.size, colour, baseline)

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
        self.items.append(Line(x, y, width, size, voice, tuple(runs), self.runs_left(_text(words))))

    def runs_left(self, text: str) -> bool:
        """Whether a text is set from right to left; figures go by the page."""
        found = runs_left(text)
        return self.mirrored if found is None else found

    def _box(
        self,
        name: str,
        spots: Sequence[tuple[float, float, float, float]],
        size: float,
        colour: str,
        baseline: float,
    ) -> None:
        if not spots:
            return
        left, up = min(c[0] for c in spots), min(c[1] for c in spots)
        right, down = max(c[2] for c in spots), max(c[3] for c in spots)
        large = self.is_large(size)
        wide, tall = right - left, down - up
        self.boxes.append(Box(name, left, up, wide, tall, size, colour, large, baseline))

    def word(
        self, name: str, text: str, voice: Voice, size: float, x: float, y: float, colour: str
    ) -> float:
        """One short piece of text on baseline `y`; gives its width."""
        extent = measure([(voice, text)])[0]
        run = ((text, colour),)
        self.items.append(Line(x, y, extent.width * size, size, voice, run, self.runs_left(text)))
        box = (x, y - extent.above * size, x + extent.width * size, y + extent.below * size)
        self._box(name, [box], size, colour, y)
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
        """The composition as it is drawn."""
        items = tuple(self._turned(item) for item in self.items)
        scene = Scene(self.width, self.height, self.fill, items, self.rasters)
        return replace(scene, system_fonts=needs_system_fonts(scene.text()))

    def _over(self, x: float, w: float) -> float:
        """Where a box of width `w` at `x` lies once the page is turned over."""
        return self.width - x - w if self.mirrored else x

    def _turned(self, item: Item) -> Item:
        """The item where it is drawn. A picture is mirrored with the page, letters never are."""
        if not self.mirrored:
            return item
        if isinstance(item, Line):
            x, pivot = self._over(item.x, item.w), self.width - item.turn_x
            return replace(item, x=x, turn=-item.turn, turn_x=pivot)
        if isinstance(item, Rect):
            return replace(item, x=self._over(item.x, item.w))
        if isinstance(item, Drawing):
            return replace(item, x=self._over(item.x, item.w), flip=not item.letter)
        if item.across > 1 or item.down > 1:
            return item  # a texture looks the same from either side
        return replace(item, x=self._over(item.x, item.w), flip=True)

    def picture(self, template: str, family: str) -> Picture:
        """The composition drawn."""
        scene = self.scene()
        return Picture(
            draw(scene),
            self.width,
            self.height,
            template,
            tuple(replace(box, x=self._over(box.x, box.w)) for box in self.boxes),
            self.safe._replace(x=self._over(self.safe.x, self.safe.w)),
            family,
            tuple(area._replace(x=self._over(area.x, area.w)) for area in self.art),
            self.overflows(),
            missing(scene.text()),
            scene,
        )


def _text(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)
