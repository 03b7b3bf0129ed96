"""The gateway on its bad days: every fault injected over real HTTP, without waiting for it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from studiocrew.budget import Budget
from studiocrew.errors import (
    BudgetExceeded,
    CallerError,
    MalformedAnswer,
    ModelUnavailable,
    Refusal,
    StoreError,
    TruncatedAnswer,
)
from studiocrew.llm import Ask
from studiocrew.testing import Fault

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


# -- 6: limits


async def test_429_waits_as_long_as_it_is_told_to(world: MakeWorld) -> None:
    w = world([Fault.busy(7), GOOD])
    await (await w.gateway()).ask(ask(schema=Headline))
    assert w.time.slept == [pytest.approx(7.5)]  # seven seconds, and jitter on top
    assert w.kinds() == ["call_started", "call_retried", "call_finished"]


async def test_429_understands_a_date(world: MakeWorld) -> None:
    w = world()
    until = format_datetime(w.clock.now() + timedelta(seconds=9), usegmt=True)
    w.server.script([Fault.busy(until), GOOD])
    await (await w.gateway()).ask(ask(schema=Headline))
    assert w.time.slept == [pytest.approx(9.5)]


async def test_429_without_a_time_backs_off_ever_longer(world: MakeWorld) -> None:
    w = world([Fault.busy(), Fault.busy(), Fault.busy(), GOOD])
    await (await w.gateway()).ask(ask(schema=Headline))
    assert w.time.slept == [1.0, 2.0, 4.0]


async def test_429_for_one_call_holds_all_back(world: MakeWorld) -> None:
    w = world([Fault.busy(5)])
    gateway = await w.gateway()
    first = asyncio.create_task(gateway.ask(ask()))
    await w.until(lambda: w.time.slept)
    released = w.time.now
    await gateway.ask(ask(slot="post-2"))
    await first
    assert released == pytest.approx(5.5)
    assert len(w.server.calls) == 3


async def test_429_without_end_gives_up_and_can_be_resumed(world: MakeWorld) -> None:
    w = world([Fault.busy()] * 4)
    with pytest.raises(ModelUnavailable, match="crew resume"):
        await (await w.gateway()).ask(ask())
    assert len(w.server.calls) == 4
    assert [call.status for call in w.calls()] == ["failed"] * 4
    assert (await (await w.gateway()).ask(ask())).text


async def test_429_for_an_hour_is_not_sat_through(world: MakeWorld) -> None:
    w = world([Fault.busy(3600)])
    with pytest.raises(ModelUnavailable):
        await (await w.gateway()).ask(ask())
    assert w.time.slept == []


async def test_429_for_lack_of_credit_is_not_retried(world: MakeWorld) -> None:
    w = world([Fault.failing(429, "You exceeded your quota", code="insufficient_quota")])
    with pytest.raises(ModelUnavailable, match="credit"):
        await (await w.gateway()).ask(ask())
    assert len(w.server.calls) == 1


# -- 7: errors and time-outs


@pytest.mark.parametrize("fault", [Fault.failing(500), Fault.failing(503), Fault.reset()])
async def test_a_passing_error_is_tried_again(world: MakeWorld, fault: Fault) -> None:
    w = world([fault, fault, GOOD])
    budget = Budget()
    answer = await (await w.gateway(budget)).ask(ask(schema=Headline))
    assert len(w.server.calls) == 3
    assert budget.spent_tokens == answer.prompt_tokens + answer.completion_tokens
    keys = {headers["idempotency-key"] for headers in w.server.headers}
    assert keys == {answer.key}


async def test_a_dead_model_is_replaced_by_the_next(world: MakeWorld) -> None:
    w = world(
        lambda body: Fault.failing(500) if body["model"] == "scripted" else GOOD,
        models=("scripted", "spare"),
    )
    gateway = await w.gateway(crew_fallback_models="gone, spare")
    answer = await gateway.ask(ask(schema=Headline))
    assert answer.model == "spare"
    assert [body["model"] for body in w.server.calls] == ["scripted"] * 4 + ["gone", "spare"]
    assert w.kinds().count("warning") == 2


async def test_silence_is_cut_short_retried_and_charged(world: MakeWorld) -> None:
    w = world([Fault.hang(), GOOD])
    budget = Budget()
    gateway = await w.gateway(budget, request_timeout_s=0.3)
    answer = await gateway.ask(ask(schema=Headline))
    lost = w.calls()[0]
    assert (lost.status, lost.why) == ("failed", "no answer within 0.3 s")
    assert lost.completion_tokens == 400  # nobody told, so the most it may have cost
    assert budget.spent_tokens > answer.prompt_tokens + answer.completion_tokens


async def test_a_refused_connection_names_the_address(world: MakeWorld) -> None:
    w = world()
    gateway = await w.gateway()
    w.server.close()
    with pytest.raises(ModelUnavailable, match="OPENAI_BASE_URL"):
        await gateway.ask(ask())
    assert len(w.time.slept) == 3


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_is_not_tried_again(world: MakeWorld, status: int) -> None:
    w = world([Fault.failing(status)])
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY"):
        await (await w.gateway()).ask(ask())
    assert len(w.server.calls) == 1


async def test_an_unknown_model_is_named(world: MakeWorld) -> None:
    w = world()
    with pytest.raises(ModelUnavailable, match="CREW_MODEL"):
        await (await w.gateway(crew_model="gpt-nonsense")).ask(ask())
    assert len(w.server.calls) == 1


async def test_a_request_nobody_will_take_is_the_callers(world: MakeWorld) -> None:
    w = world([Fault.failing(400, "This model's maximum context length is 4096 tokens")])
    with pytest.raises(CallerError, match="maximum context length"):
        await (await w.gateway()).ask(ask())
    assert len(w.server.calls) == 1


async def test_stopping_a_call_is_not_swallowed_and_is_written_down(world: MakeWorld) -> None:
    w = world([Fault.hang()])
    gateway = await w.gateway()
    task = asyncio.create_task(gateway.ask(ask()))
    await w.until(lambda: w.server.calls)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [call.status for call in w.calls()] == ["cancelled"]


# -- 8: answers that break off


@pytest.mark.parametrize("fault", [Fault.truncated(), Fault.not_json()])
async def test_a_broken_body_is_never_accepted_but_charged(world: MakeWorld, fault: Fault) -> None:
    w = world([fault, GOOD])
    budget = Budget()
    answer = await (await w.gateway(budget)).ask(ask(schema=Headline))
    assert answer.data == Headline(**GOOD)
    broken = w.calls()[0]
    assert broken.status == "failed"
    assert broken.response.startswith("{")  # the part that came is kept
    assert budget.spent_tokens > answer.prompt_tokens + answer.completion_tokens


async def test_an_answer_cut_at_its_limit_gets_one_longer_try(world: MakeWorld) -> None:
    w = world([Fault.length(), GOOD])
    answer = await (await w.gateway()).ask(ask(schema=Headline, max_tokens=50))
    assert answer.data == Headline(**GOOD)
    assert [body["max_tokens"] for body in w.server.calls] == [50, 100]
    assert len({headers["idempotency-key"] for headers in w.server.headers}) == 2


async def test_an_answer_cut_twice_is_truncated_even_if_it_would_parse(world: MakeWorld) -> None:
    whole = '{"headline": "Bread", "score": 1}'
    w = world([Fault.length(whole), Fault.length(whole)])
    with pytest.raises(TruncatedAnswer) as caught:
        await (await w.gateway()).ask(ask(schema=Headline))
    assert caught.value.raw == whole
    assert [call.status for call in w.calls()] == ["rejected", "truncated"]
    assert all(call.completion_tokens for call in w.calls())


async def test_no_longer_try_beyond_what_the_model_may_say(world: MakeWorld) -> None:
    w = world([Fault.length()])
    gateway = await w.gateway(crew_profile="small")
    with pytest.raises(TruncatedAnswer):
        await gateway.ask(ask(max_tokens=5000))
    assert [body["max_tokens"] for body in w.server.calls] == [1024]


# -- 9: answers of no use


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "Bread, slowly.", "score": 8}',
        '```json\n{"headline": "Bread, slowly.", "score": 8}\n```',
        'Here you are:\n```\n{"headline": "Bread, slowly.", "score": 8}\n```\nEnjoy!',
        "{'headline': 'Bread, slowly.', 'score': 8,}",
        '<think>{"score": 1}</think>{"headline": "Bread, slowly.", "score": 8}',
    ],
)
async def test_json_is_found_in_what_models_wrap_around_it(world: MakeWorld, text: str) -> None:
    w = world([text])
    answer = await (await w.gateway()).ask(ask(schema=Headline))
    assert answer.data == Headline(headline="Bread, slowly.", score=8)
    assert len(w.server.calls) == 1


@pytest.mark.parametrize("fault", [Fault.malformed("Sorry?"), Fault.wrong_shape(), Fault.empty()])
async def test_a_useless_answer_is_corrected(world: MakeWorld, fault: Fault) -> None:
    w = world([fault, GOOD])
    budget = Budget()
    answer = await (await w.gateway(budget)).ask(ask(schema=Headline))
    assert answer.data == Headline(**GOOD)
    first, second = w.server.calls
    assert second["messages"][0] == first["messages"][0]
    assert "cannot be used" in second["messages"][-1]["content"]
    assert second["seed"] != first["seed"]
    assert [call.status for call in w.calls()] == ["rejected", "answered"]
    assert budget.spent_tokens == sum(c.prompt_tokens + c.completion_tokens for c in w.calls())


async def test_the_model_is_told_what_was_wrong(world: MakeWorld) -> None:
    w = world([{"headline": "Bread", "score": 99}, GOOD])
    await (await w.gateway()).ask(ask(schema=Headline))
    said, note = w.server.calls[1]["messages"][-2:]
    assert said == {"role": "assistant", "content": '{"headline": "Bread", "score": 99}'}
    assert "score: Input should be less than or equal to 10" in note["content"]


async def test_roles_take_turns_even_after_an_empty_answer(world: MakeWorld) -> None:
    w = world([Fault.empty(), GOOD])
    await (await w.gateway()).ask(ask(schema=Headline))
    assert [m["role"] for m in w.server.calls[1]["messages"]] == ["system", "user"]


async def test_three_useless_answers_are_enough(world: MakeWorld) -> None:
    w = world([Fault.wrong_shape()] * 3 + [GOOD])
    gateway = await w.gateway()
    with pytest.raises(MalformedAnswer) as caught:
        await gateway.ask(ask(schema=Headline))
    assert caught.value.raw == '{"surprise": 1}'
    assert [call.status for call in w.calls()] == ["rejected", "rejected", "malformed"]
    with pytest.raises(MalformedAnswer):  # the same model is not asked the same again
        await gateway.ask(ask(schema=Headline))
    assert len(w.server.calls) == 3


async def test_another_model_gets_a_chance_where_one_failed(world: MakeWorld) -> None:
    w = world([Fault.wrong_shape()] * 3 + [GOOD], models=("scripted", "better"))
    with pytest.raises(MalformedAnswer):
        await (await w.gateway()).ask(ask(schema=Headline))
    answer = await (await w.gateway(crew_model="better")).ask(ask(schema=Headline))
    assert answer.model == "better"


async def test_emptiness_is_no_text_either(world: MakeWorld) -> None:
    w = world([Fault.empty()] * 3)
    with pytest.raises(MalformedAnswer, match="empty"):
        await (await w.gateway()).ask(ask())


# -- 10: refusals


@pytest.mark.parametrize(
    "fault",
    [
        Fault.refusal("I would rather not."),
        Fault.content_filter(),
        Fault.failing(400, "The prompt was filtered", code="content_filter"),
    ],
)
async def test_a_refusal_is_recorded_and_not_argued_with(world: MakeWorld, fault: Fault) -> None:
    w = world([fault])
    for _ in range(2):
        gateway = await w.gateway()
        with pytest.raises(Refusal):
            await gateway.ask(ask(schema=Headline))
    assert len(w.server.calls) == 1
    assert [call.status for call in w.calls()] == ["refused"]


# -- 23: the budget


async def test_a_call_that_may_not_fit_is_not_made(world: MakeWorld) -> None:
    w = world()
    with pytest.raises(BudgetExceeded, match="crew resume"):
        await (await w.gateway(Budget(tokens=100))).ask(ask(max_tokens=400))
    assert w.server.calls == []


async def test_calls_side_by_side_do_not_overspend(world: MakeWorld) -> None:
    w = world(latency_s=0.01)
    budget = Budget(tokens=1000)
    gateway = await w.gateway(budget)
    asking = (gateway.ask(ask(slot=f"post-{number}")) for number in range(40))
    results = await asyncio.gather(*asking, return_exceptions=True)
    refused = [result for result in results if isinstance(result, BudgetExceeded)]
    answered = [result for result in results if not isinstance(result, BaseException)]
    assert len(refused) + len(answered) == 40
    assert refused
    assert len(answered) > 3  # what others gave back could still be used
    assert budget.spent_tokens <= 1000


async def test_money_is_counted_as_the_settings_price_it(world: MakeWorld) -> None:
    budget = Budget(money=1.0)
    gateway = await world().gateway(budget, price_prompt=100.0, price_completion=300.0)
    answer = await gateway.ask(ask())
    expected = (answer.prompt_tokens * 100 + answer.completion_tokens * 300) / 1e6
    assert budget.spent_money == pytest.approx(expected)
    assert gateway.usage().money == pytest.approx(expected)


# -- dialects


@pytest.mark.parametrize(("modes", "asked"), [(("object",), 2), ((), 3)])
async def test_an_endpoint_without_schemas_is_asked_in_words(
    world: MakeWorld, modes: tuple[str, ...], asked: int
) -> None:
    w = world(json_modes=modes)
    gateway = await w.gateway()
    answer = await gateway.ask(ask(schema=Headline))
    assert isinstance(answer.data, Headline)
    assert len(w.server.calls) == asked
    assert "JSON schema" in w.server.calls[-1]["messages"][0]["content"]
    await gateway.ask(ask(schema=Headline, slot="post-2"))
    assert len(w.server.calls) == asked + 1  # learned once


async def test_what_an_endpoint_refuses_is_left_out(world: MakeWorld) -> None:
    w = world(rejects=["max_tokens", "temperature", "seed"])
    gateway = await w.gateway()
    await gateway.ask(ask())
    body = w.server.calls[-1]
    assert body["max_completion_tokens"] == 400
    assert not {"max_tokens", "temperature", "seed"} & body.keys()


async def test_many_calls_learn_together(world: MakeWorld) -> None:
    w = world(json_modes=("object",), latency_s=0.02)
    gateway = await w.gateway()
    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(gateway.ask(ask(schema=Headline, slot=f"post-{number}")))
    assert len(w.server.calls) == 20


# -- 21: secrets

CANARY = "sk-canary-0123456789abcdef"


async def test_the_key_shows_up_nowhere(world: MakeWorld, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    w = world(key="the right key")
    gateway = await w.gateway(openai_api_key=CANARY)
    with pytest.raises(ModelUnavailable) as caught:
        await gateway.ask(ask(f"Never say {CANARY}."))
    seen = [caplog.text, str(caught.value), repr(gateway), repr(w.heard)]
    seen += [repr(link.__dict__) for link in _chain(caught.value)]
    seen += [path.read_bytes().decode("latin-1") for path in w.home.rglob("*") if path.is_file()]
    assert not [text for text in seen if CANARY in text]


async def test_no_exception_of_the_sdk_comes_along(world: MakeWorld) -> None:
    w = world([Fault.failing(500)] * 4)
    with pytest.raises(ModelUnavailable) as caught:
        await (await w.gateway()).ask(ask())
    foreign = [link for link in _chain(caught.value) if type(link).__module__.startswith("openai")]
    assert not foreign


def _chain(error: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or error.__context__
    return links


# -- 2, 11: a killed process, a full disk


async def test_a_killed_call_is_made_again_under_the_same_key(world: MakeWorld) -> None:
    w = world([Fault.hang()])
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from studiocrew.budget import Budget\n"
        "from studiocrew.events import Events\n"
        "from studiocrew.journal import Journal\n"
        "from studiocrew.llm import Ask, Gateway\n"
        "from studiocrew.settings import Settings\n"
        "async def main():\n"
        "    journal = Journal(Path(sys.argv[1]))\n"
        "    gateway = Gateway(Settings(), journal, Budget(), Events())\n"
        "    messages = ({'role': 'system', 'content': 'You write headlines.'},\n"
        "                {'role': 'user', 'content': 'A headline, please.'})\n"
        "    await gateway.ask(Ask('post-1', 'copywriter', messages))\n"
        "asyncio.run(main())\n"
    )
    endpoint = {"OPENAI_BASE_URL": w.server.base_url, "CREW_MODEL": "scripted"}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(w.home / "calls.db"), env={**os.environ, **endpoint}
    )
    await w.until(lambda: w.server.calls)
    child.kill()
    await child.wait()
    assert [call.status for call in w.calls()] == ["asked"]

    await (await w.gateway()).ask(ask())
    assert [call.status for call in w.calls()] == ["asked", "answered"]
    assert len({headers["idempotency-key"] for headers in w.server.headers}) == 1


async def test_a_full_disk_stops_before_anything_is_paid(world: MakeWorld) -> None:
    w = world()
    gateway = await w.gateway()
    await gateway.ask(ask())
    database = gateway._journal._db
    database.execute("PRAGMA max_page_count = 1")  # the file may grow no more
    with pytest.raises(StoreError, match="Free some space"):
        await gateway.ask(ask("x" * 100_000))
    assert len(w.server.calls) == 1
    database.execute("PRAGMA max_page_count = 100000")
    await gateway.ask(ask("x" * 100_000))
    assert (await gateway.ask(ask())).replayed
