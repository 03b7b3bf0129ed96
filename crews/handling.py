"""What the commands on posts do: decisions carried out, drafts and approval files shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crews.advancing import standing_at
from crews.approvals import read_sheet, write_sheet
from crews.deciding import approving, decide, editing, in_words, rejecting
from crews.display import ACCENT
from crews.exits import Ending, finish, say_json
from crews.milestones import at_gate, gates_named
from crews.project import Project
from crews.variants import choosing, make_variants
from crews.weeks import as_data, standing_lines
from crews.whole import publish
from graphs.hand import Decision, Hand
from graphs.products import PostDraft
from studiocrew.clock import SystemClock
from studiocrew.contracts import Post
from studiocrew.errors import CallerError
from studiocrew.files import write_atomic
from studiocrew.settings import Settings


@dataclass(frozen=True, slots=True)
class Words:
    """What `crew edit` was given; None where nothing was."""

    caption: str | None = None
    file: Path | None = None
    hashtags: str | None = None
    alt: str | None = None
    at: str | None = None


def judge(
    project: str,
    verdict: str,
    posts: Sequence[str],
    reason: str,
    settings: Settings,
    ending: Ending,
    **say: bool,
) -> None:
    """Approve or reject; no posts means all. The name of a stretch stands for its gate."""
    found = Project.open(project, settings)
    if gates := gates_named(found, posts):
        if len(posts) > 1:
            raise CallerError(
                "A gate is answered by itself.", where=project, mend=f"Give {gates[0]} alone."
            )
        _answer_gate(project, gates[0], verdict, reason, settings, **say)
        return
    ids = list(posts) or [post.id for post in posts_of(Project.open(project, settings))]
    said = approving(ids) if verdict == "approved" else rejecting(ids, reason)
    _carry_out(project, said, settings, ending, **say)


def _answer_gate(
    project: str,
    name: str,
    verdict: str,
    reason: str,
    settings: Settings,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    clock = SystemClock()
    passed = at_gate(project, name, verdict, reason, settings, clock)
    publish(passed, settings)
    done = standing_at(passed, settings)
    if as_json:
        say_json(as_data(done, None, clock))
    elif not quiet:
        lines = [f"{name}: {verdict}", *standing_lines(done, passed.there(clock.now()).date())]
        Console().print(*map(Text, lines), sep="\n", soft_wrap=True)


def edit(
    project: str, post: str, words: Words, settings: Settings, ending: Ending, **say: bool
) -> None:
    """Set on a post what was given."""
    if words.caption is not None and words.file is not None:
        raise CallerError(
            "The caption was given twice.", where=post, mend="--caption or --caption-file."
        )
    caption = words.file.read_text("utf-8").strip() if words.file else words.caption
    found = Project.open(project, settings)
    hand = Hand(
        caption=caption,
        hashtags=None if words.hashtags is None else tuple(words.hashtags.split()),
        alt_text=words.alt,
        scheduled_at=_moment(words.at, found.file.kit.timezone) if words.at else None,
    )
    _carry_out(project, [editing(post, hand)], settings, ending, **say)


def variants(
    project: str, posts: Sequence[str], count: int, wish: str, ending: Ending, *, as_json: bool
) -> None:
    """Make drafts and show them."""
    ending.project = project
    made = finish(make_variants(project, posts, count, wish), ending)
    if as_json:
        shown = {post: [_draft(draft) for draft in drafts] for post, drafts in made.items()}
        say_json({"project": project, "variants": shown})
        return
    console = Console()
    for post, drafts in made.items():
        for number, draft in enumerate(drafts, 1):
            console.print(Text(f"\n{post}, variant {number}", style=f"bold {ACCENT}"))
            console.print(Text(draft.post.caption))
        if not drafts:
            console.print(Text(f"{post}: no draft came out unlike what there is."))
        else:
            console.print(Text(f"\nTo take one: crew choose {project} {post} 1", style="dim"))


def choose(
    project: str, post: str, number: int, settings: Settings, ending: Ending, **say: bool
) -> None:
    """Take one of a post's variants."""
    said = choosing(Project.open(project, settings), post, number)
    _carry_out(project, [said], settings, ending, **say)


