"""Every check of the checklist, right and wrong: one that cannot fail proves nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from studiocrew.contracts import Asset, BrandKit, Brief, CardCopy, Document, Fact, Post
from tools.checks import CHECKS, SCOPES, Case, Evidence
from tools.visual.checks import VISUAL_CHECKS
from tools.voice.fingerprint import Fingerprint

KIT = BrandKit(id="crust", name="Nonna's Crust", trade="bakery")
FACTS = (
    Fact(id="f1", kind="product", statement="Rosa bakes 140 loaves a day.", source_id="s"),
    Fact(id="f2", kind="hours", statement="Open from six, Tuesday to Sunday.", source_id="s"),
    Fact(id="f3", kind="process", statement="The sourdough ferments 36 hours.", source_id="s"),
)
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)

CAPTION = "140 loaves, and Rosa bakes each.\n\nOpen from six, Tuesday to Sunday."


def post(caption: str = CAPTION, **more: Any) -> Post:
    given: dict[str, Any] = {"id": "p1", "platform": "instagram", "fact_ids": ("f1", "f2")}
    return Post(**{**given, "caption": caption, **more})


def card(**more: Any) -> Asset:
    given: dict[str, Any] = {
        "id": "c1",
        "kind": "card",
        "path": "assets/c1.png",
        "sha256": "0",
        "width": 1080,
        "height": 1350,
        "post_id": "p1",
        "alt_text": "Poster reading “140 loaves”.",
        "text": CardCopy(headline="140 loaves", body="Rosa bakes."),
    }
    return Asset(**{**given, **more})


def case(*posts: Post, **more: Any) -> Case:
    brief = Brief(goal="g", brand_name=KIT.name, facts=FACTS, avoid=("foodie",))
    return Case(KIT, brief, posts=posts, **more)


def later(hours: float, **more: Any) -> Post:
    return post(id=f"p{hours}", scheduled_at=NOON + timedelta(hours=hours), **more)


def document(text: str) -> Document:
    return Document(id="d", role="copywriter", title="Note", text=text)


def spoken() -> Case:
    kit = KIT.model_copy(update={"voice_samples": ("We bake. We sell. We sleep until four.",) * 9})
    return replace(case(), kit=kit)


def elsewhere(line: str) -> Case:
    other = Fingerprint.of([f"{line}."], tenant="acme")
    return case(post(f"{line}, we hear."), elsewhere=(other,))


ONE = post()
TWIN = post(id="p2")
OTHER = post("Thirty-six hours, then the oven.\n\nOpen from six.", id="p2", platform="x")

RIGHT: list[tuple[str, Case, Any]] = [
    ("within_limits", case(), ONE),
    ("grounded", case(), ONE),
    ("grounded", case(), post("Nonna's Crust opens at 6.")),
    ("avoids_words", case(), ONE),
    ("on_subject", case(), ONE),
    ("on_subject", case(), post("Rosa bakes.", fact_ids=("gone", "f1"))),
    ("says_what_to_do", case(), ONE),
    ("not_repeated", case(ONE, OTHER), ONE),
    ("not_repeated", case(), ONE),
    ("own_opening", case(ONE, OTHER), ONE),
    ("readable_hashtags", case(), post(hashtags=("#NonnasCrust", "#bread", "#Pão"))),
    ("above_fold", case(), ONE),
    ("platform_size", case(ONE), card()),
    ("platform_size", case(), card(kind="board", post_id=None, width=9, height=9)),
    ("agrees_with_caption", case(ONE), card()),
    ("set_whole", case(ONE), card()),
    ("described", case(ONE), card()),
    ("described", case(ONE), card(text=None, alt_text="Brand board")),
    ("has_text", case(), document("word " * 20)),
    ("plainly_written", case(), document("We bake and we sell what we bake.")),
    ("has_text", case(), document("毎朝四時に焼きます。売り切れたら終わりです。")),
    (
        "complete",
        case(ONE, wanted_posts=1, wanted_platforms=("instagram",), assets=(card(),)),
        None,
    ),
    ("spread_out", case(later(0), later(1), later(30)), None),
    ("announced_in_time", case(), later(0)),
    ("in_voice", case(), ONE),
    ("varied", case(ONE, OTHER), None),
    ("unlike_other_brands", case(ONE), None),
    ("claims_tied", case(), ONE),
    ("claims_tied", case(), card()),
    ("claims_allowed", case(), ONE),
    ("claims_allowed", case(), post("The sourdough is free from six.")),
    ("claims_allowed", case(), card()),
    ("suits_platform", case(), ONE),
]

WRONG: list[tuple[str, Case, Any, str]] = [
    ("within_limits", case(), post("a" * 2201), "2,?201"),
    ("within_limits", case(), post(hashtags=tuple(f"#Tag{n}" for n in range(6))), "6"),
    ("grounded", case(), post("150 loaves by Rosa."), "150"),
    ("grounded", case(), post("It ferments 36 hours."), "36"),  # a fact of another post
    ("grounded", case(), post("The best loaves."), "best"),
    ("grounded", case(), post("Made by Luigi."), "Luigi"),
    ("avoids_words", case(), post("Foodies, look no further."), "foodie, look no further"),
    ("on_subject", case(), post("Good morning to you.\n\nOpen from six."), "shares"),
    ("on_subject", case(), post(fact_ids=()), "rests on no fact"),
    ("says_what_to_do", case(), post("Open from six.\n\n140 loaves."), "no way to act"),
    ("says_what_to_do", case(), post(fact_ids=("f1",)), "no fact says how to act"),
    ("not_repeated", case(ONE, TWIN), ONE, "100%"),
    ("not_repeated", case(ONE, past=(CAPTION,)), ONE, "100%"),
    ("own_opening", case(ONE, TWIN), ONE, "p2"),
    ("readable_hashtags", case(), post(hashtags=("#nonnascrustbakery",)), "#nonnascrustbakery"),
    ("readable_hashtags", case(), post(hashtags=("bread",)), "bread"),
    ("readable_hashtags", case(), post(hashtags=("#",)), "#"),
    ("readable_hashtags", case(), post(hashtags=("#slow-bread",)), "#slow-bread"),
    ("readable_hashtags", case(), post(hashtags=("#2031",)), "#2031"),
    ("readable_hashtags", case(), post(hashtags=("#Bread", "#bread")), "#bread"),
    ("readable_hashtags", case(), post(hashtags=tuple(f"#Tag{n}" for n in range(6))), "#tag5"),
    ("above_fold", case(), post("a " * 63), "126"),
    ("platform_size", case(ONE), card(width=1350, height=1080), "1080x1350 wanted"),
    (
        "agrees_with_caption",
        case(ONE),
        card(text=CardCopy(headline="150 loaves", details=("Ask Luigi",))),
        "150, ask luigi|150, Luigi",
    ),
    ("set_whole", case(ONE), card(flaws=("some text does not fit",)), "does not fit"),
    ("described", case(ONE), card(alt_text=""), "no alt text"),
    ("described", case(ONE), card(alt_text="A poster"), "headline is missing"),
    ("described", case(ONE), card(text=None, alt_text="An image of 140 loaves"), "image of"),
    ("has_text", case(), document("Three words only."), "3 words"),
    ("plainly_written", case(), document("A hidden gem since 1701."), "hidden gem.*1701"),
    ("complete", case(ONE, wanted_posts=2, assets=(card(),)), None, "1 of 2"),
    ("complete", case(ONE, wanted_posts=1), None, "no picture: p1"),
    (
        "complete",
        case(ONE, wanted_posts=1, wanted_platforms=("instagram", "x"), assets=(card(),)),
        None,
        "nothing for x",
    ),
    ("spread_out", case(later(0), later(0.5)), None, "1 within an hour"),
    ("spread_out", case(later(0), ONE), None, "1 times"),
    (
        "announced_in_time",
        case(),
        post("The fair is on 1 June.", scheduled_at=datetime(2026, 6, 2, 9, tzinfo=UTC)),
        "2026-06-02, and speaks of 2026-06-01",
    ),
    ("in_voice", spoken(), post("OMG!!! 🥐🥐 You HAVE to see this 😍 WIN!!! 👇"), "emoji"),
    ("varied", case(ONE, TWIN, later(1)), None, "3 of 3 captions open alike"),
    ("claims_tied", case(), post("150 loaves, gluten-free."), "150 loaves.*gluten-free"),
    ("claims_tied", case(), card(text=CardCopy(headline="The best loaf")), "best.*superlative"),
    ("claims_allowed", case(), post("The best loaf."), "best.*superlative.*evidence"),
    ("claims_allowed", case(), card(text=CardCopy(headline="Vegan? Detox!")), "Detox.*health"),
    ("suits_platform", case(), post("See crust.example/order or https://a.com."), "do not open"),
    (
        "unlike_other_brands",
        elsewhere("Each is baked by Rosa, and then by Teo"),
        None,
        "6 phrases.*“each is baked by rosa and then by teo”",
    ),
]


def verdict(name: str, whole: Case, target: Any, **params: Any) -> Evidence:
    return CHECKS[name](whole, target, params)


@pytest.mark.parametrize(
    ("name", "whole", "target"), RIGHT, ids=lambda v: v if isinstance(v, str) else ""
)
def test_it_passes_what_is_right(name: str, whole: Case, target: Any) -> None:
    found = verdict(name, whole, target)
    assert found.passed, found.text
    assert found.text


@pytest.mark.parametrize(
    ("name", "whole", "target", "evidence"), WRONG, ids=lambda v: v if isinstance(v, str) else ""
)
def test_it_fails_what_is_wrong_and_says_why(
    name: str, whole: Case, target: Any, evidence: str
) -> None:
    found = verdict(name, whole, target)
    assert not found.passed, found.text
    assert re.search(evidence, found.text), found.text


SEEN = {check.__name__ for check in VISUAL_CHECKS}
"""Checks of pixels want pictures: tests/tools/visual passes and fails each of them."""


def test_every_check_is_seen_to_pass_and_to_fail() -> None:
    assert {row[0] for row in RIGHT} == set(CHECKS) - SEEN
    assert {row[0] for row in WRONG} == set(CHECKS) - SEEN


def test_a_recipe_may_move_the_bounds() -> None:
    assert not verdict("not_repeated", case(ONE, OTHER), ONE, most=0.0).passed
    assert verdict("has_text", case(), document("Three words only."), least=3).passed


@pytest.mark.parametrize("name", [n for n in CHECKS if n not in ("complete", "spread_out")])
def test_an_empty_target_raises_nothing(name: str) -> None:
    """What a model leaves blank is judged, not tripped over."""
    blank = {
        "set_whole": card(text=None, alt_text=""),
        "platform_size": card(post_id="gone"),
        "agrees_with_caption": card(text=None),
        "described": card(text=None, alt_text=""),
        "has_text": document(""),
        "plainly_written": document(""),
    }.get(name, card(text=None) if name in SEEN else post("", fact_ids=()))
    assert isinstance(verdict(name, case(), blank).passed, bool)


@pytest.mark.parametrize(("name", "target"), [(row[0], row[2]) for row in (*RIGHT, *WRONG)])
def test_a_scope_is_what_the_check_can_look_at(name: str, target: Any) -> None:
    scope = type(target).__name__.lower() if target else "campaign"
    assert scope in SCOPES[name]
