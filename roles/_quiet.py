"""Importing crewai without leaving anything behind on the user's disk."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Generator
from typing import Any


@contextlib.contextmanager
def nothing_left_at_home() -> Generator[None]:
    """While this is open, importing crewai makes no folder and no key file in the home folder.

    On import crewai makes a data folder named after the current one, a settings folder and an
    encryption key for a login nobody asked for; with a read-only home it cannot be imported at
    all. A process that has imported crewai itself is left as it is.
    """
    if "crewai" in sys.modules:
        yield
        return
    with contextlib.ExitStack() as undo:
        folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="studiocrew-"))
        if "CREWAI_STORAGE_DIR" not in os.environ:
            os.environ["CREWAI_STORAGE_DIR"] = folder
            undo.callback(os.environ.pop, "CREWAI_STORAGE_DIR", None)
        # Names of crewai's that a later release may not have; then it writes, and nothing breaks.
        with contextlib.suppress(ImportError, AttributeError):
            _no_login(undo)
        yield


def _no_login(undo: contextlib.ExitStack) -> None:
    from crewai_core import settings
    from crewai_core.auth.token import AuthError
    from crewai_core.token_manager import TokenManager

    def not_logged_in(*_: Any, **__: Any) -> None:
        raise AuthError("no login is looked for while crewai is imported")

    def nowhere() -> None:
        return None

    _swap(undo, TokenManager, "__init__", not_logged_in)
    _swap(undo, settings, "get_writable_config_path", nowhere)


def _swap(undo: contextlib.ExitStack, owner: Any, name: str, value: Any) -> None:
    undo.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)
