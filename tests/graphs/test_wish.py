"""What a goal wants readers to do."""

from __future__ import annotations

import pytest

from graphs.wish import wished


@pytest.mark.parametrize(
    ("goal", "language", "says"),
    [
        ("We are Night Ferry. Get us some followers.", "en-GB", "Follow Night Ferry here."),
        ("We want to build a local following.", "en", "Follow Night Ferry here."),
        ("Mehr Follower für unsere Band!", "de", "Folge Night Ferry hier."),
        ("Queremos más seguidores.", "es", "Sigue a Night Ferry aquí."),
        ("Plus d'abonnés, vite.", "fr", "Suivez Night Ferry ici."),
        ("Più follower per noi.", "it", "Segui Night Ferry qui."),
        ("Tell people about the following offers.", "en", ""),
        ("Sell more bread.", "en", ""),
        ("Więcej obserwujących.", "pl", ""),
    ],
)  # fmt: skip
def test_a_goal_about_followers_asks_to_follow(goal: str, language: str, says: str) -> None:
    found = wished(goal, "Night Ferry", language)
    assert [fact.statement for fact in found] == ([says] if says else [])
    assert all(fact.kind == "contact" and fact.source_id == "goal" for fact in found)


def test_nobody_can_follow_a_brand_without_a_name() -> None:
    assert wished("Get us followers.", "", "en") == ()
