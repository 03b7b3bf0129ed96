"""Decides what may be remembered: no orders to the crew, no keys, nobody's private address.

What is remembered comes back in other campaigns, where nobody remembers who said it. So it is
looked at before it is stored, and the user is told what was left out. A coarse net, not the
safeguard: what is recalled stays data whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import regex

from memory.items import MemoryItem
from studiocrew.text import one_line, sounds_like_orders

OWN_SOURCES = frozenset({"s-brand", "s-goal"})
"""What the owner wrote for the public, as `contact:` of a brand.yaml, or into the goal."""

_SPOKEN_TO_US = frozenset({"decision", "post"})
"""Kinds whose addresses are meant for the public: a person's answer to a question about the brand,
and captions, which rest on facts."""

_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = regex.compile(r"(?:\+|\b)\d[\d ()/.\-]{5,}\d")
_DESK = regex.compile(
    r"(?:info|hello|hi|hola|hallo|ciao|bonjour|salut|contact|contacto|contatto|kontakt|mail|office|"
    r"orders?|bestellung(?:en)?|pedidos|commandes?|ordini|book(?:ings?)?|reserv\w+|prenot\w+|"
    r"shop|tienda|laden|boutique|negozio|sales|support|help|service|press|presse|prensa|team|"
    r"studio|events?|jobs|no-?reply)(?:[.+-][\w.+-]*)?@",
    regex.IGNORECASE,
)
_KEYS = regex.compile(
    r"""-----BEGIN\ [A-Z ]*PRIVATE\ KEY----- | \bsk-[A-Za-z0-9_-]{16,} | \bAKIA[0-9A-Z]{16}\b
      | \bgh[pousr]_[A-Za-z0-9]{30,} | \bgithub_pat_\w{30,} | \bxox[abprs]-[A-Za-z0-9-]{10,}
      | \bAIza[0-9A-Za-z_-]{35} | \beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{5,} | \bglpat-[\w-]{20,}
      | \b[rsp]k_(?:live|test)_\w{16,}
      | \b(?:pass(?:word|wort|code)|passwd|contrase\p{L}a|mot\ de\ passe|kennwort|api[\s_-]?key)
          (?:\s*(?:\b(?:is|ist|es|est|è)\b|=|:))+\s*\S*\d\S*
      | \b(?:secret|token)\s*[=:]\s*\S{8,}""",
    regex.VERBOSE | regex.IGNORECASE,
)
_IBAN = regex.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = regex.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_ORDERS = regex.compile(
    r"""\b(?:ignora|olvida|omite)\w*\b .{0,40} \b(?:instrucciones|anterior(?:es)?|reglas|todo)\b
      | \b(?:ignorier|vergiss|missacht)\w*\b .{0,40} \b(?:anweisung\w*|regeln|bisherig\w*|alles)\b
      | \b(?:ignore|oublie)[rz]?\b .{0,40} \b(?:instructions|consignes|r\p{L}gles|pr\p{L}c\w*)
      | \b(?:ignora|dimentica)\w*\b .{0,40} \b(?:istruzioni|regole|precedent\w*)\b
      | \bfrom\ now\ on\b .{0,40} \b(?:always|never|every)\b .{0,60}
        \b(?:caption|post|campaign|crew)s?\b
      | \b(?:the\ crew|the\ copywriter|the\ reviewer|the\ strategist)\b\s+(?:must|should|has\ to)\b
      | \balways\ approve\b | \bskip\ (?:the\ )?(?:qa|review|checks?|approval)\b""",
    regex.IGNORECASE | regex.VERBOSE,
)
_REGIONS = ("GB", "US", "DE", "AT", "CH", "ES", "FR", "IT", "IE")


@dataclass
class Guard:
    """One batch's judgement. `refused` and `masked` count by reason, for the user to read."""

    own: frozenset[str] = frozenset()
    refused: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[MemoryItem]) -> Guard:
        """Knows the brand's own addresses: those in what its owner wrote for the public."""
        own = (item.text for item in items if item.source_id in OWN_SOURCES)
        return cls(frozenset(address for text in own for address in _addresses(text)))

    def passed(self, item: MemoryItem) -> MemoryItem | None:
        """The item as it may be stored; None if it may not."""
        if item.kind == "fingerprint":
            return item
        if why := _never(item):
            self._note(why, item)
            return None
        return item if self._is_public(item) else self._without_addresses(item)

    def told(self) -> list[str]:
        """A line for each reason, without the text itself, which might reach a model or a log."""
        return [
            f"{len(places)} text{'s' if len(places) > 1 else ''} not remembered as written "
            f"({', '.join(sorted(set(places)))}): it {why}."
            for why, places in self.refused.items()
        ]

    def _is_public(self, item: MemoryItem) -> bool:
        if item.source_id in OWN_SOURCES or item.kind in _SPOKEN_TO_US:
            return True
        return self.own.issuperset(_addresses(item.text))

    def _without_addresses(self, item: MemoryItem) -> MemoryItem | None:
        """Blotted out; a fact is left out altogether, for nobody could quote what is left of it."""
        why = "holds a phone number or e-mail address that is not under `contact:` in brand.yaml"
        self._note(why, item)
        if item.kind == "fact":
            return None
        return item.model_copy(update={"text": _blotted(item.text, self.own)})

    def _note(self, why: str, item: MemoryItem) -> None:
        self.refused.setdefault(why, []).append(item.source_id or item.kind)


