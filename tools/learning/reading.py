"""Reads a CSV of figures by post: columns by name, numbers as people write them."""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from studiocrew.authored import load_authored
from studiocrew.contracts import Contract
from studiocrew.errors import AuthorError

DATA = Path(__file__).with_name("columns.yaml")
MAX_BYTES = 20 * 1024 * 1024
_SCALES = {"k": 1e3, "m": 1e6}
_NUMBER = re.compile(r"(?P<n>\d{1,3}(?:[ ,.']\d{3})+|\d+(?:[.,]\d+)?)\s*(?P<scale>[kKmM]?)")


class _Source(Contract):
    who: str
    names: str
    confidence: Literal["vendor", "code", "ours"]


class _Columns(Contract):
    version: str
    sources: tuple[_Source, ...]
    columns: dict[str, tuple[str, ...]]
    parts: tuple[tuple[str, ...], ...] = Field(description="What engagements are the sum of.")


@dataclass(frozen=True, slots=True)
class Figures:
    """One row: what it says of a post, as far as it does. `line` is its number in the file."""

    line: int
    id: str
    platform: str
    text: str
    on: date | None
    at: datetime | None
    reach: float | None
    engagements: float | None


def read_metrics(data: bytes, *, where: str = "metrics.csv") -> list[Figures]:
    """Every row with a figure. AuthorError if the file is no CSV with columns that are known."""
    if len(data) > MAX_BYTES:
        raise AuthorError(
            f"The file is over {MAX_BYTES // 1024**2} MB.", where=where, mend="Export fewer months."
        )
    text = _text(data, where)
    first = text.split("\n", maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = {_plain(name): name for name in reversed(reader.fieldnames or ())}
    found = {key: _first(names, listed) for key, listed in _columns().columns.items()}
    parts = [name for listed in _columns().parts if (name := _first(names, listed))]
    _check(found, parts, reader.fieldnames or (), where)
    rows: list[Figures] = []
    for row in reader:
        figures = _figures(reader.line_num, {k: v or "" for k, v in row.items() if k}, found, parts)
        if figures.reach is not None or figures.engagements is not None:
            rows.append(figures)
    return rows


def _check(
    found: Mapping[str, str], parts: Sequence[str], header: Sequence[str], where: str
) -> None:
    figures = found["reach"] or found["engagements"] or parts
    if figures and (found["id"] or found["text"]):
        return
    lack = "a column that says which post" if figures else "a column of reach or engagements"
    known = _columns().columns
    wanted = (*known["id"], *known["text"]) if figures else (*known["reach"], *known["engagements"])
    raise AuthorError(
        f"The file has no {lack.removeprefix('a ')}. Found: {', '.join(header) or 'nothing'}.",
        where=where,
        mend=f"Name one of its columns: {', '.join(wanted[:8])}.",
    )


def _figures(
    line: int, row: Mapping[str, str], found: Mapping[str, str], parts: Sequence[str]
) -> Figures:
    def cell(key: str) -> str:
        return row.get(found[key], "").strip() if found[key] else ""

    total = number(cell("engagements"))
    added = [value for name in parts if (value := number(row.get(name, ""))) is not None]
    day, at = moment(f"{cell('date')} {cell('time')}".strip())
    return Figures(
        line=line,
        id=cell("id"),
        platform=cell("platform"),
        text=cell("text"),
        on=day,
        at=at,
        reach=number(cell("reach")),
        engagements=total if total is not None else sum(added) if added else None,
    )


def number(said: str) -> float | None:
    """ "1,234" and "1.234" are 1234, "1.2K" is 1200; a percentage is no count, and None."""
    found = _NUMBER.fullmatch(said.strip())
    if not found:
        return None
    digits, scale = found["n"], _SCALES.get(found["scale"].lower(), 1.0)
    grouped = re.fullmatch(r"\d{1,3}(?:[ ,.']\d{3})+", digits) and scale == 1.0
    plain = re.sub(r"[ ,.']", "", digits) if grouped else digits.replace(",", ".")
    return float(plain) * scale


def moment(said: str) -> tuple[date | None, datetime | None]:
    """Day and moment, where they are written with the year first; 3/4/2027 could be two days."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        found = re.match(r"\d{4}-\d\d-\d\d", said)
        try:
            return (date.fromisoformat(found[0]) if found else None), None
        except ValueError:
            return None, None
    return at.date(), at if re.search(r"\d[T ]\d", said) else None


def _text(data: bytes, where: str) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise AuthorError(
            "The file is not UTF-8.", where=where, mend="Export it as CSV in UTF-8."
        ) from None


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+|_", " ", name).strip().lower()


def _first(names: Mapping[str, str], listed: Sequence[str]) -> str:
    return next((names[_plain(name)] for name in listed if _plain(name) in names), "")


@functools.cache
def _columns() -> _Columns:
    return load_authored(DATA, _Columns)
