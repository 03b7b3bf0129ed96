"""CrewAI's agents.yaml and tasks.yaml, read as they stand."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.crewai_files import WITHOUT_EFFECT, CrewFiles, load_crew_files
from studiocrew.errors import AuthorError

EXAMPLE = Path(__file__).parents[2] / "examples" / "crewai-pair"

AGENT = "  role: R\n  goal: G\n  backstory: B\n"
TASK = "  description: D\n  expected_output: E\n  agent: {agent}\n"


def pair(folder: Path, tasks: str, agents: str = f"writer:\n{AGENT}editor:\n{AGENT}") -> Path:
    (folder / "agents.yaml").write_text(agents, encoding="utf-8")
    (folder / "tasks.yaml").write_text(tasks, encoding="utf-8")
    return folder


def task(name: str, agent: str = "writer", more: str = "") -> str:
    return f"{name}:\n{TASK.format(agent=agent)}{more}"


def inputs(crew: CrewFiles) -> dict[str, tuple[str, ...]]:
    return {task.id: task.inputs for task in crew.tasks}


def test_a_pair_as_crewai_writes_it(caplog: pytest.LogCaptureFixture) -> None:
    crew = load_crew_files(EXAMPLE, placeholders=["topic", "current_year"])
    assert list(crew.cards) == ["researcher", "writer"]
    assert inputs(crew) == {"research_task": (), "newsletter_task": ("research_task",)}
    assert crew.tasks[0].role == "researcher"
    assert "newsletter_task.output_file has no effect" in caplog.text


def test_without_context_a_task_gets_all_that_was_made_before_as_in_crewai(tmp_path: Path) -> None:
    crew = load_crew_files(
        pair(tmp_path, task("a") + task("b") + task("c", more="  context: []\n"))
    )
    assert inputs(crew) == {"a": (), "b": ("a",), "c": ()}


def test_a_task_comes_after_its_context(tmp_path: Path) -> None:
    late = task("late", more="  context: [early]\n")
    early = task("early", more="  context: []\n")
    assert list(inputs(load_crew_files(pair(tmp_path, late + early)))) == ["early", "late"]


@given(st.permutations(range(6)), st.data())
def test_any_order_works_out_and_keeps_the_files_own_where_it_can(
    tmp_path_factory: pytest.TempPathFactory, ranks: list[int], data: st.DataObject
) -> None:
    wanted = {
        number: data.draw(
            st.sets(st.sampled_from([o for o in ranks if o < number]) if number else st.nothing())
        )
        for number in ranks
    }
    text = "".join(
        task(f"t{number}", more=f"  context: [{', '.join(f't{o}' for o in sorted(needs))}]\n")
        for number, needs in wanted.items()
    )
    crew = load_crew_files(pair(tmp_path_factory.mktemp("pair"), text))
    seen: list[str] = []
    for done in crew.tasks:
        assert set(done.inputs) <= set(seen)
        seen.append(done.id)
    assert len(seen) == 6
    if not any(wanted.values()):
        assert seen == [f"t{number}" for number in ranks]


@pytest.mark.parametrize(
    ("tasks", "line", "what", "mend"),
    [
        (task("a", agent="writr"), 4, "There is no agent 'writr'.", "Did you mean 'writer'?"),
        (
            task("a") + task("b", more="  context:\n    - a\n    - aa\n"),
            11,
            "There is no task 'aa'.",
            "Did you mean 'a'?",
        ),
        (task("a", more="  contxt: [b]\n"), 5, "Unknown key 'a.contxt'.", "'context'"),
        ("a:\n  description: D\n  agent: writer\n", 1, "'a.expected_output' is missing", "Add"),
        ("a: do it\n", 1, "The task 'a' must be a mapping.", "below"),
        ("a b:\n" + TASK.format(agent="writer"), 1, "id cannot be 'a b'", "match"),
        (
            task("a", more="  context: [b]\n") + task("b", more="  context: [a]\n"),
            5,
            "The tasks wait for each other: a → b → a.",
            "earlier tasks only",
        ),
        (task("a", more="  context: [a]\n"), 5, "a → a", "earlier"),
    ],
)
def test_a_mistake_in_tasks(tmp_path: Path, tasks: str, line: int, what: str, mend: str) -> None:
    with pytest.raises(AuthorError) as caught:
        load_crew_files(pair(tmp_path, tasks))
    error = caught.value
    assert what in error.what
    assert error.where == f"{tmp_path / 'tasks.yaml'}:{line}"
    assert mend in error.mend


def test_a_pair_without_tasks_says_which_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "agents.yaml").write_text(f"writer:\n{AGENT}", encoding="utf-8")
    with pytest.raises(AuthorError, match=r"tasks\.yaml cannot be read"):
        load_crew_files(tmp_path)


def test_a_placeholder_in_a_task_is_found_at_its_line(tmp_path: Path) -> None:
    tasks = task("a").replace("description: D", "description: |\n    About\n    {topik}")
    with pytest.raises(AuthorError) as caught:
        load_crew_files(pair(tmp_path, tasks), placeholders=["topic"])
    assert caught.value.where.endswith("tasks.yaml:4")
    assert "{topic}" in caught.value.mend


@pytest.mark.parametrize("key", sorted(WITHOUT_EFFECT))
def test_a_task_key_without_effect_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    with caplog.at_level(logging.WARNING, "studiocrew.roles"):
        load_crew_files(pair(tmp_path, task("a", more=f"  {key}: 1\n")))
    assert f"tasks.yaml:5: a.{key} has no effect: {WITHOUT_EFFECT[key]}" in caplog.text


def test_crewais_own_task_fields_are_all_known() -> None:
    import_module("roles._crewai")  # which imports crewai without leaving files at home
    documented = import_module("crewai.project.crew_base").TaskConfig.__annotations__
    honoured = {"description", "expected_output", "agent", "context"}
    assert set(documented) <= WITHOUT_EFFECT.keys() | honoured
