"""Publer's bulk upload: twelve columns, all of them always there, one file for each platform."""

from __future__ import annotations

from collections.abc import Sequence

from tools.export.outgoing import Outgoing, table
from tools.export.targets import target
from tools.platforms import platform as platform_of

_BOARDS = ("pinterest",)


def publer_csv(posts: Sequence[Outgoing], platform: str) -> bytes:
    """The posts of one platform; times in the campaign's zone, which has to be the workspace's."""
    publer = target("publer")
    titled = platform_of(platform).title_limit is not None
    return table(
        publer.header(platform),
        [
            [
                one.at.strftime(publer.time),
                one.text,
                "",
                ",".join(one.media),
                one.headline if titled else "",
                "",
                # Two bars part one picture's text from the next one's.
                "||".join(map(_cell, one.alt_texts)) if one.media else "",
                "",
                one.board if platform in _BOARDS else "",
                "",
                "",
                "",
            ]
            for one in posts
        ],
    )


def _cell(alt_text: str) -> str:
    return " ".join(alt_text.replace("||", " ").split())
