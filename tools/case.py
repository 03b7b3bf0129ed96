"""What a check is given, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import signature
from types import NoneType
from typing import Any, get_args, get_type_hints

from studiocrew.contracts import Asset, BrandKit, Brief, Document, Fact, Identity, Post
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
    open: Callable[[str], bytes] | None = None

    def facts_of(self, post: Post) -> list[Fact]:
        return [fact for fact in self.brief.facts if fact.id in post.fact_ids]

    def post_of(self, asset: Asset) -> Post | None:
        return next((post for post in self.posts if post.id == asset.post_id), None)

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


def scopes_of(check: Check) -> tuple[str, ...]:
    """The scopes a checklist item may give it: what its second argument may be."""
    target = get_type_hints(check)[list(signature(check).parameters)[1]]
    kinds = get_args(target) or (target,)
    return tuple(_SCOPES[kind] for kind in kinds)
