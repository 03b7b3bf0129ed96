"""The `crew` command: what it prints, where, and with which exit code. The facade is a fake."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crews.cli import app
from crews.exits import INTERRUPTED, OUR_FAULT
from studiocrew.contracts import BrandKit, Brief, Campaign, Check, Plan, Post, Provenance, Usage
from studiocrew.errors import (
    AuthorError,
    BudgetExceeded,
    CallerError,
    MalformedAnswer,
    OperatorError,
    ProjectBusy,
    StudiocrewError,
)
from studiocrew.events import Events

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def campaign(caption: str = "Gone by ten.") -> Campaign:
    """A small finished campaign."""
    return Campaign(
        goal="make my bakery look trendy",
        brand=BrandKit(id="nonnas-crust", name="Nonna's Crust"),
        brief=Brief(goal="make my bakery look trendy", brand_name="Nonna's Crust"),
        plan=Plan(theme="Gone by ten", tasks=()),
        posts=tuple(
            Post(id=f"post-{n}", platform="instagram", caption=f"{caption} {n}", scheduled_at=NOON)
            for n in range(4)
        ),
        checks=(
            Check(item="length", target_id="post-0", kind="code", passed=True, evidence="12"),
            Check(item="facts", target_id="post-1", kind="code", passed=False, evidence="a price"),
        ),
        usage=Usage(calls=31, prompt_tokens=8000, completion_tokens=432, replayed=12),
        provenance=Provenance(
            studiocrew="0.1.0",
            recipe="social-campaign",
            recipe_sha256="0" * 64,
            model="scripted",
            project="bakery-1",
            created_at=NOON,
        ),
    )


@dataclass
class FakeRun:
    campaign: Campaign
    path: Path = Path("in-the-project")
    project: str = "bakery-1"
    goes_on: bool = False

    def save(self, out: str | Path) -> Path:
        return Path(out)

    async def afeedback(self, text: str) -> FakeRun:
        return FakeRun(campaign(text))


class FakeFacade:
    """Stands in for `crews.crew`: remembers how it was called, and does what `does` says."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.does: Callable[[Events], None] = lambda events: None

    def load(self, recipe: str, *, events: Events, **named: Any) -> FakeFacade:
        self.calls.append({"recipe": recipe, **named})
        self.events = events
        return self

    async def arun(self, goal: str, brand: Path | None, **named: Any) -> FakeRun:
        self.calls.append({"goal": goal, "brand": brand, **named})
        self.does(self.events)
        if approve := named.get("approve"):
            self.calls.append({"approved": await asyncio.to_thread(approve, campaign().posts)})
        return FakeRun(campaign())

    async def aresume(self, project: str, *, events: Events, **named: Any) -> FakeRun:
        self.calls.append({"project": project, **named})
        self.does(events)
        return FakeRun(campaign())


@pytest.fixture
def facade(monkeypatch: pytest.MonkeyPatch) -> FakeFacade:
    fake = FakeFacade()
    module = ModuleType("crews.crew")
    module.__dict__.update(Crew=fake, aresume=fake.aresume, new_id=lambda goal: "bakery-1")
    monkeypatch.setitem(sys.modules, "crews.crew", module)
    return fake


