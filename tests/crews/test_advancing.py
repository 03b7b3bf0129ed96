"""Projects that last for weeks: what is due is done once, and gates wait for a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import stage
import yaml
from child import Job, begin, end_of, run_child
from icalendar import Calendar
from oracle import Oracle
from rich.console import Console
from typer.testing import Result

import crews
from crews import summary
from crews.advancing import Advanced, advance
from crews.crew import Crew, resume
from crews.deciding import approving, decide, rejecting
from crews.history import versions_of
from crews.learn import import_metrics
from crews.milestones import at_gate, ledger
from crews.project import Project
from crews.run import Run
from crews.schedule import taken, uploads
from crews.sweeping import sweep, waste_of
from studiocrew.clock import FixedClock
from studiocrew.errors import AuthorError, AwaitingPerson, CallerError, ProjectBusy
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer
from tools.checks import REPEATED
from tools.vocabulary import similarity

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHECKLIST = [
    {"id": "fresh", "text": "New.", "scope": "post", "kind": "code", "check": "not_repeated"},
    {"id": "whole", "text": "All.", "scope": "campaign", "kind": "code", "check": "complete"},
]
NEEDS = [{"id": "offer", "question": "What do people buy?", "kinds": ["product", "offer"]}]
ANGLES = [
    {"id": "goods", "title": "Goods", "kinds": ["product", "price", "offer"], "question": "What?"},
    {"id": "craft", "title": "Craft", "kinds": ["process", "proof", "about"], "question": "How?"},
]


def recipe(folder: Path, milestones: list[dict[str, Any]], **more: Any) -> Path:
    data = {
        "name": "weeks", "title": "Weeks", "roles": ["copywriter"], "platforms": ["x"],
        "needs": NEEDS, "angles": ANGLES, "checklist": CHECKLIST, "milestones": milestones, **more,
    }  # fmt: skip
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


DOCUMENTS = [
    {"id": "audit", "role": "copywriter", "title": "Audit", "work": "Say what {brand} is."}
]
AUDIT = {
    "id": "audit", "title": "Audit", "weeks": 1, "documents": ["audit"],
    "gate": {"question": "Is this you?", "who": "the owner"},
}  # fmt: skip
POSTS = {"id": "talk", "title": "Talk", "weeks": 2, "posts": 2, "repeat": 2}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(BEGIN)


@pytest.fixture
def begun(settings: Settings, clock: FixedClock, tmp_path: Path) -> Run:
    """An audit with a gate, then two stretches of two posts; the audit is made."""
    crew = Crew.load(
        recipe(tmp_path, [AUDIT, POSTS], documents=DOCUMENTS), settings=settings, clock=clock
    )
    return crew.run("more people for my bakery", stage.BRAND, project="oven")


@pytest.fixture
def go(settings: Settings, clock: FixedClock) -> Callable[..., Advanced]:
    def on(days: int = 0, **how: Any) -> Advanced:
        clock.advance(timedelta(days=days))
        return advance("oven", settings=settings, clock=clock, **how)

    return on


@pytest.fixture
def agree(settings: Settings, clock: FixedClock) -> Callable[..., Project]:
    def say(name: str = "audit", verdict: str = "approved", because: str = "") -> Project:
        return at_gate("oven", name, verdict, because, settings, clock)

    return say


def test_a_gate_waits_for_days_and_asks_nothing_of_a_model(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], server: ScriptedServer
) -> None:
    asked = len(server.calls)
    for _ in range(12):
        done = go(1)
        assert (done.made, done.finished) == ((), False)
        assert done.waiting is not None
        assert (done.waiting.what, done.waiting.who) == ("Is this you?", "the owner")
        assert done.waiting.since == BEGIN
        assert done.waiting.how == "crew approve oven audit"
    assert len(server.calls) == asked
    agree()
    done = go()
    assert (done.made, done.waiting) == (("Talk 1",), None)
    audit, talk, later = done.stretches
    assert audit.state == talk.state == "made"
    # Late by the gate: it begins on the day it is made, and what follows moves with it.
    assert talk.begins == date(2026, 3, 14)
    assert (later.begins, later.state) == (date(2026, 3, 28), "to come")


def test_a_refused_gate_asks_for_changes_and_then_for_a_new_word(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], settings: Settings
) -> None:
    agree(verdict="rejected", because="the prices are old")
    waiting = go(9).waiting
    assert waiting is not None
    assert waiting.what == "Changes were asked for: the prices are old"
    assert "crew feedback oven" in waiting.how
    found = Project.open("oven", settings)
    campaign = found.campaign()
    assert campaign is not None
    Run(campaign, found, settings, begun.events).feedback("the audit text should be shorter")
    waiting = go().waiting
    assert waiting is not None
    assert waiting.what == "Is this you?"
    agree()
    with pytest.raises(CallerError, match="approved already"):
        agree()
    with pytest.raises(CallerError, match="no gate after 'talk-1'"):
        agree("talk-1")
    assert go().made == ("Talk 1",)
    told = [(row["stretch"], row["kind"]) for row in versions_of(Project.open("oven", settings))]
    assert told == [("audit", "run"), ("audit", "feedback"), ("talk-1", "stretch")]


def test_a_word_before_the_changes_are_made_is_told_so(
    begun: Run, agree: Callable[..., Project], settings: Settings, server: ScriptedServer
) -> None:
    """It said "is approved already" of a gate that had been refused."""
    agree(verdict="rejected")
    found = Project.open("oven", settings)
    found.correct(at=BEGIN, kind="feedback", why="shorter", settled=())
    with pytest.raises(CallerError, match="Audit waits for no word: it is not made yet"):
        agree()


def test_a_stretch_stays_in_the_whole_while_it_is_corrected(
    settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    """What was made vanished from the whole until somebody had approved the correction."""
    crew = Crew.load(
        recipe(tmp_path, [{**POSTS, "approval": True}]), settings=settings, clock=clock
    )
    with pytest.raises(AwaitingPerson):
        crew.run("more people for my bakery", stage.BRAND, project="oven")
    run = resume("oven", settings=settings, clock=clock, answer="yes")
    with pytest.raises(AwaitingPerson):
        run.feedback("warmer colours")
    done = advance("oven", settings=settings, clock=clock)
    assert done.waiting is not None
    assert done.campaign is not None
    assert [post.id for post in done.campaign.posts] == ["post-1", "post-2"]


def test_days_are_the_brands_own(
    settings: Settings, server: ScriptedServer, tmp_path: Path
) -> None:
    """At noon of the 5th in Auckland it is the 4th in UTC: posts went out that very morning."""
    folder = tmp_path / "brand"
    folder.mkdir()
    brand = (stage.BRAND / "brand.yaml").read_text("utf-8")
    (folder / "brand.yaml").write_text(brand.replace("Europe/London", "Pacific/Auckland"), "utf-8")
    noon = FixedClock(datetime(2026, 3, 4, 23, tzinfo=UTC))
    talk = {**POSTS, "weeks": 1, "posts": 7}
    crew = Crew.load(recipe(tmp_path, [talk]), settings=settings, clock=noon)
    made = crew.run("more people for my bakery", folder, project="oven")
    assert all(p.scheduled_at and p.scheduled_at > noon.now() for p in made.campaign.posts)
    assert ledger(made.folder)[0].begins == date(2026, 3, 5)
    noon.advance(timedelta(days=4))  # the 9th there, and three days before the next begins
    done = advance("oven", settings=settings, clock=noon)
    assert done.made == ("Talk 2",)
    assert done.stretches[1].begins == date(2026, 3, 12)


def test_only_what_is_due_is_made_and_until_makes_more(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], server: ScriptedServer
) -> None:
    agree()
    assert go(3).made == ()  # due three days before the 9th
    done = go(1)
    assert done.made == ("Talk 1",)
    assert (done.next, done.next_on) == ("Talk 2", date(2026, 3, 20))
    asked = len(server.calls)
    assert go(5, until=date(2026, 3, 19)).made == ()
    assert len(server.calls) == asked
    done = go(until=date(2026, 3, 20))
    assert (done.made, done.finished) == (("Talk 2",), True)
    assert go(400).made == ()
    first, second = (made for made in done.folder.made() if made.posts)
    last = max(post.scheduled_at for post in first.posts if post.scheduled_at)
    assert all(post.scheduled_at and post.scheduled_at > last for post in second.posts)


def test_stretches_go_on_from_each_other_and_repeat_nothing(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], settings: Settings
) -> None:
    agree()
    done = go(until=date(2027, 1, 1))
    assert done.made == ("Talk 1", "Talk 2")
    whole = done.campaign
    assert whole is not None
    assert [post.id for post in whole.posts] == ["post-1", "post-2", "post-3", "post-4"]
    captions = [post.caption for post in whole.posts]
    for number, caption in enumerate(captions):
        assert all(similarity(caption, other) <= REPEATED for other in captions[:number])
    looks = {made.identity.model_dump_json() for made in done.folder.made() if made.identity}
    assert len(looks) == 1
    events = Calendar.from_ical((done.folder.whole / "calendar.ics").read_bytes()).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == 4
    assert "Talk 2" in (done.folder.whole / "index.html").read_text("utf-8")
    out = done.save(settings.home / "out")
    assert (out / "documents" / "audit.md").is_file()
    assert len(taken(settings, done.folder.file.tenant, BEGIN)) == 4
    (upload,) = uploads(whole, "ics")
    assert upload.data.count(b"BEGIN:VEVENT") == 4


def test_drafts_that_an_earlier_stretch_has_had_are_dropped(
    settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    """With one fact to tell, the second stretch began with the first one's words."""
    folder = tmp_path / "brand"
    folder.mkdir()
    said = "Every loaf is baked at four in the morning in a wood oven that we built."
    (folder / "brand.yaml").write_text(
        f"name: Ember\ntrade: bakery\nfacts: [{{kind: process, text: {said}}}]\n"
    )
    talk = {**POSTS, "weeks": 1, "posts": 1, "angles": ["craft"]}
    path = recipe(tmp_path, [talk], checklist=[])
    crew = Crew.load(path, settings=settings, clock=clock)
    run = crew.run("more people for my bakery", folder, project="oven")
    whole = run.advance(until=date(2027, 1, 1), clock=clock).campaign
    assert whole is not None
    first, second = (post.caption.split("\n\n") for post in whole.posts)
    assert first[0] == "Every loaf is baked at four"
    assert second[0] == said  # the brand's own words, which are nobody's draft


