"""Pictures by the OpenAI images API, or any endpoint that speaks it: generate and edit.

The API takes no seed and one prompt a call. What comes back is base64 or an address; both are
measured before they are decoded. Keys are in no record, error or log.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable, Coroutine, Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from studiocrew.clock import Clock, SystemClock
from studiocrew.outgoing import Patience, check_allowed, retry_after, scrub_foreign, scrubber, tls
from tools.images.backend import BackendDown, ImageFailed, Made, Stop
from tools.images.download import download
from tools.images.job import GeneratedImage, ImageJob
from tools.images.safe import FILE_BYTES, ImageRefused, as_png, open_image

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI

LANES = 4
"""Calls at a time. An account's limits are per minute; four keep six cards within two rounds."""

ANSWER_BYTES = FILE_BYTES * 4 // 3 + 2**16
_TICK_S = 0.1
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

_SIZES: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("gpt-image", ((1024, 1024), (1536, 1024), (1024, 1536))),
    ("chatgpt-image", ((1024, 1024), (1536, 1024), (1024, 1536))),
    ("dall-e-3", ((1024, 1024), (1792, 1024), (1024, 1792))),
    ("dall-e-2", ((256, 256), (512, 512), (1024, 1024))),
)
"""Sizes a model takes, by the beginning of its name; any for others. Source: OpenAI's API
reference, "Create image", parameter `size`, read on 2026-11-21 in openai-python 2.54."""

_FILTERED = {"content_policy_violation", "moderation_blocked", "content_filter"}


class _Busy(Exception):
    """Worth another try. `wait_s` is what the endpoint asked for."""

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


