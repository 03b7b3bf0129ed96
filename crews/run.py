"""A finished run: the campaign as data, on disk, and open to correction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from crews.project import Project
from crews.stamping import stamping
from studiocrew.clock import Clock, SystemClock
from studiocrew.contracts import Campaign, Post
from studiocrew.events import Events
from studiocrew.settings import Settings
from tools.export import write_campaign

if TYPE_CHECKING:
    from crews.advancing import Advanced
    from graphs.hand import Decision


@dataclass(frozen=True)
class Run:
    """What `Crew.run` gives back. Attributes of the campaign are at hand: `run.campaign.posts`."""

    campaign: Campaign
    folder: Project
    settings: Settings
    events: Events

    @property
    def project(self) -> str:
        """The id that `crew resume`, `feedback` and `status` take."""
        return self.folder.id

    @property
    def path(self) -> Path:
        """The campaign folder inside the project; of one that spans weeks, with all so far."""
        from crews.milestones import spans

        return self.folder.whole if spans(self.folder) else self.folder.out

    @property
    def goes_on(self) -> bool:
        """Whether stretches of it are still to come; see `advance`."""
        from crews.milestones import spans, upcoming

        return spans(self.folder) and upcoming(self.folder) is not None

    def save(self, out: str | Path) -> Path:
        """Write the campaign folder (`index.html`, pictures, captions, calendar) to `out`.

        Of a project that spans weeks, all stretches that are made.
        """
        from crews.milestones import spans
        from crews.whole import whole_of

        whole = whole_of(self.folder) if spans(self.folder) else None
        deliver(self.folder, whole or self.campaign, Path(out), self.settings)
        return Path(out)

    def advance(self, until: date | None = None, clock: Clock | None = None) -> Advanced:
        """Do what is due in a project that spans weeks; see `crews.advancing.aadvance`."""
        from crews.advancing import advance

        return advance(self.project, until, settings=self.settings, events=self.events, clock=clock)

    def gate(
        self, stretch: str, *, agreed: bool = True, because: str = "", clock: Clock | None = None
    ) -> None:
        """A person's word at the gate after a stretch. Raises `CallerError` if none waits there."""
        from crews.milestones import at_gate
        from crews.whole import publish

        word = "approved" if agreed else "rejected"
        passed = at_gate(
            self.project, stretch, word, because, self.settings, clock or SystemClock()
        )
        publish(passed, self.settings)

    def feedback(self, text: str) -> Run:
        """Correct the campaign in a sentence; only what depends on it is made again."""
        return asyncio.run(self.afeedback(text))

    async def afeedback(self, text: str) -> Run:
        """As `feedback`, for callers that are async themselves."""
        from crews.feedback import feedback

        return await feedback(self, text)

    def override(self, target: str, text: str) -> Run:
        """Put `text` in place of an assumption ("A3") or an answer ("Q1"); see `aoverride`."""
        return asyncio.run(self.aoverride(target, text))

    async def aoverride(self, target: str, text: str) -> Run:
        """Only what rests on `target` is made again; all else stays, byte for byte.

        Raises `CallerError` for an unknown id, naming the known ones, and for empty words.
        """
        from crews.override import override

        return await override(self, target, text)

    def decide(self, decisions: Sequence[Decision]) -> Run:
        """Put decisions on posts into effect, all at once; see `adecide`."""
        return asyncio.run(self.adecide(decisions))

    async def adecide(self, decisions: Sequence[Decision]) -> Run:
        """A new version with what a person says of posts; no model is asked, nothing else moves.

        Raises `CallerError` for unknown posts, for what changes nothing, and for approving what
        its platform would refuse.
        """
        from crews.deciding import decide

        return await decide(self.project, decisions, settings=self.settings, events=self.events)

    def approve(self, *posts: str) -> Run:
        """Approve these posts, or all without an id."""
        from crews.deciding import approving

        return self.decide(approving(posts or [post.id for post in self.campaign.posts]))

    def reject(self, *posts: str, because: str = "") -> Run:
        """Reject these posts, or all without an id. They leave the calendar."""
        from crews.deciding import rejecting

        return self.decide(rejecting(posts or [post.id for post in self.campaign.posts], because))

    def edit(
        self,
        post: str,
        *,
        caption: str | None = None,
        hashtags: Sequence[str] | None = None,
        alt_text: str | None = None,
        at: datetime | None = None,
    ) -> Run:
        """Set these on a post by hand. No later feedback, override or resume writes over it."""
        from crews.deciding import editing
        from graphs.hand import Hand

        tags = None if hashtags is None else tuple(hashtags)
        hand = Hand(caption=caption, hashtags=tags, alt_text=alt_text, scheduled_at=at)
        return self.decide([editing(post, hand)])

    def variants(self, post: str, *, count: int = 3, because: str = "") -> list[Post]:
        """Other drafts of a post, all that there are by now. Nothing changes; see `choose`."""
        from crews.variants import make_variants

        made = make_variants(
            self.project, [post], count, because, settings=self.settings, events=self.events
        )
        return [draft.post for draft in asyncio.run(made)[post]]

    def choose(self, post: str, number: int) -> Run:
        """Take the variant of that number, from 1. Its card is set anew; all else stays."""
        from crews.variants import choosing

        return self.decide([choosing(Project.open(self.project, self.settings), post, number)])

    def _repr_html_(self) -> str:
        """The page itself, framed, for notebooks."""
        page = escape((self.path / "index.html").read_text(encoding="utf-8"), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:800px;border:0"></iframe>'


def deliver(project: Project, campaign: Campaign, out: Path, settings: Settings) -> None:
    """Write a campaign of this project to a folder, each picture with its provenance in it."""
    artifacts = project.artifacts()
    pictures = {
        sha: artifacts.path(sha) for asset in campaign.assets for sha in asset.files.values()
    }
    write_campaign(campaign, pictures, out, stamping(settings, project.id, project.folder))
