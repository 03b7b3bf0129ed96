"""What the page shows of the look: the concepts and their scores, what was asked, what drifted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studiocrew.contracts import Campaign, Score
from tools.export.view import PictureView
from tools.identity.drift import MOST


@dataclass(frozen=True)
class ConceptView:
    """One concept beside the others."""

    letter: str
    title: str
    total: float
    scores: tuple[Score, ...]
    why: str
    picked: str
    picture: PictureView | None


@dataclass(frozen=True)
class DriftView:
    """How a picture keeps to the identity."""

    name: str
    href: str
    delta_e: float
    off: float
    said: str
    kept: bool


def concept_views(
    campaign: Campaign, pictures: Mapping[str, PictureView]
) -> tuple[ConceptView, ...]:
    """The concepts in their order, each with its board and whether it was taken, and by whom."""
    if campaign.concepts is None:
        return ()
    look = campaign.identity
    by = "" if look is None else "your choice" if look.picked_by == "person" else "chosen"
    return tuple(
        ConceptView(
            concept.id,
            concept.title,
            concept.total,
            concept.scores,
            concept.identity.why,
            by if look is not None and look.concept == concept.id else "",
            pictures.get(f"concept-{concept.id.lower()}"),
        )
        for concept in campaign.concepts.concepts
    )


def gaps_said(campaign: Campaign) -> str:
    """How far the concepts are apart, in a sentence."""
    if campaign.concepts is None:
        return ""
    told = (
        f"{gap.one} and {gap.other}: {gap.palette:.2f} delta-E, other {', '.join(gap.differ)}"
        for gap in campaign.concepts.gaps
    )
    return "; ".join(told) + "."


def drift_views(campaign: Campaign, names: Mapping[str, tuple[str, str]]) -> tuple[DriftView, ...]:
    """Measured drift, the worst first."""
    found: list[DriftView] = []
    for asset in campaign.assets:
        if (drift := asset.drift) is None:
            continue
        faults = [f"type of another look: {font}" for font in drift.foreign_fonts]
        faults += [] if drift.in_family else [f"{drift.family} layout, not the identity's"]
        faults += ["colours of its own"] if drift.delta_e > MOST else []
        name, href = names.get(asset.id, (asset.id, asset.path))
        said = "; ".join(faults) or "keeps to it"
        found.append(DriftView(name, href, drift.delta_e, drift.off, said, not faults))
    return tuple(sorted(found, key=lambda view: (view.kept, -view.delta_e)))
