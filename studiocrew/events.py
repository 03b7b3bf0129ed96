"""What happens during a run, told to whoever listens: the progress display, a log, a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

EventKind = Literal[
    "stage_started",
    "stage_finished",
    "plan_costed",  # data: tokens that the plan is expected to take, in all and by role
    "task_started",
    "task_finished",
    "call_started",
    "call_finished",
    "call_retried",
    "warning",
    "model_loading",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` is plain JSON and never holds a key or a prompt."""

    kind: EventKind
    role: str = ""
    task: str = ""
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)


Listener = Callable[[Event], None]


class Events:
    """A list of listeners. A listener must not raise and must return at once."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = list(listeners)

    def subscribe(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def emit(
        self, kind: EventKind, *, role: str = "", task: str = "", text: str = "", **data: Any
    ) -> None:
        event = Event(kind, role, task, text, data)
        for listener in self._listeners:
            listener(event)
