"""`crew verify FILE`: what a picture says of itself, and how far that can be believed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from crews.exits import say_json
from studiocrew.contracts import Part
from studiocrew.errors import OperatorError
from studiocrew.files import as_store_error
from studiocrew.settings import Settings
from tools.provenance.verify import Report, examine

_SIGNED = {
    "none": "not signed",
    "valid": "signed, and the signature holds",
    "invalid": "signed, and the signature does NOT hold",
    "unread": "signed, but c2pa-python is not installed: pip install 'studiocrew[provenance]'",
}
_MOST_BYTES = 200_000_000


def verify(file: Path, settings: Settings, *, as_json: bool) -> int:
    """Print the report; 0 if nothing speaks against the picture, else 1."""
    with as_store_error(file):
        data = _read(file)
    report = examine(data, _anchors(settings))
    if as_json:
        say_json(as_data(file, report))
    else:
        sys.stdout.write("\n".join(lines(file, report)) + "\n")
    return 0 if report.sound else 1


def _read(file: Path) -> bytes:
    if file.stat().st_size > _MOST_BYTES:
        raise OperatorError(
            "The file is too large to be a picture of ours.", where=str(file), mend="Name another."
        )
    return file.read_bytes()


def _anchors(settings: Settings) -> str:
    if settings.trust is None:
        return ""
    with as_store_error(settings.trust):
        return settings.trust.read_text(encoding="utf-8")


def as_data(file: Path, report: Report) -> dict[str, Any]:
    """The report as plain data; the same words as `Report` uses."""
    record = report.record.model_dump(mode="json") if report.record else None
    return {
        "file": str(file),
        "sound": report.sound,
        "changed": report.changed,
        "signature": report.signature,
        "trusted": report.trusted,
        "signer": report.signer,
        "source_type": report.source_type or report.signed_source_type,
        "problems": list(report.problems),
        "record": record,
    }


def lines(file: Path, report: Report) -> list[str]:
    """The report for people, one thing a line."""
    said = [
        str(file),
        f"  changed     {_changed(report)}",
        f"  signature   {_SIGNED[report.signature]}",
    ]
    if report.signature in ("valid", "invalid"):
        trust = "trusted" if report.trusted else "NOT trusted: anybody can make such a certificate"
        said.append(f"  signer      {report.signer or 'unknown'}; {trust}")
    kind = report.source_type or report.signed_source_type
    said.append(f"  is          {kind.rsplit('/', 1)[-1] or 'unknown: nothing says what it is'}")
    if record := report.record:
        said.append(f"  made in     project {record.project}, as {record.asset}")
        said += [f"  {part.part:<11} {_by(part)}" for part in record.making.parts]
        said += [
            f"  changed by  {t.by}, version {t.version}: {t.what}" for t in record.making.changes
        ]
    return said + [f"  problem     {problem}" for problem in report.problems]


def _changed(report: Report) -> str:
    if report.changed is None:
        return "cannot be told: it says nothing of what it was"
    return "YES, since it was delivered" if report.changed else "no, every byte is as delivered"


def _by(part: Part) -> str:
    said = " ".join(text for text in (part.name, part.revision) if text)
    seed = "" if part.seed is None else f", seed {part.seed}"
    return f"by {'a person' if part.by == 'person' else part.by}{': ' if said else ''}{said}{seed}"
