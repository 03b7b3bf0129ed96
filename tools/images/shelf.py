"""Pictures of one project by the content of their job: made once, found ever after.

    made/KEY.json     what was made, with the hash under which the artifact store has the file
    begun/KEY         how often a job was begun without an end; gone once it ends
    parked/KEY        why a job is not tried again; delete the file to try it again

`begun` outlives the process. A job that takes the process down with it is thus found out.
"""

from __future__ import annotations

from pathlib import Path

from studiocrew.files import Artifacts, as_store_error, read_own, write_atomic
from tools.images.job import GeneratedImage

MOST_TRIES = 3
"""Times a job may be begun without an end before it is parked."""


class _Record(GeneratedImage):
    """A made picture without its bytes."""

    png: bytes = b""
    sha256: str


class Shelf:
    """Safe across threads: each file is written whole, under a name of its own."""

    def __init__(self, folder: Path, artifacts: Artifacts) -> None:
        self._folder, self._artifacts = folder, artifacts

    def find(self, key: str) -> GeneratedImage | None:
        """The picture, if it was made and its file is still there. Raises `StoreError`."""
        path = self._folder / "made" / f"{key}.json"
        record = read_own(
            path,
            _Record.model_validate_json,
            what="The record of a made picture",
            mend="Restore it, or delete it to have the picture made again.",
        )
        if record is None or record.sha256 not in self._artifacts:
            return None
        file = self._artifacts.path(record.sha256)
        with as_store_error(file):
            png = file.read_bytes()
        return GeneratedImage.model_validate({**record.model_dump(exclude={"sha256"}), "png": png})

    def keep(self, key: str, image: GeneratedImage) -> None:
        """Keep a picture; what was begun has ended."""
        sha256 = self._artifacts.put(image.png, ".png")
        record = _Record.model_validate({**image.model_dump(), "png": b"", "sha256": sha256})
        data = record.model_dump_json(exclude={"png"}, indent=1).encode()
        write_atomic(self._folder / "made" / f"{key}.json", data)
        self.ended(key)

    def begin(self, key: str) -> None:
        """Write down that the job is begun once more, before it is."""
        write_atomic(self._folder / "begun" / key, str(self.begun(key) + 1).encode())

    def begun(self, key: str) -> int:
        """How often the job was begun without an end."""
        try:
            return int((self._folder / "begun" / key).read_text())
        except (OSError, ValueError):
            return 0

    def ended(self, key: str) -> None:
        """The job's tries came to an end that is not its fault."""
        with as_store_error(self._folder / "begun" / key):
            (self._folder / "begun" / key).unlink(missing_ok=True)

    def park(self, key: str, why: str) -> None:
        """Do not try this job again."""
        write_atomic(self._folder / "parked" / key, why.encode())
        self.ended(key)

    def parked(self, key: str) -> str:
        """Why the job is not tried again; empty if it may be."""
        path = self._folder / "parked" / key
        if path.is_file():
            return path.read_text(encoding="utf-8") or "no reason was written down"
        if self.begun(key) >= MOST_TRIES:
            return f"begun {self.begun(key)} times and never ended"
        return ""
