"""A chat completion as it comes off the wire, read without trusting its shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from studiocrew._client import CallFailed


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said. Token counts are None where the endpoint does not tell.

    `first_token` maps each likely first token to its log-probability; empty if not told.
    """

    text: str
    finish: str = "stop"
    refusal: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token: Mapping[str, float] = field(default_factory=dict[str, float])


def read_reply(raw: str) -> Reply:
    """Read the body. Raises `CallFailed`, kind "broken", for anything but a completion."""
    try:
        body = json.loads(raw)
        choice = body["choices"][0]
        message = choice["message"]
        usage = cast("dict[str, Any]", body.get("usage") or {})
        return Reply(
            text=_joined(message.get("content")),
            finish=str(choice.get("finish_reason") or "stop"),
            refusal=str(message.get("refusal") or ""),
            prompt_tokens=_count(usage.get("prompt_tokens")),
            completion_tokens=_count(usage.get("completion_tokens")),
            first_token=_first_token(choice.get("logprobs")),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        why = "the answer is not a chat completion"
    raise CallFailed("broken", why, raw)


def _joined(content: Any) -> str:
    """Text of a message: a string, or a list of parts of which we take the text ones."""
    if isinstance(content, list):
        parts = cast("list[dict[str, Any]]", content)
        return "".join(str(part.get("text", "")) for part in parts)
    return str(content or "")


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value >= 0 else None


def _first_token(logprobs: Any) -> dict[str, float]:
    try:
        top = logprobs["content"][0]["top_logprobs"]
        return {str(item["token"]): float(item["logprob"]) for item in top}
    except (KeyError, IndexError, TypeError, ValueError):
        return {}
