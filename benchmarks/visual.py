"""What the visual checks catch of cards broken on purpose, and flag of whole ones.

    python benchmarks/visual.py [--good 48] [--each 6] [--seed 1] [--out FOLDER]

Whole cards are real ones: every template in turn, in the platforms' sizes, for five brands. Each
broken card is one of them with one thing wrong, drawn anew from its scene. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import io
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from studiocrew.contracts import Asset, BrandKit, Brief, CardCopy, Identity, Post, TextBox
from tools.case import Case
from tools.layout import MOTIFS, PAIRINGS, TEMPLATES, render_card
from tools.layout.picture import Picture
from tools.layout.scene import Line, Rect, Scene
from tools.layout.typeset import draw
from tools.palette import palette
from tools.platforms import platform
from tools.visual.checks import VISUAL_CHECKS, able
from tools.visual.geometry import text_boxes

BRANDS = (
    ("Morrow", "#E5401C", "warm", "market"),
    ("Harbour Homes", "#143D35", "elegant", "parlour"),
    ("Tide Bottle", "#0FA3A3", "playful", "kiosk"),
    ("Nonna's Crust", "#7A2E8E", "bold", "press"),
    ("Kestrel Cycles", "#C9A227", "calm", "signal"),
)
COPIES = (
    CardCopy(
        headline="We start at three so you can sleep",
        kicker="Office boxes",
        body="Breakfast boxes from twelve people. Ordered by noon, on your desk by nine.",
        details=("From £6.40 each", "Tuesday to Sunday"),
        emphasis="you can sleep",
    ),
    CardCopy(
        headline="Sourdough, a day and a half in the making",
        kicker="Since 1962",
        body="Rosa bakes 140 loaves a day and sells the last one before noon.",
        details=("Open from six", "12 Mill Lane"),
    ),
    CardCopy(
        headline="Sold in nine days",
        body="Three bedrooms, a south garden and the tram at the door.",
        details=("£425,000", "Viewings Saturday"),
        emphasis="nine days",
    ),
    CardCopy(
        headline="Brakes mended while you wait",
        kicker="Workshop",
        body="Forty minutes, forty-five at the till, and it stops again in the rain.",
        details=("Quay Street", "No booking"),
    ),
)
PLATFORMS = ("instagram", "linkedin", "x", "pinterest", "tiktok", "instagram")


@dataclass(frozen=True)
class Card:
    """A drawn card with its asset; `asset.text` is what was meant to stand on it."""

    picture: Picture
    asset: Asset
    identity: Identity
    platform: str
    png: bytes
    beside: tuple[tuple[Asset, bytes], ...] = ()

    def case(self) -> Case:
        store = {self.asset.sha256: self.png, **{a.sha256: data for a, data in self.beside}}
        post = Post(id="p", platform=self.platform, caption="c")
        return Case(
            BrandKit(id="k", name="K"),
            Brief(goal="g", brand_name="K"),
            posts=(post,),
            assets=(self.asset, *(asset for asset, _ in self.beside)),
            identity=self.identity,
            open=store.__getitem__,
        )


def whole(number: int, seed: int) -> Card:
    """The card of that number: templates, platforms, brands and copies each in their own turn."""
    name, colour, mood, pairing = BRANDS[number % len(BRANDS)]
    identity = Identity(
        wordmark=name,
        mood=mood,
        swatches=palette([colour], mood, seed),
        pairing=PAIRINGS[pairing],
        motif=MOTIFS[(number + seed) % len(MOTIFS)],
        seed=seed,
    )
    place = PLATFORMS[number // len(TEMPLATES) % len(PLATFORMS)]
    return drawn(identity, COPIES[number % len(COPIES)], place, number, seed)


def drawn(
    identity: Identity,
    copy: CardCopy,
    place: str,
    number: int,
    seed: int,
    meant: CardCopy | None = None,
) -> Card:
    width, height = platform(place).size
    picture = render_card(
        identity,
        copy,
        width=width,
        height=height,
        template=TEMPLATES[number % len(TEMPLATES)],
        seed=seed + number,
    )
    asset = Asset(
        id=f"card-{number}",
        kind="card",
        path=f"assets/card-{number}.png",
        sha256=f"{number}",
        width=width,
        height=height,
        post_id="p",
        template=picture.template,
        text=meant or copy,
        text_boxes=text_boxes(picture),
    )
    return Card(picture, asset, identity, place, picture.png)


# -- one thing wrong


def pale(card: Card, rng: random.Random) -> Card:
    """The words of one piece in a colour hardly other than what they stand on."""
    box = longest(card)
    ground = behind(card, box)
    colour = "#" + "".join(
        f"{min(255, max(0, int(c) + rng.choice((-26, 26)))):02X}" for c in ground
    )
    return redrawn(
        card, box.name, lambda line: replace(line, runs=recoloured(line, colour)), colour
    )


def busy(card: Card, rng: random.Random) -> Card:
    """Bars in the type's own colour behind one piece of it."""
    box = longest(card)
    step, colour = max(10.0, 0.5 * box.size), box.colours[0]
    bars = [
        Rect(box.x + n * step, box.y - 0.2 * box.size, 0.4 * step, 1.4 * box.h, colour)
        for n in range(int(box.w / step) + 1)
    ]
    scene = scene_of(card)
    first = next(n for n, item in enumerate(scene.items) if isinstance(item, Line))
    items = (*scene.items[:first], *bars, *scene.items[first:])
    return replace(card, png=draw(replace(scene, items=items)))


