"""Statistics that stay honest: intervals that cover, and no winner found in noise."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.learning import Lesson, Lessons, Measured, learn

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
ANGLES = ("making", "offer", "people", "place")


def posts(rng: random.Random, count: int, noise: float = 0.6, **gains: float) -> list[Measured]:
    """Posts with an engagement rate around 5 %, better by `gains` (log) for angle or hour names."""
    made: list[Measured] = []
    for n in range(count):
        angle, hour = rng.choice(ANGLES), rng.choice((8, 12, 18))
        gain = gains.get(angle, 0.0) + gains.get(f"h{hour}", 0.0)
        made.append(
            Measured(
                project="p",
                post_id=f"post-{n}",
                platform=rng.choice(("instagram", "x")),
                angle=angle,
                at=BEGIN + timedelta(days=rng.randrange(90), hours=hour),
                length=rng.choice((100, 300, 900)),
                reach=10_000,
                engagements=500 * math.exp(gain + rng.gauss(0, noise)),
            )
        )
    return made


def of(lessons: Lessons, dimension: str, level: str) -> Lesson:
    return next(one for one in lessons.lessons if (one.dimension, one.level) == (dimension, level))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30))
def test_any_posts_give_ordered_intervals_and_the_same_ones_again(seed: int, count: int) -> None:
    made = posts(random.Random(seed), count)
    lessons = learn(made)
    assert lessons == learn(made)
    assert lessons.posts == count
    for one in lessons.lessons:
        assert 0 < one.low <= one.ratio <= one.high
        assert (one.certain != 0) == (one.low > 1 or one.high < 1)
        assert one.certain == 0 or abs(one.certain) <= abs(math.log(one.ratio))


def test_noise_has_no_winners() -> None:
    """Of 15 brands with nothing to find, at most two are told that an hour or an angle is better.

    About one in twenty is, over all of its twenty comparisons. Platforms are not pooled.
    """
    rng = random.Random(5)
    found = [learn(posts(rng, 24)).certain for _ in range(15)]
    assert sum(any(one.dimension != "platform" for one in certain) for certain in found) <= 2


def test_a_few_posts_say_little_and_many_say_it() -> None:
    few = of(learn(posts(random.Random(2), 6, offer=0.8)), "angle", "offer")
    many = of(learn(posts(random.Random(2), 120, offer=0.8)), "angle", "offer")
    assert few.certain == 0
    assert many.certain > 0
    assert many.high / many.low < few.high / few.low
    assert many.low < math.exp(0.8) < many.high


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    """Spread and noise as the model expects them: 95 % is promised."""
    rng, inside, whole = random.Random(9), 0, 0
    for _ in range(12):
        noise = math.sqrt(0.5 / rng.gammavariate(2, 1))
        spread = abs(rng.gauss(0, 0.5)) * noise
        gains = {name: rng.gauss(0, spread) for name in ANGLES}
        lessons = learn(posts(rng, 30, noise, **gains))
        for name in ANGLES:
            one = of(lessons, "angle", name)
            truth = gains[name] - sum(g for other, g in gains.items() if other != name) / 3
            inside += math.log(one.low) <= truth <= math.log(one.high)
            whole += 1
    assert inside / whole > 0.85


def test_an_effect_of_the_platform_is_not_taken_for_one_of_the_hour() -> None:
    """All mornings on one platform that does five times as well: the hour gets no credit."""
    rng, made = random.Random(4), list[Measured]()
    for n in range(60):
        on_x = n % 2 == 0
        hour = 8 if on_x and n % 10 else 12
        made.append(
            Measured(
                project="p", post_id=f"post-{n}", platform="x" if on_x else "instagram",
                at=BEGIN + timedelta(days=n, hours=hour), length=100, reach=1000,
                engagements=(250 if on_x else 50) * math.exp(rng.gauss(0, 0.3)),
            )
        )  # fmt: skip
    lessons = learn(made)
    assert of(lessons, "platform", "x").certain > 0
    assert of(lessons, "hour", "8").certain == 0


def test_the_measure_is_what_most_posts_have() -> None:
    made = posts(random.Random(1), 8)
    assert learn(made).measure == "engagement rate"
    counts = [post.model_copy(update={"reach": None}) for post in made]
    assert learn(counts).measure == "engagements"
    seen = [post.model_copy(update={"engagements": None}) for post in made]
    assert learn(seen).measure == "reach"
    assert learn([]) == Lessons()
    assert learn([*seen[:2], *counts[2:]]).posts == 6


def test_it_is_told_with_its_posts_and_no_more_than_is_certain() -> None:
    said = list(learn(posts(random.Random(3), 12)).told())
    assert said[0].startswith("What we learnt, from 12 posts (2026-01-")
    assert said[1].startswith("Of ")
    assert "nothing is certain yet" in said[1]
    sure = Lesson(dimension="weekday", level="3", posts=9, ratio=1.4, low=1.1, high=1.8)
    assert sure.told("reach") == (
        "Thursdays: more reach, +10 % to +80 % beside the others (9 posts)."
    )
    assert sure.certain == pytest.approx(math.log(1.1))
    open_ = sure.model_copy(update={"low": 0.9, "posts": 1})
    assert open_.told("reach") == "Thursdays: 1 post, -10 % to +80 %; too little to say."
