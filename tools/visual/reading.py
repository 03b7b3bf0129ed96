"""Reading a picture's words back from its pixels, with OCR that knows nothing of them."""

from __future__ import annotations

import difflib
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import regex

from studiocrew.contracts import Asset, TextBox
from tools.case import Case, Evidence
from tools.visual.pixels import decoded

if TYPE_CHECKING:
    from tools.visual.pixels import Pixels

LIKE = 0.72
"""Likeness from which a word that was read is taken for a misreading of the one that was set."""

SHORTEST = 3
"""Letters of the shortest word that is looked for: OCR joins and drops shorter ones."""

ROOM, MORE_ROOM = 0.18, 0.42
"""What is shown around a line at the first and at the second look, in ems."""

LONG_WORD = 19
"""Letters from which the layout may hyphenate a word."""

_LOOKALIKES = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l"})

_one_at_a_time = threading.Lock()


def at_hand() -> bool:
    """Whether words can be read here; the extra `visual` brings rapidocr and its weights."""
    return find_spec("rapidocr") is not None


def words_read_back(case: Case, asset: Asset, params: Mapping[str, Any]) -> Evidence:
    """Every word of the copy can be read on the picture as it is spelt."""
    png, meant = case.png(asset), _meant(asset)
    if not png or not meant:
        return Evidence(True, "no words that can be read back are set on it")
    read = read_words(png, asset.text_boxes)
    if any(_misread(word, read) for word in meant):  # OCR errs too, but not twice the same way
        read = (*read, *read_words(png, asset.text_boxes, MORE_ROOM))
    wrong = [said for word in meant if (said := _misread(word, read))]
    found = f"{len(meant) - len(wrong)} of {len(meant)} words read back"
    return Evidence(not wrong, f"{found}: {', '.join(wrong)}" if wrong else found)


def _meant(asset: Asset) -> list[str]:
    """The words of the copy that the layout set, each once; none of the wordmark: it is drawn."""
    copy = asset.text
    if copy is None:
        return []
    names = {box.name for box in asset.text_boxes} or {"headline", "kicker", "body"}
    texts = [getattr(copy, name) for name in ("headline", "kicker", "body") if name in names]
    # A template may have no room for a detail: one of which no word was set is none of its.
    shown = {word for box in asset.text_boxes for word in words_of(box.text)}
    texts += [text for text in copy.details if not shown or shown & set(words_of(text))]
    return list(dict.fromkeys(word for text in texts for word in words_of(text)))


def words_of(text: str) -> list[str]:
    """The words of a text that OCR can be held to, folded: see `folded`."""
    found = regex.findall(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*", text)
    legible = (word for word in found if SHORTEST <= len(word) < LONG_WORD and _latin(word))
    return [folded(word) for word in legible]


def _latin(word: str) -> bool:
    """The weights that ship with rapidocr read no other alphabet that we set."""
    letters = (c for c in word if unicodedata.category(c)[0] == "L")
    return all(unicodedata.name(c, "").startswith("LATIN") for c in letters)


def folded(text: str) -> str:
    """Without case, accents, and what tells look-alikes apart: o and 0, l and 1 and i, m and rn."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.translate(_LOOKALIKES).replace("rn", "m")


def _misread(word: str, read: Sequence[str]) -> str:
    """What is wrong with a word, by what was read; nothing if it stands there as it should."""
    if any(word in line for line in read):
        return ""
    near = difflib.get_close_matches(word, read, n=1, cutoff=LIKE)
    return f"“{near[0]}” for “{word}”" if near else f"no “{word}”"


@lru_cache(maxsize=128)
def read_words(png: bytes, boxes: tuple[TextBox, ...] = (), room: float = ROOM) -> tuple[str, ...]:
    """What OCR reads, folded: each line whole without its spaces, and its words.

    Where the lines stand is told by `boxes`; without them it is found, which takes longer and
    misses more. The wordmark is left out: its letters are partly pictures. `room` is what is shown
    around a line, in ems.
    """
    pixels = decoded(png)
    lines = [box for box in boxes if box.name != "wordmark"]
    with _one_at_a_time:  # its sessions share buffers
        read = [_line(pixels, box, room) for box in lines] if lines else _all(pixels)
    return tuple(
        text
        for line in read
        for text in (folded("".join(line.split())), *(folded(word) for word in line.split()))
    )


def _line(pixels: Pixels, box: TextBox, room: float) -> str:
    import numpy as np

    pad = room * box.size
    left, top = max(0, int(box.x - pad)), max(0, int(box.y - pad))
    piece = pixels[top : int(box.y + box.h + pad), left : int(box.x + box.w + pad), ::-1]
    if min(piece.shape[:2]) < 8:
        return ""
    found = _engine()(np.ascontiguousarray(piece), use_det=False, use_cls=False, use_rec=True)
    return " ".join(found.txts or ())


def _all(pixels: Pixels) -> list[str]:
    import numpy as np

    found = _engine()(np.ascontiguousarray(pixels[:, :, ::-1]), use_cls=False)
    return list(found.txts or ())


@lru_cache(maxsize=1)
def _engine() -> Any:
    """rapidocr with the weights in its wheel, on the processor."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
