"""`python -m studiocrew.testing`: the scripted server as a process of its own.

Prints its base URL as the first line and serves until it is stopped, so that a test can kill the
program that asks and count, in the log, what had been asked.
"""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path

from studiocrew.testing.faithful import faithful
from studiocrew.testing.server import ScriptedServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m studiocrew.testing", description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--log", type=Path, help="file to which each request is written")
    parser.add_argument("--faithful", action="store_true", help="answer with the prompts' facts")
    options = parser.parse_args()
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    reply = faithful if options.faithful else None
    with ScriptedServer(reply, latency_s=options.latency, log=options.log) as server:
        print(server.base_url, flush=True)
        done.wait()


if __name__ == "__main__":
    main()
