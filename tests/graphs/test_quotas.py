"""Content mix: shares into whole posts, and what does not add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.quotas import quotas
from studiocrew.errors import AuthorError, PlanError
from studiocrew.timing import Share

ANGLES = ("making", "offer", "people")


@given(
    st.dictionaries(st.sampled_from(ANGLES), st.tuples(st.floats(0, 1), st.floats(0, 1))),
    st.integers(1, 40),
)
def test_shares_become_posts_or_the_clash_is_irreducible(
    mix: dict[str, tuple[float, float]], posts: int
) -> None:
    shares = {name: Share(least=min(pair), most=max(pair)) for name, pair in mix.items()}
    try:
        made = quotas(shares, {}, ANGLES, posts)
    except PlanError as clash:
        named = {name: share for name, share in shares.items() if f"{name}: " in clash.what}
        for name in named:  # without any one of them the others add up, or name fewer
            rest = {other: share for other, share in named.items() if other != name}
            quotas(rest, {}, ANGLES, posts)
        return
    for name, share in shares.items():
        assert share.least * posts <= made[name].least + 1e-6
        assert made[name].most <= share.most * posts + 1e-6
    assert sum(q.least for q in made.values()) <= posts <= sum(q.most for q in made.values())


def test_what_does_not_add_up_is_told_in_posts() -> None:
    mix = {"making": Share(least=0.6), "offer": Share(least=0.5), "people": Share(least=0.1)}
    with pytest.raises(PlanError) as caught:
        quotas(mix, {}, ANGLES, 10)
    assert caught.value.what == (
        "No content mix of 10 posts keeps all of this: making: at least 6; offer: at least 5."
    )
    with pytest.raises(AuthorError, match="unknown angle: oofer"):
        quotas({"oofer": Share(least=0.5)}, {}, ANGLES, 10)


def test_what_was_learnt_weighs_at_most_twice() -> None:
    made = quotas({}, {"making": 0.1, "offer": 3.0, "people": -3.0}, ANGLES, 6)
    assert 1.2 < made["making"].weight < 1.25
    assert (made["offer"].weight, made["people"].weight) == (2.0, 0.5)
