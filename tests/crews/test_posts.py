"""A person in the loop: approving, rejecting, editing, choosing; and nobody writes over a hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import made
import pytest
import stage
from typer.testing import Result

from crews.approvals import read_sheet, write_sheet
from crews.crew import Crew, resume
from crews.handling import posts_of
from crews.project import Project
from crews.run import Run
from graphs.hand import Decision
from studiocrew.contracts import Campaign, Post
from studiocrew.errors import AuthorError, AwaitingPerson, CallerError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful

GOAL = 'three posts for my bakery "Corner Oven" on X'
MINE = "We bake at four.\n\nCome by before ten."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), GOAL)


def post(made: Campaign, name: str) -> Post:
    return next(one for one in made.posts if one.id == name)


def bytes_of(made: Campaign) -> dict[str, str]:
    """Captions and pictures, as they would be compared byte for byte."""
    words = {p.id: p.model_dump_json(exclude={"status"}) for p in made.posts}
    return words | {a.id: a.sha256 for a in made.assets}


def test_a_decision_changes_no_byte_and_asks_no_model(run: Run, server: ScriptedServer) -> None:
    asked = len(server.calls)
    again = run.approve("post-1").reject("post-2", because="too loud")
    made = again.campaign
    assert [p.status for p in made.posts[:2]] == ["approved", "rejected"]
    assert post(made, "post-3").status == post(run.campaign, "post-3").status
    assert bytes_of(made) == bytes_of(run.campaign)
    assert {entry.post_id for entry in made.calendar} == {"post-1", "post-3"}
    assert [entry.uid for entry in made.calendar] == [
        entry.uid for entry in run.campaign.calendar if entry.post_id != "post-2"
    ]
    assert len(server.calls) == asked
    versions = Project.open("oven", run.settings).file.versions
    assert [(v.number, v.by, v.why) for v in versions[1:]] == [
        (2, "ana", "approved post-1"),
        (3, "ana", "rejected post-2 (too loud)"),
    ]


def test_a_rejected_post_can_be_approved_after_all(run: Run) -> None:
    again = run.reject("post-2", because="no").approve("post-2")
    assert {entry.post_id for entry in again.campaign.calendar} >= {"post-2"}


def test_deciding_the_same_again_is_told_and_makes_no_version(run: Run) -> None:
    again = run.approve("post-1")
    with pytest.raises(CallerError, match="decided already"):
        again.approve("post-1")
    assert Project.open("oven", run.settings).version.number == 2
    with pytest.raises(CallerError, match="no post post-9") as caught:
        run.approve("post-9")
    assert "post-3" in caught.value.mend


def test_an_edit_is_judged_by_code_and_is_all_that_changes(
    run: Run, server: ScriptedServer
) -> None:
    asked = len(server.calls)
    made = run.edit("post-2", caption=MINE, hashtags=["#oven"], alt_text="Two loaves.").campaign
    edited = post(made, "post-2")
    assert (edited.caption, edited.hashtags, edited.alt_text) == (MINE, ("#oven",), "Two loaves.")
    before, after = bytes_of(run.campaign), bytes_of(made)
    assert {key for key in before if before[key] != after[key]} == {"post-2"}
    assert len(server.calls) == asked
    judged = {c.item: c for c in made.checks if c.target_id == "post-2"}
    assert judged.keys() == {c.item for c in run.campaign.checks if c.target_id == "post-2"}
    words = run.edit("post-2", caption="The best bread in the world, £99 a loaf!").campaign
    assert any(c.status == "open" for c in words.claims if c.target_id == "post-2")
    assert post(words, "post-2").status == "needs_review"


@pytest.mark.parametrize("later", ["feedback", "feedback on it", "override", "resume", "approve"])
def test_nothing_writes_over_a_hand(run: Run, settings: Settings, later: str) -> None:
    when = datetime.fromisoformat("2026-03-09T11:30:00+00:00")
    edited = run.edit("post-1", caption=MINE, hashtags=["#mine"], alt_text="Mine.", at=when)
    if later == "feedback":
        again = edited.feedback("shorter captions please")
    elif later == "feedback on it":
        again = edited.feedback("post 1 should sound warmer")
    elif later == "override":
        first = next(a for a in run.campaign.brief.assumptions if "post-1" in a.affects)
        again = edited.override(first.id, "Every loaf is kneaded by two sisters before dawn.")
    elif later == "approve":
        again = edited.approve("post-1").feedback("warmer colours")
        assert post(again.campaign, "post-1").status in {"approved", "ready", "needs_review"}
    else:
        again = resume("oven", settings=settings, clock=stage.CLOCK)
    kept = post(again.campaign, "post-1")
    assert (kept.caption, kept.hashtags, kept.alt_text) == (MINE, ("#mine",), "Mine.")
    assert kept.scheduled_at == when
    entry = next((e for e in again.campaign.calendar if e.post_id == "post-1"), None)
    assert entry is None or entry.starts_at == when


def test_feedback_takes_nothing_back_that_was_decided_since(run: Run, settings: Settings) -> None:
    """From a run at hand that knew of no later version it wrote over that one."""
    run.edit("post-1", caption=MINE)
    again = run.feedback("warmer colours")
    assert post(again.campaign, "post-1").caption == MINE
    kinds = [version.kind for version in Project.open("oven", settings).file.versions]
    assert kinds == ["run", "decision", "feedback"]


def test_an_approval_holds_while_the_post_is_the_same(run: Run) -> None:
    first = next(a for a in run.campaign.brief.assumptions if "post-1" in a.affects)
    others = [p.id for p in run.campaign.posts if p.id not in first.affects]
    again = run.approve().override(first.id, "Two sisters knead every loaf before dawn.")
    assert post(again.campaign, "post-1").status != "approved"  # it says something else now
    assert others
    assert {post(again.campaign, name).status for name in others} == {"approved"}


def test_what_a_platform_refuses_cannot_be_approved(run: Run) -> None:
    long = "We bake. " * 400
    with pytest.raises(CallerError, match="would refuse it"):
        run.edit("post-1", caption=long).approve("post-1")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"caption": "  "}, "caption is empty"),
        ({"caption": "x" * 10_001}, "10,001 characters"),
        ({"caption": "a\x1b[31mb"}, "no text"),
        ({"hashtags": ["bread"]}, "no hashtag"),
        ({"hashtags": ["#a b"]}, "no hashtag"),
        ({}, "Nothing was given"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_edit_that_is_no_text_is_refused(run: Run, words: dict[str, Any], why: str) -> None:
    with pytest.raises(CallerError, match=why):
        run.edit("post-1", **words)
    assert Project.open("oven", run.settings).version.number == 1


@pytest.fixture
def inventive(server: ScriptedServer) -> Iterator[None]:
    """The scripted model says the same of the same facts; here it tells them in another order."""

    def reply(body: Any) -> str:
        said = faithful(body)
        if '"opening"' not in said:
            return said
        answer = json.loads(said)
        return json.dumps({**answer, "opening": "", "closing": answer["opening"]})

    server._reply = reply
    yield
    server._reply = faithful


@pytest.mark.usefixtures("inventive")
def test_a_variant_changes_nothing_until_it_is_chosen(run: Run, server: ScriptedServer) -> None:
    drafts = run.variants("post-2", count=2, because="say it another way")
    assert drafts
    assert len({d.caption for d in drafts} | {post(run.campaign, "post-2").caption}) > len(drafts)
    assert Project.open("oven", run.settings).campaign() == run.campaign
    asked = len(server.calls)
    made = run.choose("post-2", 1).campaign
    assert post(made, "post-2").caption == drafts[0].caption
    assert len(server.calls) == asked
    before, after = bytes_of(run.campaign), bytes_of(made)
    changed = {key for key in before if before[key] != after[key]}
    assert changed <= {"post-2", "card-2", "board"}
    later = run.folder.open("oven", run.settings)
    again = Run(made, later, run.settings, run.events).feedback("shorter captions").campaign
    assert post(again, "post-2").caption == drafts[0].caption
    with pytest.raises(CallerError, match="no variant 99"):
        run.choose("post-2", 99)


FORMATS = ["csv", "yaml", "md"]


def filled(path: Path, decision: dict[str, tuple[str, str]], caption: dict[str, str]) -> None:
    """Fill a file in as a client would: in its own cells and lines."""
    import yaml

    text = path.read_text("utf-8-sig")
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(text)))
        heads = rows[0]
        for row in rows[1:]:
            if row and row[0] in decision:
                row[heads.index("decision")], row[heads.index("reason")] = decision[row[0]]
            if row and row[0] in caption:
                row[heads.index("caption")] = caption[row[0]].replace("\n", "\r\n")
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";").writerows(rows)
        path.write_text(out.getvalue(), "utf-8-sig", newline="")
    elif path.suffix == ".yaml":
        data = yaml.safe_load(text)
        for one in data["posts"]:
            one["decision"], one["reason"] = decision.get(one["post"], ("", ""))
            one["caption"] = caption.get(one["post"], one["caption"])
        path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    else:
        parts = [_by_hand(part, decision, caption) for part in text.split("## ")]
        path.write_text("## ".join(parts), "utf-8")


def _by_hand(part: str, decision: dict[str, tuple[str, str]], caption: dict[str, str]) -> str:
    name = part.split(" ", maxsplit=1)[0]
    if name in decision:
        word, why = decision[name]
        decided = part.replace("**Decision:** ", f"**Decision:** {word}")
        part = decided.replace("**Reason:** ", f"**Reason:** {why}")
    if name in caption:
        head, _, rest = part.partition("~~~~\n")
        part = f"{head}~~~~\n{caption[name]}\n~~~~{rest.split('~~~~', 1)[1]}"
    return part


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_a_client_fills_in_is_done_at_once(
    run: Run, tmp_path: Path, settings: Settings, kind: str
) -> None:
    path = tmp_path / f"approval.{kind}"
    path.write_bytes(write_sheet(path, "oven", run.campaign.posts))
    untouched = read_sheet(path, "oven", run.campaign.posts)
    assert (untouched.decisions, untouched.variants) == ((), {})
    filled(
        path,
        {"post-1": ("yes", ""), "post-2": ("No", "too loud"), "post-3": ("variants", "warmer")},
        {"post-1": MINE},
    )
    said = read_sheet(path, "oven", run.campaign.posts)
    assert said.variants == {"post-3": "warmer"}
    made = run.decide(said.decisions).campaign
    assert [p.status for p in made.posts[:2]] == ["approved", "rejected"]
    assert post(made, "post-1").caption == MINE
    assert len(Project.open("oven", settings).file.versions) == 2  # all of it is one version
    with pytest.raises(AuthorError, match="has changed since"):
        read_sheet(path, "oven", made.posts)  # the same file again


@pytest.mark.parametrize("kind", FORMATS)
def test_captions_of_any_shape_come_back_unchanged(tmp_path: Path, kind: str) -> None:
    shapes = [
        "=1+1",
        "- a\n- b",
        "~~~~\ncode\n~~~~",
        "# head\n## post-9",
        "'quoted'",
        "'=quoted'",
        "''@quoted",
        "a: b #c",
        "東京🥐",
    ]
    posts = [Post(id=f"post-{n}", platform="x", caption=c) for n, c in enumerate(shapes)]
    path = tmp_path / f"a.{kind}"
    path.write_bytes(write_sheet(path, "oven", posts))
    assert read_sheet(path, "oven", posts).decisions == ()
    filled(path, {p.id: ("yes", "") for p in posts}, {})
    if kind != "md":  # a filled-in heading is a person's to get right
        said = read_sheet(path, "oven", posts).decisions
        assert said == tuple(Decision(post=p.id, verdict="approved") for p in posts)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_unclear_decides_nothing(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"approval.{kind}"
    blank = write_sheet(path, "oven", run.campaign.posts)
    path.write_bytes(blank)
    filled(path, {"post-1": ("perhaps", "")}, {})
    with pytest.raises(AuthorError, match=r"post-1: 'perhaps' is no decision"):
        read_sheet(path, "oven", run.campaign.posts)
    path.write_bytes(blank)
    filled(path, {"post-1": ("yes", "")}, {})
    with pytest.raises(AuthorError, match="no such post"):
        read_sheet(path, "oven", run.campaign.posts[1:])
    if kind != "csv":
        with pytest.raises(AuthorError, match="about project oven"):
            read_sheet(path, "another", run.campaign.posts)
    path.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(AuthorError):
        read_sheet(path, "oven", run.campaign.posts)


POSTS = (
    Post(id="post-1", platform="x", caption="'=not a sum", hashtags=("#Oven", "#Bread")),
    Post(id="post-2", platform="x", caption="We bake at four."),
)


@pytest.mark.parametrize("kind", FORMATS)
def test_hashtags_that_are_not_in_the_file_are_not_taken_away(tmp_path: Path, kind: str) -> None:
    """A column that a client deleted as none of theirs took the hashtags of every post."""
    path = tmp_path / f"a.{kind}"
    path.write_bytes(write_sheet(path, "oven", POSTS))
    text = path.read_text("utf-8-sig")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        place = rows[0].index("hashtags")
        out = io.StringIO(newline="")
        csv.writer(out).writerows(row[:place] + row[place + 1 :] for row in rows)
        text = out.getvalue()
    else:
        text = "\n".join(line for line in text.split("\n") if "ashtags" not in line)
    path.write_text(text, "utf-8")
    assert read_sheet(path, "oven", POSTS).decisions == ()


def test_columns_may_be_moved(tmp_path: Path) -> None:
    """With the hashtags first, every post was taken for a remark and passed over."""
    path = tmp_path / "a.csv"
    path.write_bytes(write_sheet(path, "oven", POSTS))
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    place = {name: n for n, name in enumerate(rows[0])}
    order = ["hashtags", *[name for name in rows[0] if name != "hashtags"]]
    rows[1][place["decision"]] = "yes"
    out = io.StringIO(newline="")
    moved = [[row[place[name]] if len(row) > 1 else "" for name in order] for row in rows]
    moved[3:] = [["", row[0]] for row in rows[3:]]  # the remarks stand in the column of the posts
    csv.writer(out).writerows(moved)
    path.write_text(out.getvalue(), "utf-8")
    said = read_sheet(path, "oven", POSTS).decisions
    assert said == (Decision(post="post-1", verdict="approved"),)


@pytest.mark.parametrize(("kind", "yes"), [("yaml", "decision: yes"), ("md", "**Decision:** yes")])
def test_what_is_written_below_its_line_is_read_too(tmp_path: Path, kind: str, yes: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(write_sheet(path, "oven", POSTS[1:]))
    text = path.read_text("utf-8")
    blank = "\"decision\": ''" if kind == "yaml" else "**Decision:** "
    assert blank in text
    path.write_text(text.replace(blank, yes), "utf-8")
    (said,) = read_sheet(path, "oven", POSTS).decisions
    assert said.verdict == "approved"
    if kind == "md":
        long = text.replace(blank, f"{blank}\nno\n").replace(
            "**Reason:** ", "**Reason:** too loud\nand too long"
        )
        path.write_text(long, "utf-8")
        (said,) = read_sheet(path, "oven", POSTS).decisions
        assert (said.verdict, said.reason) == ("rejected", "too loud and too long")
        path.write_text(f"{text}\nPlease leave this one out.\n", "utf-8")
        with pytest.raises(AuthorError, match=r"post-2: .*“Please leave this one out.”"):
            read_sheet(path, "oven", POSTS)


def test_a_file_that_is_wrong_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(write_sheet(path, "oven", POSTS))
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    rows[2][rows[0].index("reason")] = "loud " * 500
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    with pytest.raises(AuthorError, match=r"post-2: reason: .*at most 2000 characters"):
        read_sheet(path, "oven", POSTS)


def test_a_gate_takes_single_decisions_and_opens_for_those(
    settings: Settings, server: ScriptedServer
) -> None:
    from dataclasses import replace

    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    recipe = crew.found.recipe.model_copy(update={"approval": True})
    with pytest.raises(AwaitingPerson) as caught:
        replace(crew, found=replace(crew.found, recipe=recipe)).run(GOAL, project="oven")
    assert "crew approvals oven --write" in caught.value.mend
    project = Project.open("oven", settings)
    waiting = posts_of(project)
    assert len(waiting) == 3
    asked = len(server.calls)
    import asyncio

    from crews.deciding import approving, decide, editing, rejecting
    from graphs.hand import Hand

    said = [
        editing("post-1", Hand(caption=MINE)),
        *approving(["post-1"]),
        *rejecting(["post-2"], "no"),
    ]
    run = asyncio.run(decide("oven", said, settings=settings, clock=stage.CLOCK))
    assert [p.status for p in run.campaign.posts] == ["approved", "rejected", "needs_review"]
    assert post(run.campaign, "post-1").caption == MINE
    assert {e.post_id for e in run.campaign.calendar} == {"post-1"}  # the rest waits for a yes
    assert len(server.calls) == asked
    made = run.approve("post-3").campaign
    assert {e.post_id for e in made.calendar} == {"post-1", "post-3"}
    with pytest.raises(AwaitingPerson):  # a card drawn anew waits at the gate again
        Run(made, Project.open("oven", settings), settings, run.events).feedback("warmer colours")
    open_now = {p.id: p.caption for p in posts_of(Project.open("oven", settings))}
    assert open_now["post-1"] == MINE  # its card is another now, and its words are a hand's


@pytest.mark.usefixtures("inventive")
def test_the_commands_decide(run: Run, command: Callable[..., Result], tmp_path: Path) -> None:
    crew = command
    crew("approve", "oven", code=4)
    told = json.loads(crew("approve", "oven", "post-1", "--by", "Bea", "--json").stdout)
    assert told["version"] == 2
    assert "rejected post-2 (loud)" in crew("reject", "oven", "post-2", "--because", "loud").stdout
    crew("edit", "oven", "post-3", "--caption", MINE, "--at", "2026-03-10T09:00")
    assert "caption, scheduled_at" in crew("approvals", "oven").stdout
    path = tmp_path / "a.csv"
    crew("approvals", "oven", "--write", str(path))
    filled(path, {"post-3": ("yes", "")}, {})
    assert "approved post-3" in crew("approvals", "oven", "--read", str(path)).stdout
    rows = json.loads(crew("history", "oven", "--json").stdout)["versions"]
    assert [row["by"] for row in rows[:2]] == ["ana", "Bea"]
    assert "variant 1" in crew("variants", "oven", "post-2", "--count", "1").stdout
    assert "variant 1" in crew("choose", "oven", "post-2", "1").stdout
