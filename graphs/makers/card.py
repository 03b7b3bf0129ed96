"""A card: the post's few words set on the campaign's identity, in the platform's size."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphs.desk import Desk
from graphs.makers.picture import PHOTO_FAMILY, picture_for
from graphs.products import PostDraft, Product
from studiocrew.contracts import (
    Asset,
    Brief,
    CardCopy,
    Drift,
    Identity,
    LookChange,
    Making,
    Part,
    Slide,
    Task,
)
from studiocrew.text import sentence
from tools.identity.drift import drift_of
from tools.identity.variant import AXES, Option, options, redrawn
from tools.layout import (
    TEMPLATES,
    object_for,
    pick_template,
    render_card,
    render_carousel,
    slides_of,
    templates_in,
)
from tools.layout.carousel import DESIGNS, pick_design, render_slide
from tools.platforms import platform
from tools.provenance.source_types import COMPOSITE_WITH_TRAINED
from tools.visual.geometry import text_boxes

if TYPE_CHECKING:
    from tools.images import GeneratedImage
    from tools.layout.picture import Picture
    from tools.platforms import Safe

# The words around the words of a picture, for who cannot see it. A language that is not here gets
# those of the picture alone.
POSTER = {
    "en": "{brand} poster reading “{text}”",
    "es": "Cartel de {brand} con el texto «{text}»",
    "de": "Plakat von {brand} mit dem Text „{text}“",
    "fr": "Affiche {brand} avec le texte « {text} »",
    "it": "Locandina di {brand} con il testo «{text}»",
}
BOARD = {
    "en": "Brand board of {brand}",
    "es": "Panel de marca de {brand}",
    "de": "Markentafel von {brand}",
    "fr": "Planche de marque {brand}",
    "it": "Tavola del marchio {brand}",
}

MADE_BY = "studiocrew layout (typst)"


@dataclass(frozen=True)
class _Sheet:
    """What a card is made from, one picture or several."""

    desk: Desk
    task: Task
    identity: Identity
    copies: Sequence[CardCopy]
    size: tuple[int, int]
    covered: Safe | None
    made: GeneratedImage | None

    @property
    def several(self) -> bool:
        return len(self.copies) > 1

    @property
    def family(self) -> str:
        """The layout family of the card, or of a carousel's cover: a picture chooses its own."""
        return PHOTO_FAMILY if self.made else self.identity.family

    @property
    def by_design(self) -> bool:
        """Whether the first picture is one of a carousel's design, and no card with a picture."""
        return self.several and self.made is None

    def first(self, template: str, seed: int) -> Picture:
        """The card, or a carousel's first slide."""
        width, height = self.size
        if self.by_design:
            return render_slide(
                self.identity, self.copies, 0, width=width, height=height, seed=seed,
                covered=self.covered, design=template,
            )  # fmt: skip
        return render_card(
            self.identity,
            self.copies[0],
            width=width,
            height=height,
            template=template,
            seed=seed,
            photo=self.made.png if self.made else None,
            subject=object_for(self.desk.brief.trade, self.identity.motif),
            covered=self.covered,
        )

    def slides(self, cover: Picture, design: str, seed: int) -> tuple[Picture, ...]:
        width, height = self.size
        return render_carousel(
            self.identity, self.copies, width=width, height=height, seed=seed,
            covered=self.covered, design=design, cover=cover,
        )  # fmt: skip


