"""What a task hands to the tasks that wait for it, and how it lives in the graph's state."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from studiocrew.contracts import Asset, CardCopy, Concepts, Contract, Document, Identity, Post


class PostDraft(Contract):
    """A post and the few words its card will carry: written together, so that they agree."""

    post: Post
    card: CardCopy


Product = Concepts | Identity | PostDraft | Asset | Document

_KINDS: dict[str, type[BaseModel]] = {
    kind.__name__: kind for kind in (Concepts, Identity, PostDraft, Asset, Document)
}


def pack(product: Product) -> dict[str, Any]:
    """The product as plain JSON."""
    return {"type": type(product).__name__, "data": product.model_dump(mode="json")}


def unpack(packed: dict[str, Any]) -> Product:
    """The product again, validated."""
    return _KINDS[packed["type"]].model_validate(packed["data"])  # type: ignore[return-value]
