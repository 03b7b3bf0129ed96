"""Crash tests with many seeds. Not part of the default run: `make chaos` sets CHAOS."""

import os
from collections.abc import Iterator

import pytest

from studiocrew.testing import ScriptedServer, faithful

collect_ignore_glob = [] if os.environ.get("CHAOS") else ["test_*.py"]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(faithful, latency_s=0.005) as server:
        yield server
