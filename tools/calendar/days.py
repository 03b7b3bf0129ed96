"""Time zones, hours that exist, and public holidays."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from studiocrew.errors import AuthorError
from studiocrew.nearest import did_you_mean, nearest
from studiocrew.timing import Holidays


def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name. AuthorError with the nearest name if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        hint = did_you_mean(nearest(name, available_timezones()))
        mend = hint.strip() or "Write one such as Europe/London."
        raise AuthorError(f"There is no timezone {name!r}.", mend=mend) from problem


def existing(day: date, hour: int, where: ZoneInfo) -> datetime | None:
    """That local hour, or None where clocks jump over it (or over the whole day)."""
    wanted = datetime.combine(day, time(hour), tzinfo=where)
    real = wanted.astimezone(UTC).astimezone(where)
    return real if real.replace(tzinfo=None) == wanted.replace(tzinfo=None) else None


def holidays_of(rule: Holidays, region: str, days: Sequence[date]) -> dict[date, str]:
    """Public holidays among `days`, by name; none where the country is unknown.

    Source: the `holidays` library. AuthorError for a country or part of one it does not have,
    if the author named it; the brand's region alone is taken as far as it goes.
    """
    country = rule.country or region
    if rule.rule == "ignore" or not country or not days:
        return {}
    years = tuple(range(min(days).year, max(days).year + 1))
    found = _public(country, rule.subdivision, years, bool(rule.country or rule.subdivision))
    return {day: found[day] for day in days if day in found}


@functools.lru_cache(maxsize=64)
def _public(
    country: str, subdivision: str, years: tuple[int, ...], named: bool
) -> Mapping[date, str]:
    import holidays

    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        if not named:
            return {}
        raise AuthorError(
            f"There are no public holidays for the country {country!r}.",
            where="calendar.holidays.country",
            mend=did_you_mean(nearest(country, known)) + "Write a code of ISO 3166, such as GB.",
        )
    if subdivision and subdivision not in known[country]:
        parts = ", ".join(known[country]) or "none"
        raise AuthorError(
            f"{country} has no part {subdivision!r} with holidays of its own.",
            where="calendar.holidays.subdivision",
            mend=f"Known: {parts}.",
        )
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=years))
