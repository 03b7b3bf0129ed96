"""From what a model wrote to the data it was asked for, or a plain sentence on what is wrong."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

_THINKING = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>\s*", re.DOTALL)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_SHOWN_ERRORS = 5

M = TypeVar("M", bound=BaseModel)


class Unusable(Exception):
    """The text is not the data asked for. The message can be shown to the model."""


def spoken(text: str) -> str:
    """`text` without the reasoning that some models put before their answer."""
    return _THINKING.sub("", text).strip()


def parse(text: str, schema: type[M]) -> tuple[Any, M]:
    """The JSON value in `text`, and the data it makes. Raises `Unusable` if it makes none."""
    value = read_json(text)
    try:
        # As JSON and not as Python, so that the answer is judged the same when it is replayed.
        return value, schema.model_validate_json(json.dumps(value))
    except ValidationError as err:
        raise Unusable(_plainly(err)) from None


def read_json(text: str) -> Any:
    """The JSON value in `text`, forgiving what models commonly get wrong around and in it."""
    fenced = _FENCE.search(text)
    for candidate in (text, fenced.group(1) if fenced else ""):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    from json_repair import repair_json

    value = repair_json(fenced.group(1) if fenced else text, return_objects=True)
    if value == "":
        raise Unusable("There is no JSON in the answer.")
    return value


def _plainly(err: ValidationError) -> str:
    errors = err.errors(include_url=False, include_context=False, include_input=False)
    lines = [
        f"- {'.'.join(str(part) for part in error['loc']) or 'the whole'}: {error['msg']}"
        for error in errors[:_SHOWN_ERRORS]
    ]
    return "\n".join(lines)
