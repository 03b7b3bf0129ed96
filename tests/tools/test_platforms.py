import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.contracts import Post
from studiocrew.errors import AuthorError
from tools import counters
from tools.platforms import caption_problems, compose, compose_text, platform, platforms, table

IDS = list(platforms())
WORD = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=12)


def test_the_ten_platforms_are_there() -> None:
    assert IDS == [
        "instagram",
        "facebook",
        "tiktok",
        "x",
        "linkedin",
        "pinterest",
        "youtube_shorts",
        "threads",
        "bluesky",
        "google_business",
    ]
    assert all(row.id == key for key, row in platforms().items())


@pytest.mark.parametrize("platform_id", IDS)
def test_every_number_is_dated_and_sourced(platform_id: str) -> None:
    row = platform(platform_id)
    assert all(rule.source and rule.checked_on for rule in (*row.rules, row.picture))
    assert row.limit > 0
    assert row.hours
    assert row.weekdays
    assert row.tone.endswith(".")


def test_timing_says_that_nobody_measured_it() -> None:
    assert table().timing.confidence == "house"
    assert "not measured" in table().timing.source


def test_known_values() -> None:
    assert platform("instagram").size == (1080, 1350)
    assert (platform("instagram").limit, platform("instagram").fold) == (2200, 125)
    assert (platform("instagram").hashtag_cap, platform("instagram").alt_limit) == (5, 1000)
    assert (platform("x").limit, platform("x").counter, platform("x").fold) == (
        280,
        "x_weighted",
        None,
    )
    assert platform("linkedin").size == (1200, 627)
    assert platform("pinterest").title_limit == 100
    assert platform("tiktok").needs_picture
    assert not platform("x").needs_picture


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Instgram", "instagram"),
        ("twitter", "x"),
        ("You Tube", "youtube_shorts"),
        ("bsky", "bluesky"),
    ],
)
def test_an_unknown_platform_names_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(AuthorError, match=wrong) as caught:
        platform(wrong)
    assert f"Did you mean {right!r}?" in caught.value.mend


def test_composing_skips_tags_that_are_there_already() -> None:
    assert (
        compose_text("Try our #Rye. ", ["#rye", "Bread", "#bread", "#"])
        == "Try our #Rye.\n\n#Bread"
    )
    assert compose_text("", ["#A"]) == "#A"
    post = Post(id="p", platform="x", caption="Hi", hashtags=("#A", "#B"))
    assert compose(post) == "Hi\n\n#A #B"


@given(WORD, st.lists(WORD, max_size=6))
def test_composing_twice_changes_nothing(caption: str, tags: list[str]) -> None:
    once = compose_text(caption, tags)
    assert compose_text(once, tags) == once


@given(st.sampled_from(IDS), st.integers(-3, 3))
def test_the_limit_is_the_last_length_that_passes(platform_id: str, past: int) -> None:
    row = platform(platform_id)
    problems = caption_problems(platform_id, "a" * (row.limit + past))
    found = [p for p in problems if p.rule == "caption" and p.severity == "hard"]
    assert bool(found) == (past > 0)
    if found:
        assert (found[0].found, found[0].limit) == (row.limit + past, row.limit)


def test_hashtags_count_towards_the_limit_and_wherever_they_stand() -> None:
    assert caption_problems("x", "a" * 278, ["#b"])[0].found == 282
    found = caption_problems("instagram", "#one #two", ["#three", "#four", "#five", "#six"])
    assert [(p.rule, p.found) for p in found] == [("hashtags", 6)]


def test_bluesky_limits_bytes_as_well() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    found = caption_problems("bluesky", family * 140)
    assert [p.found for p in found] == [counters.utf8_bytes(family) * 140]


def test_a_fold_warns_with_what_still_shows() -> None:
    (found,) = caption_problems("linkedin", "Seen first. " + "x" * 200)
    assert found.severity == "fold"
    assert "Seen first." in found.evidence


def test_threads_limits_unique_links_and_tags() -> None:
    links = " ".join(f"https://example.com/{n}" for n in range(6))
    assert [p.rule for p in caption_problems("threads", links)] == ["links"]
    assert caption_problems("threads", "https://example.com " * 7) == []
    assert [p.rule for p in caption_problems("threads", "hi", ["#a", "#b"])] == ["hashtags"]


@pytest.mark.parametrize("number", ["+44 20 7946 0018", "(415) 555-0100", "01.23.45.67.89"])
def test_google_rejects_phone_numbers(number: str) -> None:
    assert [p.rule for p in caption_problems("google_business", f"Call {number} now")] == [
        "phone_numbers"
    ]


@pytest.mark.parametrize("text", ["8.00-14.00 15.30-20.00", "on 2026-11-20", "£1,200 for 60"])
def test_hours_dates_and_prices_are_no_phone_numbers(text: str) -> None:
    assert caption_problems("google_business", text) == []


def test_alt_text_and_dead_links() -> None:
    assert caption_problems("pinterest", "Hi", [], "a" * 501)[0].rule == "alt_text"
    (advice,) = caption_problems("instagram", "See test.com")
    assert (advice.rule, advice.severity) == ("links_not_clickable", "advice")


@given(st.sampled_from(IDS), st.text(max_size=400), st.lists(st.text(max_size=20), max_size=12))
def test_any_text_is_judged_without_failing(platform_id: str, text: str, tags: list[str]) -> None:
    ranks = [p.severity for p in caption_problems(platform_id, text, tags, text)]
    assert ranks == sorted(ranks, key=("hard", "fold", "advice").index)
