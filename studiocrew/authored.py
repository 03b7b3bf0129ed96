"""YAML that people write, read safely and checked at once, with the line of every mistake.

Recipes, role cards and brand files come through here. Only plain data is accepted: no tags, no
duplicate keys, and limits on size, depth, nodes and aliases, so that a small file cannot become
a large one in memory.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from studiocrew.errors import AuthorError

M = TypeVar("M", bound=BaseModel)
Path_ = tuple[str | int, ...]

_MERGE = "tag:yaml.org,2002:merge"
_PLAIN = "tag:yaml.org,2002:"


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
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AuthorError(
            f"{path.name} is not UTF-8 text.", where=str(path), mend="Save it as UTF-8."
        ) from None
    return parse_authored(text, model, where=str(path), limits=limits)


def parse_authored(text: str, model: type[M], *, where: str, limits: Limits = LIMITS) -> M:
    """As `load_authored`, for text that is already at hand."""
    data, lines = read_plain(text, where=where, limits=limits)
    if not isinstance(data, dict):
        raise AuthorError(
            "The file must be a mapping of keys to values.",
            where=f"{where}:1",
            mend="Begin with a line such as `name: something`.",
        )
    return check_authored(data, model, where=where, lines=lines)


def check_authored(
    data: object, model: type[M], *, where: str, lines: dict[Path_, int], root: Path_ = ()
) -> M:
    """Validate a part of what `read_plain` returned; `root` is where in the file it stands."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _author_error(error.errors(), model, where, lines, root) from None


def read_plain(
    text: str, *, where: str, limits: Limits = LIMITS
) -> tuple[Any, dict[Path_, int]]:
    """The data, and the line (from 1) of every key and item by its path."""
    loader = yaml.SafeLoader(text)
    try:
        node = _compose(loader, limits, where)
        lines: dict[Path_, int] = {}
        _walk(node, (), lines, where, limits, depth=0)
        return loader.construct_document(node) if node else {}, lines  # type: ignore[no-untyped-call]
    except yaml.YAMLError as error:
        raise _syntax(error, where) from None
    finally:
        loader.dispose()


def _compose(loader: yaml.SafeLoader, limits: Limits, where: str) -> Node | None:
    """Count events before anything is built: aliases multiply only when constructed."""
    aliases = nodes = 0
    scout = yaml.SafeLoader(loader.buffer.rstrip("\0"))
    try:
        for event in iter(scout.get_event, None):
            aliases += isinstance(event, yaml.AliasEvent)
            nodes += isinstance(event, yaml.NodeEvent)
            if aliases > limits.aliases or nodes > limits.nodes:
                raise _too_much(where, event.start_mark.line + 1)
    finally:
        scout.dispose()
    return loader.get_single_node()


def _walk(  # noqa: PLR0913
    node: Node | None, path: Path_, lines: dict[Path_, int], where: str, limits: Limits, depth: int
) -> None:
    if node is None:
        return
    lines.setdefault(path, node.start_mark.line + 1)
    if depth > limits.depth or len(lines) > limits.nodes:
        raise _too_much(where, node.start_mark.line + 1)
    if not node.tag.startswith(_PLAIN):
        raise AuthorError(
            f"The tag {node.tag} is not allowed.",
            where=f"{where}:{node.start_mark.line + 1}",
            mend="Write plain values: text, numbers, lists and mappings.",
        )
    if isinstance(node, MappingNode):
        _walk_mapping(node, path, lines, where, limits, depth)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*path, number), lines, where, limits, depth + 1)


def _walk_mapping(  # noqa: PLR0913
    node: MappingNode, path: Path_, lines: dict[Path_, int], where: str, limits: Limits, depth: int
) -> None:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise AuthorError("A key must be plain text.", where=f"{where}:{line}", mend="Simplify it.")
        if key.value in seen and key.tag != _MERGE:
            raise AuthorError(
                f"The key {key.value!r} stands twice.",
                where=f"{where}:{line}",
                mend="Keep one of the two.",
            )
        seen.add(key.value)
        lines[(*path, key.value)] = line
        _walk(value, (*path, key.value), lines, where, limits, depth + 1)


def _too_much(where: str, line: int) -> AuthorError:
    return AuthorError(
        "The file is nested too deeply or repeats too much.",
        where=f"{where}:{line}",
        mend="Write it plainly, without chains of aliases.",
    )


def _syntax(error: yaml.YAMLError, where: str) -> AuthorError:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or "it cannot be read")
    return AuthorError(
        f"This is not valid YAML: {problem}.",
        where=f"{where}:{mark.line + 1}" if mark else where,
        mend="Look at the indentation and the quotes around that line.",
    )


def _author_error(
    errors: Sequence[ErrorDetails],
    model: type[BaseModel],
    where: str,
    lines: dict[Path_, int],
    root: Path_,
) -> AuthorError:
    """The first mistake in full and how many more there are."""
    first = errors[0]
    path = (*root, *first["loc"])
    line = next(
        (lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), 1
    )
    key = ".".join(str(part) for part in path)
    more = f" ({len(errors) - 1} more after this one)" if len(errors) > 1 else ""
    what, mend = _plainly(first, key, model)
    return AuthorError(what + more, where=f"{where}:{line}", mend=mend)


def _plainly(error: ErrorDetails, key: str, model: type[BaseModel]) -> tuple[str, str]:
    kind, loc = error["type"], error["loc"]
    if kind == "extra_forbidden":
        valid = _fields(model, loc[:-1])
        near = difflib.get_close_matches(str(loc[-1]), valid, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return f"Unknown key {key!r}.", f"{hint}Valid here: {', '.join(valid)}."
    if kind == "missing":
        return f"The key {key!r} is missing.", f"Add `{loc[-1]}: …`."
    message = error["msg"].removeprefix("Value error, ")
    if not key:
        return f"{message[:1].upper()}{message[1:]}.", "Change the file accordingly."
    return f"{key}: {message}.", f"You wrote {_short(error.get('input'))}."


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def _fields(model: type[BaseModel], path: Path_) -> list[str]:
    """Names valid at a place in the model, aliases included."""
    for part in path:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[part].annotation)
        if inner is None:
            return []
        model = inner
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The pydantic model inside `tuple[X, ...]`, `X | None`, `dict[str, X]` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_in, get_args(annotation)) if m is not None), None)
