"""Cleans, splits and cuts plain text. Predictable, and no model asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

PASSAGE_CHARS = 400

# Letters that are never seen but change what a model reads: zero-width, bidirectional, tags.
_UNSEEN = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_ABBREVIATION = re.compile(r"(?:\b(?:St|Mr|Mrs|Ms|Dr|No|Nr|vs|etc|approx|e\.g|i\.e|[A-Z])\.)$")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-ÞĀ-Ž0-9€£$])")

_ORDERS = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b .{0,40}
        \b(?:instructions?|prompts?|rules|guidelines|everything|above|previous|prior|context)\b
    | \b(?:system|developer|hidden)\s+(?:prompt|message|instructions?)\b
    | \byou\s+are\s+(?:now|no\s+longer)\b
    | \b(?:as|you\s+are)\s+an?\s+(?:ai|language\s+model|assistant|llm)\b
    | \b(?:act|behave|respond|reply|answer)\s+(?:only\s+)?as\s+(?:if|an?|the)\b .{0,40}
        \b(?:ai|model|assistant|admin|developer)\b
    | \b(?:new|updated|real)\s+instructions?\s*: | \bjailbreak\b | \bdeveloper\s+mode\b
    | \b(?:reveal|print|repeat|output|show|leak|send|email|post|exfiltrate)\b .{0,40}
        \b(?:prompt|instructions?|api[\s_-]?keys?|passwords?|secrets?|credentials?|tokens?
          |environment\s+variables?)\b
    | \b(?:call|use|invoke|run|execute)\s+(?:the\s+)?(?:\w+\s+)?
        (?:tool|function|shell|command|code)s?\b
    | \bdo\s+not\s+(?:tell|inform|mention\s+(?:this|it)\s+to)\s+(?:the\s+)?(?:user|client|reviewer)
    | <\|\w+\|> | \[/?INST\] | <</?SYS>> | ^[^\S\n]*(?:system|assistant|user|human)\s*:
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


_TO_BE_SAID = re.compile(
    r"(?:please\s+)?(?:always\s+)?(?:say|mention|state|add|tell\s+\w+)(?:\s+always)?\s+that\s+(.+)"
    r"|(?:decir|di|mencionar)\s+(?:siempre\s+)?que\s+(.+)",
    re.IGNORECASE,
)


def to_be_said(rule: str) -> str:
    """What a rule wants said: "It is for over 18s." of "Say that it is for over 18s.", else "".

    English and Spanish, where what comes after "that" can stand alone.
    """
    found = _TO_BE_SAID.fullmatch(rule.strip())
    said = next((group for group in found.groups() if group), "") if found else ""
    return said[:1].upper() + said[1:]


def clean(text: str) -> str:
    """One composed form, ordinary spaces and line ends, nothing invisible."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNSEEN.sub("", text).replace("\u00a0", " ").replace("\u2028", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def one_line(text: str) -> str:
    """Cleaned, with every run of white space made one space."""
    return " ".join(clean(text).split())


def sounds_like_orders(text: str) -> bool:
    """Whether it reads as an instruction to a model rather than as something about a brand.

    A coarse net, and not the safeguard: what is read stays data whatever it says. It keeps such
    sentences from being quoted as facts and lets the owner know they are there.
    """
    return bool(_ORDERS.search(one_line(text)) or _ORDERS.search(clean(text)))


def sentence(text: str) -> str:
    """Ended by a full stop, unless it ends in one already; nothing stays nothing."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def sentences(paragraph: str) -> list[str]:
    """Split at sentence ends, sparing abbreviations and initials."""
    text = one_line(paragraph)
    parts: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        # The last few letters decide; a page of nothing but "St. St." must not take all day.
        if not _ABBREVIATION.search(text[max(start, end.end() - 12) : end.end()].strip()):
            parts.append(text[start : end.end()].strip())
            start = end.end()
    return [part for part in [*parts, text[start:].strip()] if part]


def chunks(paragraphs: list[str], room: int = PASSAGE_CHARS) -> Iterator[str]:
    """Join sentences into pieces of at most `room` characters; longer ones are cut at words."""
    piece = ""
    for whole in (part for paragraph in paragraphs for part in sentences(paragraph)):
        for bit in _fitting(whole, room):
            if piece and len(piece) + 1 + len(bit) > room:
                yield piece
                piece = bit
            else:
                piece = f"{piece} {bit}".strip()
    if piece:
        yield piece


def _fitting(whole: str, room: int) -> Iterator[str]:
    while len(whole) > room:
        cut = whole.rfind(" ", 0, room + 1)
        cut = cut if cut > 0 else room
        yield whole[:cut].strip()
        whole = whole[cut:].strip()
    if whole:
        yield whole
