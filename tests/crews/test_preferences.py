"""`crew preferences` lists what feedback left, and removes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crews.preferences import note, preferences, standing
from studiocrew.errors import CallerError
from studiocrew.events import Event, Events
from studiocrew.settings import Settings

JUNE = datetime(2027, 6, 3, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STUDIOCREW_HOME", str(tmp_path))
    return Settings()


def test_feedback_leaves_one_and_says_so(
    home: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    told = list[Event]()
    note(home, "less emoji", "nonna", "p1", JUNE, Events(told.append))
    note(home, "the logo is too pink", "nonna", "p1", JUNE, Events(told.append))
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


def test_the_brand_s_next_project_begins_with_it(home: Settings) -> None:
    note(home, "less emoji", "nonna", "p1", JUNE, Events())
    (wish,) = standing(home, "nonna")
    assert (wish.target, wish.text) == ("post", "less emoji")
    assert wish.understood == "You asked for less emoji on 3 June 2027."
    assert standing(home, "tide") == ()
