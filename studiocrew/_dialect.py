"""What one model at one endpoint understands of the chat API, learned from its refusals.

"OpenAI-compatible" is a family of dialects: some know no JSON schemas, some no JSON mode, some
want another name for the token limit or no temperature at all. We begin with the full language
and drop what is refused, once per endpoint and process rather than once per call.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict

from studiocrew._client import CallFailed

JsonMode = Literal["schema", "object", "prompt"]


class Message(TypedDict):
    """One message of a prompt."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One request in the making, before it is put in a model's dialect."""

    key: str
    slot: str
    role: str
    messages: tuple[Message, ...]
    temperature: float
    max_tokens: int
    seed: int
    model: str = ""  # asked before the endpoint's own; empty: that one
    pictures: tuple[str, ...] = ()  # data URLs, shown with the first thing the user says
    schema: Mapping[str, Any] | None = None
    schema_name: str = "answer"
    top_logprobs: int = 0
    version: int = 0  # of the repairs: a changed body needs a changed idempotency key

    @property
    def idempotency_key(self) -> str:
        return self.key if not self.version else f"{self.key}-{self.version}"


_WORDS_ABOUT_JSON = ("response_format", "json_schema", "json schema", "grammar", "guided", "schema")
_TOKENS = "max_tokens"
_DROPPABLE = ("temperature", "seed", "logprobs")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to phrase a request. Frozen: learning gives a new one."""

    json_mode: JsonMode = "schema"
    token_limit: str = _TOKENS
    dropped: frozenset[str] = frozenset()

    @property
    def logprobs(self) -> bool:
        return "logprobs" not in self.dropped

    def body(self, turn: Turn, model: str) -> dict[str, Any]:
        """The JSON body of the request."""
        body: dict[str, Any] = {
            "model": model,
            "messages": list(turn.messages),
            "temperature": turn.temperature,
            "seed": turn.seed,
            self.token_limit: turn.max_tokens,
        }
        if turn.top_logprobs:
            body |= {"logprobs": True, "top_logprobs": turn.top_logprobs}
        if turn.schema is not None:
            body |= self._for_schema(turn)
        if turn.pictures:
            body["messages"] = _with_pictures(body["messages"], turn.pictures)
        gone = self.dropped | ({"top_logprobs"} if "logprobs" in self.dropped else set[str]())
        return {name: value for name, value in body.items() if name not in gone}

    def _for_schema(self, turn: Turn) -> dict[str, Any]:
        if self.json_mode == "schema":
            form = {"name": turn.schema_name, "strict": True, "schema": turn.schema}
            return {"response_format": {"type": "json_schema", "json_schema": form}}
        messages = _with_schema(turn.messages, turn.schema or {})
        if self.json_mode == "object":
            return {"messages": messages, "response_format": {"type": "json_object"}}
        return {"messages": messages}

    def learned(self, failure: CallFailed) -> Dialect | None:
        """The dialect without what was refused, or None if the refusal is about something else."""
        if failure.kind != "unacceptable":
            return None
        text = f"{failure.param} {failure.why}".lower()
        if "max_completion_tokens" in text and self.token_limit == _TOKENS:
            return replace(self, token_limit="max_completion_tokens")  # noqa: S106 - no password
        for name in _DROPPABLE:
            if name in text and name not in self.dropped:
                return replace(self, dropped=self.dropped | {name})
        if any(word in text for word in _WORDS_ABOUT_JSON) and self.json_mode != "prompt":
            return replace(self, json_mode="object" if self.json_mode == "schema" else "prompt")
        return None


def _with_pictures(messages: Sequence[Message], pictures: Sequence[str]) -> list[dict[str, Any]]:
    """As content parts, text first, the way every vision endpoint takes them."""
    shown = [{"type": "image_url", "image_url": {"url": url}} for url in pictures]
    at = next(n for n, message in enumerate(messages) if message["role"] == "user")
    parts = [{"type": "text", "text": messages[at]["content"]}, *shown]
    return [*messages[:at], {"role": "user", "content": parts}, *messages[at + 1 :]]  # type: ignore[list-item]


def _with_schema(messages: tuple[Message, ...], schema: Mapping[str, Any]) -> list[Message]:
    """Put the schema in the system message: it comes first and stays the same, so it caches."""
    rule = (
        "Answer with one JSON object and nothing else. It must match this JSON schema:\n"
        + json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    )
    if messages and messages[0]["role"] == "system":
        first = Message(role="system", content=f"{messages[0]['content']}\n\n{rule}")
        return [first, *messages[1:]]
    return [Message(role="system", content=rule), *messages]
