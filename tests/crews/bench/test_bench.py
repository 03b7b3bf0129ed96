"""The bench at work: both ways on a scripted model, killed and gone on, scored again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stage
import yaml
from typer.testing import CliRunner, Result

from crews.bench.brief import load_briefs
from crews.bench.prompt import direct_messages
from crews.bench.results import Results
from crews.bench.run import read_ways, with_weights
from crews.bench.submission import Submission, answer_shape, from_campaign, moment
from crews.bench.ways import LEAST_ANSWER_TOKENS, RoomyGateway, components
from crews.cli import app
from studiocrew.budget import Budget
from studiocrew.errors import CallerError
from studiocrew.events import Events
from studiocrew.journal import Journal
from studiocrew.settings import Settings
from studiocrew.testing import Fault, ScriptedServer, faithful

GOOD: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "answers" / "cafe-brunch.yaml").read_text(encoding="utf-8")
)["answer"]
SNAPSHOT = Path(__file__).parent / "snapshots" / "direct.txt"


def reply(body: dict[str, Any]) -> Any:
    """The good answer to the direct prompt; to the crew, the words of its facts."""
    return GOOD if "brand.yaml, written by the owner" in str(body["messages"]) else faithful(body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ScriptedServer]:
    with ScriptedServer(reply) as server:
        values = stage.values_for(server, tmp_path / "home")
        for name, value in stage.variables_for(values).items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture(autouse=True)
def _sketched(sketched: None) -> None:
    """Every file of the bench's tests is about words."""


