"""A card: the post's few words set on the campaign's identity, in the platform's size."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphs.desk import Desk
from graphs.makers.picture import PHOTO_FAMILY, picture_for
from graphs.products import PostDraft, Product
from studiocrew.contracts import (
    Asset,
    Brief,
    CardCopy,
    Identity,
    LookChange,
    Making,
    Part,
    Slide,
    Task,
)
from studiocrew.text import sentence
from tools.identity.drift import drift_of
from tools.identity.variant import AXES, Draw, Option, options, redrawn
from tools.layout import (
    object_for,
    pick_template,
    render_card,
    render_carousel,
    slides_of,
    templates_in,
)
from tools.platforms import platform
from tools.provenance.source_types import COMPOSITE_WITH_TRAINED
from tools.visual.geometry import text_boxes

if TYPE_CHECKING:
    from tools.images import GeneratedImage
    from tools.layout.picture import Picture

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


async def make_card(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Asset:
    draft = next(product for product in inputs.values() if isinstance(product, PostDraft))
    identity = next(product for product in inputs.values() if isinstance(product, Identity))
    width, height = platform(draft.post.platform).size
    seed = desk.studio.seed + int(task.params["number"])
    facts = [desk.fact(fact_id) for fact_id in draft.post.fact_ids]
    covered = platform(draft.post.platform).safe
    if (most := int(task.params.get("slides", 1))) > 1:
        copies = slides_of(draft.card, [fact.statement for fact in facts], most)
        pictures = await asyncio.to_thread(
            render_carousel, identity, copies, width=width, height=height, seed=seed,
            covered=covered,
        )  # fmt: skip
        return keep_slides(desk, pictures, copies, task.id, draft.post.id, seed)
    made = await picture_for(desk, task, identity, facts, (width, height))
    family = PHOTO_FAMILY if made else identity.family
    first = Option(_template(desk, task, family, width, height, seed), seed)

    def draw(template: str, seed: int) -> Picture:
        return render_card(
            identity,
            draft.card,
            width=width,
            height=height,
            template=template,
            seed=seed,
            photo=made.png if made else None,
            subject=object_for(desk.brief.trade, identity.motif),
            covered=covered,
        )

    if changes := desk.look_changes(task.id):
        picture, first = await _other(desk, task, draw, first, changes, family)
    else:
        picture = await asyncio.to_thread(draw, *first)
    asset = keep(desk, picture, task.id, "card", draft.post.id, draft.card, first.seed)
    # The photo family is the picture's choice, not the identity's: there is nothing to compare.
    drift = await asyncio.to_thread(drift_of, identity, picture, "" if made else picture.family)
    shown = made if first.template in templates_in(PHOTO_FAMILY) else None
    return asset.model_copy(update={"drift": drift, **(from_model(asset, shown) if shown else {})})


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


def _template(desk: Desk, task: Task, family: str, width: int, height: int, seed: int) -> str:
    """The one planned for the identity's family, or what a revision has put in its place; another
    of the family where that one failed."""
    planned = str(task.params["templates"][family])
    now = desk.drawn.get(task.id, planned)
    if task.id not in desk.redraw:
        return now
    return pick_template(width, height, seed + desk.attempt, avoid=(planned, now), family=family)


async def _other(
    desk: Desk, task: Task, draw: Draw, now: Option, changes: Sequence[LookChange], family: str
) -> tuple[Picture, Option]:
    """The card drawn otherwise, as people have asked of this one picture."""
    wanted = next((change.family for change in reversed(changes) if change.family), family)
    if wanted != family:
        now = Option(str(task.params["templates"][wanted]), now.seed)
    tried = options(templates_in(wanted), now.seed)
    steps = [change for change in changes if any(getattr(change, axis) for axis in AXES)]
    picture, option, missed = await asyncio.to_thread(redrawn, draw, now, tried, steps)
    for text in missed:
        desk.studio.events.emit("warning", task=task.id, text=f"{task.id}: {text}.")
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
    """A carousel stored as one asset, the pictures after the first as its slides."""
    first, *rest = [
        keep(desk, picture, asset_id, "card", post_id, text, seed)
        for picture, text in zip(pictures, copies, strict=True)
    ]
    slides = tuple(
        Slide(path=f"assets/{asset_id}-{number}.png",
              **one.model_dump(include={"sha256", "alt_text", "text", "flaws", "text_boxes"}))
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
