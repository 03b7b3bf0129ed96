"""Checks of the checklist about claims, and the claims of a whole campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studiocrew.contracts import Asset, Claim, Fact, Post, Source
from tools.case import Case, Check, Evidence
from tools.claims.packs import packs
from tools.claims.tie import Setting, claims_of

MOST_SHOWN = 4
"""Claims that the evidence of a check names; the campaign lists all of them."""


def claims_tied(case: Case, target: Post | Asset, params: Mapping[str, Any]) -> Evidence:
    """Every factual phrase is tied to a fact: none is open."""
    found = target_claims(case, target)
    loose = dict.fromkeys(f"“{c.text}” ({c.kind})" for c in found if c.status == "open")
    if loose:
        return Evidence(False, f"no fact says: {'; '.join(list(loose)[:MOST_SHOWN])}")
    rested = sum(claim.fact_id is not None for claim in found)
    return Evidence(True, f"{rested} phrases tied to facts" if rested else "claims nothing")


def claims_allowed(case: Case, target: Post | Asset, params: Mapping[str, Any]) -> Evidence:
    """No rule of the region's pack asks for a second look. That certifies nothing."""
    hits = [claim for claim in target_claims(case, target) if claim.rule]
    strict = [claim for claim in hits if packs().rules[claim.rule].severity == "warn"]
    shown = strict or hits
    told = "; ".join(f"“{c.text}” ({c.rule}): {_why(c)}" for c in shown[:MOST_SHOWN])
    return Evidence(not strict, f"look at {told}" if told else "no rule of ours asks for a look")


def target_claims(
    case: Case, target: Post | Asset, sources: Sequence[Source] | None = None
) -> tuple[Claim, ...]:
    """The claims of one post or of the text set on one asset."""
    known = case.kit.sources if sources is None else sources
    if isinstance(target, Post):
        facts = [*case.facts_of(target), *_others(case, target)]
        text, tags = target.caption, target.hashtags
    else:
        facts, text, tags = list(case.brief.facts), _set_on(target), ()
    setting = _setting(case)
    home, _ = case.home(target)
    return claims_of(text, facts, known, target_id=home, setting=setting, tags=tags)


def all_claims(case: Case, sources: Sequence[Source]) -> tuple[Claim, ...]:
    """The claims of every post and of every asset with text, in that order. What several slides of
    a carousel say is one claim."""
    targets = (*case.posts, *(asset for asset in case.assets if asset.text))
    found = (claim for target in targets for claim in target_claims(case, target, sources))
    return tuple({claim.id: claim for claim in found}.values())


def _why(claim: Claim) -> str:
    return packs().rules[claim.rule].why


def _others(case: Case, post: Post) -> list[Fact]:
    return [fact for fact in case.brief.facts if fact.id not in post.fact_ids]


def _set_on(asset: Asset) -> str:
    text = asset.text
    if text is None:
        return ""
    return "\n".join(
        part for part in (text.kicker, text.headline, text.body, *text.details) if part
    )


def _setting(case: Case) -> Setting:
    brief, kit = case.brief, case.kit
    said = (brief.goal, brief.message, *brief.constraints, *(f.statement for f in brief.facts))
    return Setting(
        language=brief.language,
        region=brief.region or kit.region,
        trade=brief.trade or kit.trade,
        own=(kit.name, kit.tagline, kit.trade, brief.brand_name),
        brief="\n".join(said),
    )


CLAIM_CHECKS: tuple[Check, ...] = (claims_tied, claims_allowed)
