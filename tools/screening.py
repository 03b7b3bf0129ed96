"""Whether a line of copy stays with what is known, and how well it says it.

Small models invent: a number, a weekday, a person, a cupcake. Everything here is code, so it
costs nothing and cannot be talked round. Numbers and names are compared in any language; word
lists exist for those in `words.yaml`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from importlib import resources

import regex

# Scripts that set no spaces between words: every character counts as a word of its own.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = regex.compile(rf"(?V1){_UNSPACED}|[[\p{{L}}\p{{M}}]--{_UNSPACED}]+(?:['’][\p{{L}}]+)?")
_TOKEN = regex.compile(rf"{_WORD.pattern}|\p{{N}}+")
_NUMBER = regex.compile(r"\d+(?:[.,:]\d+|[\u00a0\u202f'’]\d{3}(?!\d))*")
_GROUPED = regex.compile(r"([1-9]\d{0,2}(?:[.,\u00a0\u202f'’]\d{3})+)(?:[.,](\d{1,2}))?")
_HYPHENATED = regex.compile(r"(?<![\p{L}-])(\p{L}+)-(\p{L}+)(?![\p{L}-])")
_URL = regex.compile(r"\b(?:https?://)?(?:[\w-]+\.)+\p{L}{2,}(?:/\S*)?", regex.IGNORECASE)
_NAME = regex.compile(r"(?<=[\p{Ll}\p{N},;)] )\p{Lu}[\p{L}\p{M}'’-]+")
_MARKUP = regex.compile(r"[<>{}\[\]*_#|`]|\bhttps?:")
_META = regex.compile(
    r"\b(caption|hashtag|opening line|closing line|instagram|linkedin|as an ai|the fact)\b",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WordList:
    """What `words.yaml` says of one language."""

    plain: frozenset[str] = frozenset()
    cliches: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    dates: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    superlatives: tuple[str, ...] = ()


@cache
def word_list(language: str) -> WordList:
    """The list of a BCP 47 tag's language; an empty one where we have none."""
    import yaml

    text = resources.files("tools").joinpath("words.yaml").read_text(encoding="utf-8")
    entry = yaml.safe_load(text).get(language.split("-", maxsplit=1)[0].lower())
    if entry is None:
        return WordList()
    return WordList(
        plain=frozenset(stem(word) for word in entry["plain"].split()),
        cliches=tuple(entry["cliches"]),
        numbers=entry["numbers"],
        dates=frozenset(stem(word) for word in entry["dates"].split()),
        claims=frozenset(stem(word) for word in entry["claims"].split()),
        actions=frozenset(entry["actions"].split()),
        superlatives=tuple(entry["superlatives"]),
    )


def words(text: str) -> list[str]:
    """Lower-case words, apostrophes straightened."""
    return [w.lower().replace("’", "'") for w in _WORD.findall(unicodedata.normalize("NFC", text))]


def stem(word: str) -> str:
    """A crude common form, so that "bakes" finds "baked". Only ever compared with itself."""
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    for endings in (("s",), ("ing", "ed", "ly"), ("ie", "y", "e", "i")):
        for ending in endings:
            if len(word) - len(ending) >= 3 and word.endswith(ending):
                word = word.removesuffix(ending)
                break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}


def numbers(text: str, language: str = "en") -> set[str]:
    """Every number in figures or, where the language has a list, in words: "3.2", "60"."""
    spelled = word_list(language).numbers

    def joined(pair: regex.Match[str]) -> str:
        tens, unit = (spelled.get(part.lower(), 0) for part in pair.groups())
        return str(tens + unit) if tens in range(20, 100, 10) and 0 < unit < 10 else pair[0]

    text = _HYPHENATED.sub(joined, text)  # twenty-five is neither 20 nor 5
    found = {_plain_number(number) for number in _NUMBER.findall(text)}
    return found | {str(spelled[word]) for word in words(text) if word in spelled}


def _plain_number(number: str) -> str:
    """One spelling of a number: 3,20 is 3.2, 1,000 and 1.000 are 1000, 6:00 is 6."""
    number = "".join(str(int(char)) if char.isdecimal() else char for char in number)
    if grouped := _GROUPED.fullmatch(number):
        whole = regex.sub(r"\D", "", grouped[1])
        number = f"{whole}.{grouped[2]}" if grouped[2] else whole
    number = regex.sub(r"^0+(?=\d)|:00$", "", number.replace(",", "."))
    return number.rstrip("0").rstrip(".") if "." in number else number


@dataclass(frozen=True, slots=True)
class Known:
    """What may be said: the numbers, words and addresses of everything we can point to."""

    language: str
    numbers: frozenset[str]
    stems: frozenset[str]
    urls: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], language: str = "en") -> Known:
        whole = unicodedata.normalize("NFC", "\n".join(texts))
        bare = _URL.sub(" ", whole)
        return cls(
            language,
            frozenset(numbers(whole, language) | numbers(bare, language)),
            frozenset(stems(whole) | stems(bare)),
            frozenset(_urls(whole)),
        )

    def invented(self, text: str) -> list[str]:
        """Numbers, days, names, sweeping words and addresses that nothing we know says."""
        listed = word_list(self.language)
        text = unicodedata.normalize("NFC", text)
        urls = [url for url in _urls(text) if url not in self.urls]
        bare = _URL.sub(" ", text)
        found = sorted(numbers(bare, self.language) - self.numbers - {"1"})
        checked = listed.dates | listed.claims
        found += [w for w in words(bare) if stem(w) in checked - self.stems]
        if not self.language.startswith("de"):  # German capitalises every noun
            said = self.stems | listed.plain
            found += [n for n in _NAME.findall(bare) if not {stem(w) for w in words(n)} <= said]
        return list(dict.fromkeys(urls + found))

    def unusual(self, text: str) -> list[str]:
        """Content words that claim something nobody said. Empty without a word list."""
        plain = word_list(self.language).plain
        if not plain:
            return []
        said = self.stems | plain | {stem(n) for n in word_list(self.language).numbers}
        return [word for word in words(_URL.sub(" ", text)) if stem(word) not in said]