def pushed_off(card: Card, rng: random.Random) -> Card:
    """One piece of text moved so far that it leaves the sheet."""
    box = longest(card)
    over = card.asset.width - box.x - box.w + rng.uniform(0.15, 0.4) * box.w
    return moved(card, box.name, over, 0.0)


def cropped(card: Card, rng: random.Random) -> Card:
    """The finished picture cut on two sides and stretched to its size again."""
    with Image.open(io.BytesIO(card.png)) as image:
        width, height = image.size
        cut = image.crop((int(width * rng.uniform(0.12, 0.2)), int(height * 0.12), width, height))
        return replace(card, png=saved(cut.resize((width, height), Image.Resampling.LANCZOS)))


def covered(card: Card, rng: random.Random) -> Card:
    """One piece moved to where the platform's app lies over the picture, or crops it."""
    box = longest(card)
    safe = platform(card.platform).safe
    assert safe is not None
    if safe.bottom:
        return moved(card, box.name, 0.0, card.asset.height * 0.985 - box.y - box.h)
    return moved(card, box.name, 6.0 - box.x, 0.0)


def overlapping(card: Card, rng: random.Random) -> Card:
    """One piece moved onto the headline."""
    lines = [box for box in card.asset.text_boxes if box.name.startswith(("body", "detail"))]
    head = next(box for box in card.asset.text_boxes if box.name == "headline")
    box = rng.choice(lines)
    return moved(card, box.name, head.x - box.x, head.y + 0.3 * head.h - box.y)


def off_palette(card: Card, rng: random.Random) -> Card:
    """Every hue turned a third of the circle: another brand's colours."""
    with Image.open(io.BytesIO(card.png)) as image:
        hsv = np.array(image.convert("HSV"))
    hsv[..., 0] += rng.choice((70, 85, 170))  # wraps round, as hues do
    hsv[..., 1] = np.maximum(hsv[..., 1], 60)
    return replace(card, png=saved(Image.fromarray(hsv, "HSV").convert("RGB")))


