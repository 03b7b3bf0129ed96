"""One maker for each kind of product a task may promise: what `produces` may say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from graphs.desk import Desk
from graphs.makers.board import make_board
from graphs.makers.card import make_card
from graphs.makers.concept import make_concept
from graphs.makers.concepts import make_concepts
from graphs.makers.document import make_document
from graphs.makers.identity import make_identity
from graphs.makers.post import make_post
from graphs.products import Product
from studiocrew.contracts import Task

Maker = Callable[[Desk, Task, Mapping[str, Product]], Awaitable[Product]]

MAKERS: dict[str, Maker] = {
    "concepts": make_concepts,
    "concept": make_concept,
    "identity": make_identity,
    "post": make_post,
    "card": make_card,
    "board": make_board,
    "document": make_document,
}

EXPECTED_TOKENS: dict[str, int] = {"concepts": 250, "post": 1600, "document": 700}
"""Rough tokens a task takes, for refusing a plan that cannot be paid for. Measured on the
embedded model; larger models ask less often."""
