"""Reads a brand folder: `brand.yaml`, notes, a product list and a logo.

A file that `brand.yaml` names must be readable, or `AuthorError` says how to mend it. Notes that
merely lie in the folder are read too; one that cannot be read is left out with a warning.
Sections of notes headed private, internal or confidential are not read at all.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from memory.brand_file import BrandFile
from memory.facts import FactSheet
from memory.items import MemoryItem
from memory.kinds import NO_FACTS_UNDER, PRIVATE, guess_kind, quotable
from memory.logo import logo_colours
from memory.products import read_products
from memory.statements import product_statements, statements
from memory.store import Memory
from studiocrew.authored import load_authored
from studiocrew.contracts import BrandKit, Contract, Source
from studiocrew.documents import READERS, Section, read_note
from studiocrew.errors import AuthorError
from studiocrew.safe_files import SafeFolder
from studiocrew.text import chunks, sentence, sentences, sounds_like_orders

PASSAGES = 500
NOTE_FACTS = 40
_LOGO_NAMES = ("logo.svg", "logo.png", "logo.jpg", "logo.jpeg", "logo.webp")
_PRODUCT_NAMES = ("products.csv", "menu.csv", "prices.csv")


class Passage(Contract):
    """A piece of a note, at most 400 characters, with the heading it stood under."""

    text: str
    heading: str = ""
    source_id: str


@dataclass(frozen=True, slots=True)
class BrandFolder:
    """What a brand folder says. `warnings` are for its owner to read."""

    kit: BrandKit
    passages: tuple[Passage, ...] = ()
    warnings: tuple[str, ...] = ()


def read_brand(folder: str | Path) -> BrandFolder:
    """Read a brand folder, or the folder of the `brand.yaml` given. Raises `AuthorError`."""
    return _Reading(SafeFolder(_root(Path(folder)))).read()


async def ingest(brand: BrandFolder, memory: Memory) -> None:
    """Put facts, past posts and passages on the brand's shelf, in place of what it held before."""
    kit = brand.kit
    items = [_item("fact", f.statement, f.id, f.source_id) for f in kit.facts]
    items += [_item("voice", text, "", "s-brand") for text in kit.voice_samples]
    items += [_item("passage", _with_heading(p), "", p.source_id) for p in brand.passages]
    await memory.refresh_brand(items)


def brand_id(name: str) -> str:
    """ "Nonna's Crust" becomes "nonnas-crust"; a name without Latin letters gets a number."""
    plain = unicodedata.normalize("NFKD", name.replace("'", "").replace("’", ""))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return slug[:48].strip("-") or "brand-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def _item(kind: str, text: str, ref: str, source_id: str) -> MemoryItem:
    return MemoryItem.model_validate(
        {
            "kind": kind,
            "text": text,
            "shelf": "brand",
            "ref": ref,
            "source_id": source_id,
            "origin": "folder",
        }
    )


def _with_heading(passage: Passage) -> str:
    return f"{passage.heading}: {passage.text}" if passage.heading else passage.text


def _root(path: Path) -> Path:
    if path.name in {"brand.yaml", "brand.yml"}:
        path = path.parent
    if not path.is_dir():
        raise AuthorError(
            f"There is no brand folder {path}.",
            where=str(path),
            mend="Name a folder that holds a brand.yaml; `name:` is all it needs.",
        )
    return path


