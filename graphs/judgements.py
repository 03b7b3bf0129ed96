"""What only a model can see of a text, asked so that the answer's probability means something.

How a question is put decides whether a small model can answer it: see
`graphs/calibration/labelled.yaml` and docs/decisions/0009. Static parts come first, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphs.prompts import Ask


@dataclass(frozen=True, slots=True)
class Judgement(Ask):
    """A question whose answer is one of two words: `good` passes."""

    good: str = "yes"
    bad: str = "no"


SCOPES = ("post", "asset", "document")
"""What has a text to judge: a caption, an alt text, a document. A campaign has none of its own."""

SEEN = "seen"
"""The check whose question is its item's text, put to a vision model with the picture itself."""

_BOASTS = "Boasts? Answer yes or no:"
_CLEAR = "Answer yes or no:"
JUDGEMENTS: dict[str, Judgement] = {
    "sounds_human": Judgement(
        "Does the text boast or use empty advertising words such as ultimate, passion, indulge?",
        (
            (f"Text: Elevate your ride with our premium passion for excellence!\n{_BOASTS}", "yes"),
            (f"Text: Forty minutes, 45 at the till, and it brakes again.\n{_BOASTS}", "no"),
            (f"Text: Tulips on Thursday, still wet. Come before the rush.\n{_BOASTS}", "no"),
            (f"Text: Discover an unforgettable world of flowers today!!!\n{_BOASTS}", "yes"),
        ),
        _BOASTS,
        good="no",
        bad="yes",
    ),
    "makes_sense": Judgement(
        "Is the text clear, correct and complete, with sentences that belong together?",
        (
            (f"Text: Bring your own cupcake the brakes to Thursday.\n{_CLEAR}", "no"),
            (
                f"Text: Six children. That is the whole class. Book at swim.example.\n{_CLEAR}",
                "yes",
            ),
            (f"Text: The tulips is ready in it. Who tulips?\n{_CLEAR}", "no"),
            (f"Text: Our tulips grow two villages away. Find us on Quay Street.\n{_CLEAR}", "yes"),
        ),
        _CLEAR,
    ),
}

FITTING: Mapping[str, Sequence[str]] = {**dict.fromkeys(JUDGEMENTS, SCOPES), SEEN: ("asset",)}
"""What each of a model's checks can look at."""
