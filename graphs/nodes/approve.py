"""Approval: a person decides, in a node of its own, because an interrupt repeats its node."""

from __future__ import annotations

from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graphs.products import PostDraft, unpack
from graphs.state import State
from graphs.studio import Studio
from studiocrew.contracts import Contract


class Approval(Contract):
    """What the person said: everything, or some posts rejected with a reason."""

    decision: Literal["approved", "rejected"] = "approved"
    rejected: tuple[str, ...] = ()
    note: str = ""

    def rejects(self, post_id: str) -> bool:
        """Whether this post is not to go out: it is named, or the person said no to all."""
        everything = self.decision == "rejected" and not self.rejected
        return everything or post_id in self.rejected


async def approval(state: State, runtime: Runtime[Studio]) -> dict[str, Any]:
    """Wait for a person where the recipe or the caller asks for it."""
    if not runtime.context.approval:
        return {"approval": {}}
    answer = interrupt({"question": "Approve these posts?", "posts": _shown(state)})
    return {"approval": Approval.model_validate(answer).model_dump(mode="json")}


def _shown(state: State) -> list[dict[str, Any]]:
    drafts = [unpack(product) for product in state.get("products", {}).values()]
    return [
        {"id": draft.post.id, "platform": draft.post.platform, "caption": draft.post.caption}
        for draft in drafts
        if isinstance(draft, PostDraft)
    ]
