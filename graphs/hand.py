"""A person's hand on single posts: what was approved, rejected, or set in place of the crew's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import AwareDatetime

from graphs.products import PostDraft, Product
from studiocrew.contracts import CardCopy, Contract, Id, Post

Verdict = Literal["approved", "rejected", ""]


class Hand(Contract):
    """What a person has set on a post; None where the crew's own stands."""

    caption: str | None = None
    hashtags: tuple[str, ...] | None = None
    alt_text: str | None = None
    scheduled_at: AwareDatetime | None = None
    card: CardCopy | None = None

    def over(self, earlier: Hand) -> Hand:
        """Both, where the later word holds."""
        return earlier.model_copy(
            update=self.model_dump(exclude_none=True, exclude={"card"})
        ).model_copy(update={"card": self.card or earlier.card})

    def on(self, post: Post) -> Post:
        """The post with this set on it."""
        named = ("caption", "hashtags", "alt_text", "scheduled_at")
        given = {name: getattr(self, name) for name in named}
        return post.model_copy(update={k: v for k, v in given.items() if v is not None})


class Decision(Contract):
    """One person's word on one post."""

    post: Id
    verdict: Literal["approved", "rejected", "edited"]
    reason: str = ""
    hand: Hand | None = None


def hands(decisions: Iterable[Decision]) -> dict[str, Hand]:
    """By post, all that hands have set on it, the latest word last."""
    found: dict[str, Hand] = {}
    for said in decisions:
        if said.hand is not None:
            found[said.post] = said.hand.over(found.get(said.post, Hand()))
    return found


def verdicts(decisions: Iterable[Decision]) -> dict[str, Verdict]:
    """By post, the last approval or rejection."""
    return {said.post: said.verdict for said in decisions if said.verdict != "edited"}


def by_hand(product: Product, hand: Hand | None) -> Product:
    """A post's draft with what a hand has set; anything else as it is."""
    if hand is None or not isinstance(product, PostDraft):
        return product
    return PostDraft(post=hand.on(product.post), card=hand.card or product.card)
