"""Projects: ids, locks, logs, and files that were damaged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crews.answers import decision
from crews.crew import Crew, new_id, resume
from crews.project import Project
from crews.project_file import ProjectFile, Version, check_id
from crews.recipe import find_recipe
from crews.standing import every_row
from studiocrew.clock import SystemClock
from studiocrew.contracts import BrandKit
from studiocrew.errors import AuthorError, CallerError, ProjectBusy, StoreError
from studiocrew.events import Event
from studiocrew.settings import Settings


def file(project: str = "bakery", goal: str = "trendy") -> ProjectFile:
    now = SystemClock().now()
    found = find_recipe("social-campaign")
    return ProjectFile(
        id=project, tenant="default", goal=goal, recipe=found.recipe, recipe_sha256=found.sha256,
        roles={}, kit=BrandKit(id="brand", name="Oven"), created_at=now, seed=1,
        versions=(Version(number=1, at=now),),
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)  # pyright: ignore[reportCallIssue]


def test_a_project_reads_back_as_it_was_written(settings: Settings) -> None:
    made = Project.create(settings, file())
    assert Project.open("bakery", settings).file == made.file


def test_of_many_that_start_at_once_one_wins(settings: Settings) -> None:
    def create(n: int) -> str:
        try:
            Project.create(settings, file(goal=f"goal {n}"))
        except CallerError as error:  # also ProjectBusy: the other is at it this moment
            return type(error).__name__
        return f"goal {n}"

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(create, range(24)))
    won = [one for one in said if one.startswith("goal")]
    assert len(won) == 1
    assert Project.open("bakery", settings).file.goal == won[0]
    assert set(said) - set(won) <= {"CallerError", "ProjectBusy"}


@pytest.mark.parametrize("bad", ["my project", "../out", "", ".hidden", "a" * 65, "a/b"])
def test_an_id_that_is_no_name_is_refused(settings: Settings, bad: str) -> None:
    with pytest.raises(CallerError, match="cannot be the id"):
        check_id(bad)
    if bad:
        with pytest.raises(CallerError, match="cannot be the id"):
            Crew.load(settings=settings).run("trendy", project=bad)
    assert not list(settings.home.glob("projects/*"))


def test_an_unknown_id_and_one_that_leads_outside_are_told(settings: Settings) -> None:
    with pytest.raises(CallerError, match="no project"):
        resume("nowhere", settings=settings)
    with pytest.raises(AuthorError):
        resume("../../etc", settings=settings)


def test_a_damaged_project_file_is_kept(settings: Settings) -> None:
    path = Project.create(settings, file()).folder / "project.json"
    path.write_bytes(path.read_bytes()[:-40])
    before = path.read_bytes()
    with pytest.raises(StoreError, match="cannot be read") as caught:
        resume("bakery", settings=settings)
    assert str(path) in caught.value.where
    assert path.read_bytes() == before


def test_one_damaged_project_hides_no_other(settings: Settings) -> None:
    Project.create(settings, file("whole"))
    path = Project.create(settings, file("broken")).folder / "project.json"
    path.write_bytes(b"{")
    rows, damaged = every_row(settings.home)
    assert [row.id for row in rows] == ["whole"]
    assert [error.where for error in damaged] == [str(path)]


def test_a_lock_admits_one_and_is_let_go_of(settings: Settings) -> None:
    one = Project.create(settings, file())
    other = Project.open("bakery", settings)
    with one.locked(), pytest.raises(ProjectBusy) as caught, other.locked():
        pass
    assert caught.value.exit_code == 5
    with other.locked():
        pass


def test_the_log_survives_a_line_cut_short_and_a_folder_that_is_gone(settings: Settings) -> None:
    made = Project.create(settings, file())
    made.note(Event("stage_started", text="intake"))
    with (made.folder / "events.jsonl").open("a") as log:
        log.write('{"version": 1, "kind": "stage_st')
    assert made.status().stage == "intake"
    made.folder = settings.home / "gone"
    made.note(Event("stage_started", text="gaps"))  # listeners must not raise


@pytest.mark.parametrize(
    ("answer", "decided"),
    [
        ("yes", ("approved", "")),
        ("Yes, all of them", ("approved", "all of them")),
        ("no, because it shouts", ("rejected", "because it shouts")),
        ("later", ("rejected", "")),
    ],
)
def test_an_answer_is_read(answer: str, decided: tuple[str, str]) -> None:
    read = decision(answer)
    assert (read["decision"], read["note"]) == decided


def test_ids_can_be_said_and_are_valid() -> None:
    for goal in ("make my bakery look trendy", "日本語だけ", "!!!", "a b c", "x" * 500):
        assert check_id(new_id(goal))


def test_a_check_nobody_knows_is_refused_before_the_run(tmp_path: Path) -> None:
    shipped = find_recipe("social-campaign").folder / "social-campaign.yaml"
    mine = tmp_path / "mine.yaml"
    mine.write_text(shipped.read_text(encoding="utf-8").replace("within_limits", "within_limit"))
    with pytest.raises(AuthorError, match="unknown code check: within_limit") as caught:
        find_recipe(mine)
    assert "Did you mean 'within_limits'?" in caught.value.mend
