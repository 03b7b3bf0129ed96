"""What may be asked of a model at once: little of a small one, a page of a large one.

A model of a billion parameters or so writes a decent line when asked for one line, and nonsense
when asked for ten. A large model writes the ten better together, and cheaper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

SMALL_BILLIONS = 9.0  # up to this size, models lose the thread of a long request


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """How to ask. Sizes are in tokens; `candidates` is how many drafts to choose among."""

    name: Literal["small", "large"]
    context_tokens: int
    max_answer_tokens: int
    candidates: int
    slots_per_call: Literal["one", "all"]


SMALL = ModelProfile(
    "small", context_tokens=4096, max_answer_tokens=1024, candidates=2, slots_per_call="one"
)
LARGE = ModelProfile(
    "large", context_tokens=32_000, max_answer_tokens=8192, candidates=1, slots_per_call="all"
)

_BILLIONS = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)b(?![a-z0-9])")
_MILLIONS = re.compile(r"(?<![a-z0-9.])\d+m(?![a-z0-9])")
_TINY_FAMILIES = ("tinyllama", "smollm", "phi-2", "phi3:mini", "phi-3-mini", "gemma:2b")


def profile_for(model_name: str, setting: Literal["auto", "small", "large"]) -> ModelProfile:
    """The profile `setting` names; for "auto", the one the size in `model_name` suggests.

    "Qwen2.5-Coder-1.5B-Instruct" and "llama3.2:3b" are small; a name without a size is large,
    since those are the hosted models.
    """
    if setting != "auto":
        return SMALL if setting == "small" else LARGE
    name = model_name.lower()
    if any(family in name for family in _TINY_FAMILIES) or _MILLIONS.search(name):
        return SMALL
    sizes = [float(size) for size in _BILLIONS.findall(name)]
    return SMALL if sizes and max(sizes) <= SMALL_BILLIONS else LARGE
