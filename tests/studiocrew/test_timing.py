"""Calendar rules as authors write them, and both a recipe's and a brand's at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from memory.brand import read_brand
from studiocrew.authored import parse_authored
from studiocrew.contracts import BrandKit
from studiocrew.errors import AuthorError
from studiocrew.timing import CalendarRules, merged


def rules(text: str) -> CalendarRules:
    return parse_authored(text, CalendarRules, where="calendar")


def test_the_readmes_example_is_read_and_comes_back_from_json(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    block = readme.split("```yaml\ncalendar:", 1)[1].split("```", 1)[0]
    (tmp_path / "brand.yaml").write_text(f"name: Oven\ncalendar:{block}", encoding="utf-8")
    kit = read_brand(tmp_path).kit
    made = kit.calendar
    assert made.blackouts[0].last == date(2026, 12, 26)
    assert made.closed_weekdays == (0,)
    assert made.best_times["instagram"].weekdays == (2, 4)
    assert made.mix["plan"].most == 0.2
    assert BrandKit.model_validate_json(kit.model_dump_json()) == kit


def test_a_day_alone_is_a_blackout_of_one_day() -> None:
    made = rules("blackouts: [2026-12-25, {day: 2027-01-01, why: rest}]")
    assert [(b.first, b.last) for b in made.blackouts] == [
        (date(2026, 12, 25), date(2026, 12, 25)),
        (date(2027, 1, 1), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("blackouts: [{from: 2026-12-25, to: 2026-12-24}]", "comes before"),
        ("closed_weekdays: [su]", "is not a day"),
        ("best_times: {x: {hours: [8], checked_on: 2026-10}}", "source"),
        ("mix: {offer: {least: 0.5, most: 0.2}}", "below least"),
        ("{earliest: 20, latest: 8}", "is before earliest"),
        ("apart_minutes: 10", "60"),
        ("blackout: [2026-12-25]", "blackouts"),
    ],
)
def test_what_cannot_be_meant_is_an_error_that_says_so(text: str, what: str) -> None:
    with pytest.raises(AuthorError) as caught:
        rules(text)
    assert what in str(caught.value)


def test_of_two_the_narrower_holds_and_the_brands_own_word() -> None:
    recipe = rules("{most_a_day: 3, apart_minutes: 120, closed_weekdays: [sun], latest: 18}")
    brand = rules("{most_a_day: 1, closed_weekdays: [mon], holidays: {rule: closed}}")
    both = merged(recipe, brand)
    assert (both.most_a_day, both.apart_minutes, both.latest) == (1, 120, 18)
    assert both.closed_weekdays == (6, 0)
    assert both.holidays.rule == "closed"
    assert merged(CalendarRules(), CalendarRules()) == CalendarRules()