def duplicated(card: Card, rng: random.Random) -> Card:
    """The same picture once more, saved as a JPEG a little smaller in between."""
    with Image.open(io.BytesIO(card.png)) as image:
        size = (int(image.width * 0.9), int(image.height * 0.9))
        buffer = io.BytesIO()
        image.convert("RGB").resize(size).save(buffer, "JPEG", quality=rng.choice((70, 80, 90)))
    with Image.open(buffer) as again:
        copy = saved(again.resize((card.asset.width, card.asset.height)))
    other = card.asset.model_copy(update={"id": "again", "sha256": "again"})
    return replace(card, beside=((other, copy),))


def misspelt(card: Card, rng: random.Random) -> Card:
    """Two letters of a word swapped, or one left out, in the headline or the body."""
    copy = card.asset.text
    assert copy is not None
    texts = [(part, getattr(copy, part).split()) for part in ("headline", "body")]
    long = [
        (part, words, n)
        for part, words in texts
        for n, word in enumerate(words)
        if len(word.strip(".,")) >= 5
    ]
    part, words, at = rng.choice(long)
    words[at] = wrong(words[at], rng)
    bad = copy.model_copy(update={part: " ".join(words), "emphasis": ""})
    number = int(card.asset.id.rsplit("-", 1)[-1])
    return drawn(card.identity, bad, card.platform, number, card.identity.seed, meant=copy)


def wrong(word: str, rng: random.Random) -> str:
    spots = [n for n in range(1, len(word) - 2) if word[n].isalpha() and word[n] != word[n + 1]]
    n = rng.choice(spots)
    swapped = word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    return rng.choice((swapped, word[:n] + word[n + 1 :]))


BREAKAGES: dict[str, tuple[Callable[[Card, random.Random], Card], tuple[str, ...]]] = {
    "pale": (pale, ("reads_on_ground",)),
    "busy": (busy, ("reads_on_ground",)),
    "pushed off": (pushed_off, ("within_sheet",)),
    "cropped": (cropped, ("within_sheet",)),
    "covered": (covered, ("in_safe_area",)),
    "overlapping": (overlapping, ("texts_apart",)),
    "off palette": (off_palette, ("in_palette",)),
    "duplicated": (duplicated, ("unlike_other_pictures",)),
    "misspelt": (misspelt, ("words_read_back",)),
}
"""What is broken, and the check that is there to see it."""


# -- tools of the breaker


def longest(card: Card) -> TextBox:
    """The widest line of the body or, without one, of the headline."""
    lines = [b for b in card.asset.text_boxes if b.name in ("body", "headline") and not b.turned]
    return max(lines, key=lambda box: (box.name == "body", box.w))


def scene_of(card: Card) -> Scene:
    assert card.picture.scene is not None
    return card.picture.scene


def behind(card: Card, box: TextBox) -> Sequence[int]:
    """The middle colour of what a line stands on."""
    with Image.open(io.BytesIO(draw(scene_of(card).without_text()))) as image:
        area = image.convert("RGB").crop(
            (int(box.x), int(box.y), int(box.x + box.w), int(box.y + box.h))
        )
        return [int(c) for c in np.median(np.asarray(area).reshape(-1, 3), axis=0)]


def recoloured(line: Line, colour: str) -> tuple[tuple[str, str], ...]:
    return tuple((text, colour) for text, _ in line.runs)


def belongs(line: Line, card: Card, name: str) -> bool:
    words = "".join(text for text, _ in line.runs).strip()
    return any(box.name == name and box.text == words for box in card.asset.text_boxes)


def redrawn(card: Card, name: str, change: Callable[[Line], Line], colour: str = "") -> Card:
    """The card with the lines of one piece changed."""
    scene = scene_of(card)
    items = tuple(
        change(item) if isinstance(item, Line) and belongs(item, card, name) else item
        for item in scene.items
    )
    boxes = tuple(
        box.model_copy(update={"colours": (colour,)}) if colour and box.name == name else box
        for box in card.asset.text_boxes
    )
    asset = card.asset.model_copy(update={"text_boxes": boxes})
    return replace(card, asset=asset, png=draw(replace(scene, items=items)))


