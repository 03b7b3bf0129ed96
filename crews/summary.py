"""What a finished campaign looks like in a terminal, and as one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from crews.display import ACCENT, counted, thousands
from crews.ledger import as_rows, how_to_override, ledger
from studiocrew.contracts import Campaign, Post

SHOWN_POSTS = 3
PANEL_WIDTH = 38


def as_data(campaign: Campaign, *, out: Path) -> dict[str, Any]:
    """The summary a program reads. `campaign.json` under `out` has everything."""
    return {
        "project": campaign.provenance.project,
        "out": str(out),
        "goal": campaign.goal,
        "model": campaign.provenance.model,
        "posts": [
            post.model_dump(
                mode="json", include={"id", "platform", "status", "scheduled_at", "caption"}
            )
            for post in campaign.posts
        ],
        "checks": counts(campaign),
        "assumptions": len(campaign.brief.assumptions),
        "ledger": as_rows(campaign),
        "understood": campaign.feedback[-1].understood if campaign.feedback else "",
        "identity": campaign.identity.concept if campaign.identity else "",
        "usage": campaign.usage.model_dump(mode="json"),
    }


def counts(campaign: Campaign) -> dict[str, int]:
    """How the checklist came out: passed, failed (they block), warned (they do not)."""
    return {
        "passed": sum(check.passed for check in campaign.checks),
        "failed": sum(not c.passed and c.severity == "block" for c in campaign.checks),
        "warned": sum(not c.passed and c.severity == "warn" for c in campaign.checks),
    }


def show(campaign: Campaign, *, out: Path, console: Console, goes_on: bool = False) -> None:
    """Print the summary a person reads. `goes_on` says that there are stretches still to come."""
    console.print(Padding(_summary(campaign, out, console.width, goes_on), (1, 2)))


def _summary(campaign: Campaign, out: Path, width: int, goes_on: bool) -> RenderableType:
    panels = [_panel(post) for post in campaign.posts[:SHOWN_POSTS]]
    beside = width >= SHOWN_POSTS * (PANEL_WIDTH + 2)
    return Group(
        Text.assemble((campaign.plan.theme or campaign.goal, f"bold {ACCENT}")),
        Text(_facts(campaign), style="dim"),
        Text(),
        Columns(panels, padding=(0, 1)) if beside else Group(*panels),
        Text(),
        *_advice(campaign),
        *_understood(campaign),
        _row("project", campaign.provenance.project),
        _row("folder", str(out)),
        _row("look", f"open {out / 'index.html'}"),
        _row("change", f'crew feedback {campaign.provenance.project} "make it warmer"'),
        *([_row("next", f"crew advance {campaign.provenance.project}")] if goes_on else []),
    )


def _panel(post: Post) -> Panel:
    day = f" · {post.scheduled_at:%a %d %b, %H:%M}" if post.scheduled_at else ""
    tags = Text(" ".join(post.hashtags), style="dim cyan")
    body = Group(Text(post.caption.strip()), tags) if post.hashtags else Text(post.caption.strip())
    return Panel(
        body,
        title=f"{post.platform}{day}",
        title_align="left",
        border_style="dim",
        width=PANEL_WIDTH,
        padding=(1, 2),
    )


def _facts(campaign: Campaign) -> str:
    verdicts, usage = counts(campaign), campaign.usage
    parts = [
        counted(len(campaign.posts), "post"),
        counted(len(campaign.assets), "picture"),
        f"{verdicts['passed']} of {len(campaign.checks)} checks passed",
        counted(usage.calls, "call"),
        f"{thousands(usage.prompt_tokens + usage.completion_tokens)} tokens",
    ]
    if usage.replayed:
        parts.append(f"{usage.replayed} replayed at no cost")
    if usage.money:
        parts.append(f"{usage.money:.4f} spent")
    return " · ".join(parts)


def _advice(campaign: Campaign) -> list[RenderableType]:
    """What a person should look at before publishing; nothing if there is nothing."""
    lines: list[RenderableType] = []
    waiting = sum(post.status == "needs_review" for post in campaign.posts)
    if waiting:
        lines.append(
            Text(f"{counted(waiting, 'post')} to review before publishing", style="yellow")
        )
    assumed = len(campaign.brief.assumptions)
    if assumed:
        lines.append(
            Text(f"{counted(assumed, 'assumption')} to confirm or correct", style="yellow")
        )
        if table := ledger(campaign):
            lines += [table, _row("correct", how_to_override(campaign).plain)]
    return [*lines, Text()] if lines else []


def _understood(campaign: Campaign) -> list[RenderableType]:
    """What the last correction was taken to mean, and which look it is."""
    rows: list[RenderableType] = []
    if campaign.feedback and (said := campaign.feedback[-1].understood):
        rows.append(_row("changed", said))
    if campaign.concepts and campaign.identity:
        taken = next(
            (c for c in campaign.concepts.concepts if c.id == campaign.identity.concept), None
        )
        others = [c.id for c in campaign.concepts.concepts if c is not taken]
        if taken:
            rows.append(_row("identity", f"{taken.id}, {taken.title}; also {', '.join(others)}"))
    return rows


def _row(label: str, value: str) -> Text:
    return Text.assemble((f"{label:<9}", "dim"), value, overflow="fold")
