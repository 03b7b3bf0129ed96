"""Reading role cards: ours one a file, CrewAI's agents.yaml many to a file."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from roles.card import RoleCard, placeholders_in, unknown_placeholder
from studiocrew.authored import check_authored, read_mapping, read_text
from studiocrew.errors import AuthorError

__all__ = ["SHIPPED", "WITHOUT_EFFECT", "Source", "load_cards", "read_cards"]

SHIPPED = Path(str(resources.files("roles"))) / "cards"

_log = logging.getLogger("studiocrew.roles")

# CrewAI's agent keys that have no effect here, by the reason why.
_REASONS = {
    "the run's model is used": ("llm", "function_calling_llm"),
    "events tell what happens": ("verbose", "step_callback", "callbacks", "security_config"),
    "every piece of work is one call": ("max_iter", "max_retry_limit", "guardrail_max_retries"),
    "the gateway and the budget set limits": ("max_rpm", "max_execution_time", "max_tokens"),
    "the plan decides who does what": ("allow_delegation", "a2a", "planning", "planning_config"),
    "the graph thinks ahead": ("reasoning", "max_reasoning_attempts"),
    "no role runs code": ("allow_code_execution", "code_execution_mode"),
    "every call is kept in the journal": ("cache", "cache_handler", "checkpoint"),
    "the crew shares one memory": ("memory", "embedder", "skills"),
    "what is known comes from the brand folder": (
        "knowledge",
        "knowledge_sources",
        "knowledge_storage",
        "knowledge_config",
        "knowledge_search_query",
        "agent_knowledge_context",
        "crew_knowledge_context",
    ),
    "the model profile sets sizes": ("respect_context_window", "use_better_compaction"),
    "prompts are laid out by us": (
        "system_template",
        "prompt_template",
        "response_template",
        "use_system_prompt",
        "i18n",
    ),
    "pictures are the layout tool's": ("multimodal",),
    "dates come from the brief": ("inject_date", "date_format"),
    "the recipe's checklist judges": ("guardrail", "tool_failure_policy"),
    "nothing is fetched from a platform": ("apps", "mcps", "from_repository", "config"),
}

WITHOUT_EFFECT = {key: reason for reason, keys in _REASONS.items() for key in keys}


class Source:
    """A file of several named things, each checked with the line it stands on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)
        self._text = read_text(path)
        self.data, self.lines = read_mapping(self._text, where=self.where)

    def line(self, *place: str | int) -> str:
        """The file and the line of a place, or of the nearest thing around it."""
        around = (place[:end] for end in range(len(place), -1, -1))
        return f"{self.where}:{next((self.lines[p] for p in around if p in self.lines), 1)}"

    def mapping(self, name: str, what: str) -> dict[str, Any]:
        """The entry `name`, which must be a mapping."""
        if isinstance(self.data[name], dict):
            return self.data[name]
        raise AuthorError(
            f"The {what} {name!r} must be a mapping.",
            where=self.line(name),
            mend="Give its keys on indented lines below the name.",
        )

    def without(self, idle: Mapping[str, str], name: str, entry: dict[str, Any]) -> dict[str, Any]:
        """The entry without the keys that have no effect here, each of them told."""
        for key in entry.keys() & idle.keys():
            _log.warning("%s: %s.%s has no effect: %s", self.line(name, key), name, key, idle[key])
        return {key: value for key, value in entry.items() if key not in idle}

    def check_placeholders(
        self, texts: Mapping[tuple[str, ...], str], known: Collection[str]
    ) -> None:
        """Raises `AuthorError` at the line of the first {name} that is not known."""
        for place, text in texts.items():
            for name in placeholders_in(text):
                if name not in known:
                    raise unknown_placeholder(name, known, self._line_with(name, place))

    def _line_with(self, name: str, place: tuple[str, ...]) -> str:
        """The very line of a text of several lines."""
        first = self.lines.get(place, 1)
        rows = self._text.split("\n")[first - 1 :]
        ahead = next((n for n, row in enumerate(rows) if f"{{{name}}}" in row), 0)
        return f"{self.where}:{first + ahead}"


def load_cards(
    *sources: str | Path, placeholders: Collection[str] | None = None
) -> dict[str, RoleCard]:
    """The shipped cards and those of `sources` (files or folders), by id; later ones win.

    With `placeholders`, the names that will be filled, any other name is an error at its line.
    Raises `AuthorError` naming file, line, key and the nearest valid key.
    """
    cards: dict[str, RoleCard] = {}
    for source in (SHIPPED, *sources):
        here: dict[str, Path] = {}
        for path in _files(Path(source)):
            for card in read_cards(path, placeholders=placeholders):
                _only_once(card.id, path, here)
                cards[card.id] = card
    return cards


def read_cards(path: Path, *, placeholders: Collection[str] | None = None) -> list[RoleCard]:
    """The card of one file, or the several of a CrewAI file."""
    source = Source(path)
    if not source.data:
        raise AuthorError(
            "There is no role in this file.",
            where=source.where,
            mend="Give `role`, `goal` and `backstory`.",
        )
    single = any(isinstance(source.data.get(key), str) for key in ("role", "goal", "backstory"))
    roots: list[tuple[str, ...]] = [()] if single else [(name,) for name in source.data]
    cards = [_card(source, root) for root in roots]
    if placeholders is not None:
        for card, root in zip(cards, roots, strict=True):
            texts = {(*root, key): getattr(card, key) for key in ("role", "goal", "backstory")}
            source.check_placeholders(texts, placeholders)
    return cards


def _card(source: Source, root: tuple[str, ...]) -> RoleCard:
    """Ours at the top of a file; one of CrewAI's, whose own keys are let pass, below a name."""
    if root:
        entry = {"id": root[0], **_without_crewai(source, root[0])}
    else:
        entry = {"id": source.path.stem, **source.data}
    return check_authored(entry, RoleCard, where=source.where, lines=source.lines, root=root)


def _without_crewai(source: Source, name: str) -> dict[str, Any]:
    entry = source.mapping(name, "agent")
    ours = {"memory"} if isinstance(entry.get("memory"), dict) else set[str]()
    idle = {key: reason for key, reason in WITHOUT_EFFECT.items() if key not in ours}
    entry = source.without(idle, name, entry)
    return {key: value for key, value in entry.items() if key != "tools" or value is not None}


def _only_once(name: str, path: Path, seen: dict[str, Path]) -> None:
    if name in seen and seen[name] != path:
        raise AuthorError(
            f"The role {name!r} has two cards.",
            where=str(path),
            mend=f"Rename one; the other is {seen[name].name}.",
        )
    seen[name] = path


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted([*source.glob("*.yaml"), *source.glob("*.yml")])
    return [source]
