"""What the page shows of the posts, the calendar and the checks: plain data for the template."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from studiocrew.contracts import Asset, Campaign, Check, Post
from tools import counters
from tools.export.moments import in_order, moments, spoken
from tools.export.texts import platform_name
from tools.platforms import compose, platforms
from tools.posting import hard_problems

Frame = Literal["photo", "note", "feed", "pin", "story"]

_FRAMES: Mapping[str, Frame] = {
    "instagram": "photo",
    "x": "note",
    "threads": "note",
    "bluesky": "note",
    "pinterest": "pin",
    "tiktok": "story",
    "youtube_shorts": "story",
}
ROUTES: Mapping[str, str] = {
    "brand": "from the brand",
    "memory": "from an earlier campaign",
    "search": "looked up",
    "ask": "from you",
    "reason": "reasoned from what is known",
    "assume": "a guess",
}
"""How a question was settled, in words. An open one was not."""

_TINTS = ("primary", "secondary", "accent", "deep", "ink")
_MARKED = re.compile(r"((?<![\w&])#\w+|(?<![\w.])@\w[\w.]*\w)")


@dataclass(frozen=True)
class Piece:
    """A run of caption text; tags and mentions are set apart as the platforms do."""

    text: str
    tagged: bool


@dataclass(frozen=True)
class PictureView:
    """A picture: its embedded copy, the original beside the page, and words for it."""

    uri: str
    href: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class PostView:
    """One post as previewed."""

    id: str
    number: int
    platform: str
    frame: Frame
    tint: str
    headline: str
    text: str
    head: tuple[Piece, ...]
    rest: tuple[Piece, ...]
    length: str
    when: str
    day: str
    iso: str
    why: str
    status: str
    alt_text: str
    pictures: tuple[PictureView, ...]
    passed: int
    checks: tuple[Check, ...]
    refused: tuple[str, ...]

    @property
    def picture(self) -> PictureView | None:
        """The picture, of a carousel the first."""
        return next(iter(self.pictures), None)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The verdicts that went against it."""
        return tuple(check for check in self.checks if not check.passed)


@dataclass(frozen=True)
class Chip:
    """One post in the calendar grid."""

    href: str
    time: str
    platform: str
    title: str
    tint: str


@dataclass(frozen=True)
class Day:
    """One cell of the calendar grid."""

    iso: str
    number: int
    month: str
    weekday: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Verdict:
    """One checklist item with every verdict on it."""

    text: str
    kind: str
    severity: str
    checks: tuple[Check, ...]

    @property
    def passed(self) -> int:
        """How many targets met it."""
        return sum(check.passed for check in self.checks)


@dataclass(frozen=True)
class Flag:
    """Something a person should look at before anything is published."""

    kind: str
    text: str
    href: str


def post_views(campaign: Campaign, pictures: Mapping[str, PictureView]) -> tuple[PostView, ...]:
    """Every post in time order. `pictures` is by asset id."""
    tints = tints_of(campaign)
    return tuple(
        _post_view(campaign, post, number, pictures, tints[post.platform])
        for number, post in enumerate(in_order(campaign), 1)
    )


def _post_view(
    campaign: Campaign, post: Post, number: int, pictures: Mapping[str, PictureView], tint: str
) -> PostView:
    moment = moments(campaign).get(post.id)
    entry = next((e for e in campaign.calendar if e.post_id == post.id), None)
    asset = next((a for a in campaign.assets if a.id == post.asset_id), None)
    shown = [page.id for page in asset.pages] if asset else []
    checks = tuple(c for c in campaign.checks if c.target_id in (post.id, *shown))
    text = compose(post)
    known = platforms().get(post.platform)
    cut = _cut(text, known.fold if known else None)
    return PostView(
        id=post.id,
        number=number,
        platform=platform_name(post.platform),
        frame=_FRAMES.get(post.platform, "feed"),
        tint=tint,
        headline=_headline(asset, entry.title if entry else "", post),
        text=text,
        head=_pieces(text[:cut].rstrip()),
        rest=_pieces(text[cut:]),
        length=_length(post.platform, text),
        when=spoken(moment) if moment else "Not scheduled",
        day=f"{moment.day} {moment:%b}" if moment else "Unscheduled",
        iso=moment.isoformat() if moment else "",
        why=entry.why if entry else "",
        status=post.status.replace("_", " "),
        alt_text=post.alt_text or (asset.alt_text if asset else ""),
        pictures=tuple(pictures[name] for name in shown if name in pictures),
        passed=sum(check.passed for check in checks),
        checks=checks,
        refused=tuple(p.evidence for p in hard_problems(post, campaign.assets)),
    )


