"""Crash tests with many seeds. Not part of the default run: `make chaos` sets CHAOS."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studiocrew.testing import ScriptedServer, faithful

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

collect_ignore_glob = [] if os.environ.get("CHAOS") else ["test_*.py"]


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(faithful, latency_s=0.005) as server:
        yield server
