"""Where a project that lasts for weeks stands: its stretches, as `campaign.json` tells them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from studiocrew._contract import Contract, Id


class Waiting(Contract):
    """What waits for a person, for whom, since when, and the command that answers."""

    what: str
    who: str = ""
    since: AwareDatetime | None = None
    how: str = ""


class StretchState(Contract):
    """One stretch. Of those to come, days are as planned today; `ends` is its last day."""

    number: int = Field(ge=1)
    id: Id
    title: str
    purpose: str = ""
    begins: date
    ends: date
    state: Literal["to come", "in the making", "waiting", "made"]
    waiting: Waiting | None = None
    posts: int = Field(default=0, description="Made; of those to come, planned.")
    version: int | None = Field(default=None, description="The project's version that has it.")
