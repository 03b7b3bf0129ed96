"""What a goal calls the business, and how a language says that it is one: `trades.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from studiocrew.authored import load_authored

DATA = Path(__file__).with_name("trades.yaml")

_VOWELS = "aeiouAEIOU"
_LONGEST = 80
"""Characters behind a "my" in which a trade is looked for: none of the list has half of that."""


class Wording(BaseModel):
    """How trades of one gender are spoken of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    yours: str
    trades: tuple[str, ...] = ()


class Trades(BaseModel):
    """One language's trades, and the words that stand around them in a goal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owned: str
    small: str
    ends: str
    vague: str
    called: str
    kinds: tuple[Wording, ...]
    unsure: Wording
    brand: str
    heads: str = ""
    words: int = 1

    def listed(self, goal: str) -> Iterator[str]:
        """The trades of the list that stand in the goal, in its order."""
        trades = "|".join(trade for kind in self.kinds for trade in kind.trades)
        for found in _pattern(trades, joined=bool(self.heads)).finditer(goal):
            front, trade = found["front"] or "", found["trade"]
            if not self.heads:
                yield trade.lower()
            elif found[0][0].isupper() and (not front or self._ends_in_a_head(trade)):
                yield front + trade

    def owns(self, goal: str) -> Iterator[str]:
        """The thing after "my" or "our", if it says anything of the trade."""
        match = re.search(rf"\b(?:{self.owned})\s+((?:[\w'’-]++\s*){{1,5}})", goal, re.IGNORECASE)
        named = takewhile(
            lambda word: not _one_of(self.ends, word), match[1].split() if match else ()
        )
        words = [word for word in named if not _one_of(self.small, word)]
        if self.heads:
            noun = next((word for word in words if word[0].isupper()), "".join(words[:1]))
            thing = noun[:1].upper() + noun[1:]
        else:
            thing = " ".join(words[: self.words]).lower()
        if thing and not self.is_vague(thing):
            yield thing

    def is_vague(self, trade: str) -> bool:
        return trade.lower() in self.vague.split()

    def wording(self, trade: str) -> Wording:
        """How this trade is spoken of, by its gender where the list knows it."""
        for kind in self.kinds:
            ending = rf"(?:{'|'.join(kind.trades)})"
            found = re.search(rf"{ending}$" if self.heads else rf"^{ending}$", trade, re.IGNORECASE)
            if found and (found.start() == 0 or self._ends_in_a_head(trade)):
                return kind
        return self.unsure

    def _ends_in_a_head(self, trade: str) -> bool:
        return re.search(rf"(?:{self.heads})$", trade, re.IGNORECASE) is not None


class _AllTrades(RootModel[dict[str, Trades]]):
    model_config = ConfigDict(frozen=True)


@cache
def _all_trades() -> Mapping[str, Trades]:
    return load_authored(DATA, _AllTrades).root


def _trades(language: str) -> Trades:
    return _all_trades().get(re.split(r"[-_]", language)[0].lower()) or _all_trades()["en"]


def trade_in(goal: str, language: str) -> str:
    """A trade we know by name, else the thing after "my"; empty if there is neither.

    A goal too short for its language to be told is believed where it says "mi panadería".
    """
    spoken = {id(one): one for one in (_trades(language), _trades("en"))}.values()
    known = [trade for one in spoken for trade in one.listed(goal) if not one.is_vague(trade)]
    owned = [thing for one in spoken for thing in one.owns(goal)]
    vague = [trade for one in spoken for trade in one.listed(goal)]
    others = [trade for one in _all_trades().values() for trade in _both(one, goal)]
    return next(iter([*known, *owned, *vague, *others]), "")


def _both(spoken: Trades, goal: str) -> Iterator[str]:
    """Listed trades right behind the language's own "my"."""
    for found in re.finditer(rf"\b(?:{spoken.owned})\s+(?:\w+\s+)?(?=\w)", goal, re.IGNORECASE):
        rest = goal[found.end() : found.end() + _LONGEST]
        yield from (trade for trade in spoken.listed(rest) if rest.startswith(trade))


def called(goal: str, language: str) -> Iterator[re.Match[str]]:
    """Names that the language introduces as such: "llamada La Cuchara"."""
    pattern = _trades(language).called
    return re.finditer(rf"\b(?:{pattern})\s+((?:[A-ZÀ-Þ0-9][\w'’&-]*+\s?){{1,5}})", goal)


def said_to_be(name: str, trade: str, language: str) -> str:
    """The sentence that the brand is of this trade."""
    pattern = _trades(language).wording(trade).says
    return _fitted(pattern, trade).format(name=name, trade=trade)


def yours(trade: str, language: str) -> str:
    """How a brand without a name is called: "your bakery", "tu panadería", "your brand"."""
    own = _trades(language)
    return own.wording(trade).yours.format(trade=trade) if trade else own.brand


def _fitted(pattern: str, trade: str) -> str:
    return pattern.replace("[n]", "n" if trade[:1] in _VOWELS else "")


@cache
def _pattern(trades: str, *, joined: bool) -> re.Pattern[str]:
    front = r"(?P<front>\w*?)" if joined else "(?P<front>)"
    plural = r"(?:s|es|n|en)?"
    return re.compile(rf"\b{front}(?P<trade>{trades}){plural}\b", re.IGNORECASE)


def _one_of(patterns: str, word: str) -> bool:
    """Whether a word is one of the patterns, whole."""
    return re.fullmatch("|".join(patterns.split()), word, re.IGNORECASE) is not None
