"""An existing CrewAI pair, agents.yaml and tasks.yaml, read as it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from roles.card import RoleCard, Text
from roles.loader import Source, read_cards
from studiocrew.authored import check_authored
from studiocrew.contracts import Contract, Id
from studiocrew.errors import AuthorError
from studiocrew.nearest import instead

# CrewAI's task keys that have no effect here, by the reason why.
_REASONS = {
    "tasks run as soon as their inputs are there": ("async_execution",),
    "every document is saved with the campaign": ("output_file", "create_directory"),
    "a task makes a text": ("output_json", "output_pydantic", "response_model", "converter_cls"),
    "approval is the recipe's": ("human_input",),
    "the recipe's checklist judges": ("guardrail", "guardrails", "guardrail_max_retries"),
    "tools are the agent's": ("tools", "tool_failure_policy"),
    "events tell what happens": ("callback", "callbacks", "security_config"),
    "the text is saved as it is": ("markdown", "input_files"),
    "the gateway retries": ("max_retries",),
    "the key above is its name": ("name", "config", "allow_crewai_trigger_context"),
}

WITHOUT_EFFECT = {key: reason for reason, keys in _REASONS.items() for key in keys}


class CrewTask(Contract):
    """One task. `inputs` are the tasks CrewAI calls its context."""

    id: Id
    role: Id
    description: str
    expected_output: str
    inputs: tuple[Id, ...] = ()


@dataclass(frozen=True)
class CrewFiles:
    """The pair, checked: every agent exists, and tasks stand in an order that works."""

    cards: Mapping[str, RoleCard]
    tasks: tuple[CrewTask, ...]


class _Written(Contract):
    """A task as it stands in the file."""

    description: Text
    expected_output: Text
    agent: Id
    context: tuple[Id, ...] | None = None


def load_crew_files(
    folder: str | Path, *, placeholders: Collection[str] | None = None
) -> CrewFiles:
    """Read the pair. Raises `AuthorError` for an unknown agent, an unknown task or a circle.

    As in CrewAI's sequential process, a task without `context` is given what every task before
    it made; `context: []` gives it nothing. `placeholders` is as for `load_cards`.
    """
    folder = Path(folder)
    agents = read_cards(folder / "agents.yaml", placeholders=placeholders)
    cards = {card.id: card for card in agents}
    source = Source(folder / "tasks.yaml")
    tasks: dict[str, CrewTask] = {}
    for name in source.data:
        tasks[name] = _task(source, name, cards, tuple(tasks))
        if placeholders is not None:
            task = tasks[name]
            texts = {(name, key): getattr(task, key) for key in ("description", "expected_output")}
            source.check_placeholders(texts, placeholders)
    return CrewFiles(cards, _ordered(tasks, source))


def _task(
    source: Source, name: str, cards: Mapping[str, RoleCard], before: tuple[str, ...]
) -> CrewTask:
    entry = source.without(WITHOUT_EFFECT, name, source.mapping(name, "task"))
    lines = source.lines
    task = check_authored(entry, _Written, where=source.where, lines=lines, root=(name,))
    _must_be_known(task.agent, cards, "agent", source.line(name, "agent"))
    for number, needed in enumerate(task.context or ()):
        _must_be_known(needed, source.data, "task", source.line(name, "context", number))
    return check_authored(
        {
            "id": name,
            "role": task.agent,
            "description": task.description,
            "expected_output": task.expected_output,
            "inputs": before if task.context is None else tuple(dict.fromkeys(task.context)),
        },
        CrewTask,
        where=source.where,
        lines=lines,
        root=(name,),
    )


def _must_be_known(name: str, known: Mapping[str, object], what: str, where: str) -> None:
    if name in known:
        return
    raise AuthorError(
        f"There is no {what} {name!r}.",
        where=where,
        mend=instead(name, sorted(known)),
    )


def _ordered(tasks: Mapping[str, CrewTask], source: Source) -> tuple[CrewTask, ...]:
    """Inputs first; the file's own order where that leaves a choice."""
    try:
        TopologicalSorter({task.id: task.inputs for task in tasks.values()}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        raise AuthorError(
            f"The tasks wait for each other: {' → '.join(circle)}.",
            where=source.line(circle[0], "context"),
            mend="Let `context` name earlier tasks only; a task without it waits for all before.",
        ) from None
    done: dict[str, CrewTask] = {}
    while len(done) < len(tasks):
        ready = (t for t in tasks.values() if t.id not in done and done.keys() >= set(t.inputs))
        task = next(ready)
        done[task.id] = task
    return tuple(done.values())