def _never(item: MemoryItem) -> str:
    """Why it may not be stored whoever says it; empty if it may."""
    if _is_order(item):
        return "reads like an order to the crew"
    if _KEYS.search(item.text):
        return "holds a key or a password"
    if _IBAN.search(item.text) or any(_is_card(found) for found in _CARD.findall(item.text)):
        return "holds an account or card number"
    return ""


def _is_order(item: MemoryItem) -> bool:
    """Feedback is a person's wish to the crew, and so may sound like one."""
    text = one_line(item.text)
    if item.kind == "feedback":
        return sounds_like_orders(item.text)
    return sounds_like_orders(item.text) or _ORDERS.search(text) is not None


def _addresses(text: str) -> list[str]:
    """E-mail addresses of persons and phone numbers, each in one plain form."""
    mails = [m[0].lower() for m in _MAIL.finditer(text) if not _DESK.match(m[0])]
    return [*mails, *(plain for _, _, plain in _phones(text))]


def _phones(text: str) -> list[tuple[int, int, str]]:
    if not _DIGITS.search(text):
        return []
    import phonenumbers

    found: dict[tuple[int, int], str] = {}
    for region in _REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(text, region):
            if _looks_dialled(match.raw_string):
                digits = regex.sub(r"\D", "", match.raw_string)
                found.setdefault((match.start, match.end), digits[-8:])
    apart: list[tuple[int, int, str]] = []
    for (start, end), plain in sorted(found.items(), key=lambda one: (one[0][0], -one[0][1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end, plain))
    return apart


def _looks_dialled(raw: str) -> bool:
    """Not a count, a price or a date: begins with + or 0 or a bracket, or is parted in groups."""
    digits = regex.sub(r"\D", "", raw)
    parted = regex.search(r"\d[ ()/.-]+\d", raw) is not None
    return len(digits) >= 8 and (raw[0] in "+0(" or parted)


def _blotted(text: str, own: frozenset[str]) -> str:
    for start, end, plain in reversed(_phones(text)):
        if plain not in own:
            text = f"{text[:start]}[phone number]{text[end:]}"

    def kept(found: regex.Match[str]) -> str:
        public = _DESK.match(found[0]) or found[0].lower() in own
        return found[0] if public else "[e-mail address]"

    return _MAIL.sub(kept, text)


def _is_card(text: str) -> bool:
    """Luhn's check digit, as payment cards have it (ISO/IEC 7812-1)."""
    digits = [int(c) for c in text if c.isdigit()][::-1]
    if len(digits) < 13 or len(set(digits)) == 1:
        return False
    total = sum(d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(digits))
    return total % 10 == 0
