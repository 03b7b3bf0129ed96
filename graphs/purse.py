"""What may still be spent: limits of tokens, money and time, all told in tokens.

Plans are costed in tokens. What a token costs and how long it takes is measured on this project's
own calls; money has a price before the first call, time has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studiocrew.contracts import RoleUsage


def _no_time() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Purse:
    """Limits of the whole project; None means no limit.

    `price` is the money of one token by the price list, `worked` says how many seconds the project
    has been at work. `share` is the part of what is left that this stretch of weeks may take.
    """

    tokens: int | None = None
    money: float | None = None
    seconds: float | None = None
    price: float = 0.0
    worked: Callable[[], float] = _no_time
    share: float = 1.0

    def left(self, usage: RoleUsage) -> int | None:
        """Tokens that the scarcest limit leaves room for; None where nothing limits them.

        Without a price and before anything was paid, money limits nothing; before the first call
        neither does time. The hard stop of the budget holds whatever is said here.
        """
        spent = usage.prompt_tokens + usage.completion_tokens
        room: list[float] = []
        if self.tokens is not None:
            room.append(self.tokens - spent)
        rate = usage.money / spent if spent and usage.money else self.price
        if self.money is not None and rate:
            room.append((self.money - usage.money) / rate)
        worked = self.worked()
        if self.seconds is not None and spent and worked:
            room.append((self.seconds - worked) * spent / worked)
        return max(0, int(min(room) * self.share)) if room else None
