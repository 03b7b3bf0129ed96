"""Just enough of HTTP/1.1 to serve a test: keep-alive, JSON bodies, and ways to break both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request on the connection, or None when the client has gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").strip().split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        data = await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, _read(data, headers.get("content-type", "")))


def _read(data: bytes, kind: str) -> dict[str, Any]:
    """A JSON body, or the fields of a form; of its files, their bytes, in lists."""
    if not kind.startswith("multipart/form-data"):
        return json.loads(data) if data else {}
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    body: dict[str, Any] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + data).iter_parts():
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        if part.get_filename() is None:
            body[name] = str(content, "utf-8") if isinstance(content, bytes) else ""
        else:
            body.setdefault(name.removesuffix("[]"), []).append(content)
    return body


def response(status: int, body: Any, headers: Mapping[str, str] | None = None) -> bytes:
    """A whole response. `body` is sent as JSON, or as it is if it is text or bytes already."""
    if isinstance(body, bytes):
        data, kind = body, "application/octet-stream"
    else:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "application/json"
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(data)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data
