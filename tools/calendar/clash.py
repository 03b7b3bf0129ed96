"""Why there is no calendar: a smallest set of rules that cannot all be kept, and what to change.

Deletion filter (Chinneck and Dravnieks 1991): a rule is left out for good if the others still
clash without it. What stays is irreducible: leave out any one of it, and the rest can be kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from studiocrew.errors import PlanError
from tools.calendar.model import feasible, most_posts
from tools.calendar.rules import Cell, Deadline, Rule, counted


def clashing(cells: Sequence[Cell], rules: Sequence[Rule]) -> list[Rule]:
    """An irreducible part of `rules` that cannot be kept; empty if all of them can.

    The last ones are tried first, so the demand for posts stays if it has anything to do with it.
    """
    if feasible(cells, rules):
        return []
    kept = list(rules)
    for rule in reversed(rules):
        fewer = [other for other in kept if other is not rule]
        if not feasible(cells, fewer):
            kept = fewer
    return kept


class CalendarClash(PlanError):
    """Rules that cannot all be kept. `deadlines` are those among them."""

    def __init__(self, what: str, *, mend: str, deadlines: tuple[Deadline, ...] = ()) -> None:
        super().__init__(what, where="calendar", mend=mend)
        self.deadlines = deadlines


def no_calendar(cells: Sequence[Cell], rules: Sequence[Rule], wanted: Rule) -> CalendarClash:
    """The error that names what clashes. `wanted` is the demand for posts, one of `rules`."""
    found = clashing(cells, rules)
    ways = [rule.mend for rule in found if rule is not wanted]
    if wanted in found:
        room = most_posts(cells, [rule for rule in rules if rule is not wanted])
        fits = f"ask for at most {counted(room, 'post')}" if room else "ask for none"
        ways.insert(0, f"{fits}, or for more weeks")
    return CalendarClash(
        f"No calendar keeps all of this: {'; '.join(rule.words for rule in found)}.",
        mend=f"Change any one: {'; '.join(ways)}.",
        deadlines=tuple(rule.deadline for rule in found if rule.deadline),
    )
