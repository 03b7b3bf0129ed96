"""Ctrl-C in a real process: it is gone at once, even when a thread will not be."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import asyncio, sys, threading, types
import crews.cli, crews.exits

crews.exits.GRACE_S = 0.1

class Crew:
    @classmethod
    def load(cls, recipe, *, events, **named):
        cls.events = events
        return cls()
    async def arun(self, goal, brand, **named):
        self.events.emit("stage_started", text="intake")
        stuck = threading.Event()
        print("ready", file=sys.stderr, flush=True)
        await asyncio.to_thread(stuck.wait)

fake = types.ModuleType("crews.crew")
fake.Crew = Crew
fake.new_id = lambda goal: "bakery-1"
sys.modules["crews.crew"] = fake
crews.cli.main()
"""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("mode", ["--quiet", "--json"])
def test_a_stuck_thread_cannot_hold_the_process(tmp_path: Path, mode: str) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script), "run", "a goal", mode]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    if mode == "--json":
        assert out.count("\n") == 1
        assert '"project": "bakery-1"' in out
    else:
        assert err == "Stopped. Nothing is lost: crew resume bakery-1\n"
