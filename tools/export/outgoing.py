"""A campaign's posts as an upload wants them: text, time, pictures at public addresses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from studiocrew.contracts import Asset, Campaign, Post
from tools.export.moments import campaign_zone, going_out
from tools.platforms import compose


@dataclass(frozen=True)
class Outgoing:
    """One post that goes out. `at` is in the campaign's zone.

    `media` are addresses, of a carousel in its order, and `alt_texts` go with them.
    """

    post: Post
    text: str
    at: datetime
    media: tuple[str, ...]
    alt_texts: tuple[str, ...]
    headline: str
    board: str


def outgoing(campaign: Campaign, media_base_url: str = "") -> tuple[Outgoing, ...]:
    """Posts by time, without those their platform would refuse.

    Pictures are named below `media_base_url`, where whoever uploads has put the `assets` folder;
    without it there are no addresses.
    """
    posts = {post.id: post for post in campaign.posts}
    where = campaign_zone(campaign)
    return tuple(
        _outgoing(campaign, posts[entry.post_id], entry.starts_at.astimezone(where), media_base_url)
        for entry in going_out(campaign)
        if entry.post_id in posts
    )


def _outgoing(campaign: Campaign, post: Post, at: datetime, base: str) -> Outgoing:
    card = next((asset for asset in campaign.assets if asset.id == post.asset_id), None)
    shown = card.pages if card else ()
    alt_texts = [post.alt_text, *(page.alt_text for page in shown[1:])]
    if shown and not post.alt_text:
        alt_texts[0] = shown[0].alt_text
    return Outgoing(
        post=post,
        text=compose(post),
        at=at,
        media=tuple(_address(asset, base) for asset in shown) if base else (),
        alt_texts=tuple(alt_texts),
        headline=next((asset.text.headline for asset in shown if asset.text), ""),
        board=campaign.brand.name,
    )


def _address(asset: Asset, base: str) -> str:
    return f"{base.rstrip('/')}/{quote(asset.path)}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV (RFC 4180) in UTF-8. Cells are written as they are: what stands there is published."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")
