"""Schemas as they go over the wire."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from studiocrew._schema import wire_schema
from studiocrew.contracts import Brief, CardCopy, Identity, Plan, Post
from studiocrew.testing import fill


class Mood(Enum):
    WARM = "warm"
    CRISP = "crisp"


class Idea(BaseModel):
    title: str = Field(min_length=3, max_length=60, description="A title.")
    mood: Mood = Mood.WARM
    day: str = Field(pattern=r"^\d{4}-\d{2}$")


class Campaign(BaseModel):
    ideas: list[Idea] = Field(min_length=1, max_length=4)
    best: Idea | None = Field(default=None, description="The best one.")
    kind: Literal["post", "story"] = "post"
    text: str = Field(max_length=9999)


class Tree(BaseModel):
    name: str
    children: list[Tree]


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    below = [found for item in node.values() for found in _objects(item)]
    return [node, *below] if "properties" in node else below


def test_references_are_inlined_and_every_field_is_required() -> None:
    schema = wire_schema(Campaign)
    assert "$ref" not in str(schema)
    assert "$defs" not in str(schema)
    assert len(_objects(schema)) == 3
    for part in _objects(schema):
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False


def test_what_helps_a_model_stays() -> None:
    idea = wire_schema(Campaign)["properties"]["ideas"]["items"]["properties"]
    assert idea["title"] == {
        "type": "string",
        "minLength": 3,
        "maxLength": 60,
        "description": "A title.",
    }
    assert idea["mood"]["enum"] == ["warm", "crisp"]
    assert idea["day"]["pattern"] == r"^\d{4}-\d{2}$"


def test_what_endpoints_refuse_goes() -> None:
    assert "maxLength" not in wire_schema(Campaign)["properties"]["text"]
    assert "Length" not in str(wire_schema(Campaign, hosted=True))
    assert "default" not in str(wire_schema(Campaign))


def test_fields_may_be_named_like_keywords() -> None:
    class Odd(BaseModel):
        title: str
        default: str
        pattern: str

    assert wire_schema(Odd)["required"] == ["title", "default", "pattern"]


def test_a_type_that_holds_itself_ends_somewhere() -> None:
    assert wire_schema(Tree)["properties"]["children"]["items"] == {"type": "object"}


@pytest.mark.parametrize("model", [Campaign, Idea, Brief, CardCopy, Identity, Plan, Post])
@given(seed=st.integers(0, 10**6))
def test_filled_schemas_are_valid_data(model: type[BaseModel], seed: int) -> None:
    for schema in (model.model_json_schema(), wire_schema(model)):
        value = fill(schema, seed)
        jsonschema.validate(value, schema)
        model.model_validate(value)


def test_filling_varies_with_the_seed_and_only_with_it() -> None:
    schema = wire_schema(Idea)
    assert fill(schema, 1) == fill(schema, 1)
    assert len({fill(schema, seed)["title"] for seed in range(20)}) > 15
