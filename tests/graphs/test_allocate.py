"""Sharing facts and dates among posts: arithmetic that must hold for any brand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.allocate import PostPlan, choose, dated, deadlines, due_of, weekday_of
from graphs.quotas import Quota
from graphs.recipe import Angle
from studiocrew.contracts import Brief, Fact
from tools.calendar import CalendarClash, Given, Slot, slots

TOPICS = ("rye", "plum tart", "walnut loaf", "sourdough", "cinnamon bun", "focaccia", "bagel")
DAYS = ("", "", "", " on Fridays", " on Wednesdays", " on Sundays")
PLATFORMS = ("instagram", "x", "linkedin", "facebook")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Brief, list[Angle], dict[str, list[dict[str, object]]]]:
    """A brief, angles, and for each angle the facts that research found for it."""
    count = draw(st.integers(0, 12))
    facts = tuple(
        Fact(
            id=f"f{n}",
            kind=draw(st.sampled_from(("product", "offer", "process", "about"))),
            statement=f"The {draw(st.sampled_from(TOPICS))} number {n} is here"
            f"{draw(st.sampled_from(DAYS))}.",
            source_id="brand",
        )
        for n in range(count)
    )
    contact = Fact(id="c", kind="contact", statement="Order at oven.example.", source_id="brand")
    brief = Brief(
        goal="g", brand_name="Oven", trade="bakery", language="en", timezone="UTC",
        facts=(*facts, contact),
    )  # fmt: skip
    angles = [
        Angle(id=f"a{n}", title=f"A{n}", kinds=("product",), question="?")
        for n in range(draw(st.integers(1, 4)))
    ]
    evidence = {
        angle.id: [
            fact.model_dump(mode="json")
            for fact in draw(st.permutations(facts))[: draw(st.integers(0, count))]
        ]
        for angle in angles
    }
    return brief, angles, evidence


EVE = date(2026, 3, 4)
calendars = st.lists(
    st.tuples(st.integers(0, 20), st.integers(8, 21)), min_size=1, max_size=14, unique=True
).flatmap(
    lambda hours: st.lists(
        st.sampled_from(PLATFORMS), min_size=len(hours), max_size=len(hours)
    ).map(
        lambda names: [
            Slot(name, datetime(2026, 3, 5, hour, tzinfo=UTC) + timedelta(days=day), "")
            for name, (day, hour) in zip(names, sorted(hours), strict=True)
        ]
    )
)
"""Any slots in order of time: how they were found does not matter here."""


def allocate(
    brief: Brief,
    angles: list[Angle],
    evidence: dict[str, list[dict[str, object]]],
    days: list[Slot],
) -> list[PostPlan]:
    """Facts chosen for as many posts as there are slots, and these put in order."""
    return dated(brief, choose(brief, angles, evidence, len(days)), days, EVE)


def test_a_thing_on_the_menu_leads_one_post_while_there_is_anything_else() -> None:
    """Three posts of a climbing gym began with "Intro class: "."""
    said = (
        ("product", "Intro class: $19."),
        ("product", "Intro class: One hour with a coach, shoes included."),
        ("product", "Intro class: Tuesdays at 6:30 pm."),
        ("other", "Coach Dana started climbing at 51."),
        ("other", "The mats are 16 inches thick."),
    )
    facts = [
        Fact(id=f"f{n}", kind=kind, statement=text, source_id="s")
        for n, (kind, text) in enumerate(said)
    ]
    brief = Brief(goal="More people in the intro class.", brand_name="Chalk", facts=tuple(facts))
    angles = [
        Angle(id="thing", title="The thing", kinds=("product",), question="?"),
        Angle(id="people", title="The people", kinds=("other",), question="?"),
    ]
    rows = [fact.model_dump(mode="json") for fact in facts]
    evidence = {"thing": rows[:3], "people": rows[3:]}
    leads = [fact.id for _, fact in choose(brief, angles, evidence, 3)]
    assert sorted(leads) == ["f1", "f3", "f4"]
    assert len(choose(brief, angles, evidence, 5)) == 5


Made = tuple[Brief, list[Angle], dict[str, list[dict[str, object]]]]


def usable(made: Made) -> set[str]:
    return {str(fact["id"]) for facts in made[2].values() for fact in facts}


@given(cases(), calendars)
def test_every_slot_gets_a_post_while_there_is_a_fact(made: Made, days: list[Slot]) -> None:
    posts = allocate(*made, days)
    assert len(posts) == (len(days) if usable(made) else 0)
    assert sorted((p.starts_at, p.platform) for p in posts) == sorted(
        (slot.starts_at, slot.platform) for slot in days[: len(posts)]
    )
    assert [post.id for post in posts] == [f"post-{n}" for n in range(1, len(posts) + 1)]
    assert [post.starts_at for post in posts] == sorted(post.starts_at for post in posts)


@given(cases(), calendars)
def test_a_main_fact_is_used_once_while_any_is_left(made: Made, days: list[Slot]) -> None:
    used = Counter(post.facts[0] for post in allocate(*made, days))
    spare = usable(made) - set(used)
    assert not spare or max(used.values(), default=0) <= 1


@given(cases(), calendars)
def test_a_post_rests_on_facts_that_exist_and_are_its_angles(made: Made, days: list[Slot]) -> None:
    brief, _, evidence = made
    known = {fact.id for fact in brief.facts}
    for post in allocate(*made, days):
        assert set(post.facts) <= known
        assert post.facts[0] in {fact["id"] for fact in evidence[post.angle.id]}
        assert len(set(post.facts)) == len(post.facts)
        assert post.action not in post.facts


@given(cases(), calendars)
def test_weekday_facts_come_no_later_than_they_need(made: Made, days: list[Slot]) -> None:
    """No slot of a fact without a weekday would have served a weekday fact better."""
    facts = {fact.id: fact for fact in made[0].facts}

    def wait(post: PostPlan, weekday: int) -> int:
        return (weekday - post.starts_at.weekday()) % 7

    posts = allocate(*made, days)
    undated = [post for post in posts if weekday_of(facts[post.facts[0]]) is None]
    for post in posts:
        weekday = weekday_of(facts[post.facts[0]])
        if weekday is not None:
            assert all(wait(post, weekday) <= wait(other, weekday) for other in undated)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=6), st.integers(0, 3))
def test_announcements_go_out_before_their_day(away: list[int], plain: int) -> None:
    """As many as can: the solver is told how many, and the matching then never fails."""
    days = [EVE + timedelta(days=n) for n in sorted(away)]
    said = [f"Fair {n} is on {day.day} {day:%B %Y}." for n, day in enumerate(days)]
    said += [f"The rye number {n} rests." for n in range(plain)]
    facts = [
        Fact(id=f"f{n}", kind="offer", statement=text, source_id="s") for n, text in enumerate(said)
    ]
    brief = Brief(goal="g", brand_name="Oven", facts=tuple(facts))
    angle = Angle(id="a", title="A", kinds=("offer",), question="?")
    evidence = {"a": [fact.model_dump(mode="json") for fact in facts]}
    mains = choose(brief, [angle], evidence, len(facts))
    asked = deadlines(brief, mains, EVE)
    try:
        made = slots(["x"], len(facts), 3, EVE, "UTC", given=Given(before=asked))
    except CalendarClash as clash:
        assert clash.deadlines
        return
    for post in dated(brief, mains, made, EVE):
        day = due_of(brief, next(f for f in facts if f.id == post.facts[0]), EVE)
        assert day is None or post.starts_at.date() < day
        assert day is None or "goes out before" in post.why


@given(cases(), st.integers(1, 12), st.data())
def test_quotas_are_kept_where_there_are_facts(made: Made, count: int, data: st.DataObject) -> None:
    brief, angles, evidence = made
    able = [angle.id for angle in angles if evidence[angle.id]]
    least = {name: data.draw(st.integers(0, 2)) for name in able}
    most = {name: data.draw(st.integers(least[name], 12)) for name in able}
    kept = {name: Quota(least[name], most[name]) for name in able}
    mains = choose(brief, angles, evidence, count, quotas=kept)
    assert len(mains) == (count if able else 0)
    if sum(least.values()) <= count <= sum(most.values()):
        shares = Counter(angle.id for angle, _ in mains)
        assert all(least[name] <= shares[name] <= most[name] for name in able)


def test_an_angle_that_did_better_has_its_turn_more_often() -> None:
    angles = [Angle(id=name, title=name, kinds=("product",), question="?") for name in "abc"]
    facts = [
        Fact(id=f"f{n}", kind="product", statement=f"Loaf {n}.", source_id="s") for n in range(24)
    ]
    dumped = [fact.model_dump(mode="json") for fact in facts]
    evidence = {name: dumped[place::3] for place, name in enumerate("abc")}
    brief = Brief(goal="g", brand_name="Oven", facts=tuple(facts))
    mains = choose(brief, angles, evidence, 8, quotas={"b": Quota(weight=2.0)})
    assert Counter(angle.id for angle, _ in mains) == {"a": 2, "b": 4, "c": 2}


@pytest.mark.parametrize(
    ("language", "closed"),
    [
        ("en", "Oven is closed on Mondays."),
        ("es", "Horno cierra los lunes."),
        ("de", "Der Ofen ist montags geschlossen."),
        ("fr", "Le Four ferme le lundi."),
        ("it", "Forno chiude il lunedì."),
    ],
)
def test_nobody_is_sent_to_a_closed_door(language: str, closed: str) -> None:
    main = Fact(id="f1", kind="product", statement="Rye.", source_id="brand")
    shut = Fact(id="f2", kind="hours", statement=closed, source_id="brand")
    brief = Brief(goal="g", brand_name="Oven", language=language, facts=(main, shut))
    angle = Angle(id="a", title="A", kinds=("product",), question="?")
    day = list(slots(["facebook"], 1, 1, date(2026, 3, 4), "UTC"))
    (post,) = allocate(brief, [angle], {"a": [main.model_dump(mode="json")]}, day)
    assert post.action is None


@pytest.mark.parametrize(
    ("platform", "contacts", "asked"),
    [
        ("instagram", ["Shop at slow.example.", "Write to June at june@slow.example."], 1),
        ("instagram", ["Shop at slow.example."], 0),
        ("facebook", ["Shop at slow.example.", "Write to June at june@slow.example."], 0),
        ("instagram", ["We are @slow elsewhere."], None),
    ],
)
def test_a_link_that_cannot_be_followed_is_better_than_nothing_to_do(
    platform: str, contacts: list[str], asked: int | None
) -> None:
    facts = [Fact(id="main", kind="about", statement="June throws pots.", source_id="s")]
    facts += [
        Fact(id=f"c{n}", kind="contact", statement=said, source_id="s")
        for n, said in enumerate(contacts)
    ]
    brief = Brief(goal="g", brand_name="Slow", facts=tuple(facts))
    slot = Slot(platform, datetime(2026, 3, 5, 9, tzinfo=UTC), "")
    angle = Angle(id="a", title="A", kinds=("about",), question="?")
    (post,) = dated(brief, [(angle, facts[0])], [slot], EVE)
    assert post.action == (None if asked is None else f"c{asked}")
