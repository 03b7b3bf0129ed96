"""Archives: a project comes back whole, and nothing else gets in. Forgetting leaves nothing."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import sqlite3
import stat
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import made
import pytest
import stage

from crews import archive, forgetting
from crews.archive import export_project, import_project
from crews.crew import Crew
from crews.forgetting import forget, traces_of
from crews.project import Project
from crews.registry import Registry
from crews.run import Run
from studiocrew.errors import (
    AuthorError,
    CallerError,
    ProjectBusy,
    StoreError,
    StudiocrewError,
)
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer

GOAL = "two posts for my bakery on X"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.make(tmp_path_factory.mktemp("made"), GOAL, stage.BRAND)


@pytest.fixture
def packed(run: Run, tmp_path: Path) -> Path:
    return export_project(run.folder, tmp_path / "oven.zip")


def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"home": tmp_path / "another"})


def test_a_project_comes_back_as_it_was(
    run: Run, packed: Path, settings: Settings, tmp_path: Path, server: ScriptedServer
) -> None:
    there = elsewhere(settings, tmp_path)
    made = import_project(packed, there)
    assert made.file == run.folder.file
    assert made.campaign() == run.campaign
    assert [call.text for call in made.calls()] == [call.text for call in run.folder.calls()]
    assert made.unlearnt.is_file()  # the brand is new there: the next pass reads it into memory
    assert Registry(there.home).rows()[0].id == "oven"
    asked = len(server.calls)
    again = Run(run.campaign, made, there, run.events).feedback("warmer colours").campaign
    assert [p.caption for p in again.posts] == [p.caption for p in run.campaign.posts]
    assert not made.unlearnt.is_file()
    assert len(server.calls) >= asked


def test_the_same_project_gives_the_same_bytes(run: Run, packed: Path, tmp_path: Path) -> None:
    assert export_project(run.folder, tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_a_taken_id_gets_a_number_and_the_copy_its_own_name(
    run: Run, packed: Path, settings: Settings
) -> None:
    made = import_project(packed, settings)
    campaign = made.campaign()
    assert campaign is not None
    assert (made.id, campaign.provenance.project) == ("oven-2", "oven-2")
    assert not made.unlearnt.is_file()  # the brand is known here
    assert import_project(packed, settings, "mine").id == "mine"
    with pytest.raises(CallerError, match="already"):
        import_project(packed, settings, "mine")


def test_tools_and_tenants_of_others_do_not_come_along(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    run.folder.change(tool_folder="/somewhere/with/code", tenant="acme")
    made = import_project(export_project(run.folder, tmp_path / "x.zip"), settings, "mine")
    assert (made.file.tool_folder, made.file.tenant) == ("", "default")


Change = Callable[[dict[str, bytes]], None]


def rewritten(packed: Path, change: Change, honest: bool = True) -> Path:
    """The archive with other members; `honest` gives it a manifest that fits."""
    with zipfile.ZipFile(packed) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    if honest:
        manifest = json.loads(members["manifest.json"])
        manifest["files"] = {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in members.items()
            if name != "manifest.json"
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    bad = packed.with_name("bad.zip")
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return bad


def with_trigger(members: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.db"
        path.write_bytes(members["calls.db"])
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("CREATE TRIGGER t AFTER INSERT ON calls BEGIN DELETE FROM calls; END")
            db.commit()
        members["calls.db"] = path.read_bytes()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda m: m.update({"../../evil.txt": b"x"}), "no file of a project"),
        (lambda m: m.update({"/etc/evil": b"x"}), "no file of a project"),
        (lambda m: m.update({"campaigns/v1/../../../../evil": b"x"}), "no file of a project"),
        (lambda m: m.update({"campaigns\\v1\\evil.exe": b"x"}), "no file of a project"),
        (lambda m: m.update({"tools/evil.py": b"x"}), "no file of a project"),
        (lambda m: m.update({"artifacts/00/" + "0" * 64 + ".png": b"x"}), "not the picture"),
        (lambda m: m.pop("project.json"), "no project exported"),
        (lambda m: m.update({"calls.db": b"no database" * 99}), "cannot be read"),
        (with_trigger, "more than data"),
        (lambda m: m.update({"brand-learnt.json": b"{}"}), "what it says of the brand"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_archive_that_is_not_ours_is_refused_and_leaves_nothing(
    packed: Path, settings: Settings, tmp_path: Path, change: Change, why: str
) -> None:
    there = elsewhere(settings, tmp_path)
    with pytest.raises((AuthorError, StoreError), match=why):
        import_project(rewritten(packed, change), there)
    _nothing_in(there, tmp_path)


def test_what_the_manifest_does_not_say_is_refused(
    packed: Path, settings: Settings, tmp_path: Path
) -> None:
    there = elsewhere(settings, tmp_path)

    def forge(members: dict[str, bytes]) -> None:
        members["events.jsonl"] += b'{"kind": "finished"}\n'

    with pytest.raises(AuthorError, match="manifest says"):
        import_project(rewritten(packed, forge, honest=False), there)
    with pytest.raises(AuthorError, match="differ"):
        import_project(rewritten(packed, lambda m: m.pop("events.jsonl"), honest=False), there)
    _nothing_in(there, tmp_path)


def test_a_link_and_a_bomb_are_refused(
    packed: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = elsewhere(settings, tmp_path)
    bad = tmp_path / "link.zip"
    with zipfile.ZipFile(bad, "w") as made:
        link = zipfile.ZipInfo("campaigns/v1/index.html")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(AuthorError, match="is a link"):
        import_project(bad, there)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("events.jsonl", bytes(80_000_000))
    assert bad.stat().st_size < 100_000
    with pytest.raises(AuthorError, match="times its own"):
        import_project(bad, there)
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(AuthorError, match="3 are allowed"):
        import_project(packed, there)
    _nothing_in(there, tmp_path)


def test_a_file_that_is_no_zip_or_cut_short_is_refused(
    packed: Path, settings: Settings, tmp_path: Path
) -> None:
    there = elsewhere(settings, tmp_path)
    for data in (b"", b"PK\x03\x04 not really", packed.read_bytes()[:-400]):
        (tmp_path / "bad.zip").write_bytes(data)
        with pytest.raises(AuthorError, match="cannot be unpacked"):
            import_project(tmp_path / "bad.zip", there)
    _nothing_in(there, tmp_path)


def test_a_newer_archive_is_told_so(packed: Path, settings: Settings, tmp_path: Path) -> None:
    def age(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps({**manifest, "format": 2, "studiocrew": "9"}).encode()

    with pytest.raises(StoreError, match=r"newer studiocrew \(9\)"):
        import_project(rewritten(packed, age, honest=False), elsewhere(settings, tmp_path))


def test_a_project_that_is_run_is_not_exported(run: Run, tmp_path: Path) -> None:
    with run.folder.locked(), pytest.raises(ProjectBusy):
        export_project(Project(run.folder.folder, run.folder.file), tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


def _nothing_in(settings: Settings, tmp_path: Path) -> None:
    assert not [path for path in (settings.home / "projects").rglob("*") if path.is_file()]
    assert not list(tmp_path.rglob("*evil*"))


def _mentions(home: Path, *words: str) -> list[str]:
    """An own search, independent of the one that is tested."""
    found: list[str] = []
    for path in home.rglob("*"):
        if path.is_file():
            data = io.BytesIO(path.read_bytes()).getvalue()
            found += [f"{path.name}: {w}" for w in words if w.encode() in data]
    return found


def test_a_forgotten_brand_is_nowhere(run: Run, settings: Settings, server: Any) -> None:
    crew = Crew.load(settings=settings, clock=stage.CLOCK)
    other = crew.run('one post for my flower shop "Bloom & Stem" on X', project="flowers")
    crew.run("one post for the same bakery on X", stage.BRAND, project="second")
    report = settings.home / "crashes" / "r.txt"
    report.parent.mkdir()
    report.write_text(f"it happened at {run.campaign.brand.name}", "utf-8")
    brand = run.campaign.brand
    run.feedback("less emoji")
    assert _mentions(settings.home / "memory" / "edge", brand.id, brand.name)
    assert _mentions(settings.home / "preferences", brand.id)
    traces = traces_of(brand.name.upper(), settings)
    assert (traces.brand, set(traces.projects)) == (brand.id, {"oven", "second"})
    proof = asyncio.run(forget(traces, settings))
    assert proof.left == []
    assert len(proof.looked) >= 3
    assert list((settings.home / "memory" / "edge").rglob("*.json"))  # the other brand's is there
    assert _mentions(settings.home, brand.id, brand.name) == []
    assert not report.exists()
    assert [row.id for row in Registry(settings.home).rows()] == ["flowers"]
    assert Project.open("flowers", settings).campaign() == other.campaign
    with pytest.raises(CallerError, match="No project is about"):
        traces_of(brand.id, settings)


def test_a_trace_that_is_left_is_told(run: Run, settings: Settings) -> None:
    (settings.home / "notes.txt").write_text(f"call {run.campaign.brand.name} back", "utf-8")
    proof = asyncio.run(forget(traces_of(run.campaign.brand.id, settings), settings))
    assert [line.split(" ")[0] for line in proof.left] == ["notes.txt"]


def test_nothing_is_forgotten_while_a_project_is_run(run: Run, settings: Settings) -> None:
    traces = traces_of(run.campaign.brand.id, settings)
    with run.folder.locked(), pytest.raises(ProjectBusy):
        asyncio.run(forget(traces, settings))
    assert run.folder.campaign() == run.campaign


def test_forgetting_that_was_stopped_is_finished(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    traces = traces_of(run.campaign.brand.id, settings)

    def stop(home: Path) -> None:
        raise StudiocrewError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "_finish", stop)
        with pytest.raises(StudiocrewError, match="stopped"):
            asyncio.run(forget(traces, settings))
    assert list((settings.home / "projects").glob(".forgotten-*"))
    monkeypatch.setenv("STUDIOCREW_HOME", str(settings.home))
    with pytest.raises(CallerError):  # nothing is known of it any more
        forgetting.forget_brand(run.campaign.brand.id, really=True, as_json=True)
    assert _mentions(settings.home, run.campaign.brand.name) == []
