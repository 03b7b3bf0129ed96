"""Whether a service would take a file: the file itself is read back and looked at, cell by cell.

lint("buffer", data, platform="instagram")   flaws of an upload, by line; none is good news
lint_ics(data)                               the same for a calendar (RFC 5545)
"""

from __future__ import annotations

import csv
import io
import ipaddress
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tools.export.targets import Target, target
from tools.platforms import caption_problems, platform

VIDEO_ONLY = ("youtube_shorts",)
"""Where a picture is no post: the service asks for a film."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something a service would refuse. `line` is a row's number in the file, 1 for the header."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def lint(
    name: str, data: bytes, *, channel: str = "", now: datetime | None = None
) -> tuple[Flaw, ...]:
    """Everything the service would refuse about this upload.

    `channel` is the platform of a file that is for one; `now` is needed to see what is past, and
    times are compared in the file's own zone, so `now` has to be in it where that is local.
    """
    chosen = target(name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return (Flaw(1, f"The file is not UTF-8: {problem.reason}."),)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=False))
    header = chosen.header(channel)
    if not rows or tuple(rows[0]) != header:
        found = ", ".join(rows[0]) if rows else "nothing"
        return (Flaw(1, f"The columns must be exactly: {', '.join(header)}. Found: {found}."),)
    flaws = [*_whole(chosen, rows)]
    known = dict[tuple[str, str], tuple[int, datetime]]()
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            flaws.append(Flaw(line, f"{len(row)} cells, {len(header)} columns."))
            continue
        cells = _Cells.of(chosen, dict(zip(header, row, strict=True)), channel)
        flaws += [Flaw(line, what) for what in _row(chosen, cells, now)]
        flaws += [Flaw(line, what) for what in _repeated(chosen, cells, line, known)]
    return tuple(flaws)


@dataclass(frozen=True)
class _Cells:
    """A row in our terms."""

    text: str
    when: str
    media: tuple[str, ...]
    platforms: tuple[str, ...]
    alt_texts: tuple[str, ...]
    board: str | None

    @classmethod
    def of(cls, chosen: Target, row: Mapping[str, str], channel: str) -> _Cells:
        def cell(*starts: str) -> str | None:
            return next((row[key] for key in row if key.lower().startswith(starts)), None)

        said = cell("platforms")
        ours = {name: key for key, name in chosen.names.items()}
        platforms = [name.strip() for name in (said or "").split(",") if name.strip()]
        media = (cell("image url", "media url", "mediaurls") or "").split(",")
        return cls(
            text=cell("text", "post") or "",
            when=cell("posting time", "date", "scheduledate") or "",
            media=tuple(url.strip() for url in media if url.strip()),
            platforms=(channel,) if said is None else tuple(ours.get(p, p) for p in platforms),
            alt_texts=tuple(part for part in (cell("alt text") or "").split("||") if part.strip()),
            board=cell("board name", "pin board"),
        )


def _whole(chosen: Target, rows: list[list[str]]) -> Iterator[Flaw]:
    if len(rows) == 1:
        yield Flaw(1, "There is no post in the file.")
    if chosen.most is not None and len(rows) - 1 > chosen.most:
        yield Flaw(chosen.most + 2, f"{len(rows) - 1} posts; {chosen.name} takes {chosen.most}.")


def _row(chosen: Target, cells: _Cells, now: datetime | None) -> Iterator[str]:
    if not cells.text.strip() and not cells.media:
        yield "Neither text nor picture."
    yield from _time(chosen, cells.when, now)
    for url in cells.media:
        yield from _url(chosen, url)
    if len(cells.alt_texts) > len(cells.media):
        yield f"{len(cells.alt_texts)} alternative texts for {len(cells.media)} pictures."
    if not cells.platforms:
        yield "No platform is named."
    for name in cells.platforms:
        yield from _platform(chosen, name, cells)


def _time(chosen: Target, said: str, now: datetime | None) -> Iterator[str]:
    when = _moment(chosen, said)
    if when is None:
        yield f'The time "{said}" is not written like {_NOON.strftime(chosen.time)}.'
    elif now is not None:
        there = now.astimezone(UTC) if chosen.zone == "utc" else now
        if when <= there.replace(tzinfo=UTC):
            yield f"{said} is past."


def _moment(chosen: Target, said: str) -> datetime | None:
    """What the file's clock shows, written as UTC; None if it is not in the service's format."""
    try:
        when = datetime.strptime(said, chosen.time).replace(tzinfo=UTC)
    except ValueError:
        return None
    return when if when.strftime(chosen.time) == said else None


_NOON = datetime(2026, 12, 24, 12, tzinfo=UTC)


def _url(chosen: Target, url: str) -> Iterator[str]:
    if not public(url):
        yield f"{url} is not a public address: {chosen.name} has to fetch it by http(s)."
    elif chosen.endings and not urlsplit(url).path.lower().endswith(chosen.endings):
        yield f"{url} does not end in {', '.join(chosen.endings)}."


def public(url: str) -> bool:
    """Whether an address names something a service elsewhere could fetch."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or " " in url or not port_is_fine:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))


