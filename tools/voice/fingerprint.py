"""What a campaign leaves behind for the others of its tenant: its shapes and phrases, no words.

Brands of one tenant may be clients who must not read each other. So phrases are kept as numbers
of 24 bits, sorted: nothing can be read from them, and some sixty of any billion phrases have the
same number, so that not even a guess is proven by it. The tenant's name goes into each number:
fingerprints of two tenants have nothing to compare.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tools.voice.phrases import Phrase, grams
from tools.voice.shape import Shape, common_shape

SIZE = 4
"""Words of a phrase in a fingerprint: three are shared by chance too often."""

MOST = 600
"""Numbers kept: the smallest, so that two fingerprints keep the same ones (bottom-k sketch, after
E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches", PODC 2007)."""

MOST_SHAPES = 60
_CODE = re.compile(r"1;(?:\d\.\d*\.\d\.\d ?)*;(?:\d{1,8} ?)*(?:;[\d ]*)?")  # colours may follow


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A campaign without its words: digits and points only, see `code`."""

    tenant: str
    shapes: tuple[Shape, ...] = ()
    phrases: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        captions: Sequence[str],
        facts: Sequence[str] = (),
        *,
        tenant: str,
        language: str = "en",
        names: Collection[str] = (),
    ) -> Fingerprint:
        """The fingerprint of a campaign; phrases of its own `facts` are left out."""
        shapes = tuple(Shape.of(text, language, names) for text in captions[:MOST_SHAPES])
        numbers = numbered(captions, facts, tenant=tenant, language=language)
        return cls(tenant, shapes, frozenset(sorted(numbers)[:MOST]))

    @property
    def code(self) -> str:
        """As it is remembered."""
        shapes = " ".join(shape.code for shape in self.shapes)
        return f"1;{shapes};{' '.join(map(str, sorted(self.phrases)))}"

    @classmethod
    def read(cls, code: str, *, tenant: str) -> Fingerprint | None:
        """What `code` says of a campaign of this tenant; None for a code of another version."""
        if _CODE.fullmatch(code) is None:
            return None
        _, shapes, phrases, *_ = code.split(";")
        try:
            known = tuple(map(Shape.read, shapes.split()))
        except (ValueError, IndexError):
            return None
        return cls(tenant, known, frozenset(map(int, phrases.split())))

    def likeness(self, shapes: Sequence[Shape]) -> float:
        """How alike its captions and those of these shapes are built, 0 to 1."""
        return common_shape(self.shapes, shapes)

    def shared(
        self, captions: Sequence[str], facts: Sequence[str], language: str
    ) -> frozenset[Phrase]:
        """The phrases of these captions, `facts` aside, that it has too."""
        own = numbered(captions, facts, tenant=self.tenant, language=language)
        return frozenset(phrase for number, phrase in own.items() if number in self.phrases)


def numbered(
    captions: Sequence[str], facts: Sequence[str] = (), *, tenant: str, language: str = "en"
) -> Mapping[int, Phrase]:
    """The captions' phrases by their number, without those of the facts."""
    own = grams(captions, SIZE, language) - grams(facts, SIZE, language)
    return {_number(phrase, tenant): phrase for phrase in sorted(own)}


def _number(phrase: Phrase, tenant: str) -> int:
    key = hashlib.blake2b(tenant.encode(), digest_size=16).digest()
    digest = hashlib.blake2b(" ".join(phrase).encode(), digest_size=3, key=key).digest()
    return int.from_bytes(digest, "big")
