"""The embedded model: a llama.cpp server inside this process, started once and shared.

It listens on this machine only, on a port the system picks, and stops with its last user or the
process. Starting takes a second or two and about two gigabytes of memory for the default model.
"""

from __future__ import annotations

import atexit
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studiocrew.errors import MissingExtra, ModelUnavailable
from studiocrew.settings import Settings
from studiocrew.weights import Progress, fetch_weights

CONTEXT_TOKENS = 4096  # per slot
# Measured on two cores with the default model. Slots: 35 tokens a second with one, 28 in all with
# two. Threads for writing, on an idle machine: one 8.4 tokens a second, two 13.7. While others use
# the machine it is the other way round (31 to 35 with one, 1 to 25 with two), because threads wait
# for each other at every layer; a person's machine is mostly idle.
SLOTS = 1
FEW_CORES = 4
"""Up to so many, all of them write; above, half, since the others are mostly hyperthreads."""

_lock = threading.Lock()
_running: dict[Path, _Server] = {}


@dataclass(eq=False)
class _Server:
    native: Any
    base_url: str
    users: set[int] = field(default_factory=set[int])


class Lease:
    """The right to use the running server. Release it when done; twice is harmless."""

    slots = SLOTS

    def __init__(self, path: Path, base_url: str) -> None:
        self.base_url = base_url
        self._path = path

    def release(self) -> None:
        with _lock:
            server = _running.get(self._path)
            if server is None or id(self) not in server.users:
                return
            server.users.discard(id(self))
            if not server.users:
                del _running[self._path]
                server.native = None  # the server stops when nothing refers to it any more


def lease(settings: Settings, progress: Progress) -> Lease:
    """Start the server, or join the one that runs. Blocks; the first time it may fetch weights.

    Raises `ModelUnavailable` if there are no weights or they do not load.
    """
    weights = fetch_weights(settings, progress)
    path = weights.path.resolve()
    with _lock:
        server = _running.get(path)
        if server is None:
            progress("loading", 0, 1)
            server = _running[path] = _start(path)
            progress("loading", 1, 1)
        held = Lease(path, server.base_url)
        server.users.add(id(held))
        return held


def cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return max(1, len(affinity(0)) if affinity else os.cpu_count() or 1)


def _start(path: Path) -> _Server:
    try:
        import xllamacpp
    except ImportError:
        raise MissingExtra(
            "The embedded model needs the package xllamacpp, which is not installed.",
            mend="pip install xllamacpp, or set OPENAI_API_KEY or OPENAI_BASE_URL.",
        ) from None
    try:
        native = _native(xllamacpp, path)
    except Exception as err:
        raise ModelUnavailable(
            f"The embedded model did not load: {err}.",
            where=str(path),
            mend="Check that the file is a GGUF of an instruct model and that memory is free.",
        ) from err
    return _Server(native, f"{native.listening_address}/v1")


def _native(xllamacpp: Any, path: Path) -> Any:
    """The server, already listening."""
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_parallel = SLOTS
    params.n_ctx = CONTEXT_TOKENS * SLOTS
    params.cpuparams.n_threads = cores() if cores() <= FEW_CORES else cores() // 2
    params.cpuparams_batch.n_threads = cores()
    params.n_gpu_layers = 0
    params.use_jinja = True
    params.verbosity = -1
    return xllamacpp.Server(params)


def _stop_all() -> None:
    with _lock:
        for server in _running.values():
            server.native = None
        _running.clear()


atexit.register(_stop_all)
