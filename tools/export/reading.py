"""Reads `campaign.json` back, and says what is wrong with one that is not ours."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError
from pydantic_core import from_json

from studiocrew.contracts import SCHEMA_VERSION, Campaign
from studiocrew.errors import AuthorError
from studiocrew.files import as_store_error

MAX_BYTES = 64 * 1024 * 1024


def load_campaign(path: Path) -> Campaign:
    """The campaign in this file, or in this folder's `campaign.json`.

    AuthorError if it is not one or was written by another major version; StoreError if it
    cannot be read at all.
    """
    source = path / "campaign.json" if path.is_dir() else path
    with as_store_error(source):
        if source.stat().st_size > MAX_BYTES:
            raise AuthorError(
                f"The file is over {MAX_BYTES // 1024**2} MB.",
                where=str(source),
                mend="Name a campaign.json that studiocrew wrote.",
            )
        raw = source.read_bytes()
    _check_version(raw, source)
    try:
        return Campaign.model_validate_json(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise AuthorError(
            f"{problem.error_count()} values do not fit the contract; first {key}: {first['msg']}.",
            where=str(source),
            mend="Undo the edit, or write the folder again with `crew resume`.",
        ) from problem


def _check_version(raw: bytes, source: Path) -> None:
    try:
        data: object = from_json(raw)
    except ValueError as problem:
        raise AuthorError(
            f"This is not JSON: {problem}.",
            where=str(source),
            mend="Name a campaign.json that studiocrew wrote.",
        ) from problem
    found = str(data.get("schema_version", "")) if isinstance(data, dict) else ""
    if found.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise AuthorError(
            f'The file has schema version "{found}"; this studiocrew reads {SCHEMA_VERSION}.',
            where=str(source),
            mend="Use the studiocrew that wrote it, or write the folder again.",
        )
