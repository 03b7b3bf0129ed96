"""A project: one folder that holds a run's recipe, brand, calls, checkpoints and pictures.

project.json   what was asked, pinned: goal, recipe, role cards, brand, dates, versions
state.db       LangGraph checkpoints     calls.db   every model call
events.jsonl   what happened, a line each
artifacts/     pictures by content       campaigns/v1, v2…  what came out
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from crews.project_file import GateWord, ProjectFile, Version, read_project_file
from crews.registry import Registry
from crews.standing import LOG, ProjectStatus, row_of, standing
from graphs.earlier import Earlier
from graphs.hand import Decision, Hand, hands
from graphs.studio import Before
from studiocrew import __version__
from studiocrew.clock import Clock
from studiocrew.contracts import Campaign
from studiocrew.errors import AuthorError, CallerError, ProjectBusy, StoreError
from studiocrew.events import Event
from studiocrew.files import Artifacts, as_store_error, resolve_inside, write_atomic
from studiocrew.journal import Call, Journal
from studiocrew.settings import Settings
from tools.export.reading import load_campaign

_TOLD = (
    "stage_started",
    "stage_finished",
    "plan_costed",
    "task_started",
    "task_finished",
    "warning",
)


class Project:
    """A handle on one project folder. `Project.open` and `Project.create` make them."""

    def __init__(self, folder: Path, file: ProjectFile) -> None:
        self.folder = folder
        self.file = file

    @property
    def id(self) -> str:
        return self.file.id

    @property
    def version(self) -> Version:
        """The newest."""
        return self.file.versions[-1]

    @property
    def current(self) -> Version:
        """The newest of the last stretch that was begun: what corrections start from."""
        return self.newest(max(version.stretch for version in self.file.versions))

    def newest(self, stretch: int) -> Version:
        """The newest version of a stretch that was begun."""
        return next(v for v in reversed(self.file.versions) if v.stretch == stretch)

    def begun(self, version: Version) -> datetime:
        """From when that version plans: a resumed run, or a correction, finds the same day."""
        return self.there(version.begins or self.file.created_at)

    def there(self, at: datetime) -> datetime:
        """A moment in the brand's own time zone, so that its date is the brand's day."""
        from tools.calendar.days import zone

        return at.astimezone(zone(self.file.kit.timezone))

    @classmethod
    def create(cls, settings: Settings, file: ProjectFile, unlearnt: bytes = b"") -> Project:
        """Make the folder. Raises `CallerError` if the id is taken.

        `unlearnt` is what was read of the brand folder, to lie here until it is in memory.
        """
        project = cls(cls.check_free(file.id, settings), file)
        with as_store_error(project.folder):
            project.folder.mkdir(parents=True, exist_ok=True)
        with project.locked():  # of two that start at once, one makes it and the other is told
            cls.check_free(file.id, settings)
            if unlearnt:
                write_atomic(project.unlearnt, unlearnt)
            project._write()
        return project

    @staticmethod
    def check_free(project_id: str, settings: Settings) -> Path:
        """The folder a new project of this id would have. Raises `CallerError` if it is taken."""
        folder = resolve_inside(settings.home / "projects", project_id)
        if (folder / "project.json").exists():
            raise CallerError(
                f"There is a project {project_id} already.",
                where=str(folder),
                mend=f"Go on with it (crew resume {project_id}) or choose another --project.",
            )
        return folder

    @classmethod
    def open(cls, project_id: str, settings: Settings) -> Project:
        """Raises `CallerError` for an unknown id, `StoreError` for a damaged file."""
        folder = resolve_inside(settings.home / "projects", project_id)
        path = folder / "project.json"
        if not path.is_file():
            raise CallerError(
                f"There is no project {project_id}.",
                where=str(folder.parent),
                mend="crew projects lists them.",
            )
        return cls(folder, read_project_file(path))

    @classmethod
    def at(cls, folder: Path) -> Project:
        """The project of this folder. Raises `StoreError` for a damaged file."""
        return cls(folder, read_project_file(folder / "project.json"))

    @contextmanager
    def locked(self) -> Generator[None]:
        """Only one process at a time. The lock goes with its owner, however that ends."""
        lock = FileLock(self.folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise ProjectBusy(
                f"Project {self.id} is being run by another process.",
                where=str(self.folder),
                mend="Wait until it ends, or stop it; then crew resume " + self.id,
            ) from None
        try:
            yield
        finally:
            lock.release()

    def add_version(self, version: Version) -> None:
        versions = (*self.file.versions, version)
        self.file = self.file.model_copy(update={"versions": versions})
        self._write()

    def correct(self, of: Version | None = None, **update: Any) -> None:
        """Add a version that differs from `of`, or from the current one, in this."""
        base = of or self.current
        fresh = {"number": self.version.number + 1, "decisions": (), "budget": self.file.budget}
        self.add_version(base.model_copy(update={**fresh, **update}))

    def change(self, **update: Any) -> None:
        """Change what a caller may change later: the budget and whether to ask for approval."""
        self.file = self.file.model_copy(update=update)
        self._write()

    def _write(self) -> None:
        self.file = self.file.model_copy(update={"studiocrew": __version__})
        write_atomic(self.folder / "project.json", self.file.model_dump_json(indent=1).encode())
        self.register()

    def register(self) -> None:
        """Bring its row in the list of projects up to date. Raises `StoreError`."""
        Registry(self.folder.parents[1]).put(row_of(self))

    @property
    def database(self) -> Path:
        return self.folder / "state.db"

    @property
    def unlearnt(self) -> Path:
        """The brand folder's content, until it has been put into memory."""
        return self.folder / "brand.json"

    @property
    def learnt(self) -> Path:
        """The same, once it is in memory."""
        return self.folder / "brand-learnt.json"

    def journal(self) -> Journal:
        return Journal(self.folder / "calls.db")

    def artifacts(self) -> Artifacts:
        return Artifacts(self.folder / "artifacts")

    @property
    def out(self) -> Path:
        """Where the newest campaign is written."""
        return self.campaign_folder(self.version.number)

    def campaign_folder(self, number: int) -> Path:
        return self.folder / "campaigns" / f"v{number}"

    def campaign(self, number: int | None = None) -> Campaign | None:
        """The campaign of a version, the current without a number, if that one is finished.

        Raises `StoreError` for one that cannot be read.
        """
        path = self.campaign_folder(number or self.current.number) / "campaign.json"
        if not path.is_file():
            return None
        try:
            return load_campaign(path)
        except AuthorError as error:  # nobody edits these: here it is damage
            raise StoreError(error.what, where=error.where, mend=error.mend) from error

    def corrected(self) -> Version | None:
        """The version that the newest one corrects; None for the first of a stretch."""
        mine = [v for v in self.file.versions if v.stretch == self.version.stretch]
        return mine[-2] if len(mine) > 1 else None

    def before(self) -> Before | None:
        """What a correction keeps from: the version it corrects; None in the first."""
        new, old = self.version, self.corrected()
        campaign = self.campaign(old.number) if old else None
        if old is None or campaign is None:
            return None
        asked = new.directives[len(old.directives) :]
        return Before(campaign, frozenset(directive.target for directive in asked))

    @property
    def finished(self) -> bool:
        """Whether its newest version is."""
        return (self.campaign_folder(self.version.number) / "campaign.json").is_file()

    def made(self, until: int | None = None) -> list[Campaign]:
        """The newest finished campaign of each stretch that has one, up to that one, in order.

        While a correction is in the making, what it corrects is what there is.
        """
        newest: dict[int, Campaign] = {}
        for version in reversed(self.file.versions):
            wanted = version.stretch not in newest and version.stretch <= (until or version.stretch)
            if wanted and (campaign := self.campaign(version.number)):
                newest[version.stretch] = campaign
        return [newest[stretch] for stretch in sorted(newest)]

    def earlier(self) -> Earlier:
        """What the stretches before that of the newest version have made."""
        first = self.version.stretch == 1
        return Earlier() if first else Earlier.of(self.made(self.version.stretch - 1))

    def decisions(self) -> list[Decision]:
        """All that was ever decided of single posts, oldest first."""
        return [said for version in self.file.versions for said in version.decisions]

    def hands(self) -> dict[str, Hand]:
        """By post, what people have set on it: no pass writes over that."""
        return hands(self.decisions())

    def calls(self) -> Iterator[Call]:
        """Every model call: the exact prompt and the raw answer, oldest first."""
        journal = self.journal()
        try:
            yield from journal.calls()
        finally:
            journal.close()

    def note(self, event: Event) -> None:
        """Write one event to the project's log; calls are in the journal already."""
        if event.kind not in _TOLD:
            return
        line = {"version": self.version.number, "kind": event.kind, "task": event.task}
        line |= {"role": event.role, "text": event.text}
        self._log({**line, **({"data": event.data} if event.kind == "plan_costed" else {})})

    def note_pass(self, clock: Clock, by: str, what: str) -> None:
        """Write that a pass begins, when, at whose wish and what for."""
        line = {"version": self.version.number, "kind": "pass", "by": by, "text": what}
        self._log({**line, "at": clock.now().isoformat()})

    def note_end(self, kind: str, text: str, **more: Any) -> None:
        """Write how this pass ended: "finished", "failed" or "waiting"; and in the row as well."""
        self._log({"version": self.version.number, "kind": kind, "text": text, **more})
        self.register()

    def note_gate(self, said: GateWord, title: str) -> None:
        """Write what was said at the gate of a stretch."""
        text = f"{title}: {said.verdict}" + (f" ({said.reason})" if said.reason else "")
        self._log(
            {"version": said.version, "kind": "gate", "by": said.by, "text": text}
            | {"at": said.at.isoformat()}
        )

    def _log(self, line: dict[str, Any]) -> None:
        """Best effort: listeners must not raise, and a full disk is told by what must be kept."""
        with suppress(OSError), (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False) + "\n")

    def status(self) -> ProjectStatus:
        """Where it stands; works while another process runs the project."""
        return standing(self)

    @property
    def whole(self) -> Path:
        """Where all stretches of a project that lasts for weeks are written as one campaign."""
        return self.folder / "whole"
