"""The project store: rows, histories, differences, sweeping, and projects of earlier formats."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import made
import pytest
import stage
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from crews.crew import Crew, resume
from crews.differing import differences, word_diff
from crews.history import versions_of
from crews.project import Project
from crews.project_file import FORMAT
from crews.registry import Registry
from crews.run import Run
from crews.standing import every_row
from crews.sweeping import sweep, waste_of
from studiocrew.errors import CallerError, StoreError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer

GOAL = 'two posts for my bakery "Corner Oven" on X'
TRUTH = "Every loaf is kneaded by two sisters before dawn."
OLD = Path(__file__).parents[1] / "fixtures" / "project-1.0"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), GOAL)


def corrected(run: Run) -> Run:
    first = next(a for a in run.campaign.brief.assumptions if "post-1" in a.affects)
    return run.override(first.id, TRUTH)


def test_every_version_says_who_asked_for_it_and_why(run: Run, settings: Settings) -> None:
    corrected(run)
    rows = versions_of(Project.open("oven", settings))
    assert [(row["version"], row["by"], row["kind"]) for row in rows] == [
        (1, "ana", "run"),
        (2, "ana", "override"),
    ]
    assert rows[0]["why"] == GOAL
    assert rows[1]["why"].endswith(TRUTH)
    assert all(row["finished"] for row in rows)
    assert rows[0]["tokens"] > rows[1]["tokens"] > 0


def test_the_row_follows_the_project(run: Run, settings: Settings) -> None:
    (row,) = Registry(settings.home).rows("default")
    assert (row.id, row.brand, row.stage, row.version) == (
        "oven", run.campaign.brand.id, "finished", 1
    )  # fmt: skip
    assert row.tokens == run.campaign.usage.prompt_tokens + run.campaign.usage.completion_tokens
    assert row.posts == len(run.campaign.posts)
    corrected(run)
    assert Registry(settings.home).rows()[0].version == 2
    assert Registry(settings.home).rows("somebody-else") == []
    copied = settings.home / "projects" / "copied"
    shutil.copytree(run.folder.folder, copied)
    told = json.loads((copied / "project.json").read_text("utf-8"))
    (copied / "project.json").write_text(json.dumps({**told, "id": "copied"}), "utf-8")
    assert {row.id for row in every_row(settings.home)[0]} == {"oven", "copied"}
    shutil.rmtree(copied)
    assert {row.id for row in every_row(settings.home)[0]} == {"oven"}


@pytest.mark.parametrize("damage", [b"", b"no database" * 99], ids=["empty", "other"])
def test_a_damaged_list_is_kept_and_told_before_anything_is_spent(
    settings: Settings, server: ScriptedServer, damage: bytes
) -> None:
    path = settings.home / "projects.db"
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    asked = len(server.calls)
    with pytest.raises(StoreError, match="list of projects cannot be used"):
        Crew.load(settings=settings, clock=stage.CLOCK).run(GOAL, project="oven")
    assert path.read_bytes() == damage
    assert len(server.calls) == asked


def test_differences_name_what_changed_and_nothing_else(run: Run) -> None:
    again = corrected(run)
    found = differences(run.campaign, again.campaign)
    touched = next(a for a in run.campaign.brief.assumptions if "post-1" in a.affects).affects
    assert {one.id for one in found.captions} == {t for t in touched if t.startswith("post")}
    assert {one.id for one in found.assets} <= set(touched)
    assert any(one.after == TRUTH for one in found.facts)
    assert len(found.assumptions) == 1
    assert found.dates == ()
    nothing = differences(run.campaign, run.campaign)
    assert not any(nothing.model_dump().values())


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_word_diff_holds_both_texts(old: str, new: str) -> None:
    steps = word_diff(old, new)
    assert "".join(text for sign, text in steps if sign != "+") == old
    assert "".join(text for sign, text in steps if sign != "-") == new


def test_a_changed_price_is_one_word() -> None:
    assert word_diff("It costs £3.20.", "It costs £3.60.") == [
        ("=", "It costs £"), ("-", "3.20"), ("+", "3.60"), ("=", "."),
    ]  # fmt: skip


def test_only_what_no_kept_version_shows_is_swept(run: Run, settings: Settings) -> None:
    again = corrected(run)
    project = again.folder
    shown = {a.sha256 for made in (run, again) for a in made.campaign.assets}
    stray = project.artifacts().put(b"of no version", ".png")
    assert [path.stem for path in waste_of(project).artifacts] == [stray]
    waste = waste_of(project, keep=1)
    newest = {a.sha256 for a in again.campaign.assets}
    assert {path.stem for path in waste.artifacts} == shown - newest | {stray}
    assert [path.name for path in waste.versions] == ["v1"]
    sweep(project, waste)
    assert all(sha in project.artifacts() for sha in newest)
    assert waste_of(project, keep=1).paths == ()
    assert len(resume("oven", settings=settings).campaign.posts) == 2


def test_nothing_is_swept_of_a_version_that_is_not_finished(run: Run) -> None:
    shutil.rmtree(run.path)
    with pytest.raises(CallerError, match="still needed"):
        waste_of(run.folder)


def old_project(name: str, home: Path) -> Path:
    """A project as studiocrew 0.1.0 left it, put together from its text."""
    folder = home / "projects" / name
    shutil.copytree(OLD / name, folder)
    for database in ("calls", "state"):
        with closing(sqlite3.connect(folder / f"{database}.db")) as db:
            db.executescript((folder / f"{database}.sql").read_text("utf-8"))
        (folder / f"{database}.sql").unlink()
    return folder


def test_a_finished_project_of_format_1_0_opens_and_goes_on(
    settings: Settings, server: ScriptedServer
) -> None:
    asked = len(server.calls)
    old_project("finished", settings.home)
    project = Project.open("finished", settings)
    assert project.file.schema_version == FORMAT
    assert [v.kind for v in project.file.versions] == ["run", "override", "feedback"]
    assert project.file.versions[0].why == project.file.goal
    (row,), damaged = every_row(settings.home)
    assert (row.stage, row.version, damaged) == ("finished", 3, [])
    done = resume("finished", settings=settings, clock=stage.CLOCK)
    assert done.campaign == project.campaign()
    assert len(server.calls) == asked  # what was paid for then is not paid for again
    assert len(list(project.calls())) == done.campaign.usage.calls


def test_a_project_of_format_1_0_that_waits_takes_its_answer(
    settings: Settings, server: ScriptedServer
) -> None:
    asked = len(server.calls)
    old_project("waiting", settings.home)
    assert Project.open("waiting", settings).status().waiting == "approval"
    made = resume("waiting", settings=settings, clock=stage.CLOCK, answer="yes").campaign
    assert {post.status for post in made.posts} == {"approved"}
    assert len(server.calls) == asked
    assert Project.open("waiting", settings).file.schema_version == FORMAT


@pytest.mark.parametrize("newer", ["1.99", "2.0", "10.0"])
def test_a_project_of_a_newer_format_is_told_so(settings: Settings, newer: str) -> None:
    folder = old_project("finished", settings.home)
    path = folder / "project.json"
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, "schema_version": newer, "studiocrew": "9.1"}), "utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=rf"newer studiocrew \(9\.1, format {newer}") as caught:
        resume("finished", settings=settings)
    assert "Install that version" in caught.value.mend
    assert path.read_bytes() == before


def test_the_commands_tell_it_all(run: Run, command: Callable[..., Result]) -> None:
    assert "only v1 so far" in command("diff", "oven").stdout
    corrected(run)
    crew = command
    assert json.loads(crew("history", "oven", "--json").stdout)["versions"][1]["by"] == "ana"
    assert "override" in crew("history", "oven").stdout
    shown = crew("diff", "oven", "1", "2").stdout
    assert "sisters" in shown
    assert "captions" in shown
    assert json.loads(crew("diff", "oven", "1", "2", "--json").stdout)["facts"]
    assert crew("diff", "oven").stdout == crew("diff", "oven", "1").stdout == shown
    assert "alike" in crew("diff", "oven", "2", "2").stdout
    assert json.loads(crew("gc", "oven", "--json").stdout)["deleted"] is False
    assert "v2" not in crew("gc", "oven", "--keep", "1", "--yes").stdout
    assert not (run.folder.folder / "campaigns" / "v1").exists()
    (row,) = json.loads(crew("projects", "--json").stdout)["projects"]
    assert (row["project"], row["version"], row["brand_name"]) == ("oven", 2, "Corner Oven")
    assert "Corner Oven" in crew("projects").stdout
