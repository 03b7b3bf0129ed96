"""The code half of the checklist: what can be seen without asking a model.

A check takes the case (everything made so far), its target and the item's params, and answers
with evidence a person can verify. Names in `CHECKS` are what a recipe's checklist may use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from studiocrew.contracts import Asset, Document, Fact, Post
from tools.case import Case, Check, Evidence, scopes_of
from tools.claims.checks import CLAIM_CHECKS
from tools.dates import over
from tools.platforms import caption_problems, platform
from tools.posting import suits_platform
from tools.screening import Known, cliches, superlatives
from tools.visual.checks import VISUAL_CHECKS
from tools.vocabulary import numbers, similarity, stems, telling, words
from tools.voice.checks import VOICE_CHECKS

REPEATED = 0.6
"""Share of common words from which two captions read as one. House judgement."""


def within_limits(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """No hard limit of the platform is broken; folds are for another item."""
    problems = [
        p
        for p in caption_problems(post.platform, post.caption, post.hashtags, post.alt_text)
        if p.severity == "hard"
    ]
    found = "; ".join(p.evidence for p in problems)
    return Evidence(not problems, found or f"{len(post.caption)} characters, all limits kept")


def grounded(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """Every number, day, name and address stands in a fact the post rests on."""
    kit = case.kit
    said = [fact.statement for fact in case.facts_of(post)]
    known = Known.of((kit.name, kit.tagline, kit.trade, *said), case.brief.language)
    found = [*known.invented(post.caption), *superlatives(post.caption, case.brief.language)]
    return Evidence(not found, "not in its facts: " + ", ".join(found) if found else _rests(said))


def _rests(said: Sequence[str]) -> str:
    return "rests on: " + " / ".join(said) if said else "claims nothing specific"


def avoids_words(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """None of the words the brand or the trade is tired of."""
    found = cliches(post.caption, case.brief.language, case.brief.avoid)
    return Evidence(not found, "uses: " + ", ".join(found) if found else "none found")


def on_subject(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """The caption is about its first fact: it shares its telling words."""
    facts = case.facts_of(post)
    if not facts:
        return Evidence(False, "rests on no fact")
    main = next((fact for fact in facts if fact.id == post.fact_ids[0]), facts[0])
    meant = marks(main.statement, case)
    shared = meant & marks(post.caption, case)
    return Evidence(len(shared) >= min(2, len(meant)), f"shares {', '.join(sorted(shared))}")


def marks(text: str, case: Case) -> set[str]:
    """What a text can be known by: telling words and numbers, without the brand's own name."""
    language = case.brief.language
    return telling(text, language) - stems(case.brief.brand_name) | numbers(text, language)