def bench(out: Path, *arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(
        app, ["bench", "--out", str(out), "--only", "cafe-brunch", *arguments]
    )
    assert done.exit_code == code, done.output
    return done


def prompts(out: Path) -> str:
    """Every request that any attempt sent."""
    texts: list[str] = []
    for path in out.rglob("calls.db"):
        with Journal(path) as journal:
            texts += [call.request for call in journal.calls()]
    return "\n".join(texts)


@pytest.mark.slow
def test_one_brief_is_answered_both_ways_and_nobody_sees_an_item(
    server: ScriptedServer, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = json.loads(bench(out, "--json").stdout)
    assert told["ways"]["direct"]["pass_rate"] == 1
    assert told["ways"]["direct"]["calls"] == 1
    assert told["ways"]["crew"]["calls"] > 1
    assert told["ways"]["crew"]["errors"] == 0
    assert "crew/direct" in told["ratios"]
    assert (out / "report.md").read_text(encoding="utf-8").startswith("# crew bench")

    (brief,) = load_briefs(only=("cafe-brunch",))
    sent = prompts(out)
    assert brief.goal in sent
    assert sent.count("Blaen Farm") > 1
    assert [item.says for item in brief.items if item.says in sent] == []
    assert "checklist" not in sent.lower()

    asked = len(server.calls)
    again = bench(out)
    assert len(server.calls) == asked
    assert "crew / direct" in again.stdout
    assert json.loads(bench(out, "--rescore", str(out), "--json").stdout) == told
    assert len(server.calls) == asked


@pytest.mark.slow
def test_a_crew_without_a_part_is_a_way_of_its_own(server: ScriptedServer, tmp_path: Path) -> None:
    told = json.loads(bench(tmp_path / "out", "--ways", "-memory", "--json").stdout)
    assert list(told["ways"]) == ["-memory"]
    (project,) = (tmp_path / "out").rglob("project.json")
    assert json.loads(project.read_text(encoding="utf-8"))["without"] == ["memory"]


def test_a_line_cut_short_by_a_kill_is_made_again(server: ScriptedServer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    bench(out, "--ways", "direct")
    path = Results(out).path
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    told = json.loads(bench(out, "--ways", "direct", "--json").stdout)
    assert told["ways"]["direct"]["briefs"] == 1
    assert len(path.read_bytes().splitlines()) == 2


def test_an_answer_that_is_no_answer_is_scored_and_not_fatal(
    server: ScriptedServer, tmp_path: Path
) -> None:
    server._reply = lambda _: "no JSON at all"
    told = json.loads(bench(tmp_path / "out", "--ways", "direct", "--json").stdout)
    (attempt,) = told["attempts"]
    assert attempt["passed"] == 0
    assert attempt["error"].startswith("MalformedAnswer")
    assert told["ways"]["direct"]["calls"] == 3


def test_an_endpoint_that_is_down_stops_the_bench_and_keeps_what_is_done(
    server: ScriptedServer, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    server._reply = lambda _: Fault.failing(401)
    bench(out, "--ways", "direct", code=3)
    assert not Results(out).path.exists()


def test_another_model_needs_another_folder(
    server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench(tmp_path / "out", "--ways", "direct")
    monkeypatch.setenv("CREW_MODEL", "other")
    assert "--out" in bench(tmp_path / "out", "--ways", "direct", code=4).stderr


def test_a_brief_that_was_changed_is_answered_again(tmp_path: Path, server: ScriptedServer) -> None:
    from crews.bench.brief import SHIPPED

    mine = tmp_path / "briefs"
    mine.mkdir()
    text = (SHIPPED / "cafe-brunch.yaml").read_text(encoding="utf-8")
    (mine / "one.yaml").write_text(text, encoding="utf-8")
    options = ("--ways", "direct", "--briefs", str(mine))
    bench(tmp_path / "out", *options)
    (mine / "one.yaml").write_text(text.replace("exactly two", "just two"), encoding="utf-8")
    bench(tmp_path / "out", *options)
    assert len(server.calls) == 1  # what an item says is not asked of anybody
    (mine / "one.yaml").write_text(text.replace("Tell people", "Let people know"), encoding="utf-8")
    bench(tmp_path / "out", *options)
    assert len(server.calls) == 2


def test_a_folder_without_results_cannot_be_scored(tmp_path: Path) -> None:
    done = bench(tmp_path, "--rescore", str(tmp_path), code=4)
    assert "no results" in done.stderr


def test_ways_are_read_as_they_are_written() -> None:
    assert read_ways("direct, crew,direct") == ("direct", "crew")
    assert read_ways("ablations") == tuple(f"-{name}" for name in components())
    with pytest.raises(CallerError, match="no way 'mammoth'") as caught:
        read_ways("crew,mammoth")
    assert "-memory" in caught.value.mend
    with pytest.raises(CallerError, match="No way"):
        read_ways(" , ")


def test_the_direct_prompt_is_this() -> None:
    """A change to it changes what the crew is measured against, so it is reviewed as text."""
    (brief,) = load_briefs(only=("brewery-hours",))
    text = "\n\n".join(f"[{m['role']}]\n{m['content']}" for m in direct_messages(brief)) + "\n"
    assert text == SNAPSHOT.read_text(encoding="utf-8"), f"if you meant it, write {SNAPSHOT}"


@pytest.mark.parametrize("brief", load_briefs(), ids=lambda brief: brief.id)
def test_the_direct_prompt_says_all_and_leaves_room_for_the_answer(brief: Any) -> None:
    text = "\n".join(message["content"] for message in direct_messages(brief))
    assert brief.goal in text
    assert brief.brand_yaml.strip() in text
    assert brief.notes.strip() in text
    assert [item.says for item in brief.items if item.says in text] == []
    assert len(text) / 2.5 + LEAST_ANSWER_TOKENS < 4096  # a small model's whole context


async def test_a_small_model_may_answer_at_length(tmp_path: Path, server: ScriptedServer) -> None:
    settings = Settings().model_copy(update={"crew_profile": "small"})
    with Journal(tmp_path / "calls.db") as journal:
        gateway = RoomyGateway(settings, journal, Budget(), Events())
        assert gateway.profile.name == "small"
        assert gateway.profile.max_answer_tokens == LEAST_ANSWER_TOKENS


def test_an_embedded_model_is_found_from_every_attempts_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "tiny.gguf"
    weights.touch()
    own = Settings(model_path=weights)
    assert with_weights(own) is own
    assert with_weights(Settings(openai_base_url="http://127.0.0.1:1/v1")).model_path is None


def test_an_answer_names_only_the_briefs_platforms() -> None:
    shape = answer_shape(("x",), 1)
    assert issubclass(shape, Submission)
    good = {**GOOD, "posts": [{**GOOD["posts"][0], "platform": "x"}]}
    assert shape.model_validate(good).posts[0].platform == "x"
    with pytest.raises(ValueError, match="platform"):
        shape.model_validate(GOOD)
    with pytest.raises(ValueError, match="at most 1"):
        shape.model_validate({**good, "posts": good["posts"] * 2})


def test_a_time_without_an_offset_is_local() -> None:
    at = moment("2026-12-01T09:00", "Europe/Madrid")
    assert at is not None
    assert at.isoformat() == "2026-12-01T09:00:00+01:00"
    assert moment("next Tuesday", "UTC") is None


def test_a_campaign_is_reduced_to_what_all_ways_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "tools"))
    from sample_campaign import sample_campaign

    made, _ = sample_campaign(tmp_path)
    got = from_campaign(made)
    assert [post.caption for post in got.posts] == [post.caption for post in made.posts]
    assert all(post.scheduled_at and post.alt_text for post in got.posts)
    asked = {question.text for question in made.brief.questions if question.status == "open"}
    assert asked <= set(got.questions)
    assert not {q.text for q in made.brief.questions if q.status == "found"} & set(got.questions)
    assert len(got.assumptions) == len(made.brief.assumptions)
