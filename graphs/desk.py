"""What a maker has before it: the studio, the brief, and what was asked of this round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphs.studio import Studio
from studiocrew.contracts import Brief, Contract, Fact, Id


class Directive(Contract):
    """One change somebody asked for, and what it is about.

    `target` is a product kind ("identity", "post", "document"), or the id of one task.
    """

    target: Id
    text: str
    number: int = 1


@dataclass(frozen=True)
class Desk:
    """Handed to makers. `attempt` is the revision round, `notes` the reviewer's words by task."""

    studio: Studio
    brief: Brief
    directives: tuple[Directive, ...] = ()
    attempt: int = 0
    notes: Mapping[str, str] = field(default_factory=dict[str, str])

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.brief.facts if fact.id == fact_id)

    def wish(self, task_id: str, produces: str) -> str:
        """What this task must mind beyond its plan: a person's words first, then the reviewer's."""
        asked = [d.text for d in self.directives if d.target in (task_id, produces)]
        if note := self.notes.get(task_id):
            asked.append(note)
        return " ".join(asked)

    def changes(self, task_id: str, produces: str) -> int:
        """How often people asked for a change here: a new ask must not replay the old answer."""
        return sum(d.target in (task_id, produces) for d in self.directives)
