"""Which of our posts a row of figures is about: by id, else by its words, and by time if needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.learning.reading import Figures
from tools.platforms import platforms

_SAME = 40
"""Letters and digits from the beginning from which two texts are the same post. House judgement."""
_NEAR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Ours:
    """A post of ours as rows may name it. `ids` are all the names it goes by."""

    key: str
    ids: tuple[str, ...]
    platform: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows by our post, and those that fit none or more than one."""

    found: Mapping[str, Figures]
    unknown: tuple[Figures, ...]


def matched(rows: Iterable[Figures], posts: Sequence[Ours]) -> Matched:
    """The last row of each post counts: exports are written again as figures grow."""
    by_id = {name: post for post in posts for name in post.ids}
    found: dict[str, Figures] = {}
    unknown: list[Figures] = []
    for row in rows:
        post = by_id.get(row.id) or _by_words(row, posts)
        if post is None:
            unknown.append(row)
        else:
            found[post.key] = row
    return Matched(found, tuple(unknown))


def _by_words(row: Figures, posts: Sequence[Ours]) -> Ours | None:
    """The one post that begins alike; of several, the one on its platform and near its day."""
    said = _letters(row.text)
    if not said:
        return None
    alike = [post for post in posts if _alike(said, _letters(post.text))]
    if row.platform and (there := _platform(row.platform)):
        alike = [post for post in alike if post.platform == there]
    if len(alike) > 1 and row.on is not None:
        on = row.on
        alike = [post for post in alike if abs(post.at.date() - on) <= _NEAR]
    return alike[0] if len(alike) == 1 else None


def _alike(one: str, other: str) -> bool:
    """Exports cut long texts and add to them: what both have of the beginning must be the same."""
    length = min(len(one), len(other))
    return one == other or (length >= _SAME and one[:length] == other[:length])


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _platform(said: str) -> str:
    """ "Instagram Business" and "twitter" lead to our ids; "" for what we do not know."""
    words = re.sub(r"[\W_]+", " ", said).casefold().strip()
    names = {
        name.casefold().replace("_", " "): key
        for key, row in platforms().items()
        for name in (key, row.name, *row.also)
    }
    if words in names:
        return names[words]
    begun = [key for name, key in names.items() if len(name) > 1 and words.startswith(f"{name} ")]
    return begun[0] if begun else ""
