"""The images API over real HTTP: sizes, edits, addresses, retries, refusals, keys out of sight."""

from __future__ import annotations

import asyncio
import base64
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from studiocrew.errors import OperatorError
from studiocrew.outgoing import Patience
from studiocrew.testing import Fault, ScriptedServer
from tools.images import GeneratedImage, ImageJob, ImageWorker, NoPicture
from tools.images.backend import BackendDown, ImageFailed, Stop
from tools.images.download import download
from tools.images.openai_backend import OpenAIBackend, size_for

KEY = "sk-canary-5e1f0c7a9b3d44"
JOB = ImageJob(prompt="a loaf on a table", negative="text", width=1024, height=1280, seed=7)
Work = Callable[..., ImageWorker]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(key=KEY) as server:
        yield server


def backend(server: ScriptedServer, model: str = "gpt-image-1", **more: Any) -> OpenAIBackend:
    values = {"base_url": server.base_url, "key": KEY, "price": 0.04}
    return OpenAIBackend(model, **{**values, "patience": Patience(base_s=0.001), **more})


def made(one: OpenAIBackend, job: ImageJob = JOB, timeout_s: float = 30) -> GeneratedImage:
    finish = one.make([job], Stop(lambda: True, timeout_s))[0]
    assert callable(finish)
    return finish()


def test_a_picture_is_asked_for_and_described(server: ScriptedServer) -> None:
    image = made(backend(server))
    assert Image.open(io.BytesIO(image.png)).size == (image.width, image.height) == (1024, 1536)
    assert (image.seed, image.model, image.money, image.tokens) == (
        None,
        "gpt-image-1",
        0.04,
        (40, 1000),
    )
    (body,) = server.pictures
    assert body["prompt"] == "a loaf on a table Leave out: text."
    assert body["size"] == "1024x1536"
    assert server.picture_headers[0]["idempotency-key"] == JOB.key([backend(server).identity])


def test_references_make_it_an_edit(server: ScriptedServer) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(buffer, "JPEG")
    job = JOB.model_copy(update={"references": (buffer.getvalue(),) * 2})
    assert made(backend(server), job).references == 2
    (body,) = server.pictures
    assert body["prompt"].startswith("a loaf")
    assert [file[:4] for file in body["image"]] == [b"\x89PNG"] * 2


def test_an_address_is_followed_to_the_endpoint_itself(server: ScriptedServer) -> None:
    server.picture_links = True
    server.key = None  # the file's address takes no key, and gets none
    assert made(backend(server, "flux-pro")).width == 1024


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/cat.png",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/x.png",
        "http://2130706433/x.png",
        "http://localhost/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_an_address_into_this_network_is_refused(server: ScriptedServer, url: str) -> None:
    """Fault 17."""
    server.script_pictures([{"data": [{"url": url}]}])
    with pytest.raises(ImageFailed):
        made(backend(server))


async def test_a_name_that_leads_inside_is_refused() -> None:
    async def rebind(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    with pytest.raises(ImageFailed, match="refused"):
        await download("https://cdn.example/x.png", "https://api.example/v1", resolve=rebind)


def test_busy_is_waited_for_as_long_as_asked(server: ScriptedServer) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    patience = Patience(base_s=0.5, sleep=sleep, jitter=lambda: 0.0)
    server.script_pictures([Fault.busy(retry_after=7), Fault.failing(503), Fault.reset()])
    made(backend(server, patience=patience))
    assert len(server.pictures) == 4
    assert slept[0] == 7
    keys = {headers["idempotency-key"] for headers in server.picture_headers}
    assert len(keys) == 1


def test_patience_ends(server: ScriptedServer) -> None:
    server.script_pictures([Fault.failing(500)] * 9)
    with pytest.raises(BackendDown, match="HTTP 500"):
        made(backend(server))
    assert len(server.pictures) == Patience().tries


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.failing(401, f"Incorrect API key provided: {KEY}"), BackendDown),
        (Fault.failing(404, "no such model"), BackendDown),
        (Fault.failing(429, "pay first", code="insufficient_quota"), BackendDown),
        (Fault.failing(400, "blocked", code="moderation_blocked"), ImageFailed),
        (Fault.failing(400, "bad size"), ImageFailed),
    ],
)
def test_what_is_final_is_not_tried_again(
    server: ScriptedServer, fault: Fault, kind: type[Exception]
) -> None:
    server.script_pictures([fault] * 2)
    with pytest.raises(kind) as caught:
        made(backend(server))
    assert len(server.pictures) == 1
    assert KEY not in str(caught.value)