def moved(card: Card, name: str, across: float, down: float) -> Card:
    """The card with one piece somewhere else; its boxes go with it."""
    made = redrawn(card, name, lambda line: replace(line, x=line.x + across, y=line.y + down))
    boxes = tuple(
        box.model_copy(update={"x": box.x + across, "y": box.y + down}) if box.name == name else box
        for box in card.asset.text_boxes
    )
    return replace(made, asset=made.asset.model_copy(update={"text_boxes": boxes}))


def saved(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


# -- the measuring


def flagged(card: Card, spent: Counter[str], told: dict[str, str]) -> set[str]:
    """Names of the checks that fail the card."""
    found: set[str] = set()
    for check in VISUAL_CHECKS:
        if not able(check.__name__):
            continue
        began = time.perf_counter()
        evidence = check(card.case(), card.asset, {})
        spent[check.__name__] += time.perf_counter() - began  # type: ignore[assignment]
        if not evidence.passed:
            found.add(check.__name__)
            told[check.__name__] = evidence.text
    return found


def suited(breakage: str, card: Card) -> bool:
    """Whether the breakage can be done to this card at all."""
    if breakage == "covered":
        return platform(card.platform).safe is not None
    names = {box.name for box in card.asset.text_boxes}
    return "headline" in names and ("body" in names or breakage != "overlapping")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--good", type=int, default=48)
    parser.add_argument("--each", type=int, default=6, help="broken cards of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keep the broken cards here, to look at")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    spent: Counter[str] = Counter()
    cards = [whole(n, options.seed) for n in range(options.good)]
    wrongly: Counter[str] = Counter()
    for card in cards:
        told: dict[str, str] = {}
        for name in flagged(card, spent, told):
            wrongly[name] += 1
            which = f"{card.asset.id} {card.asset.template} {card.platform}"
            print(f"whole, flagged: {which}: {told[name]}")
    caught: dict[str, Counter[str]] = defaultdict(Counter)
    tried: Counter[str] = Counter()
    looked = len(cards)
    for breakage, (break_, _) in BREAKAGES.items():
        fitting = [card for card in cards if suited(breakage, card)]
        for card in rng.sample(fitting, min(options.each, len(fitting))):
            bad = break_(card, rng)
            found = flagged(bad, spent, {})
            tried[breakage] += 1
            looked += 1
            caught[breakage].update(found)
            caught[breakage]["any"] += bool(found)
            if not found & set(BREAKAGES[breakage][1]):
                print(f"broken, missed: {breakage}, {card.asset.id} {card.asset.template}")
            if options.out:
                options.out.mkdir(parents=True, exist_ok=True)
                (options.out / f"{breakage}-{card.asset.id}.png".replace(" ", "-")).write_bytes(
                    bad.png
                )
    report(options, wrongly, caught, tried, spent, looked)


def report(
    options: argparse.Namespace,
    wrongly: Counter[str],
    caught: dict[str, Counter[str]],
    tried: Counter[str],
    spent: Counter[str],
    looked: int,
) -> None:
    print(f"\n{sum(tried.values())} broken cards, {options.good} whole ones, seed {options.seed}\n")
    print("| broken so | cards | its check | caught by it | caught by any |")
    print("| --- | --- | --- | --- | --- |")
    for breakage, (_, checks) in BREAKAGES.items():
        own = caught[breakage][checks[0]]
        row = (breakage, tried[breakage], f"`{checks[0]}`", own, caught[breakage]["any"])
        print("| " + " | ".join(map(str, row)) + " |")
    print("\n| check | whole cards flagged | ms a card |")
    print("| --- | --- | --- |")
    for check in VISUAL_CHECKS:
        name = check.__name__
        if able(name):
            cost = 1000 * spent[name] / looked
            print(f"| `{name}` | {wrongly[name]} of {options.good} | {cost:.0f} |")
        else:
            print(f"| `{name}` | not measured: the extra `visual` is not installed | |")


if __name__ == "__main__":
    main()
