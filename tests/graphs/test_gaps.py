"""Gaps: each need ends as found, assumed or open, and what is assumed is owned up to."""

from __future__ import annotations

from collections.abc import Callable

from crews.run import Run
from studiocrew.testing import Fault, ScriptedServer, faithful

Start = Callable[..., Run]


def test_a_full_brand_has_everything_found(start: Start) -> None:
    brief = start().campaign.brief
    assert {question.status for question in brief.questions} == {"found"}
    facts = {fact.statement for fact in brief.facts}
    assert {question.answer for question in brief.questions} <= facts
    assert brief.assumptions == ()


def test_a_bare_goal_has_gaps_assumed_or_left_open(start: Start) -> None:
    brief = start(brand=None).campaign.brief
    by_importance = {question.importance: question for question in brief.questions}
    assert by_importance["low"].status == "open"
    assumed = [question for question in brief.questions if question.status == "assumed"]
    assert {question.answer for question in assumed} <= {a.statement for a in brief.assumptions}
    ids = [assumption.id for assumption in brief.assumptions]
    assert len(set(ids)) == len(ids)
    assert all(a.why and a.confidence < 0.5 for a in brief.assumptions)


def test_an_assumption_names_exactly_what_rests_on_it(start: Start) -> None:
    made = start(brand=None).campaign
    by_id = {fact.id: fact.statement for fact in made.brief.facts}
    for assumption in made.brief.assumptions:
        resting = {
            post.id
            for post in made.posts
            if assumption.statement in {by_id[fact_id] for fact_id in post.fact_ids}
        }
        named = {target for target in assumption.affects if target.startswith("post-")}
        assert named == resting


def test_a_model_that_declines_leaves_the_gap_open(start: Start, server: ScriptedServer) -> None:
    def declining(body: dict[str, object]) -> str | Fault:
        return Fault.refusal() if "Not known:" in str(body["messages"]) else faithful(body)

    server._reply = declining
    brief = start(brand=None).campaign.brief
    assert {question.status for question in brief.questions} <= {"found", "open"}
