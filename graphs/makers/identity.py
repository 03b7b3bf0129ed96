"""The campaign's look: one of the concepts, with what people have asked for, frozen.

Nothing is asked of a model here. The best score chooses, or a person's word, and each change is
applied by rule, in the order in which it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphs.desk import Desk
from graphs.products import Product
from studiocrew.contracts import Concepts, Identity, LookChange, Task
from tools.identity import changed


async def make_identity(desk: Desk, task: Task, inputs: Mapping[str, Product]) -> Identity:
    concepts = next(product for product in inputs.values() if isinstance(product, Concepts))
    return frozen(concepts, desk.look_changes(task.produces))


def frozen(concepts: Concepts, changes: Sequence[LookChange]) -> Identity:
    """The concept that was picked last, changed by all that was asked for since."""
    picks = [index for index, change in enumerate(changes) if change.pick]
    letter = changes[picks[-1]].pick if picks else concepts.best
    concept = next(c for c in concepts.concepts if c.id == letter)
    reason = f"A person chose {letter}." if picks else concepts.why
    identity = concept.identity.model_copy(
        update={
            "why": f"{concept.title}. {concept.identity.why} {reason}",
            "picked_by": "person" if picks else "crew",
        }
    )
    for change in changes[picks[-1] + 1 :] if picks else changes:
        identity, _ = changed(identity, change)
    return identity
