"""What a check is given, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import signature
from types import NoneType
from typing import Any, get_args, get_type_hints

from studiocrew.contracts import (
    Asset,
    BrandKit,
    Brief,
    Document,
    Fact,
    Identity,
    IdentityConcept,
    Post,
)
from tools.voice.fingerprint import Fingerprint


@dataclass(frozen=True)
class Evidence:
    passed: bool
    text: str


@dataclass(frozen=True)
class Case:
    """Everything a check may look at. `past` holds captions of the brand's earlier campaigns,
    `elsewhere` what the tenant's other brands have published, without their words. `open` gives a
    picture's bytes by its sha256; without it nothing of a picture can be seen.

    `assets` are pictures, each by itself. `slides` says of those of a carousel, by id, whose they
    are, and their number from 1.
    """

    kit: BrandKit
    brief: Brief
    posts: tuple[Post, ...] = ()
    assets: tuple[Asset, ...] = ()
    documents: tuple[Document, ...] = ()
    wanted_posts: int = 0
    wanted_platforms: tuple[str, ...] = ()
    past: Sequence[str] = field(default=())
    elsewhere: Sequence[Fingerprint] = field(default=())
    identity: Identity | None = None
    concepts: Sequence[IdentityConcept] = field(default=())
    slides: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    open: Callable[[str], bytes] | None = None

    def facts_of(self, post: Post) -> list[Fact]:
        return [fact for fact in self.brief.facts if fact.id in post.fact_ids]

    def post_of(self, asset: Asset) -> Post | None:
        return next((post for post in self.posts if post.id == asset.post_id), None)

    def home(self, target: Target) -> tuple[str, int | None]:
        """The id under which a campaign knows a target, and of a carousel's pictures which one."""
        if target is None:
            return "campaign", None
        return self.slides.get(target.id, (target.id, None))

    def look_of(self, asset: Asset) -> Identity | None:
        """The look a picture is bound to: the campaign's, and for a concept's board its own."""
        if asset.kind != "concept":
            return self.identity
        own = (one.identity for one in self.concepts if asset.id == f"concept-{one.id.lower()}")
        return next(own, None)

    def png(self, asset: Asset) -> bytes:
        """The picture's bytes; none where pictures are not at hand."""
        return self.open(asset.sha256) if self.open else b""


Target = Post | Asset | Document | None
Check = Callable[[Case, Any, Mapping[str, Any]], Evidence]

_SCOPES: Mapping[Any, str] = {
    Post: "post",
    Asset: "asset",
    Document: "document",
    NoneType: "campaign",
}


def slides_in(assets: Iterable[Asset]) -> dict[str, tuple[str, int]]:
    """Of every picture of a carousel, by id: the asset it belongs to, and its number from 1."""
    return {
        page.id: (asset.id, number)
        for asset in assets
        if asset.slides
        for number, page in enumerate(asset.pages, 1)
    }


def scopes_of(check: Check) -> tuple[str, ...]:
    """The scopes a checklist item may give it: what its second argument may be."""
    target = get_type_hints(check)[list(signature(check).parameters)[1]]
    kinds = get_args(target) or (target,)
    return tuple(_SCOPES[kind] for kind in kinds)
