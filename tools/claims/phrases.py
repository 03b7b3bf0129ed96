"""Phrases of a text that claim something: what they are, where they stand, what they mean.

[p.text for p in phrases("Sixty cornetti, no milk, £3.20.", "en")]
["Sixty cornetti", "no milk", "£3.20"]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from studiocrew.contracts import ClaimKind
from tools.claims.dates import Day, dates
from tools.claims.figures import Figure, figures, year
from tools.claims.lexicon import Lexicon, lexicon, small_stems
from tools.claims.packs import packs
from tools.claims.patterns import language_of, whole
from tools.claims.reading import Cover, Reading, Span, read
from tools.vocabulary import URL, stem, stems, urls, words

_MAIL = regex.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_HANDLE = regex.compile(r"(?<![\w.@/])@\w[\w.]{1,}\w")
_PHONE = regex.compile(r"(?<![\w+])\+?\(?\d(?:[ .()/-]{0,2}\d){8,14}(?!\w)")
_NAME = regex.compile(
    r"(?<=[\p{Ll}\p{N},;)] )\p{Lu}[\p{L}\p{M}'’-]+(?: (?:of |de |del |di )?\p{Lu}[\p{L}\p{M}'’-]+)*"
)
_REACH = regex.compile(r"(?:\S+\s+){0,3}$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase. `group` and `keys` say what a fact must have; figures and days say more."""

    kind: ClaimKind
    text: str
    span: Span
    group: str
    keys: frozenset[str] = frozenset()
    figure: Figure | None = None
    day: Day | None = None


def phrases(text: str, language: str) -> tuple[Phrase, ...]:
    """Every phrase of a text that a fact should stand behind, in order."""
    return phrases_of(read(unicodedata.normalize("NFC", text), language))


@lru_cache(4096)
def phrases_of(reading: Reading) -> tuple[Phrase, ...]:
    """As `phrases`, of a text that has been read. Earlier finders leave no room for later ones."""
    found: list[Phrase] = []
    # "Only 3 left" is scarcity, and 3 is a number: phrases in words leave room for figures.
    taken, in_words = Cover(reading.text), Cover(reading.text)
    for finder in _FINDERS:
        for phrase in finder(reading):
            if taken.meets(phrase.span) or (not phrase.figure and in_words.meets(phrase.span)):
                continue
            found.append(phrase)
            (in_words if phrase.group.startswith("words:") else taken).add(phrase.span)
    return tuple(sorted(found, key=lambda phrase: phrase.span))


def _contacts(reading: Reading) -> Iterator[Phrase]:
    text = reading.text
    for pattern in (_MAIL, _HANDLE, URL, _PHONE):
        for match in pattern.finditer(text):
            plain = match[0].lower().rstrip(".,;:!?)")
            key = urls(plain)[0] if pattern is URL and urls(plain) else plain
            key = regex.sub(r"\D", "", plain) if pattern is _PHONE else key
            shown = regex.sub(r"[.,;:!?)]+$", "", match[0])
            span = (match.start(), match.start() + len(shown))
            if pattern is not URL or regex.search(r"\p{L}", key):
                yield Phrase("contact", shown, span, "contact", frozenset({key}))


def _places(reading: Reading) -> Iterator[Phrase]:
    pattern = lexicon(reading.language).streets
    for match in regex.finditer(rf"(?<![\p{{L}}\p{{N}}])(?:{pattern})(?!\p{{L}})", reading.text):
        key = " ".join(words(match[0])) + " " + "".join(regex.findall(r"\d+", match[0]))
        yield _phrase(reading, "place", match.span(), "place", {key})


def _days(reading: Reading) -> Iterator[Phrase]:
    for day in dates(reading):
        yield Phrase("date", _text(reading, day.span), day.span, "date", day.parts, day=day)


