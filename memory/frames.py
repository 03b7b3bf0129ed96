"""Tells whether two statements say a thing of the same: "Rye: £4.20." and "Rye: £4.50.".

A statement's frame is what is left when its values are taken out. A newer statement with the same
frame and other values takes the older one's place. What no such rule can see, "we deliver" against
"we no longer deliver", stays; a person's answer to the same question replaces the earlier one.
"""

from __future__ import annotations

import regex

from memory.terms import fold, words

_ADDRESS = regex.compile(
    r"\S+@\S+\.\S+|@\w{2,}|\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/?\S*"
)
_PHONE = regex.compile(r"(?<![\w])[+(]?\d[\d ()/-]{7,}\d")
_MONEY = regex.compile(r"\d[.,]\d\d?$")
_UNIT = (
    r"(?:mg|g|kg|gr|gramm|grams?|grammes?|ml|cl|dl|l|lt|litres?|liters?|liter|litros?|litri|mm|cm|m|"
    r"km|metros?|metri|metres?|meter|inch|w|watt|kw|oz|lbs?|er|pack|set|pcs|teilig)"
)
_NUMBER = r"(?<![\p{L}\p{N}-])\d+(?:[.,:\u2009\u202f ]\d+)*"
_PRICE = regex.compile(r"[€£$¥]\s?\d[\d.,]*\d|[€£$¥]\s?\d|\d[\d.,]*\s?(?:€|eur|£|gbp|usd|chf)\b?")
_SIZED = regex.compile(rf"{_NUMBER}\s?-?{_UNIT}(?![\p{{L}}\p{{N}}])")
_NAMING = regex.compile(rf"{_NUMBER}(?=[\s.!]*$)")
_VALUE = regex.compile(rf"{_NUMBER}(?:\.|(?![\p{{L}}\p{{N}}-]))")

LEAST_WORDS = 2
"""Words a frame needs beside its values, to be about something."""


def frame(text: str, *, answer: bool = False) -> str | None:
    """The statement without its values; None if it has none, or says too little besides.

    Of an `answer`, "question\\nanswer", the frame is the question. A size ("500 g") belongs to what
    is spoken of as long as there is another value to tell; a code ("TX-750") always does.
    """
    if answer:
        question, line, _ = text.partition("\n")
        return " ".join(words(question)) if line else None
    plain = _PRICE.sub(" #", _PHONE.sub(" #", _ADDRESS.sub(" #", fold(text))))
    sized = _SIZED.findall(plain)
    kept = _SIZED.sub(_hidden, plain)
    if sized and not _VALUE.search(kept) and "#" not in kept:
        kept = plain
    # "Loaf 3": a bare number at the end is part of a name as often as not, unless it is money.
    kept = _NAMING.sub(lambda found: found[0] if _MONEY.search(found[0]) else _hidden(found), kept)
    bare = _VALUE.sub("#", kept)
    if "#" not in bare:
        return None
    left: list[str] = regex.findall(r"[\p{L}\p{M}\p{N}-]+|#", bare)
    return " ".join(left) if sum(word != "#" for word in left) >= LEAST_WORDS else None


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of common words of two texts, 0 to 1; 0 as soon as a figure differs."""
    if any(word[0].isdigit() or word[-1].isdigit() for word in one ^ other):
        return 0.0
    return len(one & other) / len(one | other) if one | other else 0.0


_HIDDEN = {ord("0") + n: chr(ord("a") + n) for n in range(10)}


def _hidden(found: regex.Match[str]) -> str:
    """Figures as letters, so that what follows takes them for part of a word."""
    return found[0].replace(" ", "").translate(_HIDDEN)
