"""Text from outside costs no more a character for being hostile.

Patterns that read it are tried on rows of what they look for and never find the end of. A pattern
that goes back from every character takes 64 times as long for a text of eight times the length;
three times the eight is allowed, as CPU time is never quite even.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from memory.goal import brand_from_goal
from memory.hours import days_of
from memory.kinds import guess_kind
from memory.trades import trade_in
from studiocrew.documents import read_note
from studiocrew.text import sentences, sounds_like_orders
from tools.claims.hits import Setting
from tools.claims.phrases import phrases
from tools.claims.reading import read
from tools.claims.tie import claims_of
from tools.dates import named_days
from tools.fidelity import pieced
from tools.screening import Known
from tools.speech import in_first_person
from tools.vocabulary import URL, has_url, urls
from tools.voice.measures import sentences as voiced
from tools.voice.measures import spoken

LONG = 24_000
TIMES = 8
UNEVEN_S = 0.25
"""CPU time that says nothing: a clean-up of the interpreter's, another thread."""


def note(text: str) -> object:
    return read_note("a.md", text.encode())


def clauses(text: str) -> object:
    return read(text, "en").words


def claimed(text: str) -> object:
    return claims_of(text, [], target_id="post-1", setting=Setting("en", "GB"))


READERS: list[tuple[Callable[[str], object], tuple[str, ...]]] = [
    (urls, ("a.", "a-", "a.a-", "a_", "https://", "https://a.", "1.a.")),
    (Known.of(("We open at six.",)).invented, ("a.", "a-a.")),
    (note, ("![", "[", "[a](", "![a](", "<!--", "<a ", "*a ", "**a", "`a ", "~~a ", "a\n", "# \n")),
    (sentences, (".", "St. ", "!) ")),
    (sounds_like_orders, ("\n", " \n", "ignore ", "use the ")),
    (guess_kind, ("a@", "@", "open ", "closed a ", "phone ", "call\n")),
    (clauses, (".", "?!", ",;")),
    (lambda text: pieced(text, "We open at six.", "en"), (".", "…")),
    (spoken, ("a.", "a@", "#", "-a")),
    (voiced, ("St. ", ". ", "!")),
    (
        lambda text: phrases(text, "en"),
        ("a", "1.", " ", "(", "Monday ", "1,000", "£1 ", "no ", '"'),
    ),
    (lambda text: phrases(text, "fr"), ("1 ", "1.", "50 % ")),
    (claimed, ("only 3 ", "Milk ")),
    (lambda text: list(named_days(text)), ("12 Dec ", "May 1. ", "was 1 May ")),
    (lambda text: trade_in(text, "en"), ("my ", "our bakery ", "a")),
    (lambda text: trade_in(text, "de"), ("mein ", "a")),
    (lambda text: days_of(text, "en"), ("mon, ", "mon-", " ", "and ")),
    (lambda text: in_first_person(text, "Oven", "en"), ("Oven's ", "Oven ", "Oven. ")),
    (lambda text: brand_from_goal(f"posts for {text}"), ("A",)),
]


@pytest.mark.parametrize(
    ("reader", "unit"),
    [(reader, unit) for reader, units in READERS for unit in units],
    ids=lambda value: repr(value) if isinstance(value, str) else "",
)
def test_a_hostile_text_takes_no_longer_than_another(
    reader: Callable[[str], object], unit: str
) -> None:
    reader("warm")  # loads word lists, compiles patterns
    short, long = (cost(reader, unit, length) for length in (LONG // TIMES, LONG))
    assert long < 3 * TIMES * short + UNEVEN_S


def cost(reader: Callable[[str], object], unit: str, length: int) -> float:
    """Seconds of CPU for a text of so many characters."""
    text = (unit * length)[:length] + "x!"
    started = time.process_time()
    reader(text)
    return time.process_time() - started


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
