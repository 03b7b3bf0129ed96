"""Hashtags people can read: CamelCase, from the brand's own and from what the post is about."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from studiocrew.contracts import BrandKit
from tools.platforms import platform
from tools.vocabulary import stem, word_list, words

MOST = 5
"""More than a handful reads as spam, whatever a platform allows. House judgement."""

_TAG = regex.compile(r"#*[\p{L}\p{M}\p{N}_]+")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_LETTER = regex.compile(r"\p{L}")
_CAPITALISED = regex.compile(r"\p{Lu}[\p{L}’']+(?: \p{Lu}[\p{L}’']+)*")


def camel(phrase: str) -> str:
    """E.g. "rosemary focaccia" → "#RosemaryFocaccia": screen readers need the capitals."""
    parts = _WORD.findall(phrase.replace("’", "").replace("'", ""))
    return "#" + "".join(part[:1].upper() + part[1:] for part in parts) if parts else ""


def hashtags_for(
    platform_id: str, kit: BrandKit, about: Sequence[str], *, place: str = ""
) -> tuple[str, ...]:
    """The brand's tags first, then the subject, the place, its name and its trade; none twice.

    At most the platform's cap and never more than `MOST`; on a platform where tags count
    against a short limit, two.
    """
    target = platform(platform_id)
    cap = min(MOST, MOST if target.hashtag_cap is None else target.hashtag_cap)
    if target.limit <= 300:
        cap = min(cap, 2)
    wanted = ["#" + tag.lstrip("#") if _TAG.fullmatch(tag) else camel(tag) for tag in kit.hashtags]
    wanted += [camel(subject) for text in about for subject in _subjects(text, kit.language)]
    wanted += [camel(name) for name in _CAPITALISED.findall(place)[-1:]]
    wanted += [camel(kit.name), camel(kit.trade)]
    own = wanted[: len(kit.hashtags)]
    unique = {
        tag.lower(): tag
        for tag in reversed(wanted)
        if (len(tag) > 3 or tag in own) and _LETTER.search(tag)
    }
    ordered = [tag for tag in dict.fromkeys(tag.lower() for tag in wanted) if tag in unique]
    return tuple(unique[tag] for tag in ordered[:cap])


def _subjects(statement: str, language: str) -> list[str]:
    """The two words a statement opens with, if both carry meaning: "Custard maritozzo: …"."""
    listed = word_list(language)
    first = words(statement)[:2]
    if not listed.plain or len(first) < 2:
        return []
    meaningless = listed.plain | listed.dates | set(listed.numbers)
    return [] if any(stem(word) in meaningless for word in first) else [" ".join(first)]
