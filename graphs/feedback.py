"""What a piece of feedback is about: the look, the words, one post, or a document."""

from __future__ import annotations

from typing import Literal

import regex
from pydantic import create_model

from graphs.craft import Answer
from graphs.desk import Directive
from roles.agent import RoleAgent
from studiocrew.contracts import Campaign
from studiocrew.errors import CallerError, ModelError

_LOOK = regex.compile(
    r"\b(logo|wordmark|colou?rs?|palette|font|type|look|style|picture|visual|image|pattern|design|"
    r"cartoonish|premium|warmer|cooler|darker|lighter|brighter|bolder)\b",
    regex.IGNORECASE,
)
_WORDS = regex.compile(
    r"\b(captions?|texts?|words?|shorter|longer|tone|emojis?|hashtags?|copy|writing|posts?|"
    r"formal|funny|funnier|cta)\b",
    regex.IGNORECASE,
)
_ONE = regex.compile(r"\b(post|card)[ -]?(\d{1,3})\b", regex.IGNORECASE)


async def understand(text: str, campaign: Campaign, role: RoleAgent, number: int) -> Directive:
    """A typed change. Plain words decide; the strategist is asked where they do not.

    Raises `CallerError` for empty feedback and for a post that does not exist.
    """
    text = text.strip()
    if not text:
        raise CallerError(
            "The feedback is empty.",
            where="feedback",
            mend='Say what to change: "shorter captions"',
        )
    return Directive(
        target=await _target(text, campaign, role, number), text=text[:2000], number=number
    )


async def _target(text: str, campaign: Campaign, role: RoleAgent, number: int) -> str:
    kinds = {task.produces for task in campaign.plan.tasks}
    if one := _ONE.search(text):
        return _existing(f"post-{one[2]}", campaign)
    look, words = bool(_LOOK.search(text)), bool(_WORDS.search(text))
    if look != words and ("identity" if look else "post") in kinds:
        return "identity" if look else "post"
    targets = tuple(kind for kind in ("identity", "post", "document") if kind in kinds)
    schema = create_model("Target", __base__=Answer, target=(Literal[targets], ...))
    try:
        said = await role.do(
            f"Feedback: {text[:500]}",
            job="Say what the feedback is about: identity (colours, logo, type, look), post (the "
            "words) or document.",
            slot=f"feedback.{number}",
            schema=schema,
            temperature=0.0,
            max_tokens=16,
        )
    except ModelError:
        return targets[0]
    return str(said.model_dump()["target"])


def _existing(post: str, campaign: Campaign) -> str:
    if post in {task.id for task in campaign.plan.tasks}:
        return post
    known = ", ".join(p.id for p in campaign.posts)
    raise CallerError(f"There is no {post}.", where="feedback", mend=f"Posts: {known}.")
