"""What stands in a caption beside its main fact, and in what order."""

from __future__ import annotations

from graphs.makers.post import Assignment
from studiocrew.contracts import Brief, Fact, Task


def assignment(platform: str, *statements: str) -> Assignment:
    facts = tuple(
        Fact(id=f"f{n}", kind="product", statement=said, source_id="s")
        for n, said in enumerate(statements)
    )
    task = Task(
        id="post-1", role="copywriter", produces="post", title="P", params={"platform": platform}
    )
    return Assignment(task, Brief(goal="g", brand_name="Plum", facts=facts), facts, None)


def test_a_price_follows_what_it_is_the_price_of() -> None:
    """It read: "Orders need five days' notice. £34." """
    cake = "Almond cake: Serves ten."
    work = assignment("instagram", cake, "Orders need five days' notice.", "Almond cake: £34.")
    said = [work.more(fact) for fact in work.further]
    assert said == ["£34.", "Orders need five days' notice."]


def test_what_is_no_menu_line_keeps_its_order_and_its_words() -> None:
    work = assignment("instagram", "We bake at two.", "Rye: £5.", "We are shut on Mondays.")
    assert [work.more(fact) for fact in work.further] == ["Rye: £5.", "We are shut on Mondays."]


def test_a_short_platform_has_room_for_one_more() -> None:
    work = assignment("x", "We bake at two.", "Rye: £5.", "We are shut on Mondays.")
    assert [work.more(fact) for fact in work.further] == ["Rye: £5."]
