"""Whether a post may go out: media, shapes and habits, and what is kept out of the calendar."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from studiocrew.contracts import Asset, Campaign, CardCopy, Post
from tools.export.ics import calendar_ics
from tools.export.page import render_page
from tools.export.sheet import calendar_csv
from tools.export.texts import captions_markdown
from tools.platforms import caption_problems, platform, platforms, table
from tools.posting import hard_problems, post_problems
from tools.provenance.source_types import ALGORITHMIC, TRAINED


def post(platform_id: str, caption: str = "Rye at six.", **more: Any) -> Post:
    return Post(id="p1", platform=platform_id, caption=caption, **{"asset_id": "c1", **more})


def card(width: int = 1080, height: int = 1350, **more: Any) -> Asset:
    given_: dict[str, Any] = {
        "id": "c1",
        "kind": "card",
        "path": "assets/c1.png",
        "sha256": "0",
        "post_id": "p1",
        "alt_text": "Poster reading “Rye at six”.",
    }
    return Asset(width=width, height=height, **{**given_, **more})


def rules(found: Post, *assets: Asset, **more: Any) -> list[tuple[str, str]]:
    return [(p.rule, p.severity) for p in post_problems(found, assets, **more)]


HARD = [
    ("media", post("instagram", asset_id=None), ()),
    ("media", post("tiktok", asset_id=None), ()),
    ("media", post("pinterest", asset_id=None), ()),
    ("media", post("x"), tuple(card(id=f"c{n}") for n in range(5))),
    ("media", post("google_business"), (card(1200, 900), card(1200, 900, id="c2"))),
    ("shape", post("instagram"), (card(1080, 1920),)),
    ("shape", post("instagram"), (card(2000, 1000),)),
    ("edge", post("google_business"), (card(320, 240),)),
    ("caption", post("x", "a" * 281), (card(),)),
    ("hashtags", post("youtube_shorts", hashtags=tuple(f"#T{n}" for n in range(16))), (card(),)),
    ("phone_numbers", post("google_business", "Call 01632 960 184."), (card(1200, 900),)),
    ("links", post("threads", " ".join(f"https://e.com/{n}" for n in range(6))), ()),
    ("link_length", post("pinterest", "https://e.com/" + "a" * 2040), (card(1000, 1500),)),
    ("caption", post("bluesky", "a" * 301), ()),
    ("alt_text", post("pinterest", alt_text="a" * 501), (card(1000, 1500),)),
]


@pytest.mark.parametrize(
    ("rule", "found", "assets"), HARD, ids=lambda v: v if type(v) is str else ""
)
def test_what_a_platform_refuses_is_hard(rule: str, found: Post, assets: tuple[Asset, ...]) -> None:
    assert rule in [p.rule for p in hard_problems(found, assets)]


def test_a_file_may_be_too_heavy() -> None:
    whole = post("google_business"), card(1200, 900)
    assert ("bytes", "hard") in rules(*whole, sizes={"0": 5_000_001})
    assert ("bytes", "hard") not in rules(*whole, sizes={"0": 5_000_000})


@pytest.mark.parametrize("size", [(1080, 1350), (1080, 1440), (1080, 566), (1080, 1080)])
def test_every_shape_that_is_taken_passes(size: tuple[int, int]) -> None:
    assert hard_problems(post("instagram"), [card(*size)]) == []


@pytest.mark.parametrize("key", list(platforms()))
def test_our_own_pictures_are_never_refused(key: str) -> None:
    assert hard_problems(post(key), [card(*platform(key).size)]) == []


def test_a_picture_that_is_named_counts_though_it_is_not_given() -> None:
    assert hard_problems(post("instagram")) == []


def test_an_unknown_platform_has_no_rules() -> None:
    assert post_problems(post("town_crier", "a" * 99_999)) == []


ADVICE = [
    ("links_not_clickable", post("instagram", "See test.com"), card()),
    ("alt_text", post("instagram"), card(alt_text="")),
    ("alt_opening", post("instagram"), card(alt_text="Image of rye")),
    ("alt_opening", post("instagram"), card(alt_text="A photo of rye")),
    ("camel_case", post("instagram", hashtags=("#slowbreadsunday",)), card()),
    ("camel_case", post("instagram", "Rye #slowbreadsunday"), card()),
    ("emoji_words", post("instagram", "We ❤️ rye."), card()),
    ("text_on_picture", post("instagram"), card(text=CardCopy(headline="Custard maritozzo"))),
    ("ai_label", post("tiktok"), card(1080, 1920, source_type=TRAINED)),
    ("video", post("youtube_shorts"), card(1080, 1920)),
]


@pytest.mark.parametrize(
    ("rule", "found", "asset"), ADVICE, ids=lambda v: v if type(v) is str else ""
)
def test_habits_are_advice_and_no_more(rule: str, found: Post, asset: Asset) -> None:
    assert (rule, "advice") in rules(found, asset)
    assert hard_problems(found, [asset]) == []


def test_good_habits_leave_nothing_to_say() -> None:
    found = post("instagram", "Rye at six. 🍞\n\n🕕 From six.", hashtags=("#SlowBread", "#rye"))
    asset = card(text=CardCopy(headline="Rye at six"), source_type=ALGORITHMIC)
    assert rules(found, asset) == []
    assert rules(post("tiktok"), card(1080, 1920, source_type=ALGORITHMIC)) == []


def test_every_habit_is_dated_and_has_words() -> None:
    assert all(advice.source and advice.says for advice in table().everywhere.values())


@given(st.sampled_from(list(platforms())), st.text(max_size=300), st.integers(1, 5000))
def test_any_post_is_judged_hard_things_first(key: str, caption: str, width: int) -> None:
    ranks = [severity for _, severity in rules(post(key, caption), card(width, 1000))]
    assert ranks == sorted(ranks, key=("hard", "fold", "advice").index)


# Folds


def test_a_fold_names_its_screen_and_the_strictest_is_told_alone() -> None:
    (found,) = caption_problems("linkedin", "x " * 200)
    assert found.limit == 140
    assert "on mobile" in found.evidence
    folds = [(r.value, r.seen_on) for r in platform("linkedin").rules if r.severity == "fold"]
    assert folds == [(140, "mobile"), (210, "desktop")]


# What does not go out


def refused(campaign: Campaign) -> Campaign:
    """The X post of the sample is too long."""
    long = tuple(
        p.model_copy(update={"caption": "a " * 200, "status": "ready"}) if p.platform == "x" else p
        for p in campaign.posts
    )
    return campaign.model_copy(update={"posts": long})


def test_a_refused_post_is_in_no_calendar_file(campaign: Campaign) -> None:
    assert any(entry.platform == "x" for entry in campaign.calendar)
    made = refused(campaign)
    kept = [entry for entry in campaign.calendar if entry.platform != "x"]
    rows = list(csv.DictReader(io.StringIO(calendar_csv(made).decode("utf-8-sig"))))
    assert [row["post_id"] for row in rows] == [entry.post_id for entry in kept]
    events = Calendar.from_ical(calendar_ics(made)).walk("VEVENT")
    assert {str(event["uid"]) for event in events} == {entry.uid for entry in kept}


def test_a_refused_post_says_so_on_the_page_and_beside_its_caption(
    campaign: Campaign, pictures: Any
) -> None:
    sources = {asset.path: pictures[asset.sha256] for asset in campaign.assets}
    page = render_page(refused(campaign), sources)
    assert "<b>Limit</b>" in page
    assert "of 280 X-weighted characters" in page
    assert "<b>Limit</b>" not in render_page(campaign, sources)
    assert "Not in the calendar files: " in captions_markdown(refused(campaign))
    assert "Not in the calendar files" not in captions_markdown(campaign)
