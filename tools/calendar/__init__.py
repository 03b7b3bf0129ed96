"""When posts go out: solved to an optimum, at local hours, never two within an hour.

slots(...)    the calendar of a campaign; the same inputs give the same calendar
zone(name)    an IANA time zone, or an error with the nearest name

Hours and weekdays are house defaults from `platforms.yaml` unless somebody says better with a
source: a brand, a recipe, or what was learnt from the brand's own posts.
"""

from tools.calendar.clash import CalendarClash
from tools.calendar.days import zone
from tools.calendar.plan import WAKING_HOURS, Given, Learnt, Slot, slots
from tools.calendar.rules import Deadline

__all__ = ["WAKING_HOURS", "CalendarClash", "Deadline", "Given", "Learnt", "Slot", "slots", "zone"]
