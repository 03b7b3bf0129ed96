"""The rules every test runs under: no network, a home of its own, no real model unless marked."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from studiocrew.testing import forbid_real_models

# A busy machine is not a failure: timing belongs to benchmarks.
hypothesis_settings.register_profile("studiocrew", deadline=None)
hypothesis_settings.load_profile("studiocrew")

_ENVIRONMENT = ("OPENAI_", "CREW_", "QDRANT_", "STUDIOCREW_")


class NetworkForbidden(RuntimeError):
    """A test reached for the network. Not an OSError: nobody may mistake it for a dead host."""


OTHERS_WARNINGS = (
    # crewai replaces one of its modules with a lazy one, and reads its own deprecated field.
    "ignore:Cannot set an attribute on:ImportWarning",
    "ignore:function_calling_llm is deprecated:DeprecationWarning",
    "ignore:deprecated$:DeprecationWarning",
)


def pytest_configure(config: pytest.Config) -> None:
    for line in OTHERS_WARNINGS:
        config.addinivalue_line("filterwarnings", line)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Generator[None]:
    """Only this machine may be connected to, and only its names looked up."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_sendto, real_lookup = socket.socket.sendto, socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return real_connect_ex(self, address)

    def sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(self.family, rest[-1])
        return real_sendto(self, data, *rest)

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if not _needs_no_lookup(host):
            raise NetworkForbidden(f"a test looked up {host!r}")
        return real_lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket.socket, "sendto", sendto)
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def _own_world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home folder per test, and none of the developer's keys or endpoints."""
    for name in list(os.environ):
        if name.startswith(_ENVIRONMENT):
            monkeypatch.delenv(name)
    monkeypatch.setenv("STUDIOCREW_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _no_real_model(request: pytest.FixtureRequest) -> Generator[None]:
    """A test that means to ask a real model says so: `@pytest.mark.model`."""
    if "model" in request.keywords:
        yield
        return
    with forbid_real_models():
        yield


def _check(family: int, address: Any) -> None:
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0])
    if host != "localhost" and not _is_loopback(host):
        raise NetworkForbidden(f"a test tried to reach {host!r}")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _needs_no_lookup(host: Any) -> bool:
    """Whether the name is an address already (in any spelling the system knows) or this machine."""
    if host is None or host in {"", "localhost", b"localhost"}:
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        socket.inet_aton(text)  # also takes 2130706433 and 0x7f.1
    except OSError:
        return ":" in text
    return True