def cliches(text: str, language: str, avoid: Sequence[str] = ()) -> list[str]:
    """Worn phrases and the brand's own forbidden words that `text` uses."""
    worn = dict.fromkeys((*avoid, *word_list(language).cliches))
    return [phrase for phrase in worn if _uses(text, phrase)]


def _uses(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text, in any form of its words, figures included."""
    wanted, said = _tokens(phrase), _tokens(text)
    if not wanted:
        return bool(phrase.strip()) and phrase.strip() in text  # a sign such as an emoji
    runs = (said[start : start + len(wanted)] for start in range(len(said) - len(wanted) + 1))
    return any(
        all(word in _forms(meant) for word, meant in zip(run, wanted, strict=True)) for run in runs
    )


def _tokens(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).replace("’", "'").lower()
    return _TOKEN.findall(text)


@cache
def _forms(word: str) -> frozenset[str]:
    """What English adds to a word. `stem` takes too much: it makes food of foodie."""
    short = word[:-1] if word.endswith("e") else word
    more = (word + "s", word + "es", word + "'s", short + "ed", short + "ing")
    return frozenset({word, *more})


def superlatives(text: str, language: str) -> list[str]:
    """Claims of being best, which need evidence."""
    flat = " " + " ".join(words(text)) + " "
    return [s for s in word_list(language).superlatives if f" {' '.join(words(s))} " in flat]


def _urls(text: str) -> list[str]:
    """Addresses in lower case, without scheme, www and the punctuation they end a sentence with."""
    found = (regex.sub(r"^(https?://)?(www\.)?", "", url.lower()) for url in _URL.findall(text))
    return [regex.sub(r"\p{P}+$", "", url) for url in found]


def has_url(text: str) -> bool:
    """Whether a web address stands in the text."""
    return _URL.search(text) is not None


def telling(text: str, language: str) -> set[str]:
    """The stems that carry a text's meaning; all of them where there is no word list."""
    return stems(text) - word_list(language).plain


def invites(line: str, language: str) -> bool:
    """Whether a line tells the reader to do something; taken on trust without a word list."""
    verbs = word_list(language).actions
    return not verbs or any(word in verbs for word in words(line))


def in_order(line: str, fact: str) -> float:
    """Share of a line's words that stand in the fact, in the fact's order; 0 to 1.

    A line that turns words round is likelier to turn their meaning round.
    """
    said, meant = [[stem(w) for w in _word_like(text)] for text in (line, fact)]
    kept = SequenceMatcher(None, said, meant, autojunk=False).get_matching_blocks()
    return sum(block.size for block in kept) / len(said) if said else 0.0


def _word_like(text: str) -> list[str]:
    return regex.findall(r"[\p{L}\p{M}\p{N}]+(?:['’.,:][\p{L}\p{N}]+)*", text.lower())


def similarity(left: str, right: str) -> float:
    """Share of stems two texts have in common (Jaccard), 0 to 1."""
    a, b = stems(left), stems(right)
    return len(a & b) / len(a | b) if a and b else 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a line cannot be used, and how it compares with the others that can."""

    faults: tuple[str, ...]
    score: float

    @property
    def usable(self) -> bool:
        return not self.faults


def screen(
    line: str,
    *,
    known: Known,
    about: str = "",
    limit: int = 200,
    avoid: Sequence[str] = (),
    taken: Sequence[str] = (),
    strays: int = 1,
) -> Verdict:
    """Judge one line.

    `about` is the fact it should be about, `taken` the lines it must not repeat, `strays` how
    many words of its own it may bring.
    """
    line = line.strip()
    faults = _faults(line, known, limit, avoid, strays)
    if any(similarity(line, other) > 0.7 for other in taken):
        faults.append("repeats another line")
    overlap = len(telling(line, known.language) & telling(about, known.language))
    overlap += len(numbers(line, known.language) & numbers(about, known.language))
    strange = len(known.unusual(line))
    plain = word_list(known.language).plain
    said = [stem(word) for word in words(line) if stem(word) not in plain]
    echoes = len(said) - len(set(said))
    score = min(overlap, 4) - 1.5 * strange - line.count("!") - len(line) / 120
    score -= 1.0 * (similarity(line, about) > 0.8)  # the fact said over is no line of its own
    score -= 1.5 * echoes
    score += 2.0 * in_order(line, about)
    return Verdict(tuple(faults), score)


def _faults(line: str, known: Known, limit: int, avoid: Sequence[str], strays: int) -> list[str]:
    faults: list[str] = []
    if len(words(line)) < 2:
        faults.append("says nothing")
    if len(line) > limit:
        faults.append(f"{len(line)} characters, {limit} allowed")
    if found := known.invented(line):
        faults.append("not in the facts: " + ", ".join(found))
    if found := [*cliches(line, known.language, avoid), *superlatives(line, known.language)]:
        faults.append("worn or unproven: " + ", ".join(found))
    if _MARKUP.search(line) or _META.search(line):
        faults.append("talks about itself or holds markup")
    if len(strange := known.unusual(line)) > strays + len(words(line)) // 10 * strays:
        faults.append("strays from the facts: " + ", ".join(strange))
    return faults
