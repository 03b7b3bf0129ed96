"""How platforms count a text. Each counter is pure: text in, length out.

The X rule is the public twitter-text configuration v3: NFC first, every link 23, every emoji
sequence 2, code points inside four ranges 1 and all others, `_X_DOUBLE`, 2.
https://github.com/twitter/twitter-text/blob/master/config/v3.json (checked 2026-11)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

import emoji
import regex

Counter = Literal["code_points", "x_weighted", "utf8_bytes", "graphemes", "threads"]

_GRAPHEME = regex.compile(r"\X")
X_LINK = 23
_X_DOUBLE = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")

# X also links bare domains, but only under a real top-level domain: "bread.Fresh" is prose.
# Country codes are complete; of the generic ones, those a small business is likely to own.
_TLDS = (
    "com|org|net|edu|gov|mil|int|info|biz|name|mobi|asia|tel|jobs|travel|museum|aero|coop|post|cat|"
    "app|dev|page|shop|store|cafe|coffee|pizza|restaurant|bar|pub|beer|wine|kitchen|catering|food|"
    "menu|recipes|bakery|farm|garden|florist|flowers|fashion|style|beauty|salon|fitness|yoga|studio|"
    "design|art|photo|photos|gallery|media|agency|marketing|social|blog|news|live|events|club|link|"
    "online|site|website|web|tech|cloud|digital|space|world|today|company|business|services|"
    "a[cdefgilmoqrstuwxz]|b[abdefghijmnorstvwyz]|c[acdfghiklmnoruvwxyz]|d[ejkmoz]|e[cegrstu]|"
    "f[ijkmor]|g[abdefghilmnpqrstuwy]|h[kmnrtu]|i[delmnoqrst]|j[emop]|k[eghimnprwyz]|"
    "l[abcikrstuvy]|m[acdeghklmnopqrstuvwxyz]|n[acefgilopruz]|om|p[aefghklmnrstwy]|qa|r[eosuw]|"
    "s[abcdeghijklmnorstuvxyz]|t[cdfghjklmnortvwz]|u[agksyz]|v[aceginu]|w[fs]|y[et]|z[amw]"
)
_LINK = re.compile(
    r"https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]}]"
    rf"|(?<![\w@#$./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_TLDS})(?![\w@-]|\.\w)"
    r"(?:/[^\s<>\"]*[^\s<>\"'.,;:!?)\]}])?",
    re.IGNORECASE,
)


def links(text: str) -> tuple[str, ...]:
    """Every link in `text`, in order: with a scheme, or a bare domain under a known ending."""
    return tuple(match.group() for match in _LINK.finditer(text))


def emoji_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where emoji sequences start and end, in code points.

    A lone (c) or (r) sign is typography until a variation selector makes it an emoji.
    """
    if _emoji_signs().isdisjoint(text):  # which spares looking at every character of most texts
        return ()
    spans = ((found["match_start"], found["match_end"]) for found in emoji.emoji_list(text))
    return tuple((a, b) for a, b in spans if b - a > 1 or ord(text[a]) > 0xFF)


@cache
def _emoji_signs() -> frozenset[str]:
    """Characters of which every emoji sequence has one. A keycap's digit alone makes none."""
    return frozenset(sign for found in emoji.EMOJI_DATA for sign in found if not sign.isascii())


def code_points(text: str) -> int:
    """Unicode code points."""
    return len(text)


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8. A lone surrogate, which cannot be sent anyway, counts 3."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """Extended grapheme clusters (UAX #29): what a reader calls characters."""
    return len(_GRAPHEME.findall(text))


def x_weighted(text: str) -> int:
    """Weighted length by which X allows 280."""
    rest, linked = _LINK.subn(" ", unicodedata.normalize("NFC", text))
    # Each link left one space behind, which already counts 1.
    return linked * (X_LINK - 1) + _outside_emoji(rest, _x_weight, lambda _: 2)


def threads(text: str) -> int:
    """Length by which Threads allows 500: code points, but each emoji by its UTF-8 bytes."""
    return _outside_emoji(text, len, utf8_bytes)


def _outside_emoji(text: str, plain: Callable[[str], int], sequence: Callable[[str], int]) -> int:
    """The length of a text whose emoji count otherwise than what stands between them."""
    total, position = 0, 0
    for start, end in emoji_spans(text):
        total += plain(text[position:start]) + sequence(text[start:end])
        position = end
    return total + plain(text[position:])


def _x_weight(text: str) -> int:
    return len(text) + sum(1 for _ in _X_DOUBLE.finditer(text))


COUNTERS: Mapping[Counter, Callable[[str], int]] = MappingProxyType(
    {
        "code_points": code_points,
        "x_weighted": x_weighted,
        "utf8_bytes": utf8_bytes,
        "graphemes": graphemes,
        "threads": threads,
    }
)

UNITS: Mapping[Counter, str] = MappingProxyType(
    {
        "code_points": "characters",
        "x_weighted": "X-weighted characters",
        "utf8_bytes": "UTF-8 bytes",
        "graphemes": "graphemes",
        "threads": "characters (emoji as bytes)",
    }
)


def count(text: str, counter: Counter) -> int:
    """Length of `text` by the named counter."""
    return COUNTERS[counter](text)