def _worded(reading: Reading) -> Iterator[Phrase]:
    """Phrases of the packs' factual vocabularies: what a rule looks at, a fact must say too."""
    for name, vocabulary in packs().words.items():
        if not vocabulary.factual or language_of(reading.language) not in _languages():
            continue
        for span in vocabulary.spans(reading.text, reading.language):
            keys = stems(_text(reading, span)) - small_stems(reading.language)
            keys = keys or stems(_text(reading, span))
            if vocabulary.kind != "price" or not regex.search(r"\d", _text(reading, span)):
                yield _phrase(reading, vocabulary.kind, span, f"words:{name}", keys)


@cache
def _languages() -> frozenset[str]:
    return frozenset({"en", "de", "es", "fr", "it"})


def _foods(reading: Reading) -> Iterator[Phrase]:
    known = lexicon(reading.language)
    for table, group in ((known.foods, "food"), (known.diets, "diet")):
        for key, pattern in table.items():
            for match in whole(rf"(?:{pattern})(?P<free>{known.free})?").finditer(reading.text):
                span, sense = _sense(reading, known, match)
                yield _phrase(reading, "dietary", span, f"{group}:{sense}", {key})


def _sense(reading: Reading, known: Lexicon, match: regex.Match[str]) -> tuple[Span, str]:
    """Whether a food is in, or the text is free from it, or says that it is not free from it."""
    start, _ = reading.clause_span(match.span())
    reach = _REACH.search(reading.text[start : match.start()])
    before = reach[0] if reach else ""
    without = list(whole(known.without).finditer(before))
    denied = whole(known.nots).search(whole(known.without).sub(" ", before)) is not None
    free = bool(without) or bool(match["free"])
    begin = match.start() - len(before) + without[-1].start() if without else match.start()
    if match["free"] and denied:
        return match.span(), "not free"
    return (begin, match.end()), "free" if free != denied else "in"


def _listed(
    kind: ClaimKind, table: Callable[[Lexicon], Mapping[str, str]]
) -> Callable[[Reading], Iterator[Phrase]]:
    def find(reading: Reading) -> Iterator[Phrase]:
        for key, pattern in table(lexicon(reading.language)).items():
            for match in whole(pattern).finditer(reading.text):
                yield _phrase(reading, kind, match.span(), kind, {key})

    return find


def _counted(reading: Reading) -> Iterator[Phrase]:
    for figure in figures(reading):
        kind: ClaimKind = "number"
        if figure.unit == "percent":
            kind = "percentage"
        elif figure.money:
            kind = "price"
        elif figure.clocked:
            kind = "time"
        elif year(figure):
            kind = "date"
        bare = kind == "number" and not figure.unit
        span = _with_neighbour(reading, figure) if bare else figure.span
        yield Phrase(kind, _text(reading, span), span, "figure", figure=figure)


def _with_neighbour(reading: Reading, figure: Figure) -> Span:
    """A bare number shown with the word it counts."""
    match = regex.compile(r"[ -]\p{L}++(?!-)").match(reading.text, figure.span[1])
    counts = match and stem(match[0].strip(" -")) not in small_stems(reading.language)
    return (figure.span[0], match.end()) if match and counts else figure.span


def _names(reading: Reading) -> Iterator[Phrase]:
    if reading.language.startswith("de"):  # German capitalises every noun
        return
    idle = small_stems(reading.language)
    for match in _NAME.finditer(reading.text):
        keys = stems(match[0]) - idle
        if keys and not regex.match(r"I['’]", match[0]):
            yield _phrase(reading, "name", match.span(), "name", keys)


def _phrase(
    reading: Reading, kind: ClaimKind, span: Span, group: str, keys: Iterable[str]
) -> Phrase:
    return Phrase(kind, _text(reading, span), span, group, frozenset(keys))


def _text(reading: Reading, span: Span) -> str:
    return reading.text[slice(*span)]


_FINDERS: tuple[Callable[[Reading], Iterator[Phrase]], ...] = (
    _contacts,
    _places,
    _worded,
    _foods,
    _days,
    _counted,
    _listed("origin", lambda known: known.origins),
    _listed("quality", lambda known: known.qualities),
    _names,
)
