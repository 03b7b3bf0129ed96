"""The tools a role card may name, as LangChain tools.

What a tool returns is data: it can inform an answer, never add a tool, a recipient or spend.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from studiocrew.errors import AuthorError
from tools.counters import code_points, graphemes, x_weighted
from tools.platforms import platform

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

    from tools.web.desk import Desk


LOOKED_UP = frozenset({"search_web", "read_page"})
"""Tools that are there only where something can be looked up. A card may name them all the same."""


class Recall(Protocol):
    """How to search what is remembered; the memory itself is another layer's."""

    def __call__(
        self, query: str, *, kinds: Sequence[str] | None = None, limit: int = 5
    ) -> Awaitable[Sequence[Any]]: ...


def catalogue(recall: Recall, desk: Desk | None = None) -> dict[str, BaseTool]:
    """Every tool by name. LangChain is imported here and not before.

    Those of `LOOKED_UP` are there only if there is a desk to look things up at.
    """
    from langchain_core.tools import StructuredTool

    async def brand_memory(query: str) -> str:
        """Search what is known of the brand: facts, notes and past posts. Input: a question."""
        hits = await recall(query, limit=5)
        return "\n".join(f"- {hit.text}" for hit in hits) or "Nothing is known about that."

    def platform_rules(query: str) -> str:
        """Limits and habits of a social platform. Input: its name, such as instagram."""
        try:
            target = platform(query.strip().lower())
        except AuthorError as error:  # a model's typing mistake is not an author's
            return f"{error.what} {error.mend}"
        cap = "no cap" if target.hashtag_cap is None else str(target.hashtag_cap)
        width, height = target.size
        return (
            f"{target.name}: at most {target.limit} characters, hashtags: {cap}, picture "
            f"{width}x{height}, links {'work' if target.links_clickable else 'do not work'}. "
            f"{target.tone}"
        )

    def count_characters(query: str) -> str:
        """Count a text the ways platforms do. Input: the text."""
        return (
            f"{code_points(query)} characters, {graphemes(query)} graphemes, "
            f"{x_weighted(query)} as X counts"
        )

    tools: dict[str, BaseTool] = {
        "brand_memory": StructuredTool.from_function(coroutine=brand_memory, name="brand_memory"),
        "platform_rules": StructuredTool.from_function(platform_rules),
        "count_characters": StructuredTool.from_function(count_characters),
    }
    if desk is not None:
        for work in (desk.search_web, desk.read_page):
            name = work.__name__
            tools[name] = StructuredTool.from_function(coroutine=work, name=name)
    return tools
