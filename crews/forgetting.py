"""`crew forget`: every trace of a brand deleted, and then looked for."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.text import Text

from crews.display import counted
from crews.exits import say_json
from crews.learn import forget_measured
from crews.project import Project
from crews.registry import Registry, Row
from crews.standing import every_row
from studiocrew.errors import CallerError, StoreError
from studiocrew.files import as_store_error
from studiocrew.settings import Settings

_GONE = ".forgotten-"
_NOT_OURS = ("models", "corpus")
"""Folders under the home that hold weights, checked by their hash, and the user's own documents."""

_CHUNK = 1 << 22
_REACH = 4096
"""Bytes of a chunk that are read again with the next: no name is longer in any form."""


@dataclass(frozen=True)
class Traces:
    """What is known of a brand here: its id, names it goes by, and its projects."""

    brand: str
    names: tuple[str, ...]
    projects: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What to search for: ids and names, the longest first."""
        return tuple(
            sorted({self.brand, *self.names, *self.projects} - {""}, key=len, reverse=True)
        )


@dataclass
class Proof:
    """What was looked at after the deletion, and where something was found."""

    looked: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    elsewhere: list[str] = field(default_factory=list[str])
    """Files of other projects, or of the user's own, that mention the brand."""


def traces_of(brand: str, settings: Settings) -> Traces:
    """The brand by its id or its name. Raises `CallerError` if nothing is known of it."""
    rows, damaged = every_row(settings.home, settings.tenant)
    if damaged:
        raise StoreError(
            f"{len(damaged)} projects cannot be read, so nobody can say whose they are.",
            where=damaged[0].where,
            mend="Restore or remove them first; nothing was deleted.",
        )
    wanted = brand.casefold().strip()
    mine = [r for r in rows if wanted in (r.brand.casefold(), r.brand_name.casefold())]
    ids = {row.brand for row in mine}
    if len(ids) > 1:
        raise CallerError(
            f"{brand!r} is the name of several brands.",
            where="brand",
            mend=f"Give its id: {', '.join(sorted(ids))}.",
        )
    if not mine:
        known = sorted({row.brand for row in rows})
        raise CallerError(
            f"No project is about a brand {brand!r}.",
            where=str(settings.home),
            mend=f"Brands here: {', '.join(known) or 'none'}.",
        )
    names = tuple(dict.fromkeys(row.brand_name for row in mine if row.brand_name))
    return Traces(mine[0].brand, names, tuple(row.id for row in mine))


async def forget(traces: Traces, settings: Settings) -> Proof:
    """Delete it all, then look for it. Done again, it goes on where it was stopped.

    Memory goes first and the rows last: whoever is stopped in between still finds the brand.
    Raises `ProjectBusy` before anything is deleted if one of the projects is being run.
    """
    projects = [Project.open(name, settings) for name in traces.projects]
    with contextlib.ExitStack() as held:
        for project in projects:
            held.enter_context(project.locked())
        await _forget_memory(traces, settings)
        _delete_reports(traces, settings.home)
        forget_measured(settings, settings.tenant, traces.brand)
        for project in projects:
            gone = project.folder.with_name(_GONE + project.id)
            with as_store_error(project.folder):
                project.folder.rename(gone)
    _finish(settings.home)
    registry = Registry(settings.home)
    for name in traces.projects:
        registry.drop(name)
    return await _proof(traces, settings)


def _finish(home: Path) -> None:
    """Delete what is on its way out, also of an earlier time that was stopped."""
    for path in (home / "projects").glob(f"{_GONE}*"):
        with as_store_error(path):
            shutil.rmtree(path)


async def _forget_memory(traces: Traces, settings: Settings) -> None:
    from memory.preferences import Preferences
    from memory.store import Memory

    Preferences(settings).forget(traces.brand)
    for project in traces.projects:
        async with Memory(settings, settings.tenant, project, brand=traces.brand) as memory:
            await memory.forget_project()
            await memory.forget_brand(traces.brand)


def _delete_reports(traces: Traces, home: Path) -> None:
    """Crash reports quote what was at hand, so those that name the brand go too."""
    for path in sorted((home / "crashes").glob("*.txt")):
        if _mentions(path, _needles(traces.words)):
            path.unlink(missing_ok=True)


async def _proof(traces: Traces, settings: Settings) -> Proof:
    proof = Proof()
    rows = Registry(settings.home).rows()
    proof.looked.append(f"list of projects: {len(rows)} rows, by id and brand")
    proof.left += [f"row of {row.id}" for row in rows if _is_about(row, traces, settings)]
    await _ask_memory(traces, settings, proof)
    _read_files(traces, settings.home, rows, proof)
    return proof


def _is_about(row: Row, traces: Traces, settings: Settings) -> bool:
    return row.tenant == settings.tenant and (
        row.brand == traces.brand or row.id in traces.projects
    )


