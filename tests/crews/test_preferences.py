"""`crew preferences` lists what feedback left, and removes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import made
import pytest
import stage
from typer.testing import Result

from crews.crew import Crew
from crews.preferences import note, preferences, standing
from crews.run import Run
from studiocrew.errors import CallerError
from studiocrew.events import Event, Events
from studiocrew.settings import Settings

JUNE = datetime(2027, 6, 3, tzinfo=UTC)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STUDIOCREW_HOME", str(tmp_path))
    return Settings()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), "two posts for my bakery on X", stage.BRAND)


def test_feedback_leaves_one_and_says_so(
    alone: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    told = list[Event]()
    note(alone, "less emoji", "nonna", "p1", JUNE, Events(told.append))
    note(alone, "the logo is too pink", "nonna", "p1", JUNE, Events(told.append))
    assert [event.text.split(":")[0] for event in told] == ["Remembered for this brand"]
    preferences(None, as_json=False)
    assert "You asked for less emoji on 3 June 2027." in capsys.readouterr().out
    preferences(None, as_json=True)
    (row,) = json.loads(capsys.readouterr().out)["preferences"]
    assert row["words"] == "less emoji"
    preferences(row["id"], as_json=False)
    assert "Forgotten: less emoji." in capsys.readouterr().out
    with pytest.raises(CallerError):
        preferences(row["id"], as_json=False)


def test_the_brand_s_next_project_begins_with_it(alone: Settings) -> None:
    note(alone, "less emoji", "nonna", "p1", JUNE, Events())
    (wish,) = standing(alone, "nonna")
    assert (wish.target, wish.text) == ("post", "less emoji")
    assert wish.understood == "You asked for less emoji on 3 June 2027."
    assert standing(alone, "tide") == ()


def test_what_was_asked_of_one_campaign_goes_for_the_next(
    run: Run, settings: Settings, command: Callable[..., Result]
) -> None:
    command("feedback", "oven", "no hashtags please")
    (kept,) = json.loads(command("preferences", "--json").stdout)["preferences"]
    told = list[Event]()
    crew = Crew.load(settings=settings, clock=stage.CLOCK, events=Events(told.append))
    made = crew.run("one post for my bakery on X", stage.BRAND, project="next")
    assert any(event.text.startswith(kept["told"]) for event in told)
    assert [said.understood for said in made.campaign.feedback] == [kept["told"]]
    assert kept["told"] in (made.path / "index.html").read_text(encoding="utf-8")
    assert "Please: no hashtags please" in prompts(made)
    assert "Forgotten: no hashtags" in command("preferences", "--forget", kept["id"]).stdout
    after = crew.run("one post for my bakery on X", stage.BRAND, project="later")
    assert after.campaign.feedback == ()
    assert "Please: no hashtags please" not in prompts(after)


def prompts(run: Run) -> str:
    """All that the project has asked a model."""
    return "\n".join(str(call.messages) for call in run.folder.calls())
