"""What people decide of single posts: approved, rejected with a reason, or edited by hand.

A decision needs no model and touches nothing else, so a finished campaign is decided on as it
stands (`decided`). Edits stay with the project: no later pass writes over what a hand has set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphs.hand import Decision, Hand, Verdict, hands, verdicts
from graphs.judging import pictured
from graphs.unknowns import SURE
from studiocrew.contracts import (
    Asset,
    CalendarEntry,
    Campaign,
    Check,
    ChecklistItem,
    Post,
)
from tools.case import Case, slides_in
from tools.checks import CHECKS
from tools.claims.checks import all_claims
from tools.platforms import platform
from tools.posting import hard_problems

UNJUDGED = "left to people: a hand has written this text, and it was not put to a model"


def decided(
    campaign: Campaign,
    decisions: Sequence[Decision],
    *,
    project: str,
    gate: bool,
    sizes: Mapping[str, int],
) -> Campaign:
    """The campaign after these decisions: other posts keep every byte, status and hour.

    `gate`: nothing is scheduled that nobody has approved. `sizes` are the bytes of pictures by
    sha256, for the platforms that limit them.
    """
    set_by_hand, said = hands(decisions), verdicts(decisions)
    posts = [set_by_hand.get(post.id, Hand()).on(post) for post in campaign.posts]
    case = case_of(campaign.model_copy(update={"posts": tuple(posts)}))
    checks = rechecked(case, campaign.checklist, campaign.checks, set_by_hand)
    claims = all_claims(case, campaign.sources)
    loose = [claim.target_id for claim in claims if claim.status == "open"]
    shaky = unsettled(case, checks, loose)
    stood: list[Post] = []
    for post in case.posts:
        status = said.get(post.id) or (
            ("needs_review" if gate or post.id in shaky else "ready")
            if post.id in set_by_hand
            else post.status
        )
        if status != "rejected" and refusals(case, post, sizes):
            status = "needs_review"
        stood.append(post.model_copy(update={"status": status}))
    why = {task.id: str(task.params.get("why", "")) for task in campaign.plan.tasks}
    dates = {post.id for post in posts if (h := set_by_hand.get(post.id)) and h.scheduled_at}
    return campaign.model_copy(
        update={
            "posts": tuple(stood),
            "checks": checks,
            "claims": claims,
            "calendar": tuple(
                entry(project, post, "set by hand" if post.id in dates else why.get(post.id, ""))
                for post in stood
                if goes_out(post, gate=gate) and not refusals(case, post, sizes)
            ),
        }
    )


def goes_out(post: Post, *, gate: bool) -> bool:
    """Whether a post is to be scheduled: dated, not rejected, approved where somebody must."""
    wanted = post.status == "approved" if gate else post.status != "rejected"
    return wanted and post.scheduled_at is not None


def entry(project: str, post: Post, why: str) -> CalendarEntry:
    """The post's place in the calendar. Its UID stays the same from version to version."""
    assert post.scheduled_at is not None
    first = next(iter(post.caption.splitlines()), "")
    return CalendarEntry(
        uid=f"{project}-{post.id}@studiocrew",
        post_id=post.id,
        platform=post.platform,
        title=f"{platform(post.platform).name}: {first[:80]}",
        starts_at=post.scheduled_at,
        why=why,
    )


def refusals(case: Case, post: Post, sizes: Mapping[str, int]) -> list[str]:
    """Hard limits of its platform that the post breaks."""
    return [problem.evidence for problem in hard_problems(post, case.assets, sizes)]


def rechecked(
    case: Case,
    checklist: Sequence[ChecklistItem],
    checks: Sequence[Check],
    changed: Iterable[str],
) -> tuple[Check, ...]:
    """The verdicts, with those on hand-written posts found again by code.

    What a model said of the old words is no evidence for the new ones, so it is not kept.
    """
    items, ids = {item.id: item for item in checklist}, set(changed)
    targets = {post.id: post for post in case.posts if post.id in ids}

    def again(check: Check) -> Check:
        item, target = items.get(check.item), targets.get(check.target_id)
        if target is None or item is None:
            return check
        if item.kind == "model":
            return check.model_copy(update={"passed": True, "evidence": UNJUDGED})
        if item.check not in CHECKS:
            return check
        found = CHECKS[item.check](case, target, item.params)
        return check.model_copy(update={"passed": found.passed, "evidence": found.text})

    return tuple(map(again, checks))


def unsettled(case: Case, checks: Iterable[Check], loose: Iterable[str]) -> set[str]:
    """Ids of posts to look at: an item fails, a claim is open, or a fact is assumed."""
    failed = {c.target_id for c in checks if not c.passed and c.severity == "block"} | set(loose)
    assumed = {fact.id for fact in case.brief.facts if fact.confidence < SURE}
    return {
        post.id
        for post in case.posts
        if {post.id, post.asset_id} & failed or assumed & set(post.fact_ids)
    }


def case_of(campaign: Campaign) -> Case:
    """What checks look at, from a finished campaign."""
    wanted = [task for task in campaign.plan.tasks if task.produces == "post"]
    return Case(
        kit=campaign.brand,
        brief=campaign.brief,
        posts=campaign.posts,
        assets=tuple(page for asset in campaign.assets for page in asset.pages),
        slides=slides_in(campaign.assets),
        documents=campaign.documents,
        wanted_posts=len(wanted),
        wanted_platforms=tuple(dict.fromkeys(str(task.params["platform"]) for task in wanted)),
    )


def carried(campaign: Campaign | None, post: Post, assets: Sequence[Asset]) -> Verdict:
    """What was decided of this very post in the version before; empty if it is another now."""
    if campaign is None:
        return ""
    old = next((p for p in campaign.posts if p.id == post.id), None)
    if old is None or old.status not in ("approved", "rejected"):
        return ""
    same = _content(old, campaign.assets) == _content(post, assets)
    return old.status if same else ""


def _content(post: Post, assets: Sequence[Asset]) -> tuple[object, ...]:
    cards = [asset for asset in assets if asset.kind == "card" and asset.post_id == post.id]
    shown = pictured(post, {post.id: cards[0]} if cards else {})
    pictures = tuple(sha256 for card in cards for sha256 in card.files.values())
    return (
        shown.platform,
        shown.caption,
        shown.hashtags,
        shown.alt_text,
        shown.scheduled_at,
        pictures,
    )
