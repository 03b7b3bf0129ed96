"""What a goal wants readers to do, where that needs no address: "get us some followers"."""

from __future__ import annotations

import regex

from memory.facts import fact_id
from studiocrew.contracts import Fact, Source

GOAL_SOURCE = Source(id="goal", kind="goal", title="The goal", locator="goal", trust="owner")

# By language: how a goal says it, as a regular expression, and what a post then asks for.
_FOLLOW = {
    "en": (
        r"followers?|follow (?:us|me|along)|(?:a|my|our) (?:\w+ )?following",
        "Follow {name} here.",
    ),
    "de": (r"follower\w*|abonnent\w*|(?:uns|mir) folgen", "Folge {name} hier."),
    "es": (r"seguidor[ae]?s?|(?:nos|me) sigan?|seguirnos", "Sigue a {name} aquí."),
    "fr": (r"abonnée?s?|followers?|nous suivre", "Suivez {name} ici."),
    "it": (r"follower|seguaci|(?:ci|mi) segu\w+|seguirci", "Segui {name} qui."),
}  # fmt: skip


def wished(goal: str, name: str, language: str) -> tuple[Fact, ...]:
    """What posts are to ask for because the goal says so; nothing for a brand without a name."""
    asked = _FOLLOW.get(language.partition("-")[0])
    if not name or asked is None:
        return ()
    pattern, says = asked
    if regex.search(rf"\b(?:{pattern})\b", goal, regex.IGNORECASE) is None:
        return ()
    statement = says.format(name=name)
    return (
        Fact(
            id=fact_id(statement), kind="contact", statement=statement, source_id=GOAL_SOURCE.id
        ),
    )  # fmt: skip