@dataclass
class _Reading:
    """One reading of one folder."""

    folder: SafeFolder
    sheet: FactSheet = field(default_factory=FactSheet)
    sources: list[Source] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def read(self) -> BrandFolder:
        name = "brand.yml" if (self.folder.root / "brand.yml").is_file() else "brand.yaml"
        own = self._source(name, self.folder.read(name, 1_000_000), "s-brand")
        brand = load_authored(self.folder.find(name), BrandFile)
        others = self.folder.others({name})
        for kind, statement in statements(brand):
            self.sheet.add(kind, statement, own.id)
        self._products(brand, others)
        self._notes(brand, others)
        logo, colours = self._logo(brand, others)
        kit = _kit(brand, self.sheet, self.sources, logo, colours)
        return BrandFolder(kit, tuple(self.passages[:PASSAGES]), tuple(self.sheet.warnings))

    def _source(self, name: str, data: bytes, id_: str = "") -> Source:
        stem = brand_id(name)
        source = Source(
            id=id_ or f"s-{stem}",
            kind="brand" if id_ else "document",
            title=PurePosixPath(name).name,
            locator=name,
            trust="owner",
            sha256=hashlib.sha256(data).hexdigest(),
        )
        self.sources.append(source)
        return source

    def _products(self, brand: BrandFile, others: list[str]) -> None:
        products, source_id = brand.products, "s-brand"
        if not products:
            products = next((name for name in _PRODUCT_NAMES if name in others), ())
        if isinstance(products, str):
            data = self.folder.read(products)
            source_id = self._source(products, data).id
            products = read_products(products, data)
        for kind, statement in product_statements(products, brand.currency or "", brand.language):
            self.sheet.add(kind, statement, source_id)

    def _notes(self, brand: BrandFile, others: list[str]) -> None:
        for name in brand.notes:
            self._note(name)
        for name in others:
            ending = PurePosixPath(name).suffix.lower()
            if name in brand.notes or ending not in READERS:
                if ending == ".csv" and name not in {brand.products, *_PRODUCT_NAMES}:
                    self.sheet.warn(f"{name} was not read: name it under `products:` if it is one.")
                continue
            try:
                self._note(name)
            except AuthorError as err:
                self.sheet.warn(f"{name} was left out. {err.what} {err.mend}")

    def _note(self, name: str) -> None:
        data = self.folder.read(name)
        sections = read_note(name, data)
        source = self._source(name, data)
        room = NOTE_FACTS
        for section in sections:
            if PRIVATE.search(section.heading):
                self.sheet.warn(f'{name}: the section "{section.heading}" was not read.')
                continue
            texts = [paragraph.text for paragraph in section.paragraphs]
            self._warn_of_orders(name, texts)
            self.passages += [
                Passage(text=text, heading=section.heading[:80], source_id=source.id)
                for text in chunks(texts)
            ]
            for statement in list(_stated_in(section))[:room]:
                room -= self.sheet.add(guess_kind(statement), statement, source.id)

    def _warn_of_orders(self, name: str, texts: list[str]) -> None:
        for line in (line for text in texts for line in sentences(text)):
            if sounds_like_orders(line):
                self.sheet.warn_of_orders(name, line)

    def _logo(self, brand: BrandFile, others: list[str]) -> tuple[str, tuple[str, ...]]:
        name = brand.logo or next((name for name in _LOGO_NAMES if name in others), "")
        if not name:
            return "", ()
        try:
            data = self.folder.read(name)
            return name, logo_colours(name, data)
        except AuthorError as err:
            if brand.logo:
                raise
            self.sheet.warn(f"{name} was left out. {err.what} {err.mend}")
            return "", ()


def _stated_in(section: Section) -> Iterator[str]:
    if NO_FACTS_UNDER.search(section.heading):
        return
    for paragraph in section.paragraphs:
        for line in sentences(paragraph.text):
            if quotable(line) and (paragraph.bullet or line[-1] in ".!"):
                yield sentence(line)


def _kit(
    brand: BrandFile, sheet: FactSheet, sources: list[Source], logo: str, colours: tuple[str, ...]
) -> BrandKit:
    same = ("name", "tagline", "language", "region", "timezone", "tone", "avoid", "hashtags")
    return BrandKit(
        calendar=brand.calendar,
        **{key: getattr(brand, key) for key in same},
        id=brand.id or brand_id(brand.name),
        trade=brand.trade or "",
        colours=brand.colours or colours,
        voice_samples=sheet.without_orders("voice_samples", brand.voice_samples),
        facts=sheet.facts,
        sources=tuple(sources),
        logo=logo,
    )
