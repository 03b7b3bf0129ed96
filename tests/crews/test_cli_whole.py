"""One project through every command, with the real crew and a scripted model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crews.cli import app
from studiocrew.testing import ScriptedServer

BAKERY = Path(__file__).parents[2] / "examples" / "nonnas-crust"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
        yield server


def crew(*arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done


@pytest.mark.slow
def test_a_project_from_its_goal_to_its_correction(server: ScriptedServer, tmp_path: Path) -> None:
    goal = "make my bakery look trendy"
    options = ("--brand", str(BAKERY), "--project", "bakery")
    ran = json.loads(crew("run", goal, *options, "--out", str(tmp_path / "out"), "--json").stdout)
    assert (tmp_path / "out" / "index.html").is_file()
    assert ran["project"] == "bakery"
    assert ran["posts"]

    asked = len(server.calls)
    again = crew("resume", "bakery", "--quiet")
    assert Path(again.stdout.strip()).is_dir()
    assert len(server.calls) == asked  # finished work is not done again

    told = json.loads(crew("status", "bakery", "--json").stdout)
    assert (told["stage"], told["posts"]) == ("finished", len(ran["posts"]))
    assert "finished" in crew("status", "bakery").stdout
    assert "bakery" in crew("projects").stdout
    listed = json.loads(crew("projects", "--json").stdout)["projects"]
    assert [project["project"] for project in listed] == ["bakery"]

    printed = crew("prompts", "bakery").stdout
    assert "[system]" in printed
    calls = json.loads(crew("prompts", "bakery", "--json").stdout)["calls"]
    assert len(calls) == told["usage"]["calls"]
    assert "sk-canary" not in printed + json.dumps(calls)

    changed = json.loads(crew("feedback", "bakery", "make it warmer", "--json").stdout)
    assert changed["project"] == "bakery"
    taken = crew("run", goal, "--project", "bakery", code=4)
    assert "There is a project bakery already." in taken.stderr


def test_roles_and_recipes_are_listed() -> None:
    assert "copywriter" in crew("roles").stdout
    assert "social-campaign" in crew("recipes").stdout
    roles = json.loads(crew("roles", "--json").stdout)["roles"]
    assert {"strategist", "researcher", "copywriter"} <= {role["id"] for role in roles}
    recipes = json.loads(crew("recipes", "--json").stdout)["recipes"]
    assert "social-campaign" in {recipe["name"] for recipe in recipes}


def test_a_role_of_ones_own_is_listed(tmp_path: Path) -> None:
    card = "role: Baker\ngoal: Bake.\nbackstory: You bake.\n"
    (tmp_path / "baker.yaml").write_text(card, encoding="utf-8")
    assert "baker" in crew("roles", "--roles", str(tmp_path)).stdout


def test_no_projects_yet_says_how_to_start_one() -> None:
    assert "crew run" in crew("projects").stdout
    assert json.loads(crew("projects", "--json").stdout) == {"projects": []}
