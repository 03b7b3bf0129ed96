"""YAML that people write, read safely and checked at once, with the line of every mistake.

Recipes, role cards and brand files come through here. Only plain data is accepted: no tags, no
duplicate keys, and limits on size, depth, nodes and aliases, so that a small file cannot become
a large one in memory. What an author may type without quotes is taken as YAML 1.2 takes it:
`no` is Norwegian and not false, 12:30 a time and not 750, 0471 a dialling code and not 313.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from studiocrew._author_words import Lines, Place, in_words, syntax_in_words
from studiocrew.errors import AuthorError

M = TypeVar("M", bound=BaseModel)

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CORE = "tag:yaml.org,2002:"
_TEXT, _MERGE = _CORE + "str", _CORE + "merge"
_ALLOWED = {_CORE + kind for kind in ("str", "int", "float", "bool", "null", "seq", "map")}
_ODD_NUMBER = re.compile(r"[-+]?0[0-9_]|.*[:_]")  # octal, sexagesimal or grouped in YAML 1.1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold. The defaults are far above what a person writes."""

    bytes: int = 256_000
    depth: int = 20
    nodes: int = 20_000
    aliases: int = 50


LIMITS = Limits()


def load_authored(path: str | Path, model: type[M], *, limits: Limits = LIMITS) -> M:
    """Read a file as `model`. Raises `AuthorError` naming the file, the line and the key."""
    return parse_authored(read_text(path, limits=limits), model, where=str(path), limits=limits)


def parse_authored(text: str, model: type[M], *, where: str, limits: Limits = LIMITS) -> M:
    """As `load_authored`, for text that is already at hand."""
    data, lines = read_mapping(text, where=where, limits=limits)
    return check_authored(data, model, where=where, lines=lines)


def check_authored(
    data: object, model: type[M], *, where: str, lines: Lines, root: Place = ()
) -> M:
    """Validate a part of what `read_plain` returned; `root` is where in the file it stands."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise in_words(details, model, where=where, lines=lines, root=root) from None


def read_text(path: str | Path, *, limits: Limits = LIMITS) -> str:
    """A file as text. Raises `AuthorError` if it is absent, too large or not UTF-8."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except OSError as error:
        raise AuthorError(
            f"{path.name} cannot be read: {error.strerror or error}.",
            where=str(path),
            mend="Check that the file is there and that you may read it.",
        ) from None
    if len(data) > limits.bytes:
        raise AuthorError(
            f"{path.name} is larger than {limits.bytes:,} bytes.",
            where=str(path),
            mend="Keep settings here and put material into notes beside it.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AuthorError(
            f"{path.name} is not UTF-8 text.", where=f"{path}:{line}", mend="Save it as UTF-8."
        ) from None


def read_mapping(
    text: str, *, where: str, limits: Limits = LIMITS
) -> tuple[dict[str, Any], dict[Place, int]]:
    """As `read_plain`, for files that must be a mapping. Its keys are text."""
    data, lines = read_plain(text, where=where, limits=limits)
    if isinstance(data, dict):
        return data, lines
    raise AuthorError(
        "The file must be a mapping of keys to values.",
        where=f"{where}:1",
        mend="Begin with a line such as `name: something`.",
    )


def read_plain(text: str, *, where: str, limits: Limits = LIMITS) -> tuple[Any, dict[Place, int]]:
    """The data, and the line (from 1) of every key and item by its place. Empty text is {}."""
    try:
        _measure(text, where, limits)
        loader = LOADER(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return {}, {}
            lines = _Survey(where, limits).survey(node)
            return loader.construct_document(node), lines
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise syntax_in_words(error, text, where) from None
    except ValueError as error:  # a number too long to hold, half of a surrogate pair
        raise AuthorError(
            "The file holds a value that cannot be read.", where=where, mend=str(error)
        ) from None


def _measure(text: str, where: str, limits: Limits) -> None:
    """Refuse by its events what would be costly to build: nesting recurses, aliases multiply."""
    depth = aliases = nodes = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        line = event.start_mark.line + 1
        if depth > limits.depth or aliases > limits.aliases or nodes > limits.nodes:
            raise _too_much(where, line)
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in _ALLOWED:
            raise AuthorError(
                f"The tag {tag} is not allowed.",
                where=f"{where}:{line}",
                mend="Write plain values: text, numbers, lists and mappings.",
            )


class _Survey:
    """Walks the nodes once, as often as aliases repeat them, before anything is built."""

    def __init__(self, where: str, limits: Limits) -> None:
        self._where = where
        self._limits = limits
        self._lines: dict[Place, int] = {}
        self._visits = 0

    def survey(self, node: Node) -> dict[Place, int]:
        """The lines of every place under `node`; its scalars become YAML 1.2's."""
        self._walk(node, (), 0)
        return self._lines

    def _walk(self, node: Node, place: Place, depth: int) -> None:
        self._visits += 1
        line = node.start_mark.line + 1
        self._lines.setdefault(place, line)
        if depth > self._limits.depth or self._visits > self._limits.nodes:
            raise _too_much(self._where, line)
        if isinstance(node, MappingNode):
            self._walk_mapping(node, place, depth)
        elif isinstance(node, SequenceNode):
            for number, item in enumerate(node.value):
                self._walk(item, (*place, number), depth + 1)
        elif _means_text(node):
            node.tag = _TEXT

    def _walk_mapping(self, node: MappingNode, place: Place, depth: int) -> None:
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise self._key_error("A key must be plain text.", line, "Simplify it.")
            if key.value in seen:
                raise self._key_error(
                    f"The key {key.value!r} stands twice.", line, "Keep one of the two."
                )
            seen.add(key.value)
            if key.tag != _MERGE:
                key.tag = _TEXT
            self._lines[(*place, key.value)] = line
            self._walk(value, (*place, key.value), depth + 1)

    def _key_error(self, what: str, line: int, mend: str) -> AuthorError:
        return AuthorError(what, where=f"{self._where}:{line}", mend=mend)


def _means_text(node: Node) -> bool:
    """Whether YAML 1.1 reads something else into what an author meant as text."""
    kind, value = node.tag.removeprefix(_CORE), str(node.value)
    if kind == "bool":
        return value.lower() not in {"true", "false"}
    if kind in {"int", "float"}:
        return _ODD_NUMBER.match(value) is not None and not value.startswith("0.")
    return kind in {"timestamp", "value", "merge"}


def _too_much(where: str, line: int) -> AuthorError:
    return AuthorError(
        "The file is nested too deeply or repeats too much.",
        where=f"{where}:{line}",
        mend="Write it plainly, without chains of aliases.",
    )
