"""When a brand may post, as authors say it: in `brand.yaml` and in a recipe, under `calendar:`.

Days by name or by number (Monday 0), dates as YYYY-MM-DD. Whatever is a claim about an audience
(best times) needs its source and date; whatever closes a day may say why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints, model_validator

from studiocrew._contract import Contract

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3


def _weekday(value: object) -> object:
    if isinstance(value, str):
        said = value.strip().lower()
        found = [n for n, name in enumerate(WEEKDAYS) if name.startswith(said)]
        if len(said) < _SHORTEST or not found:
            raise ValueError(f'{value!r} is not a day such as "sunday" or "sun"')
        return found[0]
    return value


def _listed(value: object) -> object:
    if value is None:
        return ()
    return (value,) if isinstance(value, str | int) else value


Weekday = Annotated[int, BeforeValidator(_weekday), Field(ge=0, le=6)]
Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(_listed)]
Hour = Annotated[int, Field(ge=0, le=23)]
Dated = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class Blackout(Contract):
    """Days on which nothing goes out, both ends included."""

    first: date = Field(validation_alias=AliasChoices("first", "from", "day"))
    last: date = Field(validation_alias=AliasChoices("last", "to"))
    why: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, value: Any) -> Any:
        if isinstance(value, date | str):
            return {"first": value, "last": value}
        if isinstance(value, dict) and not {"last", "to"} & value.keys():
            first = next((value[key] for key in ("first", "from", "day") if key in value), None)
            return {**value, "last": first}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Blackout:
        if self.last < self.first:
            raise ValueError(f"{self.last} comes before {self.first}")
        return self


class BestTimes(Contract):
    """Hours and weekdays at which a platform's readers are there, and who says so."""

    hours: Annotated[tuple[Hour, ...], BeforeValidator(_listed), Field(min_length=1)]
    weekdays: Annotated[Weekdays, Field(min_length=1)] = tuple(range(7))
    source: str = Field(min_length=1)
    checked_on: Dated


class Launch(Contract):
    """A day on which something begins, and how many posts belong to it."""

    on: date
    what: str = Field(min_length=1)
    teasers: int = Field(default=0, ge=0, description="Posts in the fortnight before the day.")
    posts: int = Field(default=1, ge=0, description="Posts on the day itself.")


class Holidays(Contract):
    """What public holidays mean; the country is the brand's region if none is named."""

    rule: Literal["avoid", "closed", "ignore"] = "avoid"
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    subdivision: str = Field(default="", description='Part of the country, ISO 3166-2: "SCT".')


class Share(Contract):
    """How much of a campaign an angle may have, as a part of its posts."""

    least: float = Field(default=0.0, ge=0, le=1)
    most: float = Field(default=1.0, ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Share:
        if self.most < self.least:
            raise ValueError(f"most ({self.most:g}) is below least ({self.least:g})")
        return self


class CalendarRules(Contract):
    """Everything a calendar has to keep to beyond the number of posts."""

    blackouts: tuple[Blackout, ...] = ()
    closed_weekdays: Weekdays = ()
    holidays: Holidays = Holidays()
    best_times: dict[str, BestTimes] = Field(default_factory=dict, description="By platform.")
    launches: tuple[Launch, ...] = ()
    earliest: Hour = Field(default=8, description="First hour of the day, local time.")
    latest: Hour = Field(default=21, description="Last hour at which a post may go out.")
    apart_minutes: int = Field(default=60, ge=60, le=24 * 60, description="Between any two posts.")
    most_a_day: int | None = Field(default=None, ge=1)
    most_a_week: dict[str, int] = Field(
        default_factory=dict, description="By platform, Monday to Sunday."
    )
    mix: dict[str, Share] = Field(default_factory=dict, description="By id of an angle.")

    @model_validator(mode="after")
    def _hours_in_order(self) -> CalendarRules:
        if self.latest < self.earliest:
            raise ValueError(f"latest ({self.latest}) is before earliest ({self.earliest})")
        return self


def merged(first: CalendarRules, second: CalendarRules) -> CalendarRules:
    """Both kept at once. Where only one can hold, it is `second`'s, or the narrower one."""
    said = second.model_fields_set
    days = [most for most in (first.most_a_day, second.most_a_day) if most is not None]
    return CalendarRules(
        blackouts=_union(first.blackouts, second.blackouts),
        closed_weekdays=_union(first.closed_weekdays, second.closed_weekdays),
        holidays=second.holidays if "holidays" in said else first.holidays,
        best_times={**first.best_times, **second.best_times},
        launches=_union(first.launches, second.launches),
        earliest=second.earliest if "earliest" in said else first.earliest,
        latest=second.latest if "latest" in said else first.latest,
        apart_minutes=max(first.apart_minutes, second.apart_minutes),
        most_a_day=min(days, default=None),
        most_a_week={**first.most_a_week, **second.most_a_week},
        mix={**first.mix, **second.mix},
    )


def _union(first: Iterable[Any], second: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*first, *second)))
