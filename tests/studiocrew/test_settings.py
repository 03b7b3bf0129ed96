"""What the environment may say, and which model follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studiocrew.errors import OperatorError
from studiocrew.settings import DEFAULT_EMBEDDED_MODEL, DEFAULT_HOSTED_MODEL, Settings


def test_the_home_folder_is_not_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIOCREW_HOME")
    monkeypatch.setenv("HOME", "/somewhere/else")
    assert Settings().home.name == "studiocrew"


def test_variables_are_read_and_unknown_ones_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREW_FALLBACK_MODELS", "a, b,, c ")
    monkeypatch.setenv("CREW_MODEL_PATH", "~/model.gguf")
    monkeypatch.setenv("CREW_SOMETHING_NEW", "1")
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    settings = Settings()
    assert settings.crew_fallback_models == ("a", "b", "c")
    assert settings.model_path == Path.home() / "model.gguf"
    assert settings.openai_base_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CREW_PROFILE", "huge"),
        ("CREW_MAX_CONCURRENCY", "many"),
        ("CREW_MAX_CONCURRENCY", "0"),
        ("OPENAI_BASE_URL", "localhost:11434"),
        ("OPENAI_BASE_URL", "file:///etc/passwd"),
        ("CREW_REQUEST_TIMEOUT_S", "-1"),
        ("CREW_TENANT", "../other"),
    ],
)
def test_a_bad_value_names_its_variable_and_not_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError, match=name) as caught:
        Settings()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("values", "kind", "model"),
    [
        ({}, "embedded", DEFAULT_EMBEDDED_MODEL),
        ({"model_path": "/m/My-7B.gguf"}, "embedded", "My-7B"),
        ({"openai_api_key": "k"}, "hosted", DEFAULT_HOSTED_MODEL),
        ({"openai_api_key": "k", "crew_model": "gpt-x"}, "hosted", "gpt-x"),
        ({"openai_base_url": "http://localhost:11434/v1"}, "compatible", ""),
        ({"openai_base_url": "http://h/v1", "crew_model": "q"}, "compatible", "q"),
        ({"openai_api_key": "k", "crew_model": "embedded"}, "embedded", DEFAULT_EMBEDDED_MODEL),
        ({"crew_model": "hf:Qwen/Qwen2.5-7B-GGUF/q4.gguf"}, "embedded", "q4"),
    ],
)
def test_the_model_follows_from_what_is_set(values: dict[str, Any], kind: str, model: str) -> None:
    endpoint = Settings(**values).endpoint()
    assert (endpoint.kind, endpoint.model) == (kind, model)


def test_a_hosted_model_without_a_key_is_said_and_not_ignored() -> None:
    with pytest.raises(OperatorError, match="OPENAI_API_KEY"):
        Settings(crew_model="gpt-4.1").endpoint()


def test_no_secret_in_what_can_be_shown() -> None:
    settings = Settings(
        openai_api_key="sk-canary-0123456789",
        qdrant_api_key="qd-canary-0123456789",
        openai_base_url="https://user:pass-canary-01@models.example/v1",
    )
    shown = repr(settings) + str(settings.endpoint()) + repr(settings.endpoint())
    assert "canary" not in shown
    assert len(settings.secrets()) == 3


def test_a_placeholder_for_a_key_is_no_secret() -> None:
    assert Settings(openai_api_key="ollama").secrets() == ()


def test_only_this_machine_is_local() -> None:
    assert Settings(openai_base_url="http://127.0.0.1:8000/v1").endpoint().local
    assert not Settings(openai_base_url="http://127.0.0.1.example.com/v1").endpoint().local
