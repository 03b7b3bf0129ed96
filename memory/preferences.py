"""What somebody asked for once and means for good: "less emoji", in their own words, with the date.

Feedback that speaks of a lasting matter leaves a preference, for one brand or for all of a
tenant's. It can be listed and removed. A file, not a search: all of them apply, each is shown.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import regex
from filelock import FileLock
from pydantic import AwareDatetime, Field, TypeAdapter

from studiocrew.authored import load_authored
from studiocrew.contracts import Contract
from studiocrew.errors import CallerError
from studiocrew.files import as_store_error, read_own, write_atomic
from studiocrew.settings import Settings
from studiocrew.text import one_line, sounds_like_orders

Aspect = Literal["emoji", "hashtags", "length", "tone", "questions", "prices"]
Wish = Literal["less", "more", "none"]

DATA = Path(__file__).with_name("preferences.yaml")
MOST = 50


class Preference(Contract):
    """One lasting wish. `brand` is empty where it goes for all brands of the tenant."""

    id: str
    aspect: Aspect
    wish: Wish
    words: str = Field(max_length=300, description="As it was said.")
    said_at: AwareDatetime
    brand: str = ""
    project: str = ""

    def told(self) -> str:
        """ "You asked for less emoji on 3 June 2027." """
        day = f"{self.said_at.day} {self.said_at:%B %Y}"
        return f"You asked for {self.asked} on {day}."

    @property
    def asked(self) -> str:
        """What is wanted, in a few words."""
        wish = "no" if self.wish == "none" else self.wish
        return _ASKED.get((self.aspect, self.wish), f"{wish} {self.aspect}")


_ASKED: dict[tuple[Aspect, Wish], str] = {
    ("length", "less"): "shorter texts",
    ("length", "more"): "longer texts",
    ("tone", "less"): "a less formal tone",
    ("tone", "more"): "a more formal tone",
    ("questions", "less"): "fewer questions to the reader",
    ("questions", "none"): "no questions to the reader",
    ("hashtags", "less"): "fewer hashtags",
}


class _Words(Contract):
    """How a language asks for an aspect: patterns by wish, and of what is meant once only."""

    wishes: dict[Aspect, dict[Wish, tuple[str, ...]]]
    once: tuple[str, ...]


_All = TypeAdapter(tuple[Preference, ...])


def heard(text: str, *, brand: str, project: str, now: datetime) -> Preference | None:
    """The lasting wish in a piece of feedback; None if it is of one post, or of no such matter.

    Words decide, no model: what is not understood stays feedback for that campaign alone.
    """
    said = one_line(text)[:300]
    if sounds_like_orders(said) or _matches(_words().once, said):
        return None
    for aspect, wishes in _words().wishes.items():
        for wish, patterns in wishes.items():
            if _matches(patterns, said):
                number = hashlib.sha256(f"{brand}\0{aspect}".encode()).hexdigest()[:6]
                return Preference(
                    id=f"p-{number}",
                    aspect=aspect,
                    wish=wish,
                    words=said,
                    said_at=now,
                    brand=brand,
                    project=project,
                )
    return None


class Preferences:
    """The preferences of one tenant. Raises `StoreError` for a file that cannot be read."""

    def __init__(self, settings: Settings) -> None:
        # Hashed: on some disks the folders "Acme" and "acme" are one.
        name = hashlib.sha256(settings.tenant.encode()).hexdigest()[:16]
        self._file = settings.home / "preferences" / f"{name}.json"

    def listed(self, brand: str | None = None) -> tuple[Preference, ...]:
        """All of them, or those that go for a brand: its own, and the tenant's; oldest first."""
        wanted = (one for one in self._read() if brand is None or one.brand in {"", brand})
        return tuple(sorted(wanted, key=lambda one: (one.said_at, one.id)))

    def add(self, preference: Preference) -> None:
        """Keep it, in place of an earlier wish of the same brand about the same aspect."""
        with self._turn():
            others = [one for one in self._read() if one.id != preference.id]
            self._write([*others, preference][-MOST:])

    def remove(self, id_: str) -> Preference:
        """Forget one. Raises `CallerError` for an id that is not there."""
        with self._turn():
            kept = self._read()
            found = next((one for one in kept if one.id == id_), None)
            if found is None:
                known = ", ".join(one.id for one in kept) or "none"
                raise CallerError(
                    f"There is no preference {id_!r}.",
                    where="preferences",
                    mend=f"Known: {known}. `crew preferences` lists them.",
                )
            self._write([one for one in kept if one.id != id_])
            return found

    def forget(self, brand: str = "") -> int:
        """Remove a brand's own, or without one all of the tenant's; returns how many there were."""
        if not self._file.exists():
            return 0
        with self._turn():
            kept = self._read()
            others = [one for one in kept if brand and one.brand != brand]
            self._write(others)
            return len(kept) - len(others)

    def _turn(self) -> FileLock:
        with as_store_error(self._file.parent):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(self._file.with_suffix(".lock"), timeout=10)

    def _read(self) -> tuple[Preference, ...]:
        kept = read_own(
            self._file,
            _All.validate_json,
            what="The list of preferences",
            mend="Restore the file from a backup, or move it aside to begin a new one.",
        )
        return kept or ()

    def _write(self, preferences: list[Preference]) -> None:
        rows = [one.model_dump(mode="json") for one in preferences]
        write_atomic(self._file, json.dumps(rows, indent=1, ensure_ascii=False).encode())


@cache
def _words() -> _Words:
    return load_authored(DATA, _Words)


def _matches(patterns: tuple[str, ...], text: str) -> bool:
    return any(regex.search(pattern, text, regex.IGNORECASE) for pattern in patterns)
