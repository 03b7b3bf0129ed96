"""Pattern families, and which of them suits a trade."""

from __future__ import annotations

from tools.layout.tiles import FAMILIES
from tools.layout.words import by_stem

MOTIFS: tuple[str, ...] = tuple(FAMILIES)

# Families and the words that begin a word of their trades.
_TRADES: tuple[tuple[str, str], ...] = (
    ("roofs", "estate realt realtor propert hous home architect build construct roof letting"),
    ("vessels", "bottle brew beer wine bar pub coffee cafe café tea distill juice pottery"),
    ("vessels", "ceramic cosmetic perfum apothec pharmac drink water beverage"),
    ("botanical", "baker bread bakery florist flower garden farm plant herb nurser patisserie"),
    ("botanical", "organic vegan salad spa wellness"),
    ("waves", "swim surf beach boat sail marine fish sea hotel travel holiday resort yoga massage"),
    ("rays", "energy solar electric gym fitness sport school educat charity church festival music"),
    ("dots", "grocer fruit market restaurant pizza food kitchen ice gelato sweet toy kid nursery"),
    ("checks", "diner barber fashion cloth vintage garage car auto bike cycle cycling game record"),
    ("geometric", "tech software app data consult financ bank law legal insur design"),
)


def motif_for(trade: str) -> str:
    """The family that suits a trade such as "bakery" or "estate agent"; "geometric" if unsure."""
    return by_stem(trade, _TRADES) or "geometric"
