"""Keys out of sight: whatever we say, write down or raise goes through here first."""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "[hidden]"
_LOOKS_LIKE_A_KEY = re.compile(r"\b(sk|pk|key|hf)[-_][\w*.-]{8,}|(?i:\bbearer\s+)[\w*.~+/-]{8,}=*")


def scrubber(secrets: tuple[str, ...]) -> Callable[[str], str]:
    """A function that hides these values, and nothing else, in any text."""
    if not secrets:
        return str
    longest_first = sorted(secrets, key=len, reverse=True)
    known = re.compile("|".join(re.escape(value) for value in longest_first))
    return lambda text: known.sub(HIDDEN, text)


def scrub_foreign(text: str, scrub: Callable[[str], str]) -> str:
    """Hide also what merely looks like a key: endpoints echo the one they refuse, half masked."""
    return _LOOKS_LIKE_A_KEY.sub(HIDDEN, scrub(text))
