"""What tests of whole campaigns share: a brand, a clock that stands still, pictures in no time."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studiocrew.clock import FixedClock
from studiocrew.contracts import Campaign
from studiocrew.testing import ScriptedServer
from tools.layout.picture import Area, Picture

BRAND = Path(__file__).with_name("bakery")
GOAL = "make my bakery look trendy"
CLOCK = FixedClock(datetime(2026, 3, 4, 9, tzinfo=UTC))


def values_for(server: ScriptedServer, home: Path, **more: Any) -> dict[str, Any]:
    """Arguments of `Settings`, as plain data: they travel to child processes."""
    values: dict[str, Any] = {
        "home": str(home),
        "openai_base_url": server.base_url,
        "openai_api_key": "sk-canary-5e1f0c7a9b3d",
        "crew_model": "scripted",
        "crew_profile": "large",
        "crew_embeddings": "scripted",
        "retry_base_s": 0.001,
        "request_timeout_s": 20.0,
    }
    return {**values, **more}


def variables_for(values: Mapping[str, Any]) -> dict[str, str]:
    """The same as environment variables, for the command line."""
    odd = {"home": "STUDIOCREW_HOME", "openai_base_url": "OPENAI_BASE_URL"}
    odd |= {"openai_api_key": "OPENAI_API_KEY"}
    return {
        odd.get(name, f"CREW_{name.removeprefix('crew_').upper()}"): str(value)
        for name, value in values.items()
    }


def sketch(replace: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let pictures be drawn in no time; each depends on all it is made of.

    `replace` is `setattr`, or a MonkeyPatch's for a while.
    """
    from graphs.makers import board, card, concept

    replace(card, "render_card", sketched_card)
    replace(card, "render_slide", sketched_slide)
    replace(card, "render_carousel", sketched_carousel)
    replace(board, "render_board", sketched_board)
    replace(concept, "render_concept", sketched_concept)


def sketched_card(identity: Any, copy: Any, *, width: int, height: int, **more: Any) -> Picture:
    return _picture(width, height, (identity, copy, width, height, sorted(more.items())))


def sketched_slide(identity: Any, slides: Any, index: int, **more: Any) -> Picture:
    size = more["width"], more["height"]
    made = _picture(*size, (identity, slides[index], index, sorted(more.items())))
    return replace(made, template=more["design"])


def sketched_carousel(identity: Any, slides: Any, *, cover: Picture, **more: Any) -> Any:
    rest = (sketched_slide(identity, slides, n, **more) for n in range(1, len(slides)))
    return (cover, *rest)


def sketched_board(identity: Any, *, title: str, previews: list[bytes], **more: Any) -> Picture:
    shown = [hashlib.sha256(preview).hexdigest() for preview in previews]
    return _picture(1600, 1200, (identity, title, shown, sorted(more.items())))


def sketched_concept(concept: Any, copy: Any, **more: Any) -> Picture:
    return _picture(1600, 1000, (concept, copy, sorted(more.items())))


def _picture(width: int, height: int, made_of: Any) -> Picture:
    colour = hashlib.sha256(repr(made_of).encode()).digest()[:12]
    rows = b"".join(b"\0" + colour[n : n + 6] for n in (0, 6))
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    return Picture(png, width, height, "sketch", (), Area(0, 0, width, height))


def work_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign without what may differ between two runs that made the same."""
    data = campaign.model_dump(mode="json")
    del data["usage"], data["provenance"]
    return data
