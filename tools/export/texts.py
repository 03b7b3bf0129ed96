"""The campaign's words as Markdown: captions to paste, and the documents."""

from __future__ import annotations

import re

from studiocrew.contracts import Campaign, Document, Post
from tools.export.moments import campaign_zone, in_order, moments, spoken
from tools.platforms import compose, platforms
from tools.posting import hard_problems


def captions_markdown(campaign: Campaign) -> str:
    """Every caption, grouped by platform, in a fence so that it can be copied as it is."""
    lines = [f"# {_line(campaign.brand.name)}: captions", "", _line(campaign.plan.theme), ""]
    lines += [f"Times are in {campaign_zone(campaign).key}.", ""]
    posts = in_order(campaign)
    for name in dict.fromkeys(post.platform for post in posts):
        lines += [f"## {platform_name(name)}", ""]
        for post in posts:
            if post.platform == name:
                lines += _caption(campaign, post)
    return "\n".join(lines).rstrip("\n") + "\n"


def document_markdown(document: Document) -> str:
    """The document under its title. Its text is Markdown already."""
    return f"# {_line(document.title)}\n\n{document.text.strip()}\n"


def platform_name(platform_id: str) -> str:
    """The platform's name; for one we do not know, its id made presentable."""
    known = platforms().get(platform_id)
    return known.name if known else platform_id.replace("_", " ").title()


def _caption(campaign: Campaign, post: Post) -> list[str]:
    when = moments(campaign).get(post.id)
    asset = next((a for a in campaign.assets if a.id == post.asset_id), None)
    text = compose(post)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    lines = [f"### {spoken(when) if when else 'Not scheduled'} ({post.id})", ""]
    lines += [f"{fence}text", text, fence, ""]
    for page in asset.pages if asset else ():
        lines += [f"- Picture: [{page.path}]({page.path})"]
    if post.alt_text:
        lines += [f"- Alt text: {_line(post.alt_text)}"]
    refused = hard_problems(post, campaign.assets)
    lines += [f"- Not in the calendar files: {_line(p.evidence)}" for p in refused]
    return [*lines, f"- Status: {post.status.replace('_', ' ')}", ""]


def _line(text: str) -> str:
    """One line of prose that Markdown will not take for markup or HTML."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
