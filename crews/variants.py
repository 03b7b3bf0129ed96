"""Other drafts of a post: asked for, kept beside the project, chosen by their number."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError

from crews.project import Project
from crews.studio import studio_for
from graphs.hand import Decision, Hand
from graphs.products import PostDraft
from studiocrew.clock import Clock, SystemClock
from studiocrew.errors import CallerError, StoreError
from studiocrew.events import Events
from studiocrew.files import write_atomic
from studiocrew.settings import Settings

FILE = "variants.json"

_KEPT = TypeAdapter(dict[str, list[PostDraft]])


async def make_variants(
    project: str,
    posts: Iterable[str],
    count: int,
    wish: str = "",
    *,
    settings: Settings | None = None,
    events: Events | None = None,
    clock: Clock | None = None,
) -> dict[str, list[PostDraft]]:
    """Up to `count` further drafts of each post; returns all there are by now, by post.

    Nothing of the campaign changes. Raises `CallerError` for an unknown post or a project that is
    not finished.
    """
    from graphs.redraw import variants

    settings, events = settings or Settings(), events or Events()
    clock = clock or SystemClock()
    found = Project.open(project, settings)
    with found.locked():
        campaign = found.campaign()
        if campaign is None:
            raise CallerError(
                "The newest version of the project is not finished.",
                where=f"project {project}",
                mend=f"crew resume {project}, then ask for variants.",
            )
        wanted = list(dict.fromkeys(posts))
        known = [post.id for post in campaign.posts]
        if unknown := [post for post in wanted if post not in known]:
            raise CallerError(
                f"There is no {unknown[0]}.",
                where=f"project {project}",
                mend=f"Posts: {', '.join(known)}.",
            )
        kept = variants_of(found)
        found.note_pass(
            clock, settings.user, f"variants of {', '.join(wanted)}: {wish}".rstrip(": ")
        )
        async with studio_for(found, settings, events, clock) as studio:
            await studio.gateway.prepare()
            for post in wanted:
                had = kept.get(post, [])
                made = await variants(studio, campaign, post, wish, count, had)
                kept[post] = [*had, *made]
                write_atomic(found.folder / FILE, _KEPT.dump_json(kept, indent=1))
        found.register()
    return {post: kept[post] for post in wanted}


def variants_of(project: Project) -> dict[str, list[PostDraft]]:
    """What was made so far, by post. Raises `StoreError` for a damaged file."""
    path = project.folder / FILE
    if not path.is_file():
        return {}
    try:
        return _KEPT.validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        raise StoreError(
            "The project's variants cannot be read.",
            where=str(path),
            mend="Move the file away and ask for variants again.",
        ) from error


def choosing(project: Project, post: str, number: int) -> Decision:
    """Taking the variant of that number, from 1. It counts as a person's hand from then on."""
    drafts = variants_of(project).get(post, [])
    if not 1 <= number <= len(drafts):
        raise CallerError(
            f"There is no variant {number} of {post}.",
            where=f"project {project.id}",
            mend=f"There are {len(drafts)}. More: crew variants {project.id} {post}",
        )
    draft = drafts[number - 1]
    hand = Hand(caption=draft.post.caption, hashtags=draft.post.hashtags, card=draft.card)
    return Decision(post=post, verdict="edited", reason=f"variant {number}", hand=hand)
