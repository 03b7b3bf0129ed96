"""How each picture of a campaign came about: who made which part, from what, changed by whom."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from graphs.studio import Studio
from studiocrew import __version__
from studiocrew.contracts import Asset, Campaign, Feedback, Making, Part, Post, Touch
from tools.provenance.source_types import source_type

FONTS = "fonts: OFL-1.1"
_LOOK = ("identity", "card")
_LOOKS = ("identity", "concepts")
"""Tasks whose words stand on boards and concepts."""


def with_origins(studio: Studio, campaign: Campaign) -> Campaign:
    """The campaign, its pictures with their making and source type as they really came about."""
    assets = tuple(_with_origin(studio, campaign, asset) for asset in campaign.assets)
    return campaign.model_copy(update={"assets": assets})


def _with_origin(studio: Studio, campaign: Campaign, asset: Asset) -> Asset:
    """Each slide of a carousel says its own: one may show what a model made, and others not."""
    first, *rest = (_origin(studio, campaign, asset.id, page) for page in asset.pages)
    slides = (slide.model_copy(update=own) for slide, own in zip(asset.slides, rest, strict=True))
    return asset.model_copy(update={**first, "slides": tuple(slides)})


def _origin(studio: Studio, campaign: Campaign, asset_id: str, asset: Asset) -> dict[str, Any]:
    before = asset.making or Making()
    post = next((post for post in campaign.posts if post.id == asset.post_id), None)
    shown = [part for part in before.parts if part.part == "image"]
    parts = (_words(studio, asset), _layout(asset), *shown)
    crew = [touch for touch in before.changes if touch.by == "crew"]
    making = Making(
        parts=parts,
        source_ids=_sources(campaign, post),
        licence=before.licence,
        changes=(*crew, *_asked(asset_id, asset.kind, post, campaign.feedback)),
    )
    return {"making": making, "source_type": source_type(parts)}


def _sources(campaign: Campaign, post: Post | None) -> tuple[str, ...]:
    """Where the facts come from that the picture's post rests on."""
    told = post.fact_ids if post else ()
    known = {source.id for source in campaign.sources}
    named = (fact.source_id for fact in campaign.brief.facts if fact.id in told)
    return tuple(dict.fromkeys(source for source in named if source in known))


def _words(studio: Studio, asset: Asset) -> Part:
    """Whose words stand on it: a person's, a model's as the journal has it, or the code's own."""
    hand = studio.hands.get(asset.post_id or "")
    if hand is not None and hand.card is not None:
        return Part(part="words", by="person", name="")
    tasks = (asset.post_id,) if asset.post_id else _LOOKS
    calls = [call for task in tasks for call in studio.gateway.answered(task)]
    if not calls:
        return Part(part="words", by="code", name="studiocrew", revision=__version__)
    models = tuple(dict.fromkeys(model for model, _ in calls))
    keys = tuple(dict.fromkeys(key for _, key in calls))
    return Part(part="words", by="model", name=", ".join(models), calls=keys)


def _layout(asset: Asset) -> Part:
    revision = f"studiocrew {__version__}, typst {version('typst')}"
    return Part(
        part="layout",
        by="code",
        name=f"studiocrew layout, template {asset.template}",
        revision=revision,
        seed=asset.seed,
        licence=FONTS,
    )


def _asked(
    asset_id: str, kind: str, post: Post | None, feedback: Sequence[Feedback]
) -> list[Touch]:
    """What people asked to be different in it, or in what it is made from.

    The board of a concept shows what could be chosen: it stays as it is when the choice is changed.
    """
    made_from = {*_LOOK, *((post.id, "post") if post else ("board",))}
    about = {asset_id} if kind == "concept" else {asset_id, *made_from}
    return [
        Touch(by="person", what=said.text, version=said.number + 1)
        for said in feedback
        if said.target in about
    ]
