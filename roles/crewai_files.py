"""An existing CrewAI pair, agents.yaml and tasks.yaml, read as it stands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from roles.card import RoleCard
from roles.loader import read_cards
from studiocrew.authored import check_authored, read_plain
from studiocrew.contracts import Contract, Id
from studiocrew.errors import AuthorError

_log = logging.getLogger("studiocrew.roles")

# CrewAI's documented task keys that have no effect here.
_WITHOUT_EFFECT = (
    "async_execution",
    "output_file",
    "output_json",
    "output_pydantic",
    "create_directory",
    "human_input",
    "markdown",
    "callback",
    "guardrail",
    "guardrail_max_retries",
    "tools",
)


class CrewTask(Contract):
    """One task. `inputs` are the tasks CrewAI calls its context."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Id
    role: Id = Field(alias="agent")
    description: str
    expected_output: str
    inputs: tuple[Id, ...] = Field(default=(), alias="context")


@dataclass(frozen=True)
class CrewFiles:
    """The pair, checked: every agent exists, and tasks stand in an order that works."""

    cards: Mapping[str, RoleCard]
    tasks: tuple[CrewTask, ...]


def load_crew_files(folder: str | Path) -> CrewFiles:
    """Read the pair. Raises `AuthorError` for an unknown agent, an unknown task or a circle."""
    folder = Path(folder)
    cards = {card.id: card for card in read_cards(folder / "agents.yaml")}
    path = folder / "tasks.yaml"
    where = str(path)
    data, lines = read_plain(path.read_text(encoding="utf-8"), where=where)
    tasks = {
        name: check_authored(
            {"id": name, **_ours(name, task, where)}, CrewTask, where=where, lines=lines, root=(name,)
        )
        for name, task in dict(data).items()
    }
    for task in tasks.values():
        line = lines.get((task.id,), 1)
        _known(task.role, cards, "agent", f"{where}:{line}")
        for needed in task.inputs:
            _known(needed, tasks, "task", f"{where}:{line}")
    return CrewFiles(cards, tuple(tasks[name] for name in _order(tasks, where)))


def _ours(name: str, task: Any, where: str) -> dict[str, Any]:
    if not isinstance(task, dict):
        raise AuthorError(
            f"The task {name!r} must be a mapping.", where=where, mend="Give it a description."
        )
    idle = [key for key in task if key in _WITHOUT_EFFECT]
    for key in idle:
        _log.warning("%s: %s.%s has no effect in studiocrew", where, name, key)
    return {key: value for key, value in task.items() if key not in idle}


def _known(name: str, known: Mapping[str, Any], what: str, where: str) -> None:
    if name not in known:
        raise AuthorError(
            f"There is no {what} {name!r}.", where=where, mend=f"Known: {', '.join(sorted(known))}."
        )


def _order(tasks: Mapping[str, CrewTask], where: str) -> list[str]:
    """Inputs first; the file's own order where that leaves a choice."""
    try:
        return list(TopologicalSorter({t.id: t.inputs for t in tasks.values()}).static_order())
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise AuthorError(
            f"The tasks wait for each other: {circle}.", where=where, mend="Remove one `context`."
        ) from None