async def _ask_memory(traces: Traces, settings: Settings, proof: Proof) -> None:
    from memory.store import Memory

    found = 0
    for project in traces.projects[:1]:
        async with Memory(settings, settings.tenant, project, brand=traces.brand) as memory:
            try:
                found = await memory.left(traces.brand)
            except StoreError as err:
                proof.left.append(f"memory could not be asked: {err.what}")
                return
    where = "Qdrant server" if settings.qdrant_url else "memory on this machine"
    proof.looked.append(f"{where}: counted the brand's items, stored or queued")
    if found:
        proof.left.append(f"{found} items in memory")


def _read_files(traces: Traces, home: Path, rows: Sequence[Row], proof: Proof) -> None:
    """Every byte of every file under the home, but for weights and the user's own documents."""
    needles, read, size = _needles(traces.words), 0, 0
    alive = {row.id for row in rows} - set(traces.projects)
    for path in sorted(home.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        parts = path.relative_to(home).parts
        name = "/".join(parts)
        if parts[0] == "models":
            continue
        read, size = read + 1, size + path.stat().st_size
        if found := _mentions(path, needles):
            other = parts[0] in _NOT_OURS or (parts[0] == "projects" and parts[1] in alive)
            (proof.elsewhere if other else proof.left).append(f"{name} ({found})")
    proof.looked.append(
        f"files: {read} under the home folder ({size / 1e6:.1f} MB: folders, databases, journals,"
        f" memory, reports), byte by byte, for {', '.join(traces.words)}"
    )
    if (home / "models").is_dir():
        proof.looked.append("not read: models, which hold weights of a known hash")


def _needles(words: Iterable[str]) -> re.Pattern[bytes]:
    """The words as they may stand in a file: as text, and escaped as JSON does, once or twice.

    Not within a longer word: "oven" in a key's base64 is no trace of anybody.
    """
    forms: set[bytes] = set()
    for word in words:
        escaped = json.dumps(word)[1:-1]
        forms |= {form.encode() for form in (word, escaped, json.dumps(escaped)[1:-1])}
        forms.add(word.encode("utf-16-le"))
    listed = b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rb"(?<![A-Za-z0-9+])(?:" + listed + rb")(?![A-Za-z0-9+])", re.IGNORECASE)


def _mentions(path: Path, needles: re.Pattern[bytes]) -> str:
    """The first of the words that stands in the file or its name; empty if none does."""
    if named := needles.search(path.name.encode()):
        return named[0].decode("utf-8", "replace")
    try:
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(_CHUNK):
                block = tail + chunk
                if found := needles.search(block):
                    return found[0].decode("utf-8", "replace")
                tail = block[-_REACH:]
    except FileNotFoundError:  # another process has just deleted it
        return ""
    return ""


def forget_brand(brand: str, *, really: bool, as_json: bool) -> int:
    """Say what would be deleted; with `really`, delete it and say what was looked at after.

    Returns the exit code: 1 if a trace is left.
    """
    import asyncio

    settings = Settings()
    if really:
        _finish(settings.home)
    traces = traces_of(brand, settings)
    if not really:
        _say_plan(traces, as_json=as_json)
        return 0
    proof = asyncio.run(forget(traces, settings))
    if as_json:
        say_json(
            {
                "brand": traces.brand,
                "projects": traces.projects,
                "deleted": True,
                "looked_at": proof.looked,
                "left": proof.left,
                "elsewhere": proof.elsewhere,
            }
        )
    else:
        Console().print(*_told(traces, proof), sep="\n")
    return 1 if proof.left else 0


def _say_plan(traces: Traces, *, as_json: bool) -> None:
    if as_json:
        say_json({"brand": traces.brand, "projects": traces.projects, "deleted": False})
        return
    console = Console()
    console.print(
        Text(f"{traces.brand}: its memory, and {counted(len(traces.projects), 'project')}:")
    )
    for name in traces.projects:
        console.print(Text(f"  {name}"))
    console.print(
        Text(
            "Campaigns you saved elsewhere and archives you exported are yours to delete.\n"
            f"To delete all of this for good: crew forget {traces.brand} --yes"
        )
    )


def _told(traces: Traces, proof: Proof) -> Generator[Text]:
    projects = counted(len(traces.projects), "project")
    yield Text(f"Forgotten: {traces.brand}, its memory and {projects}.")
    yield Text("Looked for it afterwards in:", style="dim")
    for line in proof.looked:
        yield Text(f"  {line}", style="dim")
    for line in proof.elsewhere:
        yield Text(f"Also mentioned in what is not this brand's: {line}", style="yellow")
    for line in proof.left:
        yield Text(f"Still there: {line}", style="red")
    if not proof.left:
        yield Text("Nothing was found.")