def _platform(chosen: Target, name: str, cells: _Cells) -> Iterator[str]:
    if name not in chosen.names:
        yield f"{chosen.name} has no platform {name or 'without a name'}."
        return
    there = platform(name)
    if name in VIDEO_ONLY:
        yield f"{there.name} takes films, and this is a picture."
    elif there.needs_picture and not cells.media:
        yield (
            f"{there.name} takes no post without a picture: upload the assets folder and say "
            "where with --media-base-url."
        )
    elif len(cells.media) > there.pictures.most:
        yield (
            f"{len(cells.media)} pictures; {there.name} takes at most {there.pictures.most} a post."
        )
    longest = max(cells.alt_texts, key=len, default="")
    for problem in caption_problems(name, cells.text, (), longest):
        if problem.severity == "hard":
            yield f"{there.name}: {problem.evidence}"
    if cells.board is not None and name == "pinterest" and not cells.board.strip():
        yield "A pin needs its board."


def _repeated(
    chosen: Target, cells: _Cells, line: int, known: dict[tuple[str, str], tuple[int, datetime]]
) -> Iterator[str]:
    when = _moment(chosen, cells.when)
    if not chosen.apart_days or when is None:
        return
    for name in cells.platforms:
        before = known.setdefault((name, cells.text), (line, when))
        near = abs(when - before[1]) < timedelta(days=chosen.apart_days)
        if before[0] != line and near:
            yield f"The same words as line {before[0]} within {chosen.apart_days} days."


def lint_ics(data: bytes) -> tuple[Flaw, ...]:
    """What a calendar programme may stumble over: line ends, folds, identities, dates."""
    flaws: list[Flaw] = []
    for line, raw in enumerate(data.split(b"\r\n"), 1):
        if b"\n" in raw or b"\r" in raw:
            flaws.append(Flaw(line, "Lines must end in CRLF."))
        if len(raw) > 75:
            flaws.append(Flaw(line, f"{len(raw)} octets; lines are folded at 75."))
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            flaws.append(Flaw(line, "A fold splits a UTF-8 character, or this is not UTF-8."))
    return (*flaws, *(() if flaws else _components(data)))


def _components(data: bytes) -> Iterator[Flaw]:
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(data)
    except ValueError as problem:
        yield Flaw(1, f"This is no calendar: {problem}.")
        return
    events = calendar.walk("VEVENT")
    if not events:
        yield Flaw(1, "There is no event in the file.")
    uids = Counter(str(event.get("UID", "")) for event in events)
    for uid, count in uids.items():
        if not uid or count > 1:
            yield Flaw(1, f"{count} events have the UID {uid!r}.")
    for event in events:
        for needed in ("DTSTAMP", "DTSTART"):
            if needed not in event:
                yield Flaw(1, f"The event {event.get('UID', '')} has no {needed}.")
