"""What is wrong with an authored file, in words its author understands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from studiocrew.errors import AuthorError
from studiocrew.nearest import instead

Place = tuple[str | int, ...]
"""Keys and positions from the top of the file down: ("documents", 0, "title")."""

Lines = Mapping[Place, int]

MORE_SHOWN = 4

_KINDS = (
    (bool, "true or false"),
    (str, "text"),
    (int, "a whole number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a mapping"),
)

_MUST_BE = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "a mapping of keys to values",
    "model": "a mapping of keys to values",
    "date": "a date such as 2026-05-01",
    "datetime": "a date and time such as 2026-05-01T09:30:00+01:00",
    "time": "a time such as 09:30",
}

_HOW = {
    "a list": "Write [one, two], or one item a line, each after a dash.",
    "a mapping of keys to values": "Write indented lines such as `key: value`.",
}

_BOUNDS = {
    "greater_than": ("gt", "more than {}"),
    "greater_than_equal": ("ge", "at least {}"),
    "less_than": ("lt", "less than {}"),
    "less_than_equal": ("le", "at most {}"),
    "string_too_long": ("max_length", "at most {} characters long"),
    "string_too_short": ("min_length", "at least {} characters long"),
    "too_long": ("max_length", "at most {} items long"),
    "too_short": ("min_length", "at least {} items long"),
}

_CHOICES = {"literal_error", "enum", "string_pattern_mismatch"}


def in_words(
    errors: Sequence[ErrorDetails],
    model: type[BaseModel],
    *,
    where: str,
    lines: Lines,
    root: Place = (),
) -> AuthorError:
    """The first mistake in full, and the others with their lines."""
    # A mistyped key first: it is why the one it was meant to be is missing.
    sorted_errors = sorted(errors, key=lambda error: error["type"] != "extra_forbidden")
    told = [_told(error, model, lines, root) for error in sorted_errors]
    (line, what, mend), others = told[0], told[1:]
    for number, text, _ in others[:MORE_SHOWN]:
        what += f"\nAlso, line {number}: {text}"
    if len(others) > MORE_SHOWN:
        what += f"\nAnd {len(others) - MORE_SHOWN} more."
    return AuthorError(what, where=f"{where}:{line}", mend=mend)


def syntax_in_words(error: yaml.YAMLError, text: str, where: str) -> AuthorError:
    """A file that is no YAML at all."""
    mark = getattr(error, "problem_mark", None)
    position = getattr(error, "position", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    line = None
    if mark is not None:
        line = mark.line + 1
    elif isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    return AuthorError(
        f"This is not valid YAML: {problem}.",
        where=f"{where}:{line}" if line else where,
        mend=_syntax_mend(problem, text, line),
    )


def _syntax_mend(problem: str, text: str, line: int | None) -> str:
    if "mapping values are not allowed" in problem:
        return 'Put text that holds ": " into quotes.'
    if line and "\t" in "\n".join(text.split("\n")[line - 1 : line + 1]):
        return "Indent with spaces; YAML takes no tabs."
    if "another document" in problem:
        return "Keep one document: remove the line `---` and what follows."
    return "Look at the indentation and the quotes around that line."


def _told(
    error: ErrorDetails, model: type[BaseModel], lines: Lines, root: Place
) -> tuple[int, str, str]:
    place = _place((*root, *error["loc"]), lines)
    line = next(
        (lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), 1
    )
    return (line, *_plainly(error, _key(place), model))


def _place(loc: Place, lines: Lines) -> Place:
    """Where the mistake stands, without the names pydantic puts in between for unions."""
    place: Place = ()
    for number, part in enumerate(loc):
        if (*place, part) in lines or number == len(loc) - 1:
            place = (*place, part)
    return place


def _key(place: Place) -> str:
    """documents[0].title"""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def _plainly(error: ErrorDetails, key: str, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    kind, loc, value = error["type"], error["loc"], error.get("input")
    ctx = error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"Unknown key {key!r}.", instead(
            str(loc[-1]), _valid_keys(model, loc[:-1]), listed="Valid here"
        )
    if kind == "missing":
        return f"The key {key!r} is missing.", f"Add `{loc[-1]}: …`."
    if kind in {"value_error", "assertion_error"}:
        return _refused(str(ctx.get("error", error["msg"])), key, value)
    if value is None or (value == "" and kind == "string_too_short"):
        return f"{key} is empty.", f"Write something after `{key.rpartition('.')[2]}:`."
    if kind in _BOUNDS or kind in _CHOICES:
        return _unfit(kind, key, value, ctx)
    return _wrong_kind(kind, key, value, error["msg"])


def _refused(reason: str, key: str, value: Any) -> tuple[str, str]:
    """What a validator of ours said."""
    reason = reason.rstrip(".")
    if not key:
        return f"{reason[:1].upper()}{reason[1:]}.", "Change the file accordingly."
    return f"{key}: {reason}.", f"You wrote {_short(value)}."


def _unfit(kind: str, key: str, value: Any, ctx: Mapping[str, Any]) -> tuple[str, str]:
    """Of the right kind, but not one of those allowed."""
    if kind in _BOUNDS:
        name, text = _BOUNDS[kind]
        return f"{key} must be {text.format(ctx[name])}.", f"You wrote {_short(value)}."
    if kind == "string_pattern_mismatch":
        mend = f"It must match {ctx['pattern']}."
    else:
        mend = instead(str(value), _options(str(ctx["expected"])), listed="Valid here")
    return f"{key} cannot be {_short(value)}.", mend


def _wrong_kind(kind: str, key: str, value: Any, message: str) -> tuple[str, str]:
    wanted = _MUST_BE.get(kind.partition("_")[0])
    if wanted is None:
        text = message[:1].lower() + message[1:]
        text = text.removeprefix("input ")
        return f"{key} {text}.", f"You wrote {_short(value)}."
    found = next((name for type_, name in _KINDS if isinstance(value, type_)), "")
    if wanted == "text" and not isinstance(value, (list, dict)):
        quoted = json.dumps(value if isinstance(value, str) else str(value).lower())
        return f"{key} must be text, not {found}.", f"Put it into quotes: {quoted}."
    what = f"{key} must be {wanted}" + (f", not {found}." if found not in wanted else ".")
    return what, _HOW.get(wanted, f"You wrote {_short(value)}.")


def _options(expected: str) -> list[str]:
    """'a', 'b' or 'c' → a, b, c"""
    return [option.strip("' ") for option in expected.replace("' or '", "', '").split("', '")]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"


def _valid_keys(model: type[BaseModel], loc: Place) -> list[str]:
    """Names valid at a place in the model, as they are written in the file."""
    found = {
        _written(name, field)
        for at in _models_at(model, loc)
        for name, field in at.model_fields.items()
    }
    return sorted(found)


def _models_at(annotation: Any, loc: Place) -> list[type[BaseModel]]:
    """The models an annotation holds at `loc`: several for a union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            return [annotation]
        for name, field in annotation.model_fields.items():
            if loc[0] in {name, field.alias}:
                return _models_at(field.annotation, loc[1:])
        return _models_at(annotation, loc[1:])  # the name of a union's member
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _models_at(inner[0], loc)
    if origin in {tuple, list, set, frozenset, dict}:
        return _models_at(inner[1 if origin is dict else 0], loc[1:]) if loc and inner else []
    return [model for option in inner for model in _models_at(option, loc)]


def _written(name: str, field: FieldInfo) -> str:
    return field.alias or name
