"""Bodies of the chat API as an endpoint would send them."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
import struct
from collections.abc import Mapping
from typing import Any, cast

from studiocrew.testing.filling import fill

_SCHEMA_IN_PROMPT = "JSON schema:\n"  # how the gateway introduces a schema it cannot send natively


def default_reply(body: Mapping[str, Any]) -> str:
    """Valid data for the schema asked for, else a sentence. The same request, the same reply."""
    seed = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    schema = asked_schema(body)
    if schema is None:
        return str(fill({"type": "string", "minLength": 20, "maxLength": 90}, seed))
    return json.dumps(fill(schema, seed))


def asked_schema(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The JSON schema in the request, natively or in its system message."""
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return form["json_schema"]["schema"]
    for message in body.get("messages", []):
        _, found, rest = str(message["content"]).partition(_SCHEMA_IN_PROMPT)
        if found:
            return json.JSONDecoder().raw_decode(rest)[0]
    return None


def completion(
    body: Mapping[str, Any],
    text: str,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    likely: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """A chat completion. Tokens are counted as four characters each; `likely` gives log-probs."""
    sent = sum(_length(message["content"]) for message in body.get("messages", []))
    prompt, made = sent // 4 + 1, len(text) // 4 + 1
    choice: dict[str, Any] = {
        "index": 0,
        "message": {"role": "assistant", "content": text, "refusal": refusal},
        "finish_reason": finish,
    }
    if likely:
        choice["logprobs"] = {"content": [_position(likely)]}
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model", ""),
        "choices": [choice],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": made,
            "total_tokens": prompt + made,
        },
    }


def _length(content: Any) -> int:
    """Characters of a message; a picture in it counts as 4,000, whatever its bytes."""
    if not isinstance(content, list):
        return len(str(content))
    parts = cast("list[dict[str, Any]]", content)
    return sum(len(part["text"]) if part["type"] == "text" else 4000 for part in parts)


def _position(likely: Mapping[str, float]) -> dict[str, Any]:
    ranked = sorted(likely.items(), key=lambda item: -item[1])
    top = [{"token": t, "logprob": math.log(p), "bytes": None} for t, p in ranked if p > 0]
    return {**top[0], "top_logprobs": top}


def model_list(names: tuple[str, ...]) -> dict[str, Any]:
    """The answer of `/v1/models`."""
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in names]
    return {"object": "list", "data": data}


def embeddings(body: Mapping[str, Any], dim: int) -> dict[str, Any]:
    """Unit vectors that depend on the text alone. Texts that share words lie closer."""
    given = body.get("input", [])
    texts = [given] if isinstance(given, str) else given
    as_base64 = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": index, "embedding": _encoded(vector, as_base64)}
        for index, vector in enumerate(_vector(str(text), dim) for text in texts)
    ]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    return {"object": "list", "data": data, "model": body.get("model", ""), "usage": usage}


def _vector(text: str, dim: int) -> list[float]:
    total = [0.0] * dim
    for word in text.lower().split() or [""]:
        dice = random.Random(word)  # noqa: S311
        total = [value + dice.gauss(0, 1) for value in total]
    length = math.sqrt(sum(value * value for value in total)) or 1.0
    return [value / length for value in total]


def _encoded(vector: list[float], as_base64: bool) -> list[float] | str:
    if not as_base64:
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