def test_no_key_is_said_anywhere(server: ScriptedServer, caplog: pytest.LogCaptureFixture) -> None:
    """Fault 21."""
    caplog.set_level("DEBUG")
    server.script_pictures([Fault.failing(400, f"you sent {KEY} and sk-other-0123456789")])
    with pytest.raises(ImageFailed) as caught:
        made(backend(server))
    shown = repr(backend(server).__dict__["identity"]) + str(caught.value) + caplog.text
    assert "canary" not in shown
    assert "sk-other" not in shown
    with pytest.raises(BackendDown, match="CREW_IMAGES_KEY"):
        OpenAIBackend("gpt-image-1").make([JOB], Stop(lambda: True, 9))


def test_a_bomb_that_comes_back_is_refused(server: ScriptedServer) -> None:
    """Fault 20."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    server.script_pictures([buffer.getvalue()])
    with pytest.raises(ImageFailed, match="too many pixels"):
        made(backend(server))


def test_an_endless_answer_is_cut(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.images.openai_backend.ANSWER_BYTES", 1000)
    with pytest.raises(ImageFailed, match="larger than any picture"):
        made(backend(server))


@pytest.mark.parametrize(
    "answer",
    [{}, {"data": []}, {"data": ["x"]}, {"data": [{}]}, {"data": [{"b64_json": "%%%"}]}],
)
def test_an_answer_without_a_picture_is_one_jobs_matter(
    server: ScriptedServer, answer: dict[str, Any]
) -> None:
    server.script_pictures([answer])
    with pytest.raises(ImageFailed):
        made(backend(server))


def test_what_is_not_a_picture_is_refused(server: ScriptedServer) -> None:
    text = base64.b64encode(b"<html>").decode()
    server.script_pictures([{"data": [{"b64_json": text}]}])
    with pytest.raises(ImageFailed, match="refused"):
        made(backend(server))


async def test_cancelling_and_time_cut_a_call_short(server: ScriptedServer, work: Work) -> None:
    server.script_pictures([Fault.hang(30)] * 2)
    worker = work(backend(server), timeout_s=0.5)
    with pytest.raises(NoPicture, match="not finished within") as caught:
        await asyncio.wrap_future(worker.submit(JOB))
    assert caught.value.late
    waiting = asyncio.ensure_future(asyncio.wrap_future(worker.submit(JOB)))
    while len(server.pictures) < 2:  # noqa: ASYNC110 - in another thread
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_several_are_asked_for_at_once(server: ScriptedServer, work: Work) -> None:
    server.latency_s = 0.2
    threads = threading.active_count()
    worker = work(backend(server))
    jobs = [JOB.model_copy(update={"prompt": f"loaf {n}"}) for n in range(4)]
    await asyncio.gather(*(asyncio.wrap_future(worker.submit(job)) for job in jobs))
    assert len(server.pictures) == 4
    assert threading.active_count() > threads


def test_a_test_that_forbids_real_models_forbids_these() -> None:
    with pytest.raises(OperatorError, match="real model"):
        OpenAIBackend("gpt-image-1", key=KEY).make([JOB], Stop(lambda: True, 9))


@pytest.mark.parametrize(
    ("model", "card", "asked"),
    [
        ("gpt-image-1", (928, 1152), (1024, 1536)),
        ("gpt-image-1.5", (1024, 1024), (1024, 1024)),
        ("dall-e-3", (1408, 736), (1792, 1024)),
        ("dall-e-2", (1024, 768), (1024, 1024)),
        ("qwen-image", (928, 1152), (928, 1152)),
    ],
)
def test_the_nearest_size_a_model_makes(
    model: str, card: tuple[int, int], asked: tuple[int, int]
) -> None:
    assert size_for(model, *card) == asked
