"""Files that are either wholly there or not there at all.

A write lands under a temporary name, is flushed to disk and only then takes its real name, so
neither a crash nor a full disk leaves half a file behind for somebody to trust.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from studiocrew.errors import AuthorError, StoreError

_SUFFIX = re.compile(r"^(\.[a-z0-9]{1,8})?$")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_T = TypeVar("_T")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextlib.contextmanager
def as_store_error(where: Path) -> Generator[None]:
    """Turn the system's refusal to read or write `where` into a `StoreError`."""
    try:
        yield
    except OSError as err:
        if err.errno in _FULL:
            raise StoreError(
                "The disk is full; nothing was overwritten.",
                where=str(where),
                mend="Free some space, then go on with `crew resume`.",
            ) from err
        raise StoreError(
            f"Could not use the file: {err.strerror or err}.",
            where=str(where),
            mend="Check that the folder exists and that you may write in it.",
        ) from err


def write_atomic(path: Path, data: bytes) -> None:
    """Replace `path` with `data`, or leave it exactly as it was and raise `StoreError`."""
    with as_store_error(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = _new_name(path)
        try:
            with new.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def read_own(path: Path, parse: Callable[[bytes], _T], *, what: str, mend: str) -> _T | None:
    """A file that we wrote, as `parse` reads it; None if there is none.

    Raises `StoreError` where the system refuses the file, and, saying that `what` is damaged,
    where `parse` raises a ValueError, as JSON's and pydantic's errors are.
    """
    with as_store_error(path):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        return parse(data)
    except ValueError as err:
        raise StoreError(
            f"{what} is damaged and cannot be read.", where=str(path), mend=mend
        ) from err


def _new_name(path: Path) -> Path:
    """A name beside `path` that nobody has. A file made under it is as open as the umask says."""
    return path.with_name(f".new-{secrets.token_hex(8)}")


def create_once(path: Path, build: Callable[[Path], None]) -> None:
    """Let `build` make the file under another name and give it its own, unless it is there.

    So a file of that name is whole, and an empty one is damage. Of two processes, one is first.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _new_name(path)
    try:
        build(new)
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` outlive a power cut. Not every system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def resolve_inside(root: Path, name: str) -> Path:
    """The real path of `name` under `root`, or `AuthorError` if it leads anywhere else.

    Symbolic links are followed before judging, so neither `..` nor a link gets out.
    """
    base = root.resolve()
    try:
        path = (base / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a NUL byte, a link loop, an endless name
        path = base.parent
    if not name or "\\" in name or path == base or not path.is_relative_to(base):
        raise AuthorError(
            f"The name {name!r} leads outside its folder.",
            where=str(root),
            mend="Name a file inside the folder, with forward slashes and no links that leave it.",
        )
    return path


class Artifacts:
    """A folder of files named after their content. Putting the same bytes twice is one file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, suffix: str = "") -> str:
        """Keep `data` and return its sha256. `suffix` is the file's, such as ".png"."""
        if not _SUFFIX.match(suffix):
            raise ValueError(f"not a file suffix: {suffix!r}")
        sha = hashlib.sha256(data).hexdigest()
        path = self._shelf(sha) / f"{sha}{suffix}"
        if not path.exists():
            write_atomic(path, data)
        return sha

    def path(self, sha: str) -> Path:
        """Where the file of that content lies. Raises `StoreError` if it was never put here."""
        if not _SHA256.match(sha):
            raise ValueError(f"not a sha256: {sha!r}")
        for found in sorted(self._shelf(sha).glob(f"{sha}*")):
            return found
        raise StoreError(
            "An artifact is missing.",
            where=str(self._shelf(sha) / sha),
            mend="Restore the project's artifacts folder, or start the project anew.",
        )

    def __contains__(self, sha: object) -> bool:
        return isinstance(sha, str) and any(self._shelf(sha).glob(f"{sha}*"))

    def _shelf(self, sha: str) -> Path:
        return self.root / sha[:2]
