"""What a maker has before it: the studio, the brief, and what was asked of this round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphs.studio import Studio
from studiocrew.contracts import Brief, Contract, Fact, Id, LookChange


class Directive(Contract):
    """One change somebody asked for, what it is about, and what it was taken to mean.

    `target` is a product kind ("identity", "post", "document"), or the id of one task. A look has a
    typed `change`; what is written has the words alone.
    """

    target: Id
    text: str
    number: int = 1
    understood: str = ""
    change: LookChange | None = None


@dataclass(frozen=True)
class Desk:
    """Handed to makers. `attempt` is the revision round, `notes` the reviewer's words by task.

    `drawn` says which template each card has by now, `redraw` which cards want another.
    """

    studio: Studio
    brief: Brief
    directives: tuple[Directive, ...] = ()
    attempt: int = 0
    notes: Mapping[str, str] = field(default_factory=dict[str, str])
    drawn: Mapping[str, str] = field(default_factory=dict[str, str])
    redraw: frozenset[str] = frozenset()

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.brief.facts if fact.id == fact_id)

    def wish(self, task_id: str, produces: str) -> str:
        """What this task must mind beyond its plan: a person's words first, then the reviewer's."""
        asked = [d.text for d in self.directives if d.target in (task_id, produces)]
        if note := self.notes.get(task_id):
            asked.append(note)
        return " ".join(asked)

    def look_changes(self, target: str) -> list[LookChange]:
        """What people asked of this look, oldest first."""
        return [d.change for d in self.directives if d.target == target and d.change is not None]

    def changes(self, task_id: str, produces: str) -> int:
        """How often people asked for a change here: a new ask must not replay the old answer."""
        return sum(d.target in (task_id, produces) for d in self.directives)