class OpenAIBackend:
    """Asks `model` at `base_url` (empty: OpenAI's own). `price` is of one picture."""

    name = "openai"
    most = 1
    lanes = LANES

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        key: str = "",
        price: float = 0.0,
        patience: Patience | None = None,
        clock: Clock | None = None,
        hide: Callable[[str], str] | None = None,
        fetch: Callable[[str, str], Coroutine[Any, Any, bytes]] = download,
    ) -> None:
        self.model = model
        self.identity = f"openai {model} {urlsplit(base_url).netloc.rpartition('@')[2]}".strip()
        self._base_url, self._key, self._price = base_url, key, price
        self._patience = patience or Patience()
        self._clock = clock or SystemClock()
        self._hide = hide or scrubber((key,) if key else ())
        self._fetch = fetch

    def shape(self, job: ImageJob) -> Hashable:
        """Never more than one a call, so shapes do not matter."""
        return None

    def close(self) -> None:
        """Nothing is held between calls."""

    def make(self, jobs: Sequence[ImageJob], stop: Stop) -> Sequence[Made]:
        """See `ImageBackend`. A call that is cancelled may still be charged by the endpoint."""
        if not self._base_url and not self._key:
            raise BackendDown("OPENAI_API_KEY or CREW_IMAGES_KEY is not set")
        check_allowed(self.model, self._base_url)
        return [asyncio.run(self._watched(job, stop)) for job in jobs]

    async def _watched(self, job: ImageJob, stop: Stop) -> Made:
        """The picture, or whatever stops it first."""
        work = asyncio.create_task(self._made(job, stop))
        try:
            while not work.done():
                stop.check()
                await asyncio.wait([work], timeout=_TICK_S)
            return work.result()
        finally:
            work.cancel()
            await asyncio.wait([work])

    async def _made(self, job: ImageJob, stop: Stop) -> Made:
        async with self._client() as client:
            answer = await self._insist(client, job, stop)
        about = {
            "backend": self.name,
            "model": self.model,
            "revision": "",
            "seed": None,
            "prompt": job.prompt,
            "references": len(job.references),
            "tokens": _tokens(answer),
            "money": self._price,
        }
        return partial(_described, await self._file(answer), about)

    def _client(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient

        # A proxy named in the environment cannot reach this machine's own ports.
        local = (urlsplit(self._base_url).hostname or "") in _LOOPBACK
        return AsyncOpenAI(
            api_key=self._key or "none",
            base_url=self._base_url or "https://api.openai.com/v1",
            max_retries=0,
            http_client=DefaultAsyncHttpxClient(trust_env=not local, verify=tls()),
        )

    async def _insist(self, client: AsyncOpenAI, job: ImageJob, stop: Stop) -> dict[str, Any]:
        """The answer, after as many tries as patience and time allow."""
        tried = 0
        while True:
            try:
                return await self._asked(client, job, stop)
            except _Busy as busy:
                tried += 1
                if self._patience.gives_up(tried, busy.wait_s):
                    raise BackendDown(str(busy)) from None
                await self._patience.sleep(self._patience.delay(tried, busy.wait_s))

    async def _asked(self, client: AsyncOpenAI, job: ImageJob, stop: Stop) -> dict[str, Any]:
        import httpx
        from openai import APIConnectionError, APIStatusError

        parts, size = list[bytes](), 0
        try:
            async with self._request(client, job, stop) as response:
                async for part in response.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if size > ANSWER_BYTES:
                        raise ImageFailed("the answer is larger than any picture we take")
        except APIStatusError as err:
            raise self._refused(err) from None
        except (APIConnectionError, httpx.HTTPError) as err:
            cause = err.__cause__ or err
            raise _Busy(f"the connection failed ({type(cause).__name__})") from None
        return _parsed(b"".join(parts))

    def _request(self, client: AsyncOpenAI, job: ImageJob, stop: Stop) -> Any:
        prompt = job.prompt + (f" Leave out: {job.negative}." if job.negative else "")
        width, height = size_for(self.model, job.width, job.height)
        asked: dict[str, Any] = {
            "model": self.model,
            "prompt": prompt,
            "size": f"{width}x{height}",
            "n": 1,
            # Of the content alone: a repeated call after a crash is the same call.
            "extra_headers": {"Idempotency-Key": job.key([self.identity])},
            "timeout": max(1.0, stop.left_s),
        }
        if not job.references:
            return cast(Any, client.images.with_streaming_response.generate)(**asked)
        files = [_reference(n, data) for n, data in enumerate(job.references)]
        return cast(Any, client.images.with_streaming_response.edit)(image=files, **asked)

    def _refused(self, err: APIStatusError) -> Exception:
        raw = err.response.text[:4000]
        try:
            body = json.loads(raw)
        except ValueError:
            body = {}
        error = body.get("error", {}) if isinstance(body, dict) else {}
        error = cast("dict[str, Any]", error if isinstance(error, dict) else {"message": error})
        said = scrub_foreign(str(error.get("message") or raw), self._hide)[:300]
        status, code = err.status_code, str(error.get("code") or "")
        what = f"HTTP {status}: {said}"
        if code in _FILTERED:
            return ImageFailed(f"refused by the endpoint: {said}")
        if status in {401, 402, 403, 404} or code == "insufficient_quota":
            return BackendDown(what)
        if status in {408, 409, 425, 429} or status >= 500:
            return _Busy(what, retry_after(err.response.headers, self._clock.now()))
        return ImageFailed(what)

    async def _file(self, answer: Mapping[str, Any]) -> bytes:
        """The picture's file, from base64 or from its address."""
        data = answer.get("data")
        first = data[0] if isinstance(data, list) and data else None
        if not isinstance(first, dict):
            raise ImageFailed("the answer holds no picture")
        item = cast("dict[str, Any]", first)
        if encoded := item.get("b64_json"):
            try:
                return base64.b64decode(str(encoded), validate=True)
            except binascii.Error as err:
                raise ImageFailed("the answer is not base64") from err
        if url := item.get("url"):
            return await self._fetch(str(url), self._base_url or "https://api.openai.com/v1")
        raise ImageFailed("the answer holds no picture")


def size_for(model: str, width: int, height: int) -> tuple[int, int]:
    """The size to ask for: the nearest in proportion of those the model makes."""
    sizes = next((known for name, known in _SIZES if model.startswith(name)), ())
    if not sizes:
        return width, height
    return min(
        sizes,
        key=lambda size: (
            round(abs(size[0] / size[1] - width / height), 6),
            abs(size[0] * size[1] - width * height),
        ),
    )


def _reference(number: int, data: bytes) -> tuple[str, bytes, str]:
    try:
        return f"reference-{number}.png", as_png(open_image(data)), "image/png"
    except ImageRefused as err:
        raise ImageFailed(f"a reference image cannot be used: {err}") from err


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(raw)
    except ValueError:
        raise _Busy("the answer is no JSON, or broke off") from None
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}


def _tokens(answer: Mapping[str, Any]) -> tuple[int, int]:
    """Read and made, as far as the endpoint tells."""
    usage = answer.get("usage")
    told = cast("dict[str, Any]", usage if isinstance(usage, dict) else {})
    read, made = told.get("input_tokens"), told.get("output_tokens")
    return (read if isinstance(read, int) else 0, made if isinstance(made, int) else 0)


def _described(data: bytes, about: Mapping[str, Any]) -> GeneratedImage:
    try:
        image = open_image(data)
    except ImageRefused as err:
        raise ImageFailed(f"the picture that came back is refused: {err}") from err
    return GeneratedImage(
        png=as_png(image), width=image.width, height=image.height, **cast("dict[str, Any]", about)
    )
