"""The sample campaign and its pictures, drawn once."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from studiocrew.contracts import Campaign


def _sample() -> ModuleType:
    # A file beside this one: with importmode=importlib, tests are not on the path.
    file = Path(__file__).with_name("sample_campaign.py")
    spec = importlib.util.spec_from_file_location("sample_campaign", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Campaign, dict[str, Path]]:
    return _sample().sample_campaign(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="session")
def campaign(_made: tuple[Campaign, dict[str, Path]]) -> Campaign:
    return _made[0]


@pytest.fixture(scope="session")
def pictures(_made: tuple[Campaign, dict[str, Path]]) -> dict[str, Path]:
    """Files by sha256."""
    return _made[1]
