"""Buffer's bulk upload: one file for each channel."""

from __future__ import annotations

from collections.abc import Sequence

from tools.export.outgoing import Outgoing, table
from tools.export.targets import target


def buffer_csv(posts: Sequence[Outgoing], platform: str) -> bytes:
    """The posts of one platform, times in the campaign's zone, which has to be the channel's."""
    buffer = target("buffer")
    boards = platform in buffer.extra
    return table(
        buffer.header(platform),
        [
            [
                one.text,
                ",".join(one.media),
                "",
                one.at.strftime(buffer.time),
                *([one.board] if boards else []),
            ]
            for one in posts
        ],
    )
