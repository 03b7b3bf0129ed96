"""The ways in which an endpoint can fail, to be dealt out call by call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

FaultKind = Literal[
    "status",  # an error status
    "truncated",  # the body stops before its announced end
    "not_json",  # 200 with a body that is no JSON
    "malformed",  # a completion whose text is broken JSON
    "empty",  # a completion without text
    "wrong_shape",  # a completion whose text is JSON of another shape
    "refusal",
    "content_filter",
    "length",  # cut off at the token limit
    "hang",  # no answer at all
    "reset",  # the connection is torn down
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour. Build it with the methods below; they read better in a list."""

    kind: FaultKind
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    error: dict[str, Any] = field(default_factory=dict[str, Any])
    seconds: float = 0.0
    text: str = ""

    @classmethod
    def busy(cls, retry_after: str | float | None = None) -> Fault:
        """429, with `Retry-After` as seconds or an HTTP date."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return cls("status", 429, headers, {"message": "slow down", "code": "rate_limit_exceeded"})

    @classmethod
    def failing(cls, status: int, message: str = "something broke", **error: Any) -> Fault:
        """An error status; `error` holds further fields such as `code` and `param`."""
        return cls("status", status, {}, {"message": message, **error})

    @classmethod
    def truncated(cls) -> Fault:
        return cls("truncated")

    @classmethod
    def not_json(cls) -> Fault:
        return cls("not_json")

    @classmethod
    def malformed(cls, text: str = '{"headline": "half a') -> Fault:
        return cls("malformed", text=text)

    @classmethod
    def wrong_shape(cls, text: str = '{"surprise": 1}') -> Fault:
        return cls("wrong_shape", text=text)

    @classmethod
    def empty(cls) -> Fault:
        return cls("empty")

    @classmethod
    def refusal(cls, text: str = "I cannot help with that.") -> Fault:
        return cls("refusal", text=text)

    @classmethod
    def content_filter(cls) -> Fault:
        return cls("content_filter")

    @classmethod
    def length(cls, text: str = '{"headline": "cut') -> Fault:
        return cls("length", text=text)

    @classmethod
    def hang(cls, seconds: float = 30.0) -> Fault:
        """Say nothing for so long, or until the server closes."""
        return cls("hang", seconds=seconds)

    @classmethod
    def reset(cls) -> Fault:
        return cls("reset")