def write(project: str, path: Path, *, as_json: bool) -> None:
    """Write the approval file."""
    posts = posts_of(Project.open(project, Settings()))
    write_atomic(path, write_sheet(path, project, posts))
    if as_json:
        say_json({"project": project, "file": str(path), "posts": len(posts)})
    else:
        text = (
            f"{path}: {len(posts)} posts. When it is back: crew approvals {project} --read {path}"
        )
        Console().print(Text(text))


def read(project: str, path: Path, settings: Settings, ending: Ending, *, as_json: bool) -> None:
    """Carry out what an approval file says."""
    ending.project = project
    said = read_sheet(path, project, posts_of(Project.open(project, settings)))
    if not said.decisions and not said.variants:
        raise CallerError("Nothing was filled in.", where=str(path), mend="Write a decision.")
    version = 0
    if said.decisions:
        run = finish(decide(project, said.decisions, settings=settings), ending)
        version = run.folder.version.number
    for post, wish in said.variants.items():
        finish(make_variants(project, [post], 3, wish, settings=settings), ending)
    told = in_words(said.decisions)
    if as_json:
        data = {"project": project, "version": version, "decided": told}
        say_json({**data, "variants": list(said.variants)})
        return
    lines = [f"v{version}: {told}"] if told else []
    lines += [
        f"variants of {post} are made: crew choose {project} {post} 1" for post in said.variants
    ]
    Console().print(*map(Text, lines), sep="\n")


def table(project: str, *, as_json: bool) -> None:
    """What was decided of each post, and what a hand has set."""
    found = Project.open(project, Settings())
    posts, edited = posts_of(found), found.hands()
    reasons = {one.post: one.reason for one in found.decisions() if one.verdict == "rejected"}
    if as_json:
        rows = [
            {
                "post": post.id,
                "status": post.status,
                "by_hand": sorted(edited[post.id].model_dump(exclude_none=True))
                if post.id in edited
                else [],
                "reason": reasons.get(post.id, "") if post.status == "rejected" else "",
            }
            for post in posts
        ]
        say_json({"project": project, "posts": rows})
        return
    shown = Table(box=box.SIMPLE_HEAD, header_style="dim", pad_edge=False)
    for name in ("post", "platform", "status", "by hand", "caption"):
        shown.add_column(name, no_wrap=name != "caption", overflow="ellipsis")
    for post in posts:
        by_hand = (
            ", ".join(edited[post.id].model_dump(exclude_none=True)) if post.id in edited else ""
        )
        first = post.caption.splitlines()[0] if post.caption else ""
        status = post.status
        if status == "rejected" and reasons.get(post.id):
            status = f"rejected: {reasons[post.id]}"
        cells = (post.id, post.platform, status, by_hand, first)
        shown.add_row(*map(Text, cells))
    Console().print(shown)


def posts_of(project: Project) -> list[Post]:
    """The posts to decide on: the finished campaign's, or those that wait at the gate."""
    from graphs.drive import waiting_for

    campaign = project.campaign()
    if campaign is not None:
        return list(campaign.posts)
    question = asyncio.run(waiting_for(project.database, project.version.number))
    if question is None or "posts" not in question:
        raise CallerError(
            "There are no posts to decide on yet.",
            where=f"project {project.id}",
            mend=f"crew resume {project.id}",
        )
    fields = ("id", "platform", "caption", "hashtags", "scheduled_at")
    posts = cast("list[dict[str, Any]]", question["posts"])
    return [
        Post.model_validate({key: post[key] for key in fields if key in post}) for post in posts
    ]


def _carry_out(
    project: str,
    said: Sequence[Decision],
    settings: Settings,
    ending: Ending,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    ending.project = project
    run = finish(decide(project, said, settings=settings), ending)
    if as_json:
        posts = [post.model_dump(mode="json") for post in run.campaign.posts]
        version = run.folder.version.number
        say_json({"project": project, "version": version, "out": str(run.path), "posts": posts})
    elif quiet:
        Console().print(Text(str(run.path)), soft_wrap=True)
    else:
        told = f"v{run.folder.version.number}: {in_words(said)}\n{run.path / 'index.html'}"
        Console().print(Text(told), soft_wrap=True)


def _draft(draft: PostDraft) -> dict[str, Any]:
    return {"caption": draft.post.caption, "hashtags": list(draft.post.hashtags)}


def _moment(text: str, timezone: str) -> datetime:
    """A date with its hour; without an offset, in the brand's own time zone."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CallerError(
            f"{text!r} is no date and hour.", where="--at", mend="Write it as 2026-03-04T09:00."
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(timezone))
