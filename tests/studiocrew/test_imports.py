"""Importing the ground floor is quick: what is heavy waits until it is needed."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("openai", "httpx", "xllamacpp", "huggingface_hub", "json_repair", "filelock", "tqdm")


def test_the_gateway_and_the_fakes_import_nothing_heavy() -> None:
    program = (
        "import sys, studiocrew.llm, studiocrew.embedded, studiocrew.testing;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
