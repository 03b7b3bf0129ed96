"""Writes the campaign folder: everything is made beside it first, then moved in."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from studiocrew.contracts import Asset, Campaign
from studiocrew.errors import AuthorError, CallerError, StoreError
from studiocrew.files import as_store_error, resolve_inside
from tools.export.ics import calendar_ics
from tools.export.page import render_page
from tools.export.reading import load_campaign
from tools.export.sheet import calendar_csv
from tools.export.texts import captions_markdown, document_markdown

DATA = "campaign.json"
_ASSET_PATH = re.compile(r"^assets/[A-Za-z0-9][A-Za-z0-9._-]{0,127}\.(png|jpe?g|webp|svg|pdf)$")


Finish = Callable[[Asset, bytes], bytes]
"""What is said of a picture within its file: same pixels, and metadata."""


def write_campaign(
    campaign: Campaign,
    pictures: Mapping[str, Path],
    out: Path,
    finish: Finish | None = None,
) -> list[Path]:
    """Write the whole campaign folder and return its files, `campaign.json` last.

    `pictures` maps the sha256 of each asset to a file with that content; `finish` makes of it the
    file that is delivered, whose bytes may be others (`crew verify` says whether they agree).

    In an existing folder our files are replaced, those an earlier campaign left behind are removed,
    and all others stay. CallerError for bad names; StoreError if the disk is full or a picture is
    not what it should be, and then the folder is as it was before the moves began.
    """
    if out.exists() and not out.is_dir():
        raise CallerError("The output is a file.", where=str(out), mend="Name a folder.")
    sources = _sources(campaign, pictures)
    with as_store_error(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-new-") as made:
            names = _make(campaign, sources, Path(made), finish)
            return _move_in(Path(made), out, names)


def file_names(campaign: Campaign) -> list[str]:
    """Every file of this campaign's folder, relative to it, `campaign.json` last."""
    return [
        *dict.fromkeys(path for asset in campaign.assets for path in asset.files),
        *(f"documents/{document.id}.md" for document in campaign.documents),
        "captions.md",
        "calendar.ics",
        "calendar.csv",
        "index.html",
        DATA,
    ]


def _make(
    campaign: Campaign, sources: Mapping[str, Path], folder: Path, finish: Finish | None
) -> list[str]:
    pages = [page for asset in campaign.assets for page in asset.pages]
    by_path = {path: page for page in pages for path in page.files}
    for name, source in sources.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        if finish is None or name not in by_path:
            shutil.copyfile(source, target)
        else:
            target.write_bytes(finish(by_path[name], source.read_bytes()))
    data: dict[str, bytes] = {
        f"documents/{d.id}.md": document_markdown(d).encode("utf-8") for d in campaign.documents
    }
    data |= {
        "captions.md": captions_markdown(campaign).encode("utf-8"),
        "calendar.ics": calendar_ics(campaign),
        "calendar.csv": calendar_csv(campaign),
        "index.html": render_page(campaign, sources).encode("utf-8"),
        DATA: (campaign.model_dump_json(indent=2) + "\n").encode("utf-8"),
    }
    for name, content in data.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return file_names(campaign)


def _move_in(made: Path, out: Path, names: list[str]) -> list[Path]:
    """`campaign.json` goes last: it is what says that the others are there."""
    stale = set(_former_names(out)) - set(names)
    out.mkdir(exist_ok=True)
    # Judge every target before the first move, so that a bad one changes nothing.
    targets = [(made / name, resolve_inside(out, name)) for name in names]
    for source, target in targets:
        target.parent.mkdir(exist_ok=True)
        source.replace(target)
    for name in sorted(stale):
        resolve_inside(out, name).unlink(missing_ok=True)
    return [out / name for name in names]


def _former_names(out: Path) -> list[str]:
    """Files of the campaign that stands there, if one does. Anything else is not ours to touch."""
    try:
        names = file_names(load_campaign(out)) if (out / DATA).is_file() else []
    except (AuthorError, StoreError):
        return []
    return [n for n in names if not n.startswith("assets/") or _ASSET_PATH.match(n)]


def _sources(campaign: Campaign, pictures: Mapping[str, Path]) -> dict[str, Path]:
    sources: dict[str, Path] = {}
    for asset in campaign.assets:
        for path, sha256 in asset.files.items():
            source = _checked(asset, path, sha256, pictures)
            if sources.setdefault(path, source) != source:
                raise CallerError(
                    f"Two different pictures want the name {path}.",
                    where=asset.id,
                    mend="Give each asset a path of its own.",
                )
    return sources


def _checked(asset: Asset, path: str, sha256: str, pictures: Mapping[str, Path]) -> Path:
    if not _ASSET_PATH.match(path):
        raise CallerError(
            f"The asset path {path!r} is not a picture under assets/.",
            where=asset.id,
            mend='Use "assets/<name>.png".',
        )
    source = pictures.get(sha256)
    if source is None:
        raise StoreError(
            f"The picture of asset {asset.id} is missing.",
            where=sha256,
            mend="Restore the project's artifacts folder, or make the picture again.",
        )
    with as_store_error(source):
        found = hashlib.sha256(source.read_bytes()).hexdigest()
    if found != sha256:
        raise StoreError(
            f"The picture of asset {asset.id} has changed since it was made.",
            where=str(source),
            mend="Restore the project's artifacts folder, or make the picture again.",
        )
    return source
