"""What the stretches before this one have made: it goes on from that, and repeats none of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphs.recipe import POST
from studiocrew.contracts import Campaign, Concepts


@dataclass(frozen=True, slots=True)
class Earlier:
    """Nothing in the first stretch, and in projects that have only one.

    `posts` is the highest number a post has; `led` and `told` count by fact the posts that were
    about it and those that it stood in; `concepts` are the looks that were proposed.
    """

    posts: int = 0
    captions: tuple[str, ...] = ()
    led: Mapping[str, int] = field(default_factory=Counter[str])
    told: Mapping[str, int] = field(default_factory=Counter[str])
    concepts: Concepts | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What captions consist of: openings and bodies, as they were drafted."""
        return tuple(part for caption in self.captions for part in caption.split("\n\n"))

    @classmethod
    def of(cls, campaigns: Sequence[Campaign]) -> Earlier:
        """From the newest campaign of each stretch before, in order.

        By plan and not by what became of a post: a decision on an old one must not change what a
        later stretch is about.
        """
        led, told = Counter[str](), Counter[str]()
        numbers = [0]
        for campaign in campaigns:
            for task in campaign.plan.tasks:
                if task.produces == "post":
                    facts = [str(fact) for fact in task.params.get("facts", ())]
                    led.update(facts[:1])
                    told.update(facts)
                    numbers.append(int(task.id.removeprefix(POST)))
        return cls(
            max(numbers),
            tuple(post.caption for campaign in campaigns for post in campaign.posts),
            led,
            told,
            next((c.concepts for c in reversed(campaigns) if c.concepts), None),
        )
