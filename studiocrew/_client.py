"""The one door to the `openai` package: a body goes out, raw text or a `CallFailed` comes back.

Nothing of the SDK passes this door, neither its retries nor its exceptions, which may quote
keys. The answer is read here byte by byte, so an answer that breaks off is known as such.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

from studiocrew._patience import retry_after
from studiocrew._scrub import scrub_foreign
from studiocrew.clock import Clock
from studiocrew.outgoing import tls

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI
    from openai._response import AsyncAPIResponse

MAX_ANSWER_BYTES = 16 * 2**20
_CONNECT_S = 10.0
_UNREAD = "X-Stainless-Raw-Response"  # asks the SDK for the response before its body is read

FailureKind = Literal[
    "busy",  # 429
    "down",  # 5xx, or the connection dropped before an answer began
    "silent",  # no answer in time
    "broken",  # the answer began and did not end well
    "unreachable",  # nobody listens there
    "denied",  # 401, 403
    "no_credit",  # 429, but waiting will not help
    "unknown_model",  # 404
    "unacceptable",  # 400 and its kin: the request itself is at fault
    "filtered",  # 400 by a content filter
]
TRANSIENT: frozenset[FailureKind] = frozenset({"busy", "down", "silent", "broken", "unreachable"})
# After these the endpoint may well have done the work, and will charge for it.
PERHAPS_CHARGED: frozenset[FailureKind] = frozenset({"silent", "broken"})


@dataclass(eq=False)  # not frozen: the interpreter itself sets attributes on exceptions
class CallFailed(Exception):
    """A request without a usable answer. `raw` is what came back, `param` what it was about."""

    kind: FailureKind
    why: str
    raw: str = ""
    param: str = ""
    retry_after_s: float | None = None

    def __str__(self) -> str:
        return self.why


def load_sdk() -> None:
    """Import the SDK with the parts of it that it would import at the first request.

    Not `openai.resources`, the classes behind `client.chat.completions` and all others: they take
    0.3 s, and what they would send is posted here as it is.
    """
    import_module("openai")
    import_module("httpx_aiohttp")


class ChatClient:
    """An open connection to one endpoint."""

    def __init__(
        self, base_url: str, key: str, *, scrub: Callable[[str], str], clock: Clock, direct: bool
    ) -> None:
        from openai import AsyncOpenAI, DefaultAioHttpClient

        # On aiohttp thirty calls at once cost a third of the CPU time that httpx's own pool takes.
        # A proxy named in the environment cannot reach this machine's own ports.
        http = DefaultAioHttpClient(trust_env=not direct, verify=tls())
        self._openai: AsyncOpenAI = AsyncOpenAI(
            api_key=key, base_url=base_url or None, max_retries=0, http_client=http
        )
        self._scrub = scrub
        self._clock = clock

    async def post(self, body: Mapping[str, Any], *, idempotency_key: str, timeout_s: float) -> str:
        """Send one chat completion and return the raw body of a successful answer."""
        import httpx
        from openai import APIConnectionError, APIStatusError

        parts: list[bytes] = []
        try:
            async with asyncio.timeout(timeout_s):
                await self._read(body, idempotency_key, timeout_s, parts)
        except TimeoutError:
            failure = CallFailed("silent", f"no answer within {timeout_s:g} s", _text(parts))
        except APIStatusError as err:
            failure = self._refused(err)
        except APIConnectionError as err:
            failure = _unconnected(err)
        except httpx.HTTPError as err:
            what = type(_cause(err)).__name__
            failure = CallFailed("broken", f"the answer broke off ({what})", _text(parts))
        else:
            return _text(parts)
        raise failure  # outside the handlers, so that no SDK exception is chained to it

    async def _read(
        self, body: Mapping[str, Any], idempotency_key: str, timeout_s: float, parts: list[bytes]
    ) -> None:
        import httpx

        # `chat.completions.create` walks the whole body along its type hints, 1 ms a call, to
        # rename keys that are right already; so the body is posted as it is.
        limits = httpx.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
        response = await self._openai.post(
            "/chat/completions",
            cast_to=cast("type[AsyncAPIResponse[Any]]", object),
            body=body,
            options={
                "headers": {"Idempotency-Key": idempotency_key, _UNREAD: "stream"},
                "timeout": limits,
            },
        )
        size = 0
        try:
            async for chunk in response.iter_bytes():
                parts.append(chunk)
                size += len(chunk)
                if size > MAX_ANSWER_BYTES:
                    raise httpx.ReadError("the answer is absurdly long")
        finally:
            await response.close()

    async def served(self, timeout_s: float) -> list[str]:
        """Names of the models the endpoint says it serves."""
        from openai import APIConnectionError, APIStatusError, OpenAIError

        try:
            page = await self._openai.get("/models", cast_to=object, options={"timeout": timeout_s})
            return _names(page)
        except APIStatusError as err:
            failure = self._refused(err)
        except APIConnectionError as err:
            failure = _unconnected(err)
        except (OpenAIError, ValueError):
            failure = CallFailed("unacceptable", "the endpoint does not list its models")
        raise failure

    async def aclose(self) -> None:
        await self._openai.close()

    def _refused(self, err: APIStatusError) -> CallFailed:
        raw = scrub_foreign(err.response.text, self._scrub)
        error = _error_object(raw)
        message = str(error.get("message") or raw or err.response.reason_phrase)[:400]
        status = err.status_code
        kind = _kind(status, str(error.get("code") or ""))
        param = str(error.get("param") or "")
        wait = retry_after(err.response.headers, self._clock.now())
        return CallFailed(kind, f"HTTP {status}: {message}", raw, param, wait)


def _names(page: object) -> list[str]:
    """The ids in a list of models as OpenAI's API gives one. Raises `ValueError` otherwise."""
    match page:
        case {"data": [*models]}:
            rows = cast("list[Any]", models)
            return [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row]
        case _:
            raise ValueError("no list of models")


def _kind(status: int, code: str) -> FailureKind:  # noqa: PLR0911 - a table
    if code in {"content_filter", "content_policy_violation"}:
        return "filtered"
    if status == 429:
        return "no_credit" if code == "insufficient_quota" else "busy"
    if status in {401, 403}:
        return "denied"
    if status == 404:
        return "unknown_model"
    if status == 402:
        return "no_credit"
    if status in {408, 409, 425} or status >= 500:
        return "down"
    return "unacceptable"


def _unconnected(err: Exception) -> CallFailed:
    """Why no answer began.

    httpx-aiohttp calls every lost connection a time-out, so what aiohttp said decides.
    """
    import httpx
    from aiohttp import ClientConnectorError

    cause = _cause(err)
    if isinstance(cause, ClientConnectorError | httpx.UnsupportedProtocol):
        return CallFailed("unreachable", "nothing answers at that address")
    if isinstance(cause, TimeoutError):
        return CallFailed("silent", "no answer in time")
    return CallFailed("down", f"the connection dropped ({type(cause).__name__})")


def _cause(err: BaseException) -> BaseException:
    """What was raised first, below the layers that gave it another name."""
    from aiohttp import ClientError

    while err.__cause__ is not None and not isinstance(err, ClientError):
        err = err.__cause__
    return err


def _error_object(raw: str) -> dict[str, Any]:
    """The `error` of the body: an object at OpenAI, at others a string or the body itself."""
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    error = cast("dict[str, Any]", body).get("error", body) if isinstance(body, dict) else {}
    return cast("dict[str, Any]", error) if isinstance(error, dict) else {"message": str(error)}


def _text(parts: list[bytes]) -> str:
    return b"".join(parts).decode("utf-8", "replace")
