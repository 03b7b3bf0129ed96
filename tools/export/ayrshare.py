"""Ayrshare's bulk post: one file for the whole campaign, times in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from tools.export.outgoing import Outgoing, table
from tools.export.targets import target


def ayrshare_csv(posts: Sequence[Outgoing]) -> bytes:
    """Every post with its platform, by the name Ayrshare has for it."""
    ayrshare = target("ayrshare")
    return table(
        ayrshare.columns,
        [
            [
                one.text,
                ayrshare.names.get(one.post.platform, one.post.platform),
                ",".join(one.media),
                one.at.astimezone(UTC).strftime(ayrshare.time),
            ]
            for one in posts
        ],
    )
