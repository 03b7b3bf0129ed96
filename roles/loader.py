"""Reading role cards: ours one a file, CrewAI's agents.yaml many to a file."""

from __future__ import annotations

import logging
import re
from importlib import resources
from pathlib import Path
from typing import Any

from roles.card import RoleCard
from studiocrew.authored import check_authored, read_plain
from studiocrew.errors import AuthorError

SHIPPED = Path(str(resources.files("roles"))) / "cards"

_log = logging.getLogger("studiocrew.roles")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

# CrewAI's documented agent keys that have no effect here, and why.
_WITHOUT_EFFECT = {
    "llm": "the run's model is used",
    "function_calling_llm": "the run's model is used",
    "verbose": "the display shows what happens",
    "max_iter": "every piece of work is one call",
    "max_rpm": "the gateway limits requests",
    "max_execution_time": "the budget limits time",
    "max_retry_limit": "the gateway retries",
    "allow_delegation": "the plan decides who does what",
    "allow_code_execution": "no role runs code",
    "cache": "every call is journalled",
    "memory": "the crew shares one memory",
    "step_callback": "listen to events instead",
    "respect_context_window": "the model profile decides",
    "system_template": "prompts are laid out for prefix caches",
    "prompt_template": "prompts are laid out for prefix caches",
    "response_template": "prompts are laid out for prefix caches",
    "use_system_prompt": "prompts are laid out for prefix caches",
    "multimodal": "pictures are the layout tool's",
    "inject_date": "dates come from the brief",
    "reasoning": "the graph plans",
}


def load_cards(*sources: str | Path) -> dict[str, RoleCard]:
    """The shipped cards and those of `sources` (files or folders), by id; later ones win.

    Raises `AuthorError` naming file, line, key and the nearest valid key.
    """
    cards: dict[str, RoleCard] = {}
    for source in (SHIPPED, *sources):
        for path in _files(Path(source)):
            cards |= {card.id: card for card in read_cards(path)}
    return cards


def read_cards(path: Path) -> list[RoleCard]:
    """The card of one file, or the several of a CrewAI file."""
    where = str(path)
    try:
        text = path.read_bytes()[: 256_001].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(
            f"{path.name} cannot be read: {error}.", where=where, mend="Save it as UTF-8 text."
        ) from None
    data, lines = read_plain(text, where=where)
    if not isinstance(data, dict) or not data:
        raise AuthorError(
            "There is no role in this file.", where=where, mend="Give `role`, `goal`, `backstory`."
        )
    if "role" in data or "goal" in data:
        return [check_authored({"id": path.stem, **data}, RoleCard, where=where, lines=lines)]
    return [
        check_authored(
            {"id": name, **_ours(name, agent, where)}, RoleCard, where=where, lines=lines, root=(name,)
        )
        for name, agent in data.items()
    ]


def _ours(name: str, agent: Any, where: str) -> dict[str, Any]:
    """A CrewAI agent without the keys that have no effect here, each of them told."""
    if not isinstance(agent, dict):
        raise AuthorError(
            f"The agent {name!r} must be a mapping.", where=where, mend="Give role, goal, backstory."
        )
    idle = [key for key in agent if key in _WITHOUT_EFFECT]
    for key in idle:
        _log.warning("%s: %s.%s has no effect: %s", where, name, key, _WITHOUT_EFFECT[key])
    return {key: value for key, value in agent.items() if key not in idle}


def fill(text: str, placeholders: dict[str, str], where: str) -> str:
    """The text with every {name} replaced. Raises `AuthorError` for a name nobody gave."""

    def value(found: re.Match[str]) -> str:
        if found[1] in placeholders:
            return placeholders[found[1]]
        raise AuthorError(
            f"Nothing is known to fill {{{found[1]}}} with.",
            where=where,
            mend=f"Use one of: {', '.join(sorted(placeholders))}.",
        )

    return _PLACEHOLDER.sub(value, text)


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted([*source.glob("*.yaml"), *source.glob("*.yml")])
    return [source]