def tints_of(campaign: Campaign) -> dict[str, str]:
    """A swatch for each platform, in the order the platforms first appear."""
    names = dict.fromkeys(post.platform for post in in_order(campaign))
    names |= dict.fromkeys(entry.platform for entry in campaign.calendar)
    return {name: _TINTS[index % len(_TINTS)] for index, name in enumerate(names)}


def _headline(asset: Asset | None, title: str, post: Post) -> str:
    card = asset.text.headline if asset and asset.text else ""
    return card or title or next(iter(post.caption.splitlines()), "")


def _length(platform_id: str, text: str) -> str:
    known = platforms().get(platform_id)
    if known is None:
        return f"{len(text):,} characters"
    unit = counters.UNITS[known.counter]
    return f"{counters.count(text, known.counter):,} of {known.limit:,} {unit}"


def _cut(text: str, fold: int | None) -> int:
    """Where "more" goes: at the fold, back to the last space, or at the end if all of it shows."""
    if fold is None or len(text) <= fold:
        return len(text)
    space = max(text.rfind(" ", 0, fold), text.rfind("\n", 0, fold))
    return space if space > fold // 2 else fold


def _pieces(text: str) -> tuple[Piece, ...]:
    parts = enumerate(_MARKED.split(text))
    return tuple(Piece(part, bool(index % 2)) for index, part in parts if part)


def calendar_weeks(campaign: Campaign, posts: Iterable[PostView]) -> tuple[tuple[Day, ...], ...]:
    """Whole weeks, Monday to Sunday, that hold every scheduled post."""
    chips: dict[date, list[Chip]] = defaultdict(list)
    for post in posts:
        if post.iso:
            when = datetime.fromisoformat(post.iso)
            chip = Chip(f"#{post.id}", f"{when:%H:%M}", post.platform, post.headline, post.tint)
            chips[when.date()].append(chip)
    if not chips:
        return ()
    monday = min(chips) - timedelta(days=min(chips).weekday())
    weeks = ((max(chips) - monday).days // 7) + 1
    days = [monday + timedelta(days=n) for n in range(7 * weeks)]
    cells = [_day(day, tuple(chips[day]), first=day == monday) for day in days]
    return tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))


def _day(day: date, chips: tuple[Chip, ...], *, first: bool) -> Day:
    month = f"{day:%B}" if first or day.day == 1 else ""
    return Day(day.isoformat(), day.day, month, f"{day:%A}", chips)


def verdicts(campaign: Campaign) -> tuple[Verdict, ...]:
    """Checks by checklist item, those with a failure first."""
    grouped: dict[str, list[Check]] = defaultdict(list)
    for check in campaign.checks:
        grouped[check.item].append(check)
    rules = rules_of(campaign)
    made = [
        Verdict(rules[key], c[0].kind, c[0].severity, tuple(sorted(c, key=lambda c: c.passed)))
        for key, c in grouped.items()
    ]
    return tuple(sorted(made, key=lambda v: v.passed == len(v.checks)))


def rules_of(campaign: Campaign) -> dict[str, str]:
    """What each check is about, in a sentence, by checklist item."""
    named = {check.item: check.item for check in campaign.checks}
    spelt = {key: key.replace("_", " ").replace("-", " ").capitalize() for key in named}
    return spelt | {item.id: item.text for item in campaign.checklist}


def flags(campaign: Campaign, posts: Iterable[PostView]) -> tuple[Flag, ...]:
    """What wants a person's eye: failed checks, limits, open questions, weak assumptions."""
    found: list[Flag] = []
    rules = rules_of(campaign)
    for post in posts:
        name = f"{post.platform}, {post.day}"
        for check in post.failed:
            said = f"“{rules[check.item].rstrip('.')}” is in doubt: {check.evidence}"
            found.append(Flag("Check", f"{name}. {said}", f"#{post.id}"))
        found += [Flag("Limit", f"{name}: {text}", f"#{post.id}") for text in post.refused]
        if post.status == "needs review" and not (post.failed or post.refused):
            found.append(Flag("Review", f"{name}: “{post.headline}”", f"#{post.id}"))
    open_ones = (q for q in campaign.brief.questions if q.status == "open")
    found += [Flag("Question", q.text, "#questions") for q in open_ones]
    weak = (a for a in campaign.brief.assumptions if a.confidence < 0.5)
    found += [Flag("Assumption", a.statement, "#assumptions") for a in weak]
    return tuple(found)
