"""A seal vouches for what files hold, wherever on the disk their empty parts lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from memory.seal import check_seal, write_seal
from studiocrew.errors import StoreError

MB = 2**20


def preallocated(path: Path, *, sparse: bool) -> Path:
    """Four megabytes with a few bytes at the beginning, in the middle and at the end."""
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.write(b"" if sparse else bytes(4 * MB))
        for at, word in ((0, b"begin"), (2 * MB + 17, b"middle"), (4 * MB - 3, b"end")):
            file.seek(at)
            file.write(word)
    return path


def test_a_copy_without_holes_has_the_same_seal(tmp_path: Path) -> None:
    sparse = preallocated(tmp_path / "a" / "page", sparse=True)
    whole = preallocated(tmp_path / "b" / "page", sparse=False)
    assert sparse.read_bytes() == whole.read_bytes()
    for path in (sparse, whole):
        write_seal(path.parent, {})
    (one,), (other,) = check_seal(sparse.parent).values(), check_seal(whole.parent).values()
    assert one[:2] == other[:2]


@pytest.mark.parametrize("at", [0, MB, 2 * MB + 17, 3 * MB, 4 * MB - 1])
def test_a_byte_changed_anywhere_is_noticed(tmp_path: Path, at: int) -> None:
    page = preallocated(tmp_path / "a" / "page", sparse=True)
    write_seal(page.parent, {})
    with page.open("r+b") as file:
        file.seek(at)
        file.write(b"?")
    with pytest.raises(StoreError, match="page is not as it was left"):
        check_seal(page.parent)


def test_what_moved_within_a_file_is_noticed(tmp_path: Path) -> None:
    page = preallocated(tmp_path / "a" / "page", sparse=True)
    write_seal(page.parent, {})
    data = page.read_bytes()
    page.write_bytes(data[MB:] + data[:MB])
    with pytest.raises(StoreError):
        check_seal(page.parent)
