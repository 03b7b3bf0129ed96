"""Approval: the question stays until somebody answers, and is answered once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crews.crew import resume
from crews.handling import posts_of
from crews.project import Project
from crews.run import Run
from studiocrew.contracts import Post
from studiocrew.errors import AwaitingPerson, CallerError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, faithful

Start = Callable[..., Run]


def obliging(body: dict[str, Any]) -> str:
    """Faithful, and in other words where somebody has asked for some."""
    said = faithful(body)
    answer = json.loads(said) if said.startswith("{") else {}
    if "opening" not in answer or "Please: " not in str(body["messages"][-1]["content"]):
        return said
    return json.dumps({**answer, "opening": " ".join(answer["body"].split()[1:5])})


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(obliging) as server:
        yield server


@pytest.fixture
def waiting(start: Start, settings: Settings) -> Callable[..., Run]:
    """A project that has stopped at the question; call it to resume."""
    with pytest.raises(AwaitingPerson) as caught:
        start(recipe={"approval": True})
    assert "crew resume bakery --answer" in caught.value.mend

    def go_on(**how: Any) -> Run:
        return resume("bakery", settings=settings, **how)

    return go_on


def test_the_question_survives(
    waiting: Callable[..., Run], settings: Settings, server: ScriptedServer
) -> None:
    asked = len(server.calls)
    for _ in range(2):
        with pytest.raises(AwaitingPerson):
            waiting()
    assert Project.open("bakery", settings).status().waiting == "approval"
    made = waiting(answer="yes").campaign
    assert {post.status for post in made.posts} == {"approved"}
    assert len(server.calls) == asked  # a question costs nothing, however often it is looked at
    assert Project.open("bakery", settings).status().waiting == ""


def test_no_with_a_reason_rejects_and_schedules_nothing(waiting: Callable[..., Run]) -> None:
    made = waiting(answer="no, because the tone is off").campaign
    assert {post.status for post in made.posts} == {"rejected"}
    assert made.calendar == ()


def test_a_second_answer_is_told_that_it_is_too_late(waiting: Callable[..., Run]) -> None:
    first = waiting(answer="yes").campaign
    with pytest.raises(CallerError, match="waits for no answer"):
        waiting(answer="no, stop")
    assert waiting().campaign == first


def test_a_callable_is_shown_the_posts(start: Start) -> None:
    shown: list[Post] = []

    def approve(posts: list[Post]) -> bool:
        shown.extend(posts)
        return True

    made = start(approve=approve).campaign
    assert [post.caption for post in shown] == [post.caption for post in made.posts]
    assert {post.status for post in made.posts} == {"approved"}


def test_a_yes_is_about_the_posts_that_were_shown(
    waiting: Callable[..., Run], settings: Settings
) -> None:
    """It approved what had been rejected before, unseen."""
    run = waiting(answer="yes").reject("post-2", because="not now")
    with pytest.raises(AwaitingPerson):
        run.feedback("post 1 should sound warmer")
    shown = {post.id for post in posts_of(Project.open("bakery", settings))}
    assert "post-2" not in shown
    made = waiting(answer="yes").campaign
    said = {post.id: post.status for post in made.posts}
    assert said.pop("post-2") == "rejected"
    assert set(said.values()) == {"approved"}
    assert "post-2" not in {entry.post_id for entry in made.calendar}


def test_a_no_is_about_the_posts_that_were_shown(
    waiting: Callable[..., Run], settings: Settings
) -> None:
    run = waiting(answer="yes")
    with pytest.raises(AwaitingPerson):
        run.feedback("post 1 should sound warmer")
    shown = {post.id for post in posts_of(Project.open("bakery", settings))}
    made = waiting(answer="no, colder").campaign
    assert {post.id for post in made.posts if post.status == "rejected"} == shown
