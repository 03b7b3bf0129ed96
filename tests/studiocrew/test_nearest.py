"""One wording for a name that is not known."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from studiocrew.nearest import did_you_mean, instead, nearest

PACKAGES = ("studiocrew", "memory", "tools", "roles", "graphs", "crews")


@pytest.mark.parametrize(
    ("name", "near"), [("titel", "title"), ("title", "title"), ("zzz", ""), ("", "")]
)
def test_the_nearest_is_like_what_was_written(name: str, near: str) -> None:
    assert nearest(name, ("posts", "title")) == near


def test_it_is_asked_for_before_everything_there_is_listed() -> None:
    assert instead("titel", ("posts", "title")) == "Did you mean 'title'? Known: posts, title."
    assert instead("zzz", iter(("b", "a")), listed="Valid here") == "Valid here: b, a."
    assert instead("a", ()) == "Known: none."
    assert did_you_mean("") == ""


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_words_it_again(package: str) -> None:
    root = Path(str(resources.files(package)))
    again = re.compile(r"did you mean [{'\"]|get_close_matches", re.IGNORECASE)
    found = {p.name for p in root.rglob("*.py") if again.search(p.read_text(encoding="utf-8"))}
    assert found <= {"nearest.py", "reading.py"}  # reading compares words that a scanner saw
