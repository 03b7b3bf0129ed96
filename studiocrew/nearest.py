"""What to say to somebody who wrote a name that is not known: the nearest one, and all there are.

One wording for every such mistake, whether the name is a key, a role, a tool or a recipe.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that `name` was probably meant to be; "" if none is like it."""
    return next(iter(difflib.get_close_matches(name, list(known), 1)), "")


def did_you_mean(near: str) -> str:
    """The question, with a space after it; "" where nothing is near."""
    return f"Did you mean {near!r}? " if near else ""


def instead(name: str, known: Iterable[str], *, listed: str = "Known") -> str:
    """How to mend it: "Did you mean 'title'? Known: posts, title." """
    names = list(known)
    return f"{did_you_mean(nearest(name, names))}{listed}: {', '.join(names) or 'none'}."
