"""What every client of a hosted service shares: when to try again, what to hide, whom to ask.

The chat gateway is one such client, `tools.images` holds another. Public, so that neither reaches
into the other's parts.
"""

from __future__ import annotations

import ssl
from functools import cache

from studiocrew import _guard
from studiocrew._patience import Patience, retry_after
from studiocrew._scrub import scrub_foreign, scrubber
from studiocrew.settings import Endpoint

__all__ = ["Patience", "check_allowed", "retry_after", "scrub_foreign", "scrubber", "tls"]


@cache
def tls() -> ssl.SSLContext:
    """The certificates to trust, read once: each client would take 50 ms to read them itself."""
    import httpx

    return httpx.create_ssl_context()


def check_allowed(model: str, base_url: str) -> None:
    """Raise `OperatorError` where a test forbids real models and this would be one."""
    _guard.check(Endpoint("compatible", model, base_url))
