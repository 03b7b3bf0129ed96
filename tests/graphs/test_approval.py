"""Approval: the question stays until somebody answers, and is answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crews.crew import resume
from crews.project import Project
from crews.run import Run
from studiocrew.contracts import Post
from studiocrew.errors import AwaitingPerson, CallerError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer

Start = Callable[..., Run]


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
