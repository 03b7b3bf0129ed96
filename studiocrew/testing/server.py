"""A model endpoint for tests: real HTTP on this machine, scripted answers, faults on demand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from studiocrew import _guard
from studiocrew.settings import Settings
from studiocrew.testing import _completion as made
from studiocrew.testing._http import Request, read_request, response
from studiocrew.testing._pictures import picture_answer, picture_for
from studiocrew.testing.faults import Fault

Said = str | dict[str, Any] | BaseModel | Fault | None
"""One reply: text, data sent as JSON text, a `Fault`, or None for the default reply."""

Reply = Callable[[dict[str, Any]], Said] | Sequence[Said]

_YES = {"yes": 0.9, "no": 0.05}


class ScriptedServer:
    """Speaks `/v1/chat/completions`, `/v1/models` and `/v1/embeddings` in a thread of its own.

    `reply` is called with each request body, or is a list used up call by call; whatever it
    leaves open is answered by data that meets the schema asked for. Requests are kept in `calls`,
    their headers in `headers`, and in the file `log`, flushed to disk before any answer.

    `json_modes` says which response formats it accepts ("schema", "object"); `likely` gives the
    probabilities of the first token, or None for an endpoint that tells none; `rejects` names
    body fields that it answers with a 400.

    `/v1/images/generations` and `/v1/images/edits` answer with a PNG made of the request, or with
    what `script_pictures` was given; `picture_links` makes them answer with an address instead.
    Those requests are kept in `pictures` and `picture_headers`.
    """

    def __init__(
        self,
        reply: Reply | None = None,
        *,
        latency_s: float = 0.0,
        json_modes: Sequence[str] = ("schema", "object"),
        likely: Mapping[str, float] | None = _YES,
        rejects: Sequence[str] = (),
        models: tuple[str, ...] = ("scripted",),
        key: str | None = None,
        embedding_dim: int = 64,
        log: Path | None = None,
        picture_links: bool = False,
    ) -> None:
        self.latency_s = latency_s
        self.json_modes = set(json_modes)
        self.likely = likely
        self.rejects = set(rejects)
        self.models = models
        self.key = key
        self.embedding_dim = embedding_dim
        self.log = log
        self.calls: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.picture_links = picture_links
        self.pictures: list[dict[str, Any]] = []
        self.picture_headers: list[Mapping[str, str]] = []
        self._picture_script: list[bytes | dict[str, Any] | Fault] = []
        self._picture_files: dict[str, bytes] = {}
        self.concurrency = 0
        self.concurrency_peak = 0
        self.base_url = ""
        self._reply = reply if callable(reply) else None
        self._script = [] if reply is None or callable(reply) else list(reply)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="scripted-server", daemon=True)
        self._ready = threading.Event()
        self._connections: set[asyncio.Task[None]] = set()

    def script(self, replies: Sequence[Said]) -> None:
        """Answer the next calls with these, in order."""
        self._script.extend(replies)

    def script_pictures(self, answers: Sequence[bytes | dict[str, Any] | Fault]) -> None:
        """Answer the next requests for pictures with these files, bodies or faults, in order."""
        self._picture_script.extend(answers)

    def start(self) -> ScriptedServer:
        """Listen on a free port. `with` does this by itself."""
        self._thread.start()
        self._ready.wait()
        _guard.know_fake(self.base_url)
        return self

    def close(self) -> None:
        """Stop at once, whatever is still under way."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def __enter__(self) -> ScriptedServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the thread

    def _run(self) -> None:
        serving = asyncio.start_server(self._connected, "127.0.0.1", 0)
        server = self._loop.run_until_complete(serving)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._loop.run_until_complete(self._hang_up())
            self._loop.close()

    async def _hang_up(self) -> None:
        for task in self._connections:
            task.cancel()
        if self._connections:
            await asyncio.wait(self._connections)
        await asyncio.sleep(0)  # lets the closed transports go

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            while (request := await read_request(reader)) is not None:
                if not await self._answer(request, writer):
                    break
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client went away, or the test is over
        finally:
            with contextlib.suppress(Exception):
                writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False to close the connection."""
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            echoed = f"Incorrect API key provided: {request.headers.get('authorization')}"
            writer.write(response(401, {"error": {"message": echoed, "code": "invalid_api_key"}}))
        elif request.path.endswith("/models"):
            writer.write(response(200, made.model_list(self.models)))
        elif request.path.endswith("/embeddings"):
            writer.write(response(200, made.embeddings(request.body, self.embedding_dim)))
        elif request.path.endswith("/chat/completions"):
            return await self._chat(request, writer)
        elif request.path.endswith(("/images/generations", "/images/edits")):
            return await self._picture(request, writer)
        elif "/images/files/" in request.path:
            writer.write(response(200, self._picture_files[request.path.rpartition("/")[2]]))
        else:
            writer.write(response(404, {"error": {"message": "no such path"}}))
        await writer.drain()
        return True

    async def _chat(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        said = self._say(request)
        self.concurrency += 1
        self.concurrency_peak = max(self.concurrency_peak, self.concurrency)
        try:
            if self.latency_s:
                await asyncio.sleep(self.latency_s)
            if isinstance(said, Fault):
                return await self._misbehave(request.body, said, writer)
            likely = self.likely if request.body.get("logprobs") else None
            writer.write(response(200, made.completion(request.body, said, likely=likely)))
            await writer.drain()
            return True
        finally:
            self.concurrency -= 1

    async def _picture(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        self.pictures.append(request.body)
        self.picture_headers.append(request.headers)
        made = self._picture_script.pop(0) if self._picture_script else picture_for(request.body)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        if isinstance(made, Fault):
            return await self._misbehave(request.body, made, writer)
        if isinstance(made, bytes):
            url = ""
            if self.picture_links:
                name = f"{len(self._picture_files)}.png"
                self._picture_files[name] = made
                url = f"{self.base_url}/images/files/{name}"
            made = picture_answer(made, url)
        writer.write(response(200, made))
        await writer.drain()
        return True

    def _say(self, request: Request) -> str | Fault:
        """Note the request and decide on the answer."""
        self._note(request)
        refused = self._unaccepted(request.body)
        if refused is not None:
            return refused
        said: Said = None
        if self._reply is not None:
            said = self._reply(request.body)
        elif self._script:
            said = self._script.pop(0)
        if said is None:
            return made.default_reply(request.body)
        if isinstance(said, BaseModel):
            return said.model_dump_json()
        return json.dumps(said) if isinstance(said, dict) else said

    def _note(self, request: Request) -> None:
        self.calls.append(request.body)
        self.headers.append(request.headers)
        if self.log is not None:
            line = {"key": request.headers.get("idempotency-key", ""), "body": request.body}
            with self.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def _unaccepted(self, body: Mapping[str, Any]) -> Fault | None:
        if body.get("model") not in self.models:
            return Fault.failing(404, f"The model {body.get('model')!r} does not exist")
        for name in self.rejects & body.keys():
            instead = " Use 'max_completion_tokens'." if name == "max_tokens" else ""
            return Fault.failing(400, f"Unsupported parameter: '{name}'.{instead}", param=name)
        form = (body.get("response_format") or {}).get("type", "")
        if form and form.removeprefix("json_") not in self.json_modes:
            return Fault.failing(400, f"response_format {form} is not supported")
        return None

    async def _misbehave(
        self, body: Mapping[str, Any], fault: Fault, writer: asyncio.StreamWriter
    ) -> bool:
        whole = response(200, _faulty(body, fault))
        match fault.kind:
            case "hang":
                await asyncio.sleep(fault.seconds)
                return False
            case "reset":
                writer.transport.abort()
                return False
            case "truncated":
                writer.write(whole[: len(whole) * 2 // 3])
                await writer.drain()
                return False
            case "status":
                whole = response(fault.status, {"error": fault.error}, fault.headers)
            case _:
                pass
        writer.write(whole)
        await writer.drain()
        return True


def _faulty(body: Mapping[str, Any], fault: Fault) -> Any:
    """The body of a fault that comes with status 200."""
    match fault.kind:
        case "not_json":
            return '{"id": "chatcmpl", "choices": [{"mess'
        case "refusal":
            return made.completion(body, "", refusal=fault.text)
        case "content_filter":
            return made.completion(body, "", finish="content_filter")
        case "length":
            return made.completion(body, fault.text, finish="length")
        case "truncated":
            return made.completion(body, made.default_reply(body))
        case _:
            return made.completion(body, fault.text)


def settings_for(server: ScriptedServer, home: Path, **more: Any) -> Settings:
    """Settings that ask `server`, keep everything under `home` and hardly wait between tries."""
    values: dict[str, Any] = {
        "home": home,
        "openai_base_url": server.base_url,
        "openai_api_key": server.key or "sk-scripted-test-key",
        "crew_model": server.models[0],
        "crew_profile": "large",
        "retry_base_s": 0.001,
        "request_timeout_s": 20.0,
    }
    return Settings(**{**values, **more})
