"""A brand's facts in its own mouth, "We open at six", and back."""

from __future__ import annotations

from functools import lru_cache

import regex

_VERBS = {"is": "are", "has": "have", "does": "do", "was": "were"}
_AFTER = r"(?=[.,;:!?]|$| (?:at|on|for|by|in|from|and|or|to|before|after)\b)"
_BEFORE = r"(?:^|(?<=[.!?] ))"


@lru_cache(4096)  # the same facts are told over and over
def in_first_person(statement: str, name: str, language: str) -> str:
    """The statement with the brand's name as we, us or our. English only; else unchanged."""
    if not name or not language.startswith("en") or name not in statement:
        return statement
    brand = regex.escape(name)
    spoken = regex.sub(
        rf"{_BEFORE}{brand} (\p{{Ll}}+(?:s|ed))\b",
        lambda found: f"We {_plural(found[1])}",
        statement,
    )
    spoken = regex.sub(rf"{_BEFORE}{brand}['’]s?(?= )", "Our", spoken)
    spoken = regex.sub(rf"{brand}['’]s?(?= )", "our", spoken)
    return regex.sub(rf"(?<=\p{{Ll}} ){brand}{_AFTER}", "us", spoken)


def ordered(line: str, name: str, language: str) -> str:
    """One orders from a brand: "Order The Kettle at ..." becomes "Order from The Kettle at ..."."""
    if not name or not language.startswith("en"):
        return line
    asks = r"\b((?:pre-?)?order|buy|book) "
    return regex.sub(
        rf"{asks}(?={regex.escape(name)}\b)", r"\1 from ", line, flags=regex.IGNORECASE
    )


def by_name(line: str, name: str, language: str) -> str:
    """A line that says whose it is: "Find us at 3 Park Parade" becomes "Find The Kettle at ...",
    and one that begins with the end of the name with all of it: "Remanso, Calle del Pozo 7".
    """
    parts = name.split(" ")
    for tail in (" ".join(parts[start:]) for start in range(1, len(parts))):
        if line.startswith((f"{tail} ", f"{tail},")):
            return name + line.removeprefix(tail)
    if language.startswith("en"):
        named, changed = regex.subn(r"(?<=^\p{L}+ )us\b", lambda _: name, line, count=1)
        if changed:
            return named
    return f"{name}. {line}" if line else name


def _plural(verb: str) -> str:
    """The verb as it stands after "we"."""
    if verb in _VERBS:
        return _VERBS[verb]
    if verb.endswith(("shes", "ches", "sses", "xes", "oes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