def test_figures_and_preferences_reach_the_next_stretch(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], settings: Settings
) -> None:
    agree()
    done = go(4)
    figures = settings.home / "figures.csv"
    assert done.campaign is not None
    rows = [f"{post.id},1000,{50 + n}" for n, post in enumerate(done.campaign.posts)]
    figures.write_text("\n".join(["post_id,reach,engagements", *rows]), "utf-8")
    assert len(import_metrics("oven", figures, settings).posts) == 2
    found = Project.open("oven", settings)
    campaign = found.campaign()
    assert campaign is not None
    again = Run(campaign, found, settings, begun.events).feedback("less emoji in the captions")
    assert again.folder.version.stretch == 2
    done = go(20)
    assert done.made == ("Talk 2",)
    newest = done.folder.current
    assert [d.text for d in newest.directives] == ["less emoji in the captions"]
    talk = done.folder.made()[-1]
    assert any("What we learnt, from 2 posts" in line for line in talk.plan.timing)


def test_a_decision_on_an_earlier_stretch_moves_nothing_else(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project], settings: Settings
) -> None:
    import asyncio

    agree()
    done = go(until=date(2027, 1, 1))
    before = done.folder.made()[-1]
    said = [*rejecting(["post-1"], "too plain"), *approving(["post-3"])]
    asyncio.run(decide("oven", said, settings=settings, clock=FixedClock(BEGIN)))
    found = Project.open("oven", settings)
    assert [(v.stretch, v.kind) for v in found.file.versions[-2:]] == [
        (3, "decision"), (2, "decision"),
    ]  # fmt: skip
    whole = go().campaign
    assert whole is not None
    status = {post.id: post.status for post in whole.posts}
    assert (status["post-1"], status["post-3"]) == ("rejected", "approved")
    assert "post-1" not in {entry.post_id for entry in whole.calendar}
    assert [p.caption for p in found.made()[-1].posts] == [p.caption for p in before.posts]
    sweep(found, waste_of(found, keep=1))
    assert len(Project.open("oven", settings).made()) == 3
    assert resume("oven", settings=settings, clock=FixedClock(BEGIN)).campaign.posts


