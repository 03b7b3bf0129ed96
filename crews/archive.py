"""`crew export` and `crew import`: a whole project in one zip file, read back with suspicion.

An archive comes from anywhere. So its names must be ours, its sizes within limits, its contents
what their names and its manifest say, and nothing in it may name code: tool folders are dropped,
and databases may hold the tables we write and nothing that acts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Generator
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field, ValidationError

from crews.project import Project
from crews.project_file import check_id, read_project_file
from crews.standing import every_row
from studiocrew import __version__
from studiocrew.contracts import Contract
from studiocrew.errors import AuthorError, CallerError, StoreError
from studiocrew.files import as_store_error, resolve_inside, write_atomic
from studiocrew.journal import Journal
from studiocrew.settings import Settings
from tools.export.reading import load_campaign

FORMAT = 1
MANIFEST = "manifest.json"
MOST_FILES = 20_000
MOST_BYTES = 2_000_000_000
MOST_TIMES = 200
"""How much larger than the archive its contents may be; real projects come to 3 to 12 times."""

_ALWAYS_ALLOWED = 64_000_000
_NAMES = re.compile(
    r"(project|brand|brand-learnt|variants|timing|timing-[0-9]{1,4})\.json|events\.jsonl|(calls|state)\.db"
    r"|artifacts/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,8})?"
    r"|campaigns/v[0-9]{1,6}(/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){1,3}"
)
_DATABASES = ("calls.db", "state.db")
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 8_000_000


class Entry(Contract):
    """One file of the archive."""

    sha256: str
    bytes: int


class Manifest(Contract):
    """What the archive says of itself; checked against what it holds."""

    format: int = FORMAT
    studiocrew: str = __version__
    project: str
    files: dict[str, Entry] = Field(max_length=MOST_FILES)


def export_project(project: Project, target: Path) -> Path:
    """Write the project to a zip file; a file of that name is replaced whole or not at all.

    Raises `ProjectBusy` while it is being run and `StoreError` if it cannot be written. The same
    project gives the same bytes.
    """
    with project.locked(), tempfile.TemporaryDirectory() as made, as_store_error(target):
        files = dict(_files(project.folder))
        for name in _DATABASES:
            if name in files:
                files[name] = _snapshot(files[name], Path(made) / name)
        entries = {name: _entry(path) for name, path in files.items()}
        manifest = Manifest(project=project.id, files=entries)
        target.parent.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f".{target.name}.new")
        try:
            with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(_info(MANIFEST), manifest.model_dump_json(indent=1))
                for name, path in files.items():
                    with path.open("rb") as source, archive.open(_info(name), "w") as member:
                        shutil.copyfileobj(source, member, _CHUNK)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    return target


def import_project(source: Path, settings: Settings, name: str = "") -> Project:
    """Make the archive's project anew here: under its own id, `name`, or a new one if taken.

    Raises `AuthorError` for an archive that is damaged, too large or not ours, `StoreError` for
    one of a newer studiocrew, `CallerError` if `name` is taken. Nothing is left behind then.
    """
    home = settings.home / "projects"
    with as_store_error(home):
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".import-") as made:
            folder = Path(made) / "project"
            folder.mkdir()
            _unpack(source, folder)
            return _settle(folder, settings, name)


def _files(folder: Path) -> Generator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and _NAMES.fullmatch(name):
            yield name, path


def _snapshot(database: Path, copy: Path) -> Path:
    """The database as one whole file: what SQLite keeps beside it is in there too."""
    with (
        contextlib.closing(sqlite3.connect(database)) as old,
        contextlib.closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)
    return copy


def _entry(path: Path) -> Entry:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return Entry(sha256=digest.hexdigest(), bytes=path.stat().st_size)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o600) << 16
    return info


def _unpack(source: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            members = _vetted(archive, source)
            manifest = _manifest(archive, members, source)
            for name, member in members.items():
                if name != MANIFEST:
                    _write(archive, member, folder, manifest.files[name], source)
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise _bad(source, f"it cannot be unpacked: {error}") from error


def _vetted(archive: zipfile.ZipFile, source: Path) -> dict[str, zipfile.ZipInfo]:
    """The members by name, if every one of them may be unpacked, by what the archive declares."""
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise _bad(source, f"it holds {len(members):,} files, {MOST_FILES:,} are allowed")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name, kind = member.filename, stat.S_IFMT(member.external_attr >> 16)
        if name != MANIFEST and not _NAMES.fullmatch(name):
            raise _bad(source, f"it holds {name!r:.120}, which is no file of a project")
        if kind not in (0, stat.S_IFREG):
            raise _bad(source, f"{name} is a link or a device")
        if member.flag_bits & 1:
            raise _bad(source, f"{name} is encrypted")
        if name in found:
            raise _bad(source, f"it holds {name} twice")
        found[name] = member
    total, packed = sum(m.file_size for m in members), source.stat().st_size
    if total > min(MOST_BYTES, max(_ALWAYS_ALLOWED, MOST_TIMES * packed)):
        raise _bad(
            source, f"it unpacks to {total:,} bytes, {total // max(packed, 1)} times its own"
        )
    return found


def _manifest(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], source: Path
) -> Manifest:
    if MANIFEST not in members or "project.json" not in members:
        raise _bad(source, "it is no project exported by studiocrew")
    try:
        if members[MANIFEST].file_size > _LARGEST_MANIFEST:
            raise ValueError("too large")
        data: dict[str, Any] = json.loads(archive.read(MANIFEST))
        newer = int(data.get("format", 0)) > FORMAT
        manifest = None if newer else Manifest.model_validate(data)
    except (ValueError, TypeError, AttributeError) as error:
        raise _bad(source, "its manifest cannot be read") from error
    if manifest is None:
        raise StoreError(
            f"The archive was written by a newer studiocrew ({data.get('studiocrew', 'unknown')}).",
            where=str(source),
            mend="Install that version or a later one to import it.",
        )
    if odd := manifest.files.keys() ^ (members.keys() - {MANIFEST}):
        raise _bad(source, f"its manifest and its files differ: {sorted(odd)[0]}")
    return manifest


def _write(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, entry: Entry, source: Path
) -> None:
    """One member, counted while it comes out: what it declares need not be so."""
    name = member.filename
    path = resolve_inside(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with archive.open(member) as packed, path.open("wb") as file:
        while chunk := packed.read(_CHUNK):
            size += len(chunk)
            if size > entry.bytes:
                raise _bad(source, f"{name} is larger than its manifest says")
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != entry.sha256 or size != entry.bytes:
        raise _bad(source, f"{name} is not what its manifest says")
    if name.startswith("artifacts/") and PurePosixPath(name).name.split(".")[0] != entry.sha256:
        raise _bad(source, f"{name} is not the picture its name says")


def _settle(folder: Path, settings: Settings, name: str) -> Project:
    """Check the parts, give the project its id and put it in place."""
    file = read_project_file(folder / "project.json")
    _check_databases(folder)
    if name:
        Project.check_free(check_id(name), settings)
    project_id = name or _free_id(file.id, settings)
    # Tools are code on somebody's disk: here they are somebody else's. So is the tenant.
    fresh = file.model_copy(
        update={"id": project_id, "tenant": settings.tenant, "tool_folder": "", "role_folder": ""}
    )
    _rename_campaigns(folder, file.id, project_id)
    _bring_memory(folder, file.kit.id, settings)
    write_atomic(folder / "project.json", fresh.model_dump_json(indent=1).encode())
    place = Project.check_free(project_id, settings)
    try:
        folder.rename(place)
    except OSError as error:
        raise CallerError(
            f"There is a project {project_id} already.",
            where=str(place),
            mend="Import it under another id: --as NAME",
        ) from error
    project = Project(place, fresh)
    project.register()
    return project


def _free_id(wanted: str, settings: Settings) -> str:
    for number in range(1, 1000):
        name = wanted if number == 1 else f"{wanted[:59]}-{number}"
        if not (settings.home / "projects" / name).exists():
            return name
    raise CallerError(
        f"Every id like {wanted} is taken.", where="projects", mend="Choose one: --as NAME"
    )


def _check_databases(folder: Path) -> None:
    """Whole, ours, and nothing in them acts by itself."""
    for name in _DATABASES:
        path = folder / name
        if not path.is_file():
            continue
        try:
            with contextlib.closing(sqlite3.connect(path)) as db:
                (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
                kinds = {kind for (kind,) in db.execute("SELECT type FROM sqlite_master")}
        except sqlite3.Error as error:
            raise _bad(path, f"{name} cannot be read: {error}") from error
        if verdict != "ok" or kinds - {"table", "index"}:
            raise _bad(path, f"{name} is damaged or holds more than data")
    if (folder / "calls.db").is_file():
        Journal(folder / "calls.db").close()


def _rename_campaigns(folder: Path, old: str, new: str) -> None:
    """Campaigns name their project: people are told to type it."""
    for path in sorted(folder.glob("campaigns/*/campaign.json")):
        campaign = load_campaign(path)
        if old != new:
            told = campaign.provenance.model_copy(update={"project": new})
            data = campaign.model_copy(update={"provenance": told}).model_dump_json(indent=2)
            write_atomic(path, (data + "\n").encode())


def _bring_memory(folder: Path, brand: str, settings: Settings) -> None:
    """What was read of the brand goes into memory with the next pass, unless the brand is known
    here: then its own folder says what it is.
    """
    from pydantic import TypeAdapter

    from memory.brand import BrandFolder

    for path in (folder / "brand-learnt.json", folder / "brand.json"):
        if path.is_file():
            try:
                read = TypeAdapter(BrandFolder).validate_json(path.read_bytes())
            except ValidationError as error:
                raise _bad(path, "what it says of the brand cannot be read") from error
            if read.kit.id != brand:
                raise _bad(path, "its brand is not the project's")
    rows, _ = every_row(settings.home, settings.tenant)
    if not any(row.brand == brand for row in rows) and (folder / "brand-learnt.json").is_file():
        (folder / "brand-learnt.json").replace(folder / "brand.json")


def _bad(source: Path, why: str) -> AuthorError:
    return AuthorError(
        f"This archive cannot be imported: {why}.",
        where=source.name,
        mend="Export the project again where it is: crew export PROJECT FILE. Nothing was kept.",
    )
