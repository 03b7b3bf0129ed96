"""No exception of the SDK or its HTTP client passes our door: each becomes one of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import openai
import pytest

from studiocrew._client import CallFailed, ChatClient
from studiocrew.clock import FixedClock

REQUEST = httpx.Request("POST", "http://127.0.0.1/v1/chat/completions")


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _below(child)


def _status_error(kind: type[openai.APIStatusError]) -> openai.APIStatusError:
    status = getattr(kind, "status_code", None)
    status = status if isinstance(status, int) else 500
    reply = httpx.Response(status, text="no", request=REQUEST)
    return kind("no", response=reply, body=None)


def _connection_error(cause: Exception) -> openai.APIConnectionError:
    error = openai.APIConnectionError(request=REQUEST)
    error.__cause__ = cause
    return error


STATUS = [
    _status_error(kind)
    for kind in _below(openai.APIStatusError)
    if kind.__module__.startswith("openai") and kind is not openai.OAuthError  # we have no OAuth
]
HTTP = [kind("no") for kind in _below(httpx.TransportError) if kind.__module__.startswith("httpx")]
EVERY = [*STATUS, *HTTP, *map(_connection_error, HTTP), openai.APITimeoutError(request=REQUEST)]


@pytest.mark.parametrize("error", EVERY, ids=lambda e: f"{type(e).__name__}<-{e.__cause__!r}")
async def test_each_becomes_a_failure_of_ours(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FixedClock(datetime(2031, 5, 6, tzinfo=UTC))
    client = ChatClient("http://127.0.0.1:9/v1", "key", scrub=str, clock=clock, direct=True)

    async def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(client, "_read", fail)
    with pytest.raises(CallFailed) as caught:
        await client.post({}, idempotency_key="k", timeout_s=1)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    await client.aclose()
