"""What ways are worth beside each other, and how the findings are told."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crews.bench.brief import load_briefs
from crews.bench.results import Result, digest
from crews.bench.rules.case import Verdict
from crews.bench.score import MEASURES, Score, Scored, line, ratio, score_all
from crews.bench.submission import Submission
from crews.bench.table import as_data, markdown
from studiocrew.contracts import Usage

BRIEFS = load_briefs()


def scored(number: int, way: str, passed: int, total: int = 10, seconds: float = 2.0) -> Scored:
    """A result of the brief of that number that meets the first `passed` of its items."""
    brief = BRIEFS[number]
    names = [f"i{n}" for n in range(total)]
    verdicts = {name: Verdict(n < passed, f"seen {name}") for n, name in enumerate(names)}
    result = Result(
        brief=brief.id,
        way=way,
        model="scripted",
        asked=digest(brief),
        submission=Submission(posts=(), assumptions=(), questions=()),
        usage=Usage(calls=3, prompt_tokens=100, completion_tokens=20),
        seconds=seconds,
    )
    return Scored(brief, result, Score(brief.id, verdicts))


def test_a_row_is_the_mean_of_its_briefs() -> None:
    row = line([scored(0, "crew", 10), scored(1, "crew", 5, seconds=4.0)])
    assert (row.briefs, row.pass_rate, row.mean_share, row.mean_items) == (2, 0.5, 0.75, 7.5)
    assert (row.calls, row.tokens, row.seconds, row.errors) == (3, 120, 3.0, 0)
    assert line([]).pass_rate == 0


def test_a_ratio_compares_only_briefs_that_both_did() -> None:
    rows = [scored(0, "crew", 10), scored(1, "crew", 8), scored(0, "direct", 5)]
    found = ratio(rows, "crew", "direct", MEASURES["mean_share"])
    assert (found.value, found.briefs) == (2.0, 1)
    assert ratio(rows, "crew", "-memory", MEASURES["mean_share"]).value is None


def test_nothing_over_nothing_is_undecided_and_something_over_nothing_infinite() -> None:
    rows = [scored(0, "crew", 9), scored(0, "direct", 5)]
    assert ratio(rows, "crew", "direct", MEASURES["pass_rate"]).value is None
    rows[0] = scored(0, "crew", 10)
    found = ratio(rows, "crew", "direct", MEASURES["pass_rate"])
    assert found.value is not None
    assert math.isinf(found.value)
    told = json.loads(json.dumps(as_data(rows)))["ratios"]["crew/direct"]["pass_rate"]
    assert told["high"] == "inf"
    assert 0 < told["low"] < 1  # one brief proves next to nothing


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=2, max_size=24))
def test_the_interval_holds_the_ratio_and_is_the_same_again(pairs: list[tuple[int, int]]) -> None:
    rows = [scored(n, way, got) for n, pair in enumerate(pairs)
            for way, got in zip(("crew", "direct"), pair, strict=True)]  # fmt: skip
    found = ratio(rows, "crew", "direct", MEASURES["mean_share"])
    assert found == ratio(rows, "crew", "direct", MEASURES["mean_share"])
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    lowest, highest = min(a / b for a, b in pairs), max(a / b for a, b in pairs)
    assert lowest - 1e-9 <= found.low <= found.high <= highest + 1e-9
    assert lowest - 1e-9 <= found.value <= highest + 1e-9


def test_the_same_everywhere_leaves_no_doubt() -> None:
    rows = [scored(n, way, got) for n in range(6) for way, got in (("crew", 9), ("direct", 6))]
    found = ratio(rows, "crew", "direct", MEASURES["mean_share"])
    assert found.low == pytest.approx(1.5)
    assert found.high == pytest.approx(1.5)


def test_an_attempt_that_failed_meets_nothing_and_says_why() -> None:
    brief = BRIEFS[0]
    lost = Result(brief=brief.id, way="crew", model="m", asked=digest(brief), submission=None,
                  error="BudgetExceeded: too little", usage=Usage(), seconds=1.0)  # fmt: skip
    rows = score_all(BRIEFS, {(brief.id, "crew"): lost})
    assert rows[0].score.passed == 0
    assert line(rows).errors == 1
    assert "BudgetExceeded: too little" in markdown(rows)


def test_the_report_tells_every_failed_item_in_the_clients_words() -> None:
    brief = BRIEFS[0]
    result = Result(brief=brief.id, way="direct", model="m", asked=digest(brief),
                    submission=Submission(posts=(), assumptions=(), questions=()),
                    usage=Usage(), seconds=1.0)  # fmt: skip
    told = markdown(score_all(BRIEFS, {(brief.id, "direct"): result}))
    assert all(item.says in told for item in brief.items)
    assert "## By kind" in told
    assert f"{brief.language}, direct" in told