def says_what_to_do(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """The last lines carry the address, day, hour or link of something one can do."""
    actions = [f for f in case.facts_of(post) if f.kind in ("contact", "hours", "place", "offer")]
    if not actions:
        return Evidence(not _known_actions(case), "no fact says how to act")
    closing = marks(post.caption.split("\n\n")[-1], case)
    told = [a.statement for a in actions if closing & marks(a.statement, case)]
    return Evidence(bool(told), told[0] if told else "the closing names no way to act")


def _known_actions(case: Case) -> list[Fact]:
    return [f for f in case.brief.facts if f.kind in ("contact", "hours", "place", "offer")]


def not_repeated(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """Unlike every other post of this campaign and of the ones before it."""
    others = [other.caption for other in case.posts if other.id != post.id]
    closest = max((*others, *case.past), key=lambda o: similarity(o, post.caption), default="")
    share = similarity(closest, post.caption)
    most = float(params.get("most", REPEATED))
    return Evidence(share <= most, f"closest other post shares {share:.0%} of its words")


def own_opening(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """No other post of the campaign opens with the same two words."""
    start = words(post.caption)[:2]
    same = [o.id for o in case.posts if o.id != post.id and words(o.caption)[:2] == start]
    opening = " ".join(start)
    return Evidence(not same, f"“{opening}…” also opens {', '.join(same)}" if same else opening)


def readable_hashtags(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """CamelCase where a tag has several words, within the platform's cap, none twice."""
    tags = [tag.lower() for tag in post.hashtags]
    cap = platform(post.platform).hashtag_cap
    bad = [
        tag
        for tag in post.hashtags
        if not re.fullmatch(r"#\w*[^\W\d_]\w*", tag) or (len(tag) > 12 and tag.islower())
    ]
    over = cap is not None and len(tags) > cap
    fine = not bad and not over and len(set(tags)) == len(tags)
    return Evidence(fine, " ".join(post.hashtags) if fine else f"mend: {' '.join(bad or tags)}")


def above_fold(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """The first line is read whole before the platform folds the text away."""
    fold = platform(post.platform).fold
    first = len(post.caption.split("\n")[0])
    return Evidence(
        fold is None or first <= fold, f"first line {first} of {fold or 'any'} characters"
    )


def platform_size(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """The picture has the size its platform shows uncropped."""
    post = next((p for p in case.posts if p.id == asset.post_id), None)
    if post is None:
        return Evidence(True, "not tied to a post")
    wanted = platform(post.platform).size
    found = (asset.width, asset.height)
    return Evidence(found == wanted, f"{found[0]}x{found[1]}, {wanted[0]}x{wanted[1]} wanted")


def agrees_with_caption(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """What is set on the picture stands in the brief's facts."""
    post = next((p for p in case.posts if p.id == asset.post_id), None)
    if post is None or asset.text is None:
        return Evidence(True, "no text of a post")
    said = [fact.statement for fact in case.brief.facts]
    known = Known.of((case.kit.name, case.kit.tagline, case.kit.trade, *said), case.brief.language)
    text = " ".join((asset.text.headline, asset.text.body, *asset.text.details))
    found = known.invented(text)
    return Evidence(not found, "not in the facts: " + ", ".join(found) if found else text[:160])


def set_whole(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """All text fits and every letter could be set."""
    return Evidence(not asset.flaws, "; ".join(asset.flaws) or "nothing cut off, no letter missing")


def described(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """An alt text says what the picture says and does not open with "Image of"."""
    text = asset.alt_text
    if asset.text is not None and asset.text.headline.lower() not in text.lower():
        return Evidence(False, f"the headline is missing: {text}" if text else "no alt text")
    opening = re.match(r"(an? |the )?(image|picture|photo|graphic) of\b", text, re.IGNORECASE)
    return Evidence(bool(text) and opening is None, text or "no alt text")


def has_text(case: Case, document: Document, params: Mapping[str, Any]) -> Evidence:
    """The document says something."""
    count = len(words(document.text))
    return Evidence(count >= int(params.get("least", 20)), f"{count} words")


def plainly_written(case: Case, document: Document, params: Mapping[str, Any]) -> Evidence:
    """The document has no worn phrase, and no number, day or name that no fact has."""
    brief, kit = case.brief, case.kit
    said = [fact.statement for fact in brief.facts]
    known = Known.of((kit.name, kit.tagline, kit.trade, brief.goal, *said), brief.language)
    text = document.text
    found = [*cliches(text, brief.language, brief.avoid), *superlatives(text, brief.language)]
    found += known.invented(text)
    return Evidence(not found, "look at: " + ", ".join(found) if found else "nothing to look at")


def complete(case: Case, target: None, params: Mapping[str, Any]) -> Evidence:
    """Every post the plan promised is there, on every platform, each with its picture."""
    pictured = {asset.post_id for asset in case.assets if asset.kind == "card"}
    bare = [post.id for post in case.posts if post.id not in pictured]
    absent = sorted(set(case.wanted_platforms) - {post.platform for post in case.posts})
    fine = not bare and not absent and len(case.posts) == case.wanted_posts
    found = f"{len(case.posts)} of {case.wanted_posts} posts"
    found += f"; no picture: {', '.join(bare)}" if bare else ""
    found += f"; nothing for {', '.join(absent)}" if absent else ""
    return Evidence(fine, found)


def spread_out(case: Case, target: None, params: Mapping[str, Any]) -> Evidence:
    """Every post has its time, and no two go out within the same hour."""
    times = sorted(post.scheduled_at for post in case.posts if post.scheduled_at)
    close = [b for a, b in pairwise(times) if (b - a).total_seconds() < 3600]
    fine = not close and len(times) == len(case.posts)
    return Evidence(fine, f"{len(times)} times, {len(close)} within an hour of another")


def announced_in_time(case: Case, post: Post, params: Mapping[str, Any]) -> Evidence:
    """The post does not go out after the day it speaks of."""
    if post.scheduled_at is None:
        return Evidence(True, "it has no time yet")
    day = post.scheduled_at.date()
    past = over(post.caption, case.brief.language, day)
    said = f"goes out on {day:%Y-%m-%d}"
    return Evidence(past is None, f"{said}, and speaks of {past:%Y-%m-%d}" if past else said)


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        within_limits,
        grounded,
        avoids_words,
        on_subject,
        says_what_to_do,
        not_repeated,
        own_opening,
        readable_hashtags,
        above_fold,
        platform_size,
        agrees_with_caption,
        set_whole,
        described,
        has_text,
        plainly_written,
        complete,
        spread_out,
        announced_in_time,
        *VISUAL_CHECKS,
        *VOICE_CHECKS,
        *CLAIM_CHECKS,
        suits_platform,
    )
}

SCOPES: Mapping[str, tuple[str, ...]] = {name: scopes_of(check) for name, check in CHECKS.items()}
"""What each check can look at: an item of another scope would stop a run half-way."""
