"""Thrift: what is left out of a plan that costs too much, and in which order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphs.makers import EXPECTED_TOKENS
from graphs.purse import Purse
from graphs.thrift import affordable, expected, judgements, trimmed
from studiocrew.contracts import Assumption, Brief, ChecklistItem, Fact, Plan, Task, Usage

POST = EXPECTED_TOKENS["post"]


def brief(sure: int = 9) -> Brief:
    """Facts f-1 … f-9, of which the first `sure` are certain."""
    facts = tuple(
        Fact(id=f"f-{n}", kind="about", statement="x", source_id="s", confidence=confidence)
        for n in range(1, 10)
        for confidence in [1.0 if n <= sure else 0.4]
    )
    return Brief(goal="g", brand_name="b", facts=facts)


def plan(angles: str) -> Plan:
    """A post for each letter, which is its angle; its card; a board of all cards."""
    tasks: list[Task] = []
    for n, angle in enumerate(angles, 1):
        post, params = f"post-{n}", {"angle": angle, "facts": [f"f-{n}"]}
        tasks += [
            Task(id=post, role="copywriter", produces="post", title="p", params=params),
            Task(id=f"card-{n}", role="artist", produces="card", title="c", inputs=(post,)),
        ]
    cards = tuple(f"card-{n}" for n in range(1, len(angles) + 1))
    tasks.append(Task(id="board", role="art_director", produces="board", title="b", inputs=cards))
    return Plan(theme="t", tasks=tuple(tasks))


def test_without_a_limit_and_with_room_nothing_is_dropped() -> None:
    whole = plan("abc")
    assert affordable(whole, brief(), None) == (whole, ())
    assert affordable(whole, brief(), 3 * POST) == (whole, ())


def test_assumed_then_repeated_then_latest_goes() -> None:
    whole = plan("abab")
    assert affordable(whole, brief(sure=9), 3 * POST)[1] == ("post-4",)
    assert affordable(plan("abca"), brief(), 3 * POST)[1] == ("post-4",)
    assert affordable(plan("aabc"), brief(), 3 * POST)[1] == ("post-2",)
    assert affordable(plan("aabc"), brief(sure=3), 3 * POST)[1] == ("post-4",)
    assert affordable(plan("abcd"), brief(), 2 * POST)[1] == ("post-4", "post-3")


@given(st.text("abc", min_size=1, max_size=9), st.integers(0, 10 * POST), st.integers(0, 9))
def test_what_is_kept_fits_or_is_the_last_post(angles: str, left: int, sure: int) -> None:
    kept, dropped = affordable(plan(angles), brief(sure), left)
    posts = [task.id for task in kept.tasks if task.produces == "post"]
    assert len(posts) + len(dropped) == len(angles)
    assert len(posts) == 1 or sum(expected(kept.tasks).values()) <= left
    assert left < POST * (len(posts) + 1) or not dropped  # none is dropped that would have fitted
    ids = {task.id for task in kept.tasks}
    assert all(set(task.inputs) <= ids for task in kept.tasks)
    assert {f"card-{name[5:]}" for name in dropped}.isdisjoint(ids)


def test_what_is_made_already_costs_nothing_and_stays() -> None:
    whole = plan("abc")
    assert expected(whole.tasks, {"post-1", "post-2"}) == {"copywriter": POST}
    kept, dropped = affordable(whole, brief(), 0, {"post-1", "post-2"})
    assert dropped == ("post-3",)
    assert {"post-1", "post-2"} <= {task.id for task in kept.tasks}


def test_assumptions_no_longer_name_what_is_not_made() -> None:
    assumption = Assumption(
        id="A1", statement="s", why="w", confidence=0.5, affects=("post-1", "post-3", "card-3")
    )
    given_brief = brief().model_copy(update={"assumptions": (assumption,)})
    kept, _ = affordable(plan("abc"), brief(), 2 * POST)
    (left,) = trimmed(given_brief, kept).assumptions
    assert left.affects == ("post-1",)


def test_judgements_are_counted_by_scope() -> None:
    def item(name: str, scope: str, kind: str) -> ChecklistItem:
        return ChecklistItem.model_validate(
            {"id": name, "text": name, "scope": scope, "kind": kind, "check": name}
        )

    items = [item("a", "post", "model"), item("b", "post", "code"), item("c", "asset", "model")]
    assert judgements(items, {"post": 6, "campaign": 1}) == 6
    assert judgements(items, {"post": 6, "asset": 7}) == 13


def test_what_is_left_is_never_negative() -> None:
    usage = Usage(prompt_tokens=70, completion_tokens=40)
    left = [Purse(tokens=limit).left(usage) for limit in (None, 200, 100)]
    assert left == [None, 90, 0]


def test_money_and_time_are_told_in_tokens_at_the_rate_of_this_project() -> None:
    usage = Usage(prompt_tokens=900, completion_tokens=100, money=0.5)
    assert Purse(money=2.0, price=9.0).left(usage) == 3000
    assert Purse(money=2.0, price=0.001).left(Usage()) == 2000
    assert Purse(money=2.0).left(Usage()) is None  # a model that costs nothing
    assert Purse(seconds=30.0, worked=lambda: 10.0).left(usage) == 2000
    assert Purse(seconds=30.0, worked=lambda: 10.0).left(Usage()) is None
    assert Purse(tokens=5000, money=2.0, seconds=30.0, worked=lambda: 10.0).left(usage) == 2000
    assert Purse(tokens=5000, share=0.25).left(usage) == 1000


@given(
    st.integers(0, 10**6),
    st.tuples(*[st.none() | st.floats(0.01, 1e6)] * 2),
    st.none() | st.integers(1, 10**6),
)
def test_no_limit_leaves_more_than_the_scarcest(
    spent: int, more: tuple[float | None, float | None], tokens: int | None
) -> None:
    usage = Usage(prompt_tokens=spent, money=spent / 1000)
    both = Purse(tokens, *more, worked=lambda: spent / 50)
    alone = [Purse(tokens), Purse(money=more[0]), Purse(seconds=more[1], worked=both.worked)]
    each = [left for purse in alone if (left := purse.left(usage)) is not None]
    assert both.left(usage) == min(each, default=None)
