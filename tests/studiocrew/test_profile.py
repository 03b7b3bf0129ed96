"""How much a model is asked for at once."""

from __future__ import annotations

import pytest

from studiocrew.profile import profile_for


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("Qwen2.5-Coder-1.5B-Instruct-Q4_K_M", "small"),
        ("llama3.2:3b", "small"),
        ("qwen3:8b", "small"),
        ("SmolLM2-135M-Instruct.Q4_1", "small"),
        ("tinyllama", "small"),
        ("qwen2.5:14b-instruct", "large"),
        ("Qwen3-30B-A3B", "large"),
        ("gpt-4.1-mini", "large"),
        ("claude-opus-4-1", "large"),
        ("", "large"),
    ],
)
def test_the_size_in_a_name_decides(model: str, name: str) -> None:
    assert profile_for(model, "auto").name == name


def test_the_setting_wins() -> None:
    assert profile_for("gpt-4.1", "small").slots_per_call == "one"
    assert profile_for("llama3.2:3b", "large").slots_per_call == "all"
