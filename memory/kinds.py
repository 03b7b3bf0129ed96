"""Guesses what kind of fact a sentence is, and whether a note's sentence is a fact at all.

Word lists, no model: predictable, and wrong only in ways an owner can see and mend with `kind:`.
"""

from __future__ import annotations

import re

from studiocrew.contracts import FactKind
from studiocrew.text import sounds_like_orders

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|hundred|thousand|half|dozen|once|twice|every)"
)
_KINDS: dict[FactKind, str] = {
    "contact": r"""https?:// | www\. | \S@[^\s@]+\.\S | (?<!\w)@\w{3,}
                  | \b(?:phone|call|e-?mail)\ us\b
                  | ^(?> .*?\b(?:phone|call|e-?mail)\b ) .*\d{3}""",
    # What follows the line's first such word: another try from the next one finds no more.
    "hours": rf"""^(?> .*?\b(?:open|opens|opening|closed|closes|shut|shuts)\b )
                  .* (?:\d | {_DAY} | \b{_NUMBER_WORD}\b)""",
    "price": r"[€£$¥]\s?\d | \d\s?(?:€|eur|gbp|usd|chf|pounds|euros?)\b",
    "process": r"""\b(?: ferment\w* | prov(?:es?|ed|ing) | bak(?:es?|ed|ing) | mill(?:s|ed) | made
                  | hand-?\w* | brew\w* | roast\w* | grown | built | cut | shap(?:es?|ed)
                  | fill(?:s|ed) | simmer\w* | press(?:es|ed) | fed | lit
                  | recipes? )\b""",
    "proof": r"""\b(?: award\w* | won | voted | rated | certified | since | founded | tested
                | guarantee\w* | sells? | sold | years? | (?:18|19|20)\d\d )\b""",
    "offer": r"""\b(?: free | off | discount | offer | launch\w* | workshop | event | limited
                | viewings?
                | pre-?order\w* )\b""",
    "place": r"""\b(?: street | road | lane | avenue | square | corner | opposite | next\ to
                | beside | behind | minutes?\ from | walk | neighbourhood | village | town
                | harbour | station )\b""",
    "audience": r"""\b(?: for\ (?:families|students|commuters|people|anyone|parents|children)
                   | customers? | regulars )\b""",
}
_PATTERNS: list[tuple[FactKind, re.Pattern[str]]] = [
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.MULTILINE))
    for kind, pattern in _KINDS.items()
]

_LEANS = re.compile(  # first words that need the sentence before
    r"^(?:it|its|this|that|these|those|they|their|them|he|she|his|her|him|there|here|but|and|or|so|"
    r"also|then|because|which|who|i|i'm|me|you|your|such|both|another|however|instead|still|yet)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|might|probably|possibly|could|should|would|todo|tbc|tbd|idea|ask|check|"
    r"think|hope|rumou?r|unless|if|let's|please|don't|do not|never|avoid|must)\b|[?…]|\.\.\.",
    re.IGNORECASE,
)
_CONCRETE = re.compile(
    rf"\d|\b(?:{_DAY}|{_MONTH}|{_NUMBER_WORD})\b",
    re.IGNORECASE,
)
_NAME_INSIDE = re.compile(r"(?<=[a-z,;] )[A-ZÀ-Þ][a-zà-ÿ]{2,}")

NO_FACTS_UNDER = re.compile(
    r"\b(?:to[ -]?dos?|ideas?|brainstorm\w*|don'?t|do not|avoid|never|competitors?|drafts?|"
    r"questions?|open points|wish\w*|plans?|maybe)\b",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"\b(?:private|internal|confidential|not for publication)\b", re.IGNORECASE)


def guess_kind(statement: str) -> FactKind:
    """The first kind whose words it holds; "other" if none."""
    for kind, pattern in _PATTERNS:
        if pattern.search(statement):
            return kind
    return "other"


def quotable(sentence: str) -> bool:
    """Whether a note's sentence is a plain statement that stands alone and names something.

    Four words to 160 characters; a number, a day or a name; nothing unsure, asked or demanded.
    """
    if not 18 <= len(sentence) <= 160 or len(sentence.split()) < 4 or sentence.count('"') % 2:
        return False
    if not sentence[0].isalnum() or sentence[0].islower() or sentence.endswith(":"):
        return False
    if _LEANS.search(sentence) or _UNSURE.search(sentence) or sounds_like_orders(sentence):
        return False
    return bool(_CONCRETE.search(sentence) or _NAME_INSIDE.search(sentence))
