"""Text from outside costs no more a character for being hostile.

Patterns that read it are tried on rows of what they look for and never find the end of. At these
lengths a pattern that goes back from every character takes a minute and more of CPU; the bound is
some hundred times what is needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from memory.goal import brand_from_goal
from memory.kinds import guess_kind
from studiocrew.documents import read_note
from studiocrew.text import sentences, sounds_like_orders
from tools.claims.reading import read
from tools.fidelity import pieced
from tools.screening import Known
from tools.vocabulary import URL, has_url, urls
from tools.voice.measures import sentences as voiced
from tools.voice.measures import spoken

LONG = 60_000
SECONDS = 5.0


def note(text: str) -> object:
    return read_note("a.md", text.encode())


def clauses(text: str) -> object:
    return read(text, "en").words


READERS: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
    (urls, ("a.", "a-", "a.a-", "a_", "https://", "https://a.", "1.a.")),
    (Known.of(("We open at six.",)).invented, ("a.", "a-a.")),
    (note, ("![", "[", "[a](", "![a](", "<!--", "<a ", "*a ", "**a", "`a ", "~~a ", "a\n", "# \n")),
    (sentences, (".", "St. ", "!) ")),
    (sounds_like_orders, ("\n", " \n", "ignore ", "use the ")),
    (guess_kind, ("a@", "@", "open ", "closed a ")),
    (clauses, (".", "?!", ",;")),
    (lambda text: pieced(text, "We open at six.", "en"), (".", "…")),
    (spoken, ("a.", "a@", "#", "-a")),
    (voiced, ("St. ", ". ", "!")),
]


@pytest.mark.parametrize(
    ("reader", "unit"),
    [(reader, unit) for reader, units in READERS for unit in units],
    ids=lambda value: repr(value) if isinstance(value, str) else "",
)
def test_a_hostile_text_takes_no_longer_than_another(
    reader: Callable[[str], object], unit: str
) -> None:
    text = (unit * LONG)[:LONG] + "x!"
    started = time.process_time()
    reader(text)
    assert time.process_time() - started < SECONDS


def test_a_goal_of_capitals_names_no_brand_all_day() -> None:
    brand_from_goal("posts for Nonna")  # loads what tells languages apart
    started = time.process_time()
    brand_from_goal("posts for " + "A" * 19_000 + "_")
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See nonnascrust.example.", "nonnascrust.example"),
        ("https://a-b.example/x?y=1 now", "https://a-b.example/x?y=1"),
        ("-shop.example", "shop.example"),
        ("..shop.example", "shop.example"),
        ("info@shop.example", "shop.example"),
        ("www.crèmerie.example/menü", "www.crèmerie.example/menü"),
        ("a.com-b.example", "a.com-b.example"),
        ("shop.com2 is", "shop.com"),
        ("1.2.3.4", None),
        ("e.g. 3.5 or a.b.", None),
        ("a" * 64 + "." + "b" * 64, None),
    ],
)
def test_what_an_address_is(text: str, found: str | None) -> None:
    match = URL.search(text)
    assert (match[0] if match else None) == found
    assert has_url(text) == (found is not None)
