"""Deciding on posts: approved, rejected, edited. One version for all that is said at once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from crews.project import Project
from crews.project_file import Version
from crews.run import Run, deliver
from crews.standing import spent
from graphs.decisions import case_of, decided, refusals
from graphs.hand import Decision, Hand, hands, verdicts
from graphs.stretches import recipe_of
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import Campaign, Post
from studiocrew.errors import CallerError
from studiocrew.events import Events
from studiocrew.settings import Settings

MOST_CHARS = 10_000
"""Of a caption by hand: above what any platform takes (63,206 on one, which nobody reads)."""


async def decide(
    project: str,
    said: Sequence[Decision],
    *,
    settings: Settings | None = None,
    events: Events | None = None,
    clock: Clock | None = None,
) -> Run:
    """Put decisions on posts into effect, as a new version of the project.

    A project that waits for approval takes them as the answer and goes on. Posts of several
    stretches make a version each. Raises `CallerError` for unknown posts, for what changes nothing,
    and for approving what its platform would refuse.
    """
    from crews.passes import go_on

    settings, events = settings or Settings(), events or Events()
    clock = clock or SystemClock()
    runs: list[Run] = []
    for stretch, part in _by_stretch(Project.open(project, settings), said).items():
        found = Project.open(project, settings)
        with found.locked():
            found = Project.open(project, settings)  # nobody else changes it from here on
            campaign = found.campaign(found.newest(stretch).number) if found.finished else None
            if campaign is None:
                await _record(found, part)
            else:
                _add(found, campaign, found.newest(stretch), part, settings, clock)
        runs.append(await go_on(found, settings, events, clock))
    return runs[0]


def _by_stretch(project: Project, said: Sequence[Decision]) -> dict[int, list[Decision]]:
    """What is said of each stretch's posts; of the current one first, and unknown posts with it."""
    last = project.current.stretch
    homes = {post.id: n for n, made in enumerate(project.made(), 1) for post in made.posts}
    parts: dict[int, list[Decision]] = {}
    for one in sorted(said, key=lambda one: -homes.get(one.post, last)):
        stretch = homes.get(one.post, last) if project.finished else last
        parts.setdefault(stretch, []).append(one)
    return parts or {last: []}


async def settle(project: Project, settings: Settings, events: Events, clock: Clock) -> Campaign:
    """The campaign of a version that was decided: of the one before, with its decisions."""
    from crews.studio import studio_for
    from graphs.redraw import redrawn

    said = project.version.decisions
    old = project.corrected()
    campaign = project.campaign(old.number) if old else None
    assert campaign is not None  # only a finished campaign is decided on
    cards = {post: hand.card for post, hand in hands(said).items() if hand.card}
    if cards:
        async with studio_for(project, settings, events, clock) as studio:
            campaign = await redrawn(studio, campaign, cards)
    recipe = recipe_of(project.file.recipe, project.version.stretch)
    made = decided(
        campaign,
        _with_earlier_alt(said, project.hands(), cards),
        project=project.id,
        gate=project.file.approval or recipe.approval,
        sizes=sizes_of(project, campaign),
    )
    told = made.provenance.model_copy(update={"finished_at": clock.now()})
    made = made.model_copy(update={"provenance": told, "usage": spent(project)})
    await asyncio.to_thread(deliver, project, made, project.out, settings)
    project.note_end("finished", f"campaigns/{project.out.name}", at=clock.now().isoformat())
    return made


def sizes_of(project: Project, campaign: Campaign) -> dict[str, int]:
    """Bytes of the campaign's pictures, by sha256."""
    kept = project.artifacts()
    shas = {asset.sha256 for asset in campaign.assets if asset.sha256 in kept}
    return {sha: kept.path(sha).stat().st_size for sha in shas}


def approving(posts: Iterable[str], reason: str = "") -> list[Decision]:
    return [Decision(post=post, verdict="approved", reason=reason) for post in posts]


def rejecting(posts: Iterable[str], reason: str) -> list[Decision]:
    return [Decision(post=post, verdict="rejected", reason=reason) for post in posts]


def editing(post: str, hand: Hand) -> Decision:
    """An edit by hand. Raises `CallerError` for a text that is empty, endless or no text."""
    if hand == Hand():
        raise CallerError(
            "Nothing was given to set.",
            where=post,
            mend="Give a caption, hashtags, an alt text or a date.",
        )
    for name, text in (("caption", hand.caption), ("alt text", hand.alt_text)):
        if text is not None:
            _check_text(post, name, text)
    for tag in hand.hashtags or ():
        if not tag.startswith("#") or len(tag) < 2 or any(map(str.isspace, tag)):
            raise CallerError(
                f"{tag!r} is no hashtag.", where=post, mend='Write it as one word with "#" ahead.'
            )
    return Decision(post=post, verdict="edited", hand=hand)


