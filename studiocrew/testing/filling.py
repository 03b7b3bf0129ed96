"""Valid data for any JSON schema: varied by its seed, the same for the same seed."""

from __future__ import annotations

import random
import re
from typing import Any, cast

Schema = dict[str, Any]

_WORDS = [
    "warm",
    "slow",
    "bright",
    "honest",
    "early",
    "quiet",
    "bold",
    "fresh",
    "simple",
    "gentle",
    "crisp",
    "golden",
    "morning",
    "daily",
    "local",
    "patient",
    "loaf",
    "oven",
    "table",
    "street",
    "corner",
    "season",
    "batch",
    "flour",
    "window",
    "neighbour",
    "recipe",
    "hand",
    "market",
    "rises",
    "opens",
    "waits",
    "shares",
    "bakes",
    "keeps",
    "brings",
    "turns",
    "starts",
    "calls",
    "rests",
    "gathers",
]
_MANY = 3  # items of an array that does not say how many
_PLENTY = 90  # characters of a text that does not say how long


def fill(schema: Schema, seed: int | str = 0) -> Any:
    """A value that meets `schema`, as far as schemas of pydantic models go.

    Known: references, unions, enums, constants, objects, arrays, numbers with bounds, strings
    with lengths, dates, and patterns made of character classes and counts.
    """
    definitions = cast("dict[str, Schema]", schema.get("$defs", {}))
    return _Filling(definitions, random.Random(str(seed))).of(schema, 0)  # noqa: S311


class _Filling:
    def __init__(self, definitions: dict[str, Schema], dice: random.Random) -> None:
        self._definitions = definitions
        self._dice = dice

    def of(self, schema: Schema, depth: int) -> Any:
        if "$ref" in schema:
            return self.of(self._definitions[schema["$ref"].rsplit("/", 1)[-1]], depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._dice.choice(schema["enum"])
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.of(self._choice(schema[union], depth), depth)
        if "allOf" in schema:
            return self.of({k: v for part in schema["allOf"] for k, v in part.items()}, depth)
        kind = schema.get("type", "object")
        kind = kind[0] if isinstance(kind, list) else kind
        return getattr(self, f"_{kind}")(schema, depth)

    def _choice(self, options: list[Schema], depth: int) -> Schema:
        solid = [option for option in options if option.get("type") != "null"]
        return self._dice.choice(solid if depth < 6 and solid else options[-1:])

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        properties = cast("dict[str, Schema]", schema.get("properties", {}))
        required = schema.get("required", [])
        wanted = {k: v for k, v in properties.items() if depth < 6 or k in required}
        return {name: self.of(part, depth + 1) for name, part in wanted.items()}

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self.of(part, depth + 1) for part in schema["prefixItems"]]
        least, most = schema.get("minItems", 0), schema.get("maxItems", 1000)
        count = max(least, min(_MANY if depth < 6 else 0, most))
        items = schema.get("items", {"type": "string"})
        made: list[Any] = []
        for _ in range(count * 20):
            if len(made) == count:
                break
            item = self.of(items, depth + 1)
            if not schema.get("uniqueItems") or item not in made:
                made.append(item)
        return made

    def _integer(self, schema: Schema, depth: int) -> int:
        low = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 101) - 1)
        step = schema.get("multipleOf", 1)
        return self._dice.randint(-(-int(low) // step), int(high) // step) * step

    def _number(self, schema: Schema, depth: int) -> float:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0.0))
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 1.0))
        return round(low + (high - low) * self._dice.uniform(0.05, 0.95), 6)

    def _boolean(self, schema: Schema, depth: int) -> bool:
        return self._dice.random() < 0.5

    def _null(self, schema: Schema, depth: int) -> None:
        return None

    def _string(self, schema: Schema, depth: int) -> str:
        if "pattern" in schema:
            return _matching(schema["pattern"], self._dice)
        if schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        least, most = schema.get("minLength", 1), schema.get("maxLength", _PLENTY)
        return self._sentence(least, max(least, min(most, max(_PLENTY, least))))

    def _sentence(self, least: int, most: int) -> str:
        """Words up to a length between the two, begun with a capital and ended with a full stop."""
        goal = self._dice.randint(max(least, min(most, 12)), most)
        text = self._dice.choice(_WORDS).capitalize()
        while len(text) + 1 < goal:
            text += f" {self._dice.choice(_WORDS)}"
        text = text[:most].rstrip()
        if len(text) < most:
            text += "."
        return text.ljust(least, "e")


_FORMATS = {
    "date": "2031-05-06",
    "time": "09:30:00Z",
    "date-time": "2031-05-06T09:30:00Z",
    "uuid": "6f1c2b1e-9d0a-4c58-8f2b-3a7d5e9c1b20",
    "email": "hello@example.org",
    "uri": "https://example.org/",
}
_PIECE = re.compile(r"(\[[^\]]+\]|\\.|\.|[^\\\[\](){}*+?.^$|])(\{(\d+)(,(\d*))?\}|[*+?])?")


def _matching(pattern: str, dice: random.Random) -> str:
    """A string for a simple pattern: classes, escapes and counts, one after another."""
    body = pattern.removeprefix("^").removesuffix("$")
    body = re.sub(r"\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)", r"\1", body)
    out: list[str] = []
    for atom, count, low, _, high in _PIECE.findall(body):
        out.append("".join(dice.choice(_members(atom)) for _ in range(_times(count, low, high))))
    return "".join(out)


def _times(count: str, low: str, high: str) -> int:
    if not count:
        return 1
    if low:
        return min(int(high or int(low) + 4), max(int(low), 6)) if "," in count else int(low)
    return {"*": 3, "+": 5, "?": 1}[count]


def _members(atom: str) -> str:
    """Characters that the atom matches."""
    matcher = re.compile(atom)
    printable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.#@/:, '!"
    found = "".join(character for character in printable if matcher.fullmatch(character))
    return found or atom[-1]
