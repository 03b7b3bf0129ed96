"""What each platform accepts: dated rules from `platforms.yaml`, and the check of a post by them.

    platform("instagram").limit          2200
    platform("x").size                   (1600, 900)
    caption_problems("x", caption, hashtags, alt_text)

Hard problems block, folds and advice warn. Rules are data; this module only counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from studiocrew.authored import load_authored
from studiocrew.contracts import Id, Post
from studiocrew.errors import AuthorError
from studiocrew.nearest import did_you_mean, nearest
from tools import counters
from tools.counters import Counter

DATA = Path(__file__).with_name("platforms.yaml")

Subject = Literal[
    "caption",
    "title",
    "hashtags",
    "hashtag_length",
    "alt_text",
    "links",
    "link_length",
    "phone_numbers",
]
Habit = Literal["alt_text", "alt_opening", "camel_case", "emoji_words", "text_on_picture"]
Severity = Literal["hard", "fold", "advice"]
Confidence = Literal["platform", "code", "secondary", "unmarked", "house"]
Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]

_TAG = re.compile(r"(?<![\w&])#(\w+)")
_CLOCK_RANGE = re.compile(r"\d{1,2}[.:]\d{2}\s*[-\u2013]\s*\d{1,2}[.:]\d{2}")
_PHONE = re.compile(r"(?<![\w+])\+?\(?\d(?:[ .()/-]{0,2}\d){8,14}(?!\w)")


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dated(_Data):
    """Where a number comes from, when somebody looked, and how far to trust it."""

    source: str
    checked_on: Month
    confidence: Confidence


class Rule(Dated):
    """One limit: what it is about, how to count, the most that is allowed."""

    about: Subject = Field(alias="is")
    value: int = Field(ge=0)
    severity: Severity
    counter: Counter | None = None
    seen_on: Literal["", "mobile", "desktop"] = ""


class Picture(Dated):
    """Default picture size, in pixels."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)


class PictureCount(_Data):
    """How many pictures a post takes."""

    least: int = Field(ge=0)
    most: int = Field(gt=0)


class Shape(Dated):
    """Width by height of the narrowest and the widest picture that is not refused."""

    narrowest: float = Field(gt=0)
    widest: float = Field(gt=0)


class Safe(Dated):
    """What apps leave uncovered and uncropped: margins as shares of the picture's sides."""

    top: float = Field(default=0.0, ge=0, lt=0.5)
    right: float = Field(default=0.0, ge=0, lt=0.5)
    bottom: float = Field(default=0.0, ge=0, lt=0.5)
    left: float = Field(default=0.0, ge=0, lt=0.5)


class PictureFile(Dated):
    """What a picture's file must be: pixels of the shorter edge, bytes."""

    least_edge: int = Field(gt=0)
    most_bytes: int = Field(gt=0)


class Advice(Dated):
    """A habit that serves readers everywhere, and what to say where it is not kept."""

    says: str


