"""The gateway on its good days: answers, replays, keys, receipts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from studiocrew._reply import read_reply
from studiocrew.budget import Budget
from studiocrew.errors import CallerError, OperatorError
from studiocrew.llm import Ask

MakeWorld = Callable[..., Any]


class Headline(BaseModel):
    """A small schema with rules of its own."""

    model_config = ConfigDict(extra="forbid")

    headline: str = Field(min_length=3, max_length=40)
    score: int = Field(ge=0, le=10)


def ask(text: str = "A headline, please.", **more: Any) -> Ask:
    messages = (
        {"role": "system", "content": "You write headlines."},
        {"role": "user", "content": text},
    )
    return Ask(**{"slot": "post-1", "role": "copywriter", "messages": messages, **more})


GOOD = {"headline": "Bread, slowly.", "score": 8}


async def test_an_answer_is_data_of_the_schema_and_is_paid_for(world: MakeWorld) -> None:
    w = world([GOOD])
    answer = await (await w.gateway()).ask(ask(schema=Headline))
    assert answer.data == Headline(headline="Bread, slowly.", score=8)
    assert answer.prompt_tokens > 0
    assert answer.completion_tokens > 0
    assert not answer.replayed
    assert w.kinds() == ["call_started", "call_finished"]


async def test_text_is_answered_as_it_was_said_without_the_thinking(world: MakeWorld) -> None:
    w = world(["<think>Hm, bread.</think>\n\nBread, slowly."])
    answer = await (await w.gateway()).ask(ask())
    assert (answer.text, answer.data) == ("Bread, slowly.", None)
    assert "Hm, bread" in w.calls()[0].response


async def test_a_finished_call_is_replayed_even_under_another_model(world: MakeWorld) -> None:
    w = world(models=("scripted", "other"))
    first = await (await w.gateway()).ask(ask(schema=Headline))
    budget = Budget(tokens=0)
    gateway = await w.gateway(budget, crew_model="other")
    again = await gateway.ask(ask(schema=Headline))
    assert again.replayed
    assert (again.data, again.text, again.model) == (first.data, first.text, "scripted")
    assert len(w.server.calls) == 1
    assert budget.spent_tokens == 0
    assert gateway.usage().replayed == 1
    assert gateway.usage().calls == 1


async def test_the_same_question_asked_twice_at_once_is_paid_once(world: MakeWorld) -> None:
    w = world(latency_s=0.02)
    gateway = await w.gateway()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(gateway.ask(ask(schema=Headline))) for _ in range(5)]
    assert len(w.server.calls) == 1
    assert sorted(task.result().replayed for task in tasks) == [False, True, True, True, True]


async def test_thirty_posts_are_asked_for_at_once(world: MakeWorld) -> None:
    w = world(latency_s=2.0)
    gateway = await w.gateway()
    async with asyncio.TaskGroup() as group:
        for number in range(30):
            group.create_task(gateway.ask(ask(slot=f"post-{number}")))
    assert w.server.concurrency_peak == 30


async def test_concurrency_stays_under_its_limit(world: MakeWorld) -> None:
    w = world(latency_s=0.01)
    gateway = await w.gateway(max_concurrency=3)
    async with asyncio.TaskGroup() as group:
        for number in range(12):
            group.create_task(gateway.ask(ask(slot=f"post-{number}")))
    assert w.server.concurrency_peak == 3


async def test_the_prompt_goes_out_in_order_with_seed_key_and_strict_schema(
    world: MakeWorld,
) -> None:
    w = world()
    question = ask(schema=Headline)
    await (await w.gateway()).ask(question)
    (body,) = w.server.calls
    assert body["messages"] == list(question.messages)
    assert body["seed"] == int(question.key[:8], 16) % 2**31
    assert w.server.headers[0]["idempotency-key"] == question.key
    form = body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["required"] == ["headline", "score"]
    assert form["schema"]["additionalProperties"] is False


async def test_the_journal_keeps_the_exact_prompt_and_the_raw_answer(world: MakeWorld) -> None:
    w = world([GOOD])
    question = ask(schema=Headline)
    await (await w.gateway(price_prompt=1.0, price_completion=2.0)).ask(question)
    (call,) = w.calls()
    assert call.messages == list(question.messages)
    assert json.loads(call.request) == w.server.calls[0]
    assert json.loads(call.response)["choices"][0]["message"]["content"] == json.dumps(GOOD)
    assert (call.status, call.slot, call.role) == ("answered", "post-1", "copywriter")
    assert call.money == pytest.approx((call.prompt_tokens + 2 * call.completion_tokens) / 1e6)


async def test_usage_is_counted_by_role(world: MakeWorld) -> None:
    gateway = await world().gateway()
    await gateway.ask(ask())
    await gateway.ask(ask(role="strategist"))
    usage = gateway.usage()
    assert set(usage.by_role) == {"copywriter", "strategist"}
    assert usage.calls == 2
    assert usage.prompt_tokens == sum(role.prompt_tokens for role in usage.by_role.values())


async def test_an_answer_that_a_changed_rule_refuses_is_asked_for_again(world: MakeWorld) -> None:
    class Rule(Headline):
        pass

    w = world([{"headline": "Bread, slowly.", "score": 8}, {"headline": "Better.", "score": 9}])
    gateway = await w.gateway()
    question = ask(schema=Rule)
    await gateway.ask(question)
    # The same schema on the wire, and so the same key, with a stricter rule in code.
    strict = type("Rule", (Headline,), {"__doc__": None, "model_post_init": _only_nines})
    again = await gateway.ask(ask(schema=strict))
    assert again.key == question.key
    assert again.data is not None
    assert again.data.model_dump()["score"] == 9


def _only_nines(self: Headline, _: object) -> None:
    if self.score < 9:
        raise ValueError("only nines will do")


async def test_probabilities_are_shares_among_the_options(world: MakeWorld) -> None:
    w = world(["yes"], likely={"Yes": 0.5, " yes": 0.1, "No": 0.2, "Perhaps": 0.2})
    gateway = await w.gateway()
    shares = await gateway.probabilities(ask("Is it good?"), ["yes", "no"])
    assert shares == {"yes": pytest.approx(0.75), "no": pytest.approx(0.25)}
    assert await gateway.probabilities(ask("Is it good?"), ["yes", "no"]) == shares
    assert len(w.server.calls) == 1
    assert w.server.calls[0]["max_tokens"] == 1


async def test_no_probabilities_where_the_endpoint_tells_none(world: MakeWorld) -> None:
    assert await (await world(likely=None).gateway()).probabilities(ask(), ["yes", "no"]) is None


async def test_no_probabilities_where_the_endpoint_refuses_to_tell(world: MakeWorld) -> None:
    w = world(rejects=["logprobs"])
    gateway = await w.gateway()
    assert await gateway.probabilities(ask(), ["yes", "no"]) is None
    asked = len(w.server.calls)
    assert await gateway.probabilities(ask("Again?"), ["yes", "no"]) is None
    assert len(w.server.calls) == asked  # it is not asked in vain twice


async def test_an_endpoint_that_serves_one_model_needs_no_name(world: MakeWorld) -> None:
    w = world(models=("qwen2.5-1.5b",))
    gateway = await w.gateway(crew_model=None, crew_profile="auto")
    await gateway.warm()
    assert gateway.model == "qwen2.5-1.5b"
    assert gateway.profile.name == "small"


async def test_an_endpoint_that_serves_several_models_needs_a_choice(world: MakeWorld) -> None:
    gateway = await world(models=("a", "b")).gateway(crew_model=None)
    with pytest.raises(OperatorError, match=r"CREW_MODEL.*a, b"):
        await gateway.warm()


@pytest.mark.parametrize("listed", [{"models": []}, ["a"], {"data": None}])
async def test_an_endpoint_that_lists_no_models_is_said_not_to(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch, listed: object
) -> None:
    monkeypatch.setattr("studiocrew.testing._completion.model_list", lambda _: listed)
    gateway = await world().gateway(crew_model=None)
    with pytest.raises(CallerError, match="does not list its models"):
        await gateway.warm()


texts = st.text(max_size=20)
fields = st.fixed_dictionaries(
    {
        "slot": texts,
        "role": texts,
        "text": texts,
        "temperature": st.sampled_from([0.0, 0.5, 0.7]),
        "max_tokens": st.integers(1, 999),
        "attempt": st.integers(0, 3),
        "schema": st.sampled_from([None, Headline]),
    }
)


def _asked(values: dict[str, Any]) -> Ask:
    return ask(**values)


@given(fields, fields)
def test_two_asks_share_a_key_only_if_they_are_the_same(
    a: dict[str, Any], b: dict[str, Any]
) -> None:
    assert (_asked(a).key == _asked(b).key) == (a == b)


@given(fields, st.lists(texts, min_size=1, max_size=3))
def test_weighing_options_is_another_ask(values: dict[str, Any], options: list[str]) -> None:
    assert _asked(values).key_among(options) != _asked(values).key


def test_a_key_is_the_same_on_every_machine() -> None:
    question = Ask("post-1", "copywriter", ({"role": "user", "content": "Brød, langsomt."},))
    assert question.key == "cde42827ae0876923c745ed5a273a8b2d8a1079875bccb49be03a6167a7c27e2"


async def test_an_endpoint_that_cannot_say_what_it_serves_is_named(world: MakeWorld) -> None:
    w = world(key="right")
    refused = await w.gateway(crew_model=None, openai_api_key="wrong")
    with pytest.raises(OperatorError, match="OPENAI_API_KEY"):
        await refused.warm()
    gone = await w.gateway(crew_model=None)
    w.server.close()
    with pytest.raises(OperatorError, match="OPENAI_BASE_URL"):
        await gone.warm()


def test_text_in_parts_is_put_together() -> None:
    parts = [{"type": "text", "text": "Bread, "}, {"text": "slowly."}]
    raw = {"choices": [{"message": {"content": parts}}]}
    assert read_reply(json.dumps(raw)).text == "Bread, slowly."
