"""A role card: who somebody in the crew is, in YAML. A superset of CrewAI's agents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from studiocrew.contracts import Contract, Id

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class MemoryAccess(Contract):
    """Kinds of remembered things a role may read and write."""

    read: tuple[Id, ...] = ()
    write: tuple[Id, ...] = ()


class RoleCard(Contract):
    """`role`, `goal` and `backstory` as CrewAI has them; the rest is ours.

    `{placeholders}` in the texts are filled from the brief. `tools` names entries of the
    catalogue, or `file.py:function` beside the card, which load only when allowed.
    """

    id: Id
    role: Text
    goal: Text
    backstory: Text
    tools: tuple[str, ...] = ()
    model: str | None = Field(default=None, description="Asked instead of the run's model.")
    produces: Id | None = Field(default=None, description="The kind of product it makes.")
    memory: MemoryAccess = MemoryAccess()
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
