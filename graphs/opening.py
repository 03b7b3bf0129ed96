"""Weekdays on which one statement has a business open and another has it shut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.claims.dates import dates
from tools.claims.reading import read

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Clash:
    """`opens` and `shuts` are the two statements as they stand; `day` is said in English."""

    day: str
    opens: str
    shuts: str


def opening_clashes(statements: Iterable[str], language: str) -> Iterator[Clash]:
    """One for each weekday that two statements disagree on; the first two that do are named."""
    opens: dict[int, str] = {}
    shuts: dict[int, str] = {}
    for statement in statements:
        for weekday, shut in _told(statement, language):
            (shuts if shut else opens).setdefault(weekday, statement)
    for weekday in sorted(opens.keys() & shuts.keys()):
        if opens[weekday] != shuts[weekday]:
            yield Clash(_WEEKDAYS[weekday], opens[weekday], shuts[weekday])


def _told(statement: str, language: str) -> Iterator[tuple[int, bool]]:
    """Weekdays (Monday 0) of a statement with whether it has them shut, where it says."""
    for day in dates(read(statement, language)):
        for part in day.parts:
            if day.shut is not None and part.startswith("w:"):
                yield int(part[2:]), day.shut
