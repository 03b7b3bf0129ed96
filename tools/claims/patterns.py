"""Word patterns of our YAML files: whole words only, each compiled once, when it is first needed.

A text is in one language. Its first claims take 0.1 s of CPU like this, and took 0.3 s when the
patterns of every language were compiled with the files (2026-11): a test sees that all compile.
"""

from __future__ import annotations

from functools import lru_cache

import regex

Words = str
"""A regular expression for whole words, whatever their case."""


@lru_cache(2048)
def whole(pattern: str) -> regex.Pattern[str]:
    """The pattern for whole words: "egg" is not found in "eggshell" nor in "veggie".

    What a pattern begins or ends with may also be a sign, such as "€" or "#".
    """
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{pattern})(?![\p{{L}}\p{{N}}])", regex.I)


def language_of(tag: str) -> str:
    """The language of a BCP 47 tag: "de" of "de-AT"."""
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