async def make_card(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Asset:
    draft = next(product for product in inputs.values() if isinstance(product, PostDraft))
    identity = next(product for product in inputs.values() if isinstance(product, Identity))
    where = platform(draft.post.platform)
    facts = [desk.fact(fact_id) for fact_id in draft.post.fact_ids]
    told, most = [fact.statement for fact in facts], int(task.params.get("slides", 1))
    copies = slides_of(draft.card, told, most) if most > 1 else (draft.card,)
    made = await picture_for(desk, task, identity, facts, where.size)
    sheet = _Sheet(desk, task, identity, copies, where.size, where.safe, made)
    seed = desk.studio.seed + int(task.params["number"])
    design = _design(desk, task, seed)
    option = Option(design if sheet.by_design else _template(sheet, seed), seed)
    if changes := desk.look_changes(task.id):
        picture, option = await _other(sheet, option, changes)
    else:
        picture = await asyncio.to_thread(sheet.first, *option)
    pictures = (picture,)
    if sheet.several:
        design = option.template if sheet.by_design else design
        pictures = await asyncio.to_thread(sheet.slides, picture, design, option.seed)
    asset = keep_slides(desk, pictures, copies, task.id, draft.post.id, option.seed)
    shown = made if option.template in templates_in(PHOTO_FAMILY) else None
    drift = await asyncio.to_thread(_drift, sheet, pictures)
    return asset.model_copy(update={"drift": drift, **(from_model(asset, shown) if shown else {})})


def _drift(sheet: _Sheet, pictures: Sequence[Picture]) -> Drift:
    """That of the card, or of the slide that is farthest from the identity.

    The photo family is the picture's choice, and a carousel has none of the identity's: there is
    nothing to compare.
    """
    free = sheet.made is not None or sheet.several
    found = [drift_of(sheet.identity, one, "" if free else one.family) for one in pictures]
    return max(found, key=lambda drift: drift.delta_e)


def from_model(asset: Asset, made: GeneratedImage) -> dict[str, Any]:
    """What a card says of itself that shows a model's picture."""
    by = " ".join(filter(None, (made.model, made.revision)))
    image = Part(
        part="image",
        by="model",
        name=made.model,
        revision=made.revision,
        prompt=made.prompt,
        seed=made.seed,
    )
    making = asset.making or Making()
    return {
        "source_type": COMPOSITE_WITH_TRAINED,
        "made_by": f"{MADE_BY}, picture by {by}",
        "making": making.model_copy(update={"parts": (*making.parts, image)}),
    }


def _template(sheet: _Sheet, seed: int) -> str:
    """The one planned for the family, or what a revision has put in its place; another of the
    family where that one failed."""
    desk, task = sheet.desk, sheet.task
    planned = str(task.params["templates"][sheet.family])
    now = desk.drawn.get(task.id, planned)
    now = now if now in TEMPLATES else planned  # a carousel whose cover had no picture so far
    if task.id not in desk.redraw:
        return now
    avoid, turn = (planned, now), seed + desk.attempt
    return pick_template(*sheet.size, turn, avoid=avoid, family=sheet.family)


def _design(desk: Desk, task: Task, seed: int) -> str:
    """The carousel's as it is, by its second slide; another where a slide of it failed."""
    usual = next(iter(DESIGNS))
    now = desk.drawn.get(f"{task.id}-2", usual)
    if task.id not in desk.redraw:
        return now
    return pick_design(seed + desk.attempt, avoid=(usual, now))


async def _other(
    sheet: _Sheet, now: Option, changes: Sequence[LookChange]
) -> tuple[Picture, Option]:
    """The card drawn otherwise, as people have asked of this one picture; of a carousel, its
    cover, which the other slides follow."""
    family = sheet.family
    wanted = next((change.family for change in reversed(changes) if change.family), family)
    among: Sequence[str] = tuple(DESIGNS)
    if not sheet.by_design:
        if wanted != family:
            now = Option(str(sheet.task.params["templates"][wanted]), now.seed)
        among = templates_in(wanted)
    tried = options(among, now.seed)
    steps = [change for change in changes if any(getattr(change, axis) for axis in AXES)]
    picture, option, missed = await asyncio.to_thread(redrawn, sheet.first, now, tried, steps)
    for text in missed:
        task = sheet.task.id
        sheet.desk.studio.events.emit("warning", task=task, text=f"{task}: {text}.")
    return picture, option


def keep(
    desk: Desk,
    picture: Picture,
    asset_id: str,
    kind: str,
    post_id: str | None,
    text: CardCopy | None,
    seed: int,
) -> Asset:
    """Store the picture by its content and describe it."""
    keep_file, formats = desk.studio.artifacts.put, desk.studio.formats
    sha256 = keep_file(picture.png, ".png")
    return Asset.model_validate(
        {
            "id": asset_id,
            "kind": kind,
            "path": f"assets/{asset_id}.png",
            "sha256": sha256,
            "also": {f: keep_file(picture.data(f), f".{f}") for f in formats if f != "png"},
            "width": picture.width,
            "height": picture.height,
            "post_id": post_id,
            "alt_text": describe(desk.brief, text),
            "template": picture.template,
            "text": text,
            "flaws": flaws(picture),
            "made_by": MADE_BY,
            "seed": seed,
            "text_boxes": text_boxes(picture),
        }
    )


def keep_slides(
    desk: Desk,
    pictures: Sequence[Picture],
    copies: Sequence[CardCopy],
    asset_id: str,
    post_id: str,
    seed: int,
) -> Asset:
    """The pictures stored as one asset, those after the first as its slides: laid out by code,
    whatever the first may show."""
    first, *rest = [
        keep(desk, picture, asset_id, "card", post_id, text, seed)
        for picture, text in zip(pictures, copies, strict=True)
    ]
    slides = tuple(
        Slide(path=f"assets/{asset_id}-{number}.png", source_type="", making=Making(),
              **one.model_dump(include={
                  "sha256", "alt_text", "text", "flaws", "text_boxes", "template", "made_by"
              }))
        for number, one in enumerate(rest, 2)
    )  # fmt: skip
    return first.model_copy(update={"slides": slides})


def flaws(picture: Picture) -> list[str]:
    """What the renderer noticed and a person should know."""
    found = ["some text does not fit"] if picture.overflow else []
    return found + ([f"no font for {picture.missing}"] if picture.missing else [])


def describe(brief: Brief, text: CardCopy | None) -> str:
    """Alt text: what is set on the card, read in order. Nothing that is not there."""
    language = brief.language.split("-", maxsplit=1)[0].lower()
    if text is None:
        return BOARD.get(language, "{brand}").format(brand=brief.brand_name)
    frame = POSTER.get(language, "{text}")
    parts = [frame.format(brand=brief.brand_name, text=text.headline), text.body, *text.details]
    return " ".join(sentence(part) for part in parts if part)
