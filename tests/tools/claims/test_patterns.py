"""Patterns of the shipped files: all of them compile, and none before it is needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tools.claims.lexicon import lexicons
from tools.claims.packs import LANGUAGES, packs
from tools.claims.patterns import whole

_PLAIN = {"small", "numbers", "after"}
"""Keys of a lexicon that hold words and figures, not patterns."""


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from strings(held)
    elif isinstance(value, (list, tuple)):
        for held in value:
            yield from strings(held)


@pytest.mark.parametrize("name", sorted(packs().words))
def test_a_vocabularys_patterns_compile(name: str) -> None:
    found = list(strings(packs().words[name].model_dump(include=set(LANGUAGES))))
    assert found
    assert all(whole(pattern) for pattern in found)


def test_the_trades_patterns_compile() -> None:
    found = list(strings(dict(packs().trades)))
    assert found
    assert all(whole(pattern) for pattern in found)


@pytest.mark.parametrize("language", sorted(lexicons()))
def test_a_lexicons_patterns_compile(language: str) -> None:
    found = list(strings(lexicons()[language].model_dump(exclude=_PLAIN)))
    assert len(found) > 20
    assert all(whole(pattern) for pattern in found)


def test_reading_the_files_compiles_nothing() -> None:
    """In a process of its own: here the cache is warm."""
    code = (
        "from tools.claims.packs import packs; from tools.claims.lexicon import lexicon;"
        "from tools.claims.patterns import whole; packs(); lexicon('en');"
        "print(whole.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