class Platform(_Data):
    """One platform's rules. The short properties are the ones prompts and layouts need."""

    id: str = ""
    name: str
    also: tuple[str, ...] = ()
    picture: Picture
    pictures: PictureCount
    shape: Shape | None = None
    safe: Safe | None = Field(default=None, description="None: only the edges matter.")
    file: PictureFile | None = None
    video: Dated | None = Field(default=None, description="Posts are videos; a picture is a cover.")
    ai_label: Dated | None = Field(default=None, description="Generated media are to be marked.")
    links_clickable: bool
    tone: str
    hours: tuple[Annotated[int, Field(ge=0, le=23)], ...]
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    rules: tuple[Rule, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the default picture, in pixels."""
        return self.picture.width, self.picture.height

    @property
    def limit(self) -> int:
        """The most a caption with its hashtags may count, by `counter`."""
        return self._caption_rule.value

    @property
    def counter(self) -> Counter:
        """How `limit` counts. Bluesky limits bytes as well: see `rules`."""
        return self._caption_rule.counter or "code_points"

    @property
    def fold(self) -> int | None:
        """Code points shown before "more", as reported by others; None if nothing is folded."""
        return self._value("caption", "fold")

    @property
    def title_limit(self) -> int | None:
        """Code points a separate title may have; None where posts have no title."""
        return self._value("title", "hard")

    @property
    def hashtag_cap(self) -> int | None:
        """The most hashtags a post may carry; None if no cap is known."""
        return self._value("hashtags", "hard")

    @property
    def alt_limit(self) -> int | None:
        """Code points of alternative text; None if no limit is known."""
        return self._value("alt_text", "hard")

    @property
    def needs_picture(self) -> bool:
        """Whether a post without a picture is refused."""
        return self.pictures.least > 0

    @property
    def _caption_rule(self) -> Rule:
        return next(r for r in self.rules if r.about == "caption" and r.severity == "hard")

    def _value(self, about: Subject, severity: Severity) -> int | None:
        found = (r.value for r in self.rules if r.about == about and r.severity == severity)
        return next(found, None)


class PlatformTable(_Data):
    """The whole of `platforms.yaml`."""

    version: Month
    timing: Dated
    everywhere: dict[Habit, Advice]
    platforms: dict[Id, Platform]


@dataclass(frozen=True)
class Problem:
    """One rule a text breaks, with evidence a person can verify."""

    rule: str
    severity: Severity
    evidence: str
    found: int
    limit: int


@functools.cache
def table() -> PlatformTable:
    """The shipped table, read once."""
    return load_authored(DATA, PlatformTable)


@functools.cache
def platforms() -> Mapping[str, Platform]:
    """Every platform by id, in the table's order."""
    rows = table().platforms.items()
    return MappingProxyType({key: row.model_copy(update={"id": key}) for key, row in rows})


def platform(platform_id: str) -> Platform:
    """The platform with this id. AuthorError with the nearest id if there is none."""
    known = platforms()
    if platform_id in known:
        return known[platform_id]
    raise AuthorError(
        f"There is no platform {platform_id!r}.",
        where="platform",
        mend=f"{did_you_mean(_nearest(platform_id))}Known: {', '.join(known)}.",
    )


def _nearest(wanted: str) -> str:
    asked = re.sub(r"[\s_-]+", " ", wanted.strip().lower())
    rows = platforms().items()
    names = {alias.lower(): key for key, row in rows for alias in (row.name, *row.also)}
    return names.get(nearest(asked, names), "")


def compose(post: Post) -> str:
    """The full text as it is pasted: the caption, then hashtags it does not hold already."""
    return compose_text(post.caption, post.hashtags)


def compose_text(caption: str, hashtags: Sequence[str]) -> str:
    """As `compose`, before there is a post."""
    present = {tag.casefold() for tag in _TAG.findall(caption)}
    missing: list[str] = []
    for tag in hashtags:
        word = tag.strip().lstrip("#")
        if word and word.casefold() not in present:
            present.add(word.casefold())
            missing.append(f"#{word}")
    return "\n\n".join(part for part in (caption.strip(), " ".join(missing)) if part)


def caption_problems(
    platform_id: str, caption: str, hashtags: Sequence[str] = (), alt_text: str = ""
) -> list[Problem]:
    """Every rule of the platform that this post breaks, hard ones first."""
    target = platform(platform_id)
    text = compose_text(caption, hashtags)
    problems = [p for rule in target.rules if (p := _broken(rule, text, alt_text))]
    folds = [problem for problem in problems if problem.severity == "fold"]
    problems = [problem for problem in problems if problem not in folds[1:]]  # the first hides most
    if not target.links_clickable and (found := counters.links(text)):
        evidence = f"Links in {target.name} captions do not open: {', '.join(found)}"
        problems.append(Problem("links_not_clickable", "advice", evidence, len(found), 0))
    return sorted(problems, key=lambda p: ("hard", "fold", "advice").index(p.severity))


def _broken(rule: Rule, text: str, alt_text: str) -> Problem | None:
    found, evidence = _MEASURES[rule.about](rule, alt_text if rule.about == "alt_text" else text)
    if found <= rule.value:
        return None
    name = "fold" if rule.severity == "fold" else rule.about
    return Problem(name, rule.severity, evidence, found, rule.value)


def _length(rule: Rule, text: str) -> tuple[int, str]:
    counter = rule.counter or "code_points"
    found = counters.count(text, counter)
    if rule.severity == "fold":
        seen = " ".join(text[: rule.value].split())
        screen = f" on {rule.seen_on}" if rule.seen_on else ""
        return found, f'Only the first {rule.value} characters show before "more"{screen}: "{seen}"'
    part = "in the alt text" if rule.about == "alt_text" else "hashtags included"
    return found, f"{found} of {rule.value} {counters.UNITS[counter]}, {part}."


def _hashtags(rule: Rule, text: str) -> tuple[int, str]:
    tags = _TAG.findall(text)
    return len(tags), f"{len(tags)} hashtags, at most {rule.value}: #{' #'.join(tags)}"


def _hashtag_length(rule: Rule, text: str) -> tuple[int, str]:
    counter = rule.counter or "code_points"
    lengths = {tag: counters.count(tag, counter) for tag in _TAG.findall(text)}
    longest = max(lengths, key=lengths.__getitem__, default="")
    return lengths.get(longest, 0), f"#{longest} is longer than {rule.value}."


def _links(rule: Rule, text: str) -> tuple[int, str]:
    unique = sorted(set(counters.links(text)))
    return len(unique), f"{len(unique)} links, at most {rule.value}: {', '.join(unique)}"


def _link_length(rule: Rule, text: str) -> tuple[int, str]:
    longest = max(counters.links(text), key=len, default="")
    return len(longest), f"A link has {len(longest)} of {rule.value} characters: {longest[:60]}…"


def _phone_numbers(_: Rule, text: str) -> tuple[int, str]:
    numbers = _PHONE.findall(_CLOCK_RANGE.sub(" ", text))
    return len(numbers), f"Phone numbers are rejected: {', '.join(numbers)}"


def _nothing(_: Rule, __: str) -> tuple[int, str]:
    return 0, ""


_MEASURES: Mapping[Subject, Callable[[Rule, str], tuple[int, str]]] = {
    "caption": _length,
    "alt_text": _length,
    "hashtags": _hashtags,
    "hashtag_length": _hashtag_length,
    "links": _links,
    "link_length": _link_length,
    "phone_numbers": _phone_numbers,
    "title": _nothing,  # a limit for whoever makes a title; a caption is not one
}