def test_two_at_once_are_refused_by_the_lock(
    begun: Run, go: Callable[..., Advanced], agree: Callable[..., Project]
) -> None:
    agree()
    with begun.folder.locked(), pytest.raises(ProjectBusy):
        go(4)
    assert go().made == ("Talk 1",)


def test_a_project_without_milestones_is_told_so(settings: Settings, clock: FixedClock) -> None:
    Crew.load(settings=settings, clock=clock).run("one post for my bakery on X", project="oven")
    with pytest.raises(CallerError, match="has no milestones"):
        advance("oven", settings=settings, clock=clock)


def test_posts_that_wait_for_approval_hold_up_the_weeks(
    settings: Settings, clock: FixedClock, tmp_path: Path, server: ScriptedServer
) -> None:
    path = recipe(tmp_path, [{**POSTS, "approval": True}])
    crew = Crew.load(path, settings=settings, clock=clock)
    with pytest.raises(AwaitingPerson):
        crew.run("more people for my bakery", stage.BRAND, project="oven")
    asked = len(server.calls)
    clock.advance(timedelta(days=30))
    done = crews.advance("oven", settings=settings, clock=clock)
    assert done.waiting is not None
    assert (done.waiting.what, done.waiting.since) == ("Approval of its posts", BEGIN)
    assert done.campaign is None
    assert len(server.calls) == asked
    run = resume("oven", settings=settings, clock=clock, answer="yes")
    done = run.advance(clock=clock)
    assert done.made == ()
    assert done.waiting is not None  # the second stretch is made, and waits in its turn
    assert ledger(done.folder)[1].state == "waiting"


