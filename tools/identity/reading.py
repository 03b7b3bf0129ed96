"""Plain words about a look, read as a typed change: "less cartoonish logo", "warmer, more premium".

words.yaml says what a word asks for. "less", "too" and "not" turn it round; a part that is named
("logo", "colours") narrows the change to itself. What is not understood is left to others: a change
is only given where the words decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import regex

from studiocrew.contracts import Contract, LookChange, LookPart
from tools.identity.traits import AXES, data

STRONGEST = 2
_HEX = regex.compile(r"#[0-9a-f]{6}\b", regex.IGNORECASE)
_PICK = regex.compile(
    r"\b(?:identity|concept|direction|option|look|identität|konzept|richtung|entwurf|identidad|"
    r"concepto|opción|dirección|identité|piste)\s*(?:no\.?|number|nr\.?|#)?\s*[\"“']?"
    r"(?:(?P<letter>(?-i:[A-C]))|(?P<number>[1-3]))\b",
    regex.IGNORECASE,
)
_BARE_PICK = regex.compile(r"\s*(?:use|take|pick|go with|nimm|usa|prends)?\s*([a-c1-3])\s*[.!]?\s*",
                           regex.IGNORECASE)  # fmt: skip
_CLAUSE = regex.compile(r"[,;.!?]|\b(?:but|aber|pero|mais)\b")
_AND = regex.compile(r"\b(?:and|und|y|e|et|or|oder|o|ou)\b|&")
_TOKEN = regex.compile(r"[\p{L}\p{N}'-]+")
_BEFORE = 4  # tokens before a word in which it can be turned round


class _Word(Contract):
    axes: dict[str, int]
    stems: tuple[str, ...]


class Words(Contract):
    """The whole of words.yaml."""

    words: dict[str, _Word]
    parts: dict[LookPart, tuple[str, ...]]
    whole: tuple[str, ...]
    negative: frozenset[str]
    more: frozenset[str]
    enough: frozenset[str]
    strong: frozenset[str]
    colours: dict[str, tuple[str, ...]]
    marks: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]
    motifs: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Asked:
    word: str
    sign: int
    size: int


@cache
def words() -> Words:
    return Words.model_validate(data("words.yaml"))


def read_change(text: str) -> LookChange | None:
    """What the words ask of a look; None where they do not say."""
    low = text.lower()
    if pick := picked(text):
        return LookChange(pick=pick)
    steps = dict.fromkeys(AXES, 0)
    for asked in _asked(low):
        for axis, step in words().words[asked.word].axes.items():
            steps[axis] += step * asked.sign * asked.size
    named = _named(low)
    given = {axis: max(-STRONGEST, min(STRONGEST, step)) for axis, step in steps.items() if step}
    if not given and not named:
        return None
    return LookChange.model_validate({**given, **named, "parts": parts_named(low)})


def picked(text: str) -> str:
    """The letter of the concept that is asked for; empty if none is."""
    if found := _PICK.search(text):
        said = found["letter"] or found["number"]
    elif bare := _BARE_PICK.fullmatch(text):
        said = bare[1]
    else:
        return ""
    return said.upper() if said.isalpha() else "ABC"[int(said) - 1]


def parts_named(low: str) -> tuple[LookPart, ...]:
    """The parts of a look that the words name, in the order of words.yaml."""
    return tuple(part for part, stems in words().parts.items() if _pattern(stems).search(low))


def about_look(low: str) -> bool:
    """Whether the words name a look or a part of one at all."""
    return bool(parts_named(low)) or bool(_pattern(words().whole).search(low))


def tone_steps(tone: Iterator[str] | tuple[str, ...]) -> list[Mapping[str, float]]:
    """What each of a brand's tone words asks of its look; those that are not known are left out."""
    found: list[Mapping[str, float]] = []
    for phrase in tone:
        for asked in _asked(phrase.lower()):
            axes = words().words[asked.word].axes
            found.append({axis: step * asked.sign for axis, step in axes.items()})
    return found


def _asked(low: str) -> Iterator[_Asked]:
    """The known words in the text, each with its direction."""
    for clause in _CLAUSE.split(low):
        sign = 1
        for piece in _AND.split(clause):
            tokens = [m[0] for m in _TOKEN.finditer(piece)]
            own = [t for t in tokens if t in words().negative | words().more]
            for at, name in _known(piece, tokens):
                if own or _comparative(tokens[at]) or sign > 0:
                    sign = _sign(tokens, at)
                yield _Asked(name, sign, _size(tokens, at))


def _known(piece: str, tokens: list[str]) -> Iterator[tuple[int, str]]:
    """Where known words stand among the tokens; of one word, the first meaning."""
    taken: set[int] = set()
    for name, word in words().words.items():
        for found in _pattern(word.stems).finditer(piece):
            at = len(_TOKEN.findall(piece[: found.start()]))
            if at < len(tokens) and at not in taken:
                taken.add(at)
                yield at, name


def _sign(tokens: list[str], at: int) -> int:
    """-1 where "less", "too" or "not" stand before the word, and no "enough" after it."""
    before = tokens[max(0, at - _BEFORE) : at]
    after = tokens[at + 1 : at + 2]
    if words().enough & {*before, *after}:
        return 1  # "not warm enough": warmer
    return -1 if words().negative & {*before} else 1


def _size(tokens: list[str], at: int) -> int:
    return STRONGEST if words().strong & {*tokens[max(0, at - 3) : at]} else 1


def _comparative(token: str) -> bool:
    return token.endswith("er")


def _named(low: str) -> dict[str, str]:
    """Parts and colours that are named outright."""
    known, found = words(), dict[str, str]()
    if colour := _HEX.search(low):
        found["colour"] = colour[0].upper()
    for key, table in (("mark", known.marks), ("family", known.families), ("motif", known.motifs)):
        for name, phrases in table.items():
            if _positive(low, phrases):
                found[key] = name
                break
    for code, names in known.colours.items():
        if "colour" not in found and _positive(low, tuple(f"={name}" for name in names)):
            found["colour"] = code
    return found


def _positive(low: str, stems: tuple[str, ...]) -> bool:
    found = _pattern(stems).search(low)
    if found is None:
        return False
    before = [m[0] for m in _TOKEN.finditer(low[: found.start()])][-_BEFORE:]
    return not words().negative & {*before}


@cache
def _pattern(stems: tuple[str, ...]) -> regex.Pattern[str]:
    """Words that begin with one of the stems; those marked with "=" must be the whole word."""
    bodies = (
        regex.escape(s[1:]) + r"(?![\p{L}\p{N}])" if s.startswith("=") else regex.escape(s)
        for s in sorted(stems, key=len, reverse=True)
    )
    return regex.compile(r"(?<![\p{L}\p{N}])(?:" + "|".join(bodies) + ")")
