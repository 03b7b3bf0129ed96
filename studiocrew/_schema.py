"""JSON schemas as endpoints accept them: flat, strict, and without what they cannot enforce.

What is dropped here is dropped from the wire only. Every answer is validated against the full
pydantic model afterwards, since no endpoint enforces all of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

Schema = dict[str, Any]

_KEPT_FORMATS = {"date", "time", "date-time", "uuid"}
_NOISE = {"title", "default", "examples", "discriminator", "$defs", "deprecated"}
_MAX_REPEAT = 1000  # llama.cpp refuses a grammar that repeats much further
_HOSTED_UNKNOWN = {"minLength", "maxLength", "uniqueItems"}  # OpenAI's strict mode refuses them


@lru_cache(maxsize=256)
def full_schema(model: type[BaseModel]) -> Schema:
    """The schema of `model` as pydantic sees it. Kept: making one costs more than a short call."""
    return model.model_json_schema()


@lru_cache(maxsize=256)
def wire_schema(model: type[BaseModel], *, hosted: bool = False) -> Schema:
    """The schema of `model` to send: references inlined, every field required, no others allowed.

    Fields keep their order, which is the order a model writes them in.
    """
    full = full_schema(model)
    definitions = cast("dict[str, Schema]", full.get("$defs", {}))
    return cast(Schema, _Flattened(definitions, hosted).of(full, ()))


class _Flattened:
    def __init__(self, definitions: dict[str, Schema], hosted: bool) -> None:
        self._definitions = definitions
        self._hosted = hosted

    def of(self, node: Any, path: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            return [self.of(item, path) for item in cast("list[Any]", node)]
        if not isinstance(node, dict):
            return node
        schema = cast(Schema, node)
        if "$ref" in schema:
            return self._resolved(schema, path)
        out = {key: self._value(key, value, path) for key, value in schema.items()}
        out = {key: value for key, value in out.items() if self._kept(key, value)}
        if "properties" in out:
            out["required"] = list(out["properties"])
            out["additionalProperties"] = False
        return out

    def _value(self, key: str, value: Any, path: tuple[str, ...]) -> Any:
        if key in {"properties", "patternProperties"}:
            return {name: self.of(item, path) for name, item in value.items()}
        if key in {"enum", "const", "required"}:
            return value
        return self.of(value, path)

    def _resolved(self, schema: Schema, path: tuple[str, ...]) -> Schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        if name in path:  # a type that holds itself cannot be inlined; let it hold anything
            return {"type": "object"}
        target = self.of(self._definitions[name], (*path, name))
        beside = {key: value for key, value in schema.items() if key == "description"}
        return {**target, **beside}

    def _kept(self, key: str, value: Any) -> bool:
        if key in _NOISE or (self._hosted and key in _HOSTED_UNKNOWN):
            return False
        if key == "format":
            return value in _KEPT_FORMATS
        if key == "pattern":  # a look-around is silently not enforced, or refused
            return "(?" not in str(value)
        if key in {"maxLength", "maxItems", "minLength", "minItems"}:
            return int(value) <= _MAX_REPEAT
        return True