def test_a_year_of_daily_advances(
    settings: Settings, clock: FixedClock, tmp_path: Path, server: ScriptedServer
) -> None:
    """365 mornings: each stretch begins once, on its day, and nothing else costs a call."""
    month = {"id": "month", "title": "Month", "weeks": 4, "posts": 1, "repeat": 13}
    crew = Crew.load(recipe(tmp_path, [month]), settings=settings, clock=clock)
    crew.run("more people for my bakery", stage.BRAND, project="oven")
    made: list[tuple[date, str]] = []
    done = advance("oven", settings=settings, clock=clock)
    for _ in range(365):
        clock.advance(timedelta(days=1))
        asked = len(server.calls)
        done = advance("oven", settings=settings, clock=clock)
        made += [(clock.now().date(), title) for title in done.made]
        assert bool(done.made) == (len(server.calls) > asked)
    assert done.finished
    first = BEGIN.date()
    assert made == [
        (first + timedelta(weeks=4 * n, days=-3), f"Month {n + 1}") for n in range(1, 13)
    ]
    whole = done.campaign
    assert whole is not None
    assert [post.id for post in whole.posts] == [f"post-{n}" for n in range(1, 14)]
    assert len({entry.uid for entry in whole.calendar}) == len(whole.calendar)
    for number, post in enumerate(whole.posts):
        seen = [other.caption for other in whole.posts[:number]]
        if post.status == "ready":  # what says something over again is for a person to see
            assert all(similarity(post.caption, one) <= REPEATED for one in seen)
    # The brand has fewer facts than the year has posts, and the scripted model varies nothing.
    assert sum(post.status == "ready" for post in whole.posts) > len(whole.posts) // 2


@pytest.mark.parametrize("point", ["task", "after:checkpoint", "before:replace", "stage:package"])
def test_a_kill_in_the_middle_of_a_milestone_leaves_no_trace(
    point: str, values: dict[str, Any], server: ScriptedServer, tmp_path: Path
) -> None:
    path = recipe(tmp_path, [POSTS])
    job = Job(values, str(tmp_path / "told"), recipe_path=str(path), project="oven")
    assert run_child(job).exitcode == 0
    oracle = Oracle(server, Path(values["home"]) / "projects" / "oven")
    oracle.after_a_death()
    nth = {"task": 2, "after:checkpoint": 4, "before:replace": 2, "stage:package": 1}[point]
    going = Job(
        values, str(tmp_path / "told"), "advance", project="oven",
        how={"until": "2026-12-31"}, die=(point, nth),
    )  # fmt: skip
    assert run_child(going).exitcode == -9
    oracle.after_a_death()
    ended = run_child(Job(values, going.result, "advance", project="oven", how=going.how))
    assert ended.exitcode == 0, ended.told
    oracle.after_the_end()
    versions = Project.open("oven", Settings(**values)).file.versions
    assert [(v.stretch, v.kind) for v in versions] == [(1, "run"), (2, "stretch")]
    assert ended.told["posts"] == ["post-1", "post-2", "post-3", "post-4"]


