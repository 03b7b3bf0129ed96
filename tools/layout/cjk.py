"""Which Chinese, Japanese and Korean letters the shipped fonts have, and which font sets them.

The full fonts are too big to ship (each some 10 MB a weight). What ships are the letters of each
country's own first list, which everyday text keeps to: JIS X 0208 level 1 with kana, GB 2312
level 1 and the Hangul of KS X 1001. Rarer letters are set in the machine's own fonts.
"""

from __future__ import annotations

from functools import cache

# Codec, and the rows of its 94x94 table: letters' rows, then the signs' rows that go with them.
_TABLES: dict[str, tuple[str, range, range]] = {
    "Noto Sans JP": ("euc_jp", range(16, 48), range(1, 9)),
    "Noto Sans SC": ("gb2312", range(16, 56), range(1, 4)),
    "Noto Sans KR": ("euc_kr", range(16, 41), range(1, 4)),
}


def common(family: str) -> frozenset[str]:
    """The characters that ship in a family: letters, kana and full-width signs."""
    codec, letters, signs = _TABLES[family]
    found = _rows(codec, letters) | _rows(codec, signs)
    return frozenset(c for c in found if ord(c) > 0x2000 and not 0x2500 <= ord(c) < 0x2600)


def _rows(codec: str, rows: range) -> set[str]:
    found: set[str] = set()
    for row in rows:
        for cell in range(1, 95):
            try:
                found.add(bytes([row + 0xA0, cell + 0xA0]).decode(codec))
            except UnicodeDecodeError:  # an empty cell of the table
                continue
    return found


@cache
def _shipped() -> frozenset[str]:
    return frozenset[str]().union(*(common(family) for family in _TABLES))


def is_common_cjk(char: str) -> bool:
    """Whether a shipped font has this Chinese, Japanese or Korean letter."""
    return ord(char) > 0x2E7F and char in _shipped()


def cjk_families(text: str) -> tuple[str, ...]:
    """The families in the order that suits the text: Han letters are drawn otherwise in each."""
    japanese, chinese, korean = _TABLES
    if any("\u3040" <= c <= "\u30ff" for c in text):
        return japanese, chinese, korean
    if any("\uac00" <= c <= "\ud7a3" for c in text):
        return korean, japanese, chinese
    return chinese, japanese, korean