def _check_text(post: str, name: str, text: str) -> None:
    odd = next((c for c in text if not c.isprintable() and c not in "\n\t\u200d\u200c"), "")
    why = (
        f"The {name} is empty."
        if not text.strip()
        else f"The {name} has {len(text):,} characters; {MOST_CHARS:,} are allowed."
        if len(text) > MOST_CHARS
        else f"The {name} holds a character that is no text: {odd!r}."
        if odd and odd.isascii()
        else ""
    )
    if why:
        raise CallerError(why, where=post, mend="Write what the post is to say, or reject it.")


def _with_earlier_alt(
    said: Sequence[Decision], before: Mapping[str, Hand], cards: Collection[str]
) -> list[Decision]:
    """A new card brings its own alt text, except where a hand had written one."""
    kept = [
        Decision(post=post, verdict="edited", hand=Hand(alt_text=before[post].alt_text))
        for post in cards
        if before[post].alt_text is not None
    ]
    return [*kept, *said]


async def _record(project: Project, said: Sequence[Decision]) -> None:
    """Keep what is said of a project that waits at its gate; the pass that follows uses it."""
    from graphs.drive import waiting_for

    question = await waiting_for(project.database, project.version.number)
    if question is None or "posts" not in question:
        raise CallerError(
            "The newest version of the project is not finished, and waits for no approval.",
            where=f"project {project.id}",
            mend=f"crew resume {project.id}, then decide.",
        )
    _check_known(project, [str(post["id"]) for post in question["posts"]], said)
    version = project.version.model_copy(update={"decisions": (*project.version.decisions, *said)})
    project.change(versions=(*project.file.versions[:-1], version))


def _add(
    project: Project,
    campaign: Campaign,
    old: Version,
    said: Sequence[Decision],
    settings: Settings,
    clock: Clock,
) -> None:
    posts = {post.id: post for post in campaign.posts}
    _check_known(project, posts, said)
    news = [one for one in said if _changes(posts[one.post], one)]
    if not news:
        raise CallerError(
            "Nothing would change: all of this was decided already.",
            where=f"project {project.id}",
            mend=f"See what was decided: crew history {project.id}",
        )
    _check_allowed(project, campaign, news)
    project.correct(
        old,
        at=clock.now(),
        by=settings.user,
        kind="decision",
        why=in_words(news),
        decisions=tuple(news),
        settled=_settled(project, campaign),
    )


def _settled(project: Project, campaign: Campaign) -> Any:
    from crews.override import settled_of

    return settled_of(project, campaign)


def _check_known(project: Project, posts: Collection[str], said: Sequence[Decision]) -> None:
    if unknown := [one.post for one in said if one.post not in posts]:
        raise CallerError(
            f"There is no post {unknown[0]} to decide on.",
            where=f"project {project.id}",
            mend=f"Posts: {', '.join(posts) or 'none'}.",
        )


def _changes(post: Post, said: Decision) -> bool:
    if said.hand is not None and (said.hand.card or said.hand.on(post) != post):
        return True
    return said.verdict not in ("edited", post.status)


def _check_allowed(project: Project, campaign: Campaign, said: Sequence[Decision]) -> None:
    """What its platform would refuse cannot be approved, edited or not."""
    edits = hands(said)
    posts = [edits[post.id].on(post) if post.id in edits else post for post in campaign.posts]
    case, sizes = case_of(campaign), sizes_of(project, campaign)
    approved = {post for post, verdict in verdicts(said).items() if verdict == "approved"}
    for post in posts:
        if post.id in approved and (why := refusals(case, post, sizes)):
            raise CallerError(
                f"{post.id} cannot be approved: {post.platform} would refuse it ({why[0]}).",
                where=f"project {project.id}",
                mend=f'Edit it first: crew edit {project.id} {post.id} --caption "…"',
            )


def in_words(said: Iterable[Decision]) -> str:
    """What was decided, in a line: "approved post-1, post-2; rejected post-3 (too loud)"."""
    groups: dict[str, list[str]] = {}
    for one in said:
        reason = f" ({one.reason})" if one.reason else ""
        groups.setdefault(one.verdict, []).append(one.post + reason)
    return "; ".join(f"{verdict} {', '.join(posts)}" for verdict, posts in groups.items())
