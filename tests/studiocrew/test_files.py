"""Files are wholly there or not at all, and inside their folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.errors import AuthorError, StoreError
from studiocrew.files import Artifacts, create_once, read_own, resolve_inside, write_atomic


def test_a_write_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.json"
    write_atomic(path, b"one, and rather long")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["file.json"]


def test_a_file_of_ours_is_read_or_told(tmp_path: Path) -> None:
    def read() -> object:
        return read_own(tmp_path / "own.json", json.loads, what="The list", mend="Restore it.")

    assert read() is None
    (tmp_path / "own.json").write_text("[1]")
    assert read() == [1]
    (tmp_path / "own.json").write_text("[1")
    with pytest.raises(StoreError, match=r"^The list is damaged and cannot be read\.") as caught:
        read()
    assert caught.value.mend == "Restore it."
    (tmp_path / "own.json").unlink()
    (tmp_path / "own.json").symlink_to(tmp_path / "own.json")
    with pytest.raises(StoreError, match="Could not use the file"):
        read()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_file_is_as_open_as_the_umask_says(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        write_atomic(tmp_path / "file", b"one")
        write_atomic(tmp_path / "file", b"two")
        create_once(tmp_path / "built", lambda new: new.write_bytes(b"x") and None)
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == mode
    assert (tmp_path / "built").stat().st_mode & 0o777 == mode


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_atomic(path, b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="disk is full"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/passwd", "", ".", "a\0b", "out", "out/x", "a\\..\\x"],
)
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    with pytest.raises(AuthorError):
        resolve_inside(root, name)


@given(st.text(max_size=30))
def test_no_name_at_all_gets_out(name: str) -> None:
    root = Path("/nowhere/root")
    with contextlib.suppress(AuthorError):
        assert resolve_inside(root, name).is_relative_to(root)


def test_a_name_inside_is_resolved(tmp_path: Path) -> None:
    assert resolve_inside(tmp_path, "a/b/../c.png") == tmp_path.resolve() / "a" / "c.png"


def test_the_same_bytes_are_one_artifact(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    sha = artifacts.put(b"picture", ".png")
    assert sha == artifacts.put(b"picture", ".png") == hashlib.sha256(b"picture").hexdigest()
    assert artifacts.path(sha).read_bytes() == b"picture"
    assert artifacts.path(sha).suffix == ".png"
    assert sha in artifacts
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_an_artifact_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        Artifacts(tmp_path).path("0" * 64)


@pytest.mark.parametrize("sha", ["../../etc", "*", "0" * 63])
def test_only_a_hash_finds_an_artifact(tmp_path: Path, sha: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        Artifacts(tmp_path).path(sha)


def test_a_suffix_is_a_suffix(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="suffix"):
        Artifacts(tmp_path).put(b"", "/../x")