def crew(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def failing(error: BaseException) -> Callable[[Events], None]:
    def fail(events: Events) -> None:
        events.emit("stage_started", text="intake")
        raise error

    return fail


def test_a_run_ends_with_project_captions_and_the_page_to_open(facade: FakeFacade) -> None:
    done = crew("run", "make my bakery look trendy", "--out", "out")
    assert done.exit_code == 0
    assert "bakery-1" in done.stdout
    assert done.stdout.count("Gone by ten. ") == 3  # captions in panels
    assert "open out/index.html" in done.stdout
    assert "1 of 2 checks passed" in done.stdout
    assert "12 replayed at no cost" in " ".join(done.stdout.split())


def test_options_reach_the_facade(facade: FakeFacade, tmp_path: Path) -> None:
    crew(
        *("run", "a goal", "--recipe", "launch", "--brand", "b", "--budget-tokens", "500"),
        *("--project", "mine", "--allow-tools", "--roles", str(tmp_path)),
    )
    loaded, ran = facade.calls
    assert loaded == {"recipe": "launch", "allow_tools": True, "roles": tmp_path}
    assert ran == {
        "goal": "a goal",
        "brand": Path("b"),
        "project": "mine",
        "budget_tokens": 500,
        "approve": None,
        "identity": None,
    }


def test_json_is_one_object_and_nothing_else(facade: FakeFacade) -> None:
    facade.does = lambda events: events.emit("warning", text="Memory is degraded")
    done = crew("run", "a goal", "--json", "--out", "out")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert told["project"] == "bakery-1"
    assert told["out"] == "out"
    assert len(told["posts"]) == 4
    assert told["checks"] == {"passed": 1, "failed": 1, "warned": 0}
    assert told["usage"]["calls"] == 31


def test_quiet_prints_only_where_the_result_is(facade: FakeFacade) -> None:
    done = crew("run", "a goal", "--quiet")
    assert (done.stdout, done.stderr) == ("in-the-project\n", "")


def test_progress_goes_to_stderr(facade: FakeFacade) -> None:
    facade.does = lambda events: events.emit("stage_started", text="intake")
    done = crew("run", "a goal")
    assert "reading" in done.stderr
    assert "reading" not in done.stdout


@pytest.mark.parametrize(
    "error",
    [
        AuthorError("the recipe is wrong", where="recipe.yaml:3", mend="write `posts`"),
        OperatorError("no disk", where="/", mend="free some"),
        CallerError("bad call", where="goal", mend="another"),
        ProjectBusy("busy", where="bakery-1", mend="wait"),
        BudgetExceeded("too dear", where="call 9", mend="raise it"),
        MalformedAnswer("no JSON", where="strategist", mend="another model"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("grouped", [False, True])
def test_each_error_is_three_lines_and_its_own_code(
    facade: FakeFacade, error: StudiocrewError, grouped: bool
) -> None:
    facade.does = failing(ExceptionGroup("tasks", [error]) if grouped else error)
    done = crew("run", "a goal")
    assert done.exit_code == error.exit_code
    lines = done.stderr.splitlines()[-3:]
    assert lines == [error.what, f"Where: {error.where}", f"Mend: {error.mend}"]
    assert done.stdout == ""


def test_an_error_in_json_is_one_object_too(facade: FakeFacade) -> None:
    facade.does = failing(BudgetExceeded("too dear", where="call 9", mend="raise it"))
    done = crew("run", "a goal", "--json")
    assert done.exit_code == 6
    assert json.loads(done.stdout)["error"] == {
        "type": "BudgetExceeded",
        "what": "too dear",
        "where": "call 9",
        "mend": "raise it",
        "exit_code": 6,
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_our_own_fault_is_one_line_and_a_saved_traceback(
    facade: FakeFacade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    facade.does = failing(ValueError("surprise sk-canary-0123456789"))
    done = crew("run", "a goal", *(["--json"] if as_json else []))
    assert done.exit_code == OUR_FAULT
    assert "Traceback" not in done.output
    (report,) = (tmp_path / "home" / "crashes").iterdir()
    assert str(report) in (json.loads(done.stdout)["error"]["where"] if as_json else done.stderr)
    text = report.read_text(encoding="utf-8")
    assert "surprise [secret]" in text
    assert "sk-canary" not in text + done.output


def test_a_home_that_cannot_be_written_still_saves_the_crash(
    facade: FakeFacade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("STUDIOCREW_HOME", str(tmp_path / "file" / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    facade.does = failing(ValueError("surprise"))
    assert crew("run", "a goal").exit_code == OUR_FAULT
    assert len(list((tmp_path / "studiocrew-crashes").iterdir())) == 1


def test_ctrl_c_says_how_to_go_on(facade: FakeFacade) -> None:
    facade.does = failing(KeyboardInterrupt())
    done = crew("run", "a goal")
    assert done.exit_code == INTERRUPTED
    assert done.stderr.endswith("Stopped. Nothing is lost: crew resume bakery-1\n")


def test_ctrl_c_in_json_is_one_object(facade: FakeFacade) -> None:
    facade.does = failing(KeyboardInterrupt())
    done = crew("resume", "bakery-9", "--json")
    assert done.exit_code == INTERRUPTED
    assert json.loads(done.stdout)["error"]["project"] == "bakery-9"


@pytest.mark.parametrize(
    ("goal", "what"),
    [
        ("", "The goal is empty."),
        (" \n\t", "The goal is empty."),
        ("x" * 20_001, "The goal has 20,001 characters; 20,000 are allowed."),
        ("x" * 100_000, "The goal has 100,000 characters; 20,000 are allowed."),
        ("caf\udce9", "The goal is not valid text"),
    ],
    ids=["empty", "blank", "one too many", "100 kB", "not UTF-8"],
)
def test_a_goal_nothing_can_be_made_of_is_refused(goal: str, what: str, tmp_path: Path) -> None:
    done = crew("run", goal)
    assert done.exit_code == CallerError.exit_code
    assert what in done.stderr
    assert "Mend: " in done.stderr
    assert not (tmp_path / "home" / "projects").exists()


def test_an_unknown_recipe_is_refused_with_the_nearest() -> None:
    done = crew("run", "a goal", "--recipe", "social-campain")
    assert done.exit_code == AuthorError.exit_code
    assert "Did you mean 'social-campaign'?" in done.stderr


@pytest.mark.parametrize("command", ["resume", "status", "prompts", "feedback"])
def test_an_unknown_project_is_refused(command: str) -> None:
    done = crew(command, "no", *(["warmer"] if command == "feedback" else []))
    assert done.exit_code == CallerError.exit_code
    assert "There is no project no." in done.stderr


def test_a_goal_may_be_in_any_language(facade: FakeFacade) -> None:
    assert crew("run", "让我的面包店更时髦 🥐\nplease").exit_code == 0


def test_resume_passes_the_answer_on(facade: FakeFacade) -> None:
    assert crew("resume", "bakery-1", "--answer", "yes", "--budget-tokens", "9").exit_code == 0
    assert facade.calls == [{"project": "bakery-1", "answer": "yes", "budget_tokens": 9}]


def test_feedback_changes_the_finished_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async def finished_run(project: str, events: Events) -> FakeRun:
        return FakeRun(campaign())

    monkeypatch.setattr("crews.listing.finished_run", finished_run)
    done = crew("feedback", "bakery-1", "Warmer!", "--json")
    assert json.loads(done.stdout)["posts"][0]["caption"] == "Warmer! 0"


@pytest.mark.parametrize(("typed", "approved"), [("y\n", True), ("n\n", False)])
def test_approval_is_asked_for(facade: FakeFacade, typed: str, approved: bool) -> None:
    done = crew("run", "a goal", "--approve", answer=typed)
    assert facade.calls[-1] == {"approved": approved}
    assert "Schedule these posts?" in done.stderr


@pytest.mark.parametrize("wrong", [["run"], ["fly"], ["run", "a", "--budget-tokens", "0"]])
def test_a_wrong_command_line_is_explained(wrong: list[str]) -> None:
    done = crew(*wrong)
    assert done.exit_code == 2
    assert "Usage: crew" in done.stderr


def test_help_names_every_command() -> None:
    done = crew("--help")
    names = "run resume feedback status projects prompts roles recipes doctor version"
    assert all(name in done.stdout for name in names.split())
    assert crew("-h").stdout == done.stdout


def test_version() -> None:
    assert crew("version").stdout == "studiocrew 0.1.0\n"
    assert json.loads(crew("version", "--json").stdout) == {"studiocrew": "0.1.0"}