def test_two_processes_make_a_stretch_once(
    values: dict[str, Any], server: ScriptedServer, tmp_path: Path
) -> None:
    path = recipe(tmp_path, [POSTS])
    first = Job(values, str(tmp_path / "told"), recipe_path=str(path), project="oven")
    assert run_child(first).exitcode == 0
    oracle = Oracle(server, Path(values["home"]) / "projects" / "oven")
    oracle.after_a_death()
    jobs = [
        Job(values, str(tmp_path / name), "advance", project="oven", how={"until": "2026-12-31"})
        for name in ("one", "two")
    ]
    children = [begin(job) for job in jobs]
    codes = sorted(end_of(child, job).exitcode for child, job in zip(children, jobs, strict=True))
    assert codes in ([0, 0], [0, ProjectBusy.exit_code])
    oracle.after_the_end()
    assert [v.stretch for v in Project.open("oven", Settings(**values)).file.versions] == [1, 2]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_first_stretch_ends_on_how_to_go_on(begun: Run, goes_on: bool) -> None:
    assert begun.goes_on
    said = StringIO()
    console = Console(file=said, width=100)
    summary.show(begun.campaign, out=Path("out"), console=console, goes_on=goes_on)
    assert ("crew advance oven" in said.getvalue()) is goes_on


def test_the_commands_say_where_it_stands(
    begun: Run, command: Callable[..., Result], clock: FixedClock
) -> None:
    told = json.loads(command("advance", "oven", "--json", code=8).stdout)
    assert told["waiting"]["how"] == "crew approve oven audit"
    assert (told["made"], told["weeks"], told["finished"]) == ([], 5, False)
    shown = command("advance", "oven", code=8).stdout
    assert "for the owner" in shown
    assert "crew approve oven audit" in shown
    assert "waits for the owner" in command("projects").stdout
    assert command("advance", "oven", "--quiet", code=8).stdout == ""
    assert "no date" in command("advance", "oven", "--until", "soon", code=4).output
    command("approve", "oven", "audit", "post-1", code=4)
    assert "audit: approved" in command("approve", "oven", "audit", "--by", "mara").stdout
    told = json.loads(command("advance", "oven", "--until", "2027-12-31", "--json").stdout)
    assert (told["made"], told["finished"]) == (["Talk 1", "Talk 2"], True)
    assert Path(told["out"], "index.html").is_file()
    status = json.loads(command("status", "oven", "--json").stdout)
    assert [state["id"] for state in status["span"]["stretches"]] == ["audit", "talk-1", "talk-2"]
    assert status["stage"] == "finished"
    assert "talk-2" in command("status", "oven").stdout
    history = json.loads(command("history", "oven", "--json").stdout)["versions"]
    assert (history[0]["gate"][0]["by"], history[2]["stretch"]) == ("mara", "talk-2")
    rows = json.loads(command("calendar", "oven", "--json").stdout)["calendar"]
    assert len(rows) == 4
    command("export", "oven", str(begun.settings.home / "oven.zip"))
    command("import", str(begun.settings.home / "oven.zip"), "--as", "again")
    assert "talk-2" in command("status", "again").stdout


@pytest.mark.parametrize(
    ("milestones", "said"),
    [
        ([{"id": "a", "title": "A"}], "makes nothing"),
        ([{"id": "a", "title": "A", "posts": 1, "angles": ["art"]}], "unknown angle: art"),
        ([{"id": "a", "title": "A", "documents": ["b"]}], "unknown document: b"),
        ([{**POSTS, "id": "post-talk"}], "a name that only posts have"),
        ([POSTS, {"id": "talk-2", "title": "B", "posts": 1}], "two milestones are called talk-2"),
        ([{**POSTS, "repeat": 40}], "weeks"),
    ],
)
def test_milestones_that_do_not_fit_are_told(
    milestones: list[dict[str, Any]], said: str, tmp_path: Path
) -> None:
    with pytest.raises(AuthorError, match=f"(?i){said}"):
        Crew.load(recipe(tmp_path, milestones))
