"""The switch that keeps real models out of tests: no bill, no download, no flaky answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from studiocrew.errors import OperatorError
from studiocrew.settings import Endpoint

_fakes: set[str] = set()
_forbidding = False


def forbid(on: bool) -> bool:
    """Turn the switch; returns how it stood."""
    global _forbidding
    was, _forbidding = _forbidding, on
    return was


def know_fake(base_url: str) -> None:
    """Remember an address as a fake's, which stays allowed."""
    _fakes.add(urlsplit(base_url).netloc)


def check(endpoint: Endpoint) -> None:
    """Raise `OperatorError` if real models are forbidden and this is one."""
    if _forbidding and urlsplit(endpoint.base_url).netloc not in _fakes:
        raise OperatorError(
            f"A real model was about to be asked while that is forbidden: {endpoint}.",
            where="studiocrew.testing.forbid_real_models",
            mend="Use `studiocrew.testing.ScriptedServer`, or `allow_real_models()` in this test.",
        )
