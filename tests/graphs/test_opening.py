"""Statements that disagree on the days a business is open."""

from __future__ import annotations

import pytest

from graphs.opening import opening_clashes


@pytest.mark.parametrize(
    ("statements", "language", "days"),
    [
        (
            ("Thornby Brewing is closed on Sundays.", "The taproom opens on Sundays from noon."),
            "en-GB",
            ["Sundays"],
        ),
        (("We are open on Sundays too.", "Closed on Sundays and Mondays."), "en", ["Sundays"]),
        (("Open Tuesday to Saturday.", "Closed on Mondays."), "en", []),
        (("Bread on Sundays is baked by Ann.", "Closed on Sundays."), "en", []),
        (("Montags geschlossen.", "Ab Dezember montags geöffnet."), "de", ["Mondays"]),
        (("Cerrado los lunes.", "Abrimos también los lunes."), "es", ["Mondays"]),
        (("Fermé le lundi.", "Ouvert le lundi dès 9 h."), "fr", ["Mondays"]),
    ],
)  # fmt: skip
def test_the_days_that_two_statements_disagree_on(
    statements: tuple[str, ...], language: str, days: list[str]
) -> None:
    found = list(opening_clashes(statements, language))
    assert [clash.day for clash in found] == days
    assert all({clash.opens, clash.shuts} <= set(statements) for clash in found)
