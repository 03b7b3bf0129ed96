"""Whether a post may go out: its words and its picture by its platform's rules.

    hard_problems(post, assets)    what the platform would refuse; such a post is not exported
    post_problems(post, assets)    folds and advice as well

Limits are data in `platforms.yaml`. Nothing here looks at what a post claims: see `tools.claims`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from studiocrew.contracts import Asset, Post
from tools.case import Case, Evidence
from tools.counters import emoji_spans
from tools.platforms import Habit, Platform, Problem, caption_problems, platforms, table
from tools.vocabulary import telling

GENERATED = "rainedAlgorithmicMedia"
"""What the IPTC source types of media made by a model have in common."""

LONG_TAG = 12
"""Letters from which a hashtag without capitals is several words. House judgement."""

_OPENING = re.compile(r"(an? |the )?(image|picture|photo|photograph|graphic) of\b", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w&])#(\w+)")
_EDGE = 0.005  # 1080 by 566 is 1.908 and meant as 1.91


def post_problems(
    post: Post, assets: Sequence[Asset] = (), sizes: Mapping[str, int] | None = None
) -> list[Problem]:
    """Every rule of the post's platform that it breaks, hard ones first.

    `assets` may be those of the whole campaign, `sizes` are bytes by sha256 where they are known.
    A platform we have no rules for has no problems.
    """
    target = platforms().get(post.platform)
    if target is None:
        return []
    cards = [a for a in assets if a.id == post.asset_id or a.post_id == post.id]
    shown = [page for card in cards for page in card.pages]
    found = caption_problems(post.platform, post.caption, post.hashtags, _alt(post, shown))
    found += _media(target, post, shown)
    found += [problem for asset in shown for problem in _picture(target, asset, sizes or {})]
    found += _habits(post, shown)
    return sorted(found, key=lambda p: ("hard", "fold", "advice").index(p.severity))


def hard_problems(
    post: Post, assets: Sequence[Asset] = (), sizes: Mapping[str, int] | None = None
) -> list[Problem]:
    """What the platform would refuse. A post with one of these is never ready."""
    return [p for p in post_problems(post, assets, sizes) if p.severity == "hard"]


def suits_platform(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """Nothing on the platform's list of advice is left open: links, tags, alt text, media."""
    found = [p for p in post_problems(post, case.assets) if p.severity == "advice"]
    return Evidence(not found, "; ".join(p.evidence for p in found) or "no advice is left open")


def _alt(post: Post, shown: Sequence[Asset]) -> str:
    return post.alt_text or next((asset.alt_text for asset in shown), "")


def _media(target: Platform, post: Post, shown: Sequence[Asset]) -> Iterator[Problem]:
    count = len(shown) or int(post.asset_id is not None)
    least, most = target.pictures.least, target.pictures.most
    if count < least:
        evidence = f"{target.name} takes no post without a picture."
        yield Problem("media", "hard", evidence, count, least)
    if count > most:
        yield Problem("media", "hard", f"{count} pictures, at most {most}.", count, most)
    if target.video and count:
        evidence = f"{target.name} posts are videos; the picture is a cover for one."
        yield Problem("video", "advice", evidence, count, 0)


def _picture(target: Platform, asset: Asset, sizes: Mapping[str, int]) -> Iterator[Problem]:
    size, shape, file = f"{asset.width}x{asset.height}", target.shape, target.file
    ratio = asset.width / asset.height
    if shape and not shape.narrowest - _EDGE <= ratio <= shape.widest + _EDGE:
        evidence = f"{size} is outside {shape.narrowest:g} to {shape.widest:g} (width by height)."
        yield Problem("shape", "hard", evidence, round(ratio * 100), round(shape.widest * 100))
    edge = min(asset.width, asset.height)
    if file and edge < file.least_edge:
        evidence = f"{size}: at least {file.least_edge} pixels on each edge."
        yield Problem("edge", "hard", evidence, edge, file.least_edge)
    weight = sizes.get(asset.sha256, 0)
    if file and weight > file.most_bytes:
        evidence = f"{weight:,} bytes, at most {file.most_bytes:,}."
        yield Problem("bytes", "hard", evidence, weight, file.most_bytes)
    if target.ai_label and GENERATED in asset.source_type:
        evidence = f"The picture was made by a model: set {target.name}'s AI-content flag."
        yield Problem("ai_label", "advice", evidence, 1, 0)


def _habits(post: Post, shown: Sequence[Asset]) -> Iterator[Problem]:
    alt, tags = _alt(post, shown), (*_TAG.findall(post.caption), *post.hashtags)
    if shown and not alt:
        yield _advice("alt_text")
    if _OPENING.match(alt):
        yield _advice("alt_opening")
    long = [f"#{tag.lstrip('#')}" for tag in tags if len(tag) > LONG_TAG and tag.islower()]
    if long:
        yield _advice("camel_case", ", ".join(dict.fromkeys(long)))
    if signs := _in_place_of_words(post.caption):
        yield _advice("emoji_words", ", ".join(signs))
    said = telling(post.caption, "en")
    for asset in shown[:1]:  # the first picture of several speaks for them
        headline = telling(asset.text.headline, "en") if asset.text else set[str]()
        if headline and headline.isdisjoint(said) and asset.text:
            yield _advice("text_on_picture", asset.text.headline)


def _advice(habit: Habit, what: str = "") -> Problem:
    says = table().everywhere[habit].says
    return Problem(habit, "advice", f"{says}: {what}" if what else says, 1, 0)


def _in_place_of_words(caption: str) -> list[str]:
    """Emoji between two words of one sentence: "I ❤️ rye" is, "Rye. ❤️" is not."""
    spans = emoji_spans(caption)
    return [
        caption[start:end]
        for start, end in spans
        if re.search(r"\w ?$", caption[:start]) and re.match(r" ?[^\W\d_A-Z]", caption[end:])
    ]
