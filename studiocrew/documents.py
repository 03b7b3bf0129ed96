"""Notes in Markdown, plain text, PDF or DOCX become sections of paragraphs.

Limits come before decoding: bytes, PDF pages, and what a DOCX unpacks to. A file that cannot be
read raises `AuthorError` naming it and the way to mend it.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from studiocrew.errors import AuthorError
from studiocrew.text import clean, one_line

PDF_PAGES = 60
TEXT_CHARS = 400_000
DOCX_BYTES = 40_000_000
DOCX_RATIO = 200
DOCX_PARTS = 2_000

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_BULLET = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)])\s+(.+)$")
# Nothing may run past the sign that begins another try: what never closes is then read once. As in
# CommonMark, a comment that never closes goes on to the end.
_MARKUP = re.compile(r"!\[[^\[\]]*\]\([^)\[\n]*\)|<!--.*?(?:-->|\Z)|<[^<>\n]{1,200}>", re.DOTALL)
_LINK = re.compile(r"\[([^\[\]]+)\]\([^)\[\n]*\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`|~~)(?=\S)((?:(?!\1).)++)(?<=\S)\1")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or one item of a list."""

    text: str
    bullet: bool = False


@dataclass(slots=True)
class Section:
    """What stands under one heading."""

    heading: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)


def read_note(name: str, data: bytes) -> list[Section]:
    """The sections of a note, by the ending of its name."""
    reader = READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise AuthorError(
            f"{name} is not a kind of note that can be read.",
            where=name,
            mend=f"Use one of {', '.join(sorted(READERS))}.",
        )
    return [section for section in reader(name, data) if section.paragraphs]


def decode(name: str, data: bytes) -> str:
    """UTF-8, or what a byte order mark says, or Windows' western code page."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return clean(data.decode(encoding, "replace"))
    if b"\0" in data[:4096]:
        raise AuthorError(
            f"{name} is not text.", where=name, mend="Save it as plain text in UTF-8."
        )
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return clean(data.decode("cp1252", "replace"))


def _markdown(name: str, data: bytes) -> Iterator[Section]:
    text = _LINK.sub(r"\1", _MARKUP.sub(" ", decode(name, data)[:TEXT_CHARS]))
    return _sections(text.split("\n"), plain=False)


def _plain_text(name: str, data: bytes) -> Iterator[Section]:
    return _sections(decode(name, data)[:TEXT_CHARS].split("\n"), plain=True)


def _sections(lines: list[str], *, plain: bool) -> Iterator[Section]:
    """Blank lines part paragraphs; list items and headings stand by themselves."""
    section, rows, bulleted = Section(), list[str](), False

    def close() -> None:
        if rows:
            section.paragraphs.append(Paragraph(_bare(" ".join(rows)), bulleted))
            rows.clear()

    for line in lines:
        heading, bullet = (None if plain else _HEADING.match(line)), _BULLET.match(line)
        if heading:
            close()
            yield section
            section = Section(_bare(heading[1]))
        elif bullet:
            close()
            rows, bulleted = [bullet[1]], True
        elif not line.strip() or set(line.strip()) <= set("-=*_ "):
            close()
        elif rows:
            rows.append(line)
        else:
            rows, bulleted = [line.lstrip("> ")], False
    close()
    yield section


def _bare(text: str) -> str:
    return one_line(_EMPHASIS.sub(r"\2", text))


def _pdf(name: str, data: bytes) -> Iterator[Section]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it narrates every oddity of a file
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = len(reader.pages)
        text = _page_texts(page.extract_text() for page in reader.pages[:PDF_PAGES])
    except Exception as err:  # a damaged PDF may raise anything at all
        raise _unreadable(name, "PDF", type(err).__name__) from err
    if pages > PDF_PAGES:
        raise AuthorError(
            f"{name} has {pages} pages; {PDF_PAGES} is the most.",
            where=name,
            mend="Keep the pages that matter.",
        )
    if not text.strip():
        raise _unreadable(name, "PDF", "it holds no text, perhaps only scanned pages")
    return _sections(_joined_lines(clean(text)), plain=True)


def _page_texts(pages: Iterator[str]) -> str:
    text = ""
    for page in pages:
        text += f"{page}\n\n"
        if len(text) > TEXT_CHARS:
            break
    return text[:TEXT_CHARS]


def _joined_lines(text: str) -> list[str]:
    """A PDF knows lines, not paragraphs: a line that ends a sentence or is short ends one too."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append(line)
        if re.search(r"[.!?…:]\s*$", line) or len(line.strip()) < 45:
            lines.append("")
    return lines


def _docx(name: str, data: bytes) -> Iterator[Section]:
    from docx import Document
    from docx.document import Document as Opened

    _check_archive(name, data)
    try:
        document: Opened = Document(io.BytesIO(data))
        rows = [(para.style.name if para.style else "", para.text) for para in document.paragraphs]
        for table in document.tables:
            rows += [("", ": ".join(cell.text for cell in row.cells)) for row in table.rows]
    except Exception as err:  # as above
        raise _unreadable(name, "Word document", type(err).__name__) from err
    section = Section()
    for style, text in rows:
        if (style or "").startswith(("Heading", "Title")):
            yield section
            section = Section(one_line(text))
        elif one_line(text):
            bullet = (style or "").startswith("List")
            section.paragraphs.append(Paragraph(one_line(text[:TEXT_CHARS]), bullet))
    yield section


def _check_archive(name: str, data: bytes) -> None:
    """Refuse a zip bomb by its directory, and entity tricks, before anything is unpacked.

    `zipfile` never yields more than the directory declares, so the declared sizes can be trusted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts)
            bomb = size > 1_000_000 and size > DOCX_RATIO * max(packed, 1)
            if bomb or size > DOCX_BYTES or len(parts) > DOCX_PARTS:
                raise AuthorError(
                    f"{name} unpacks to {size // 1_000_000} MB in {len(parts)} parts.",
                    where=name,
                    mend="Save the text alone, without pictures, and try again.",
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive.read(part)):
                    raise _unreadable(name, "Word document", "it declares XML entities")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as err:
        raise _unreadable(name, "Word document", type(err).__name__) from err


def _declares(xml: bytes) -> bool:
    return b"<!DOCTYPE" in xml or b"<!ENTITY" in xml


def _unreadable(name: str, kind: str, why: str) -> AuthorError:
    return AuthorError(
        f"{name} cannot be read as a {kind}: {why}.",
        where=name,
        mend="Open it, save it again without a password, or paste its text into a .md file.",
    )


READERS: dict[str, Callable[[str, bytes], Iterator[Section]]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _plain_text,
    ".pdf": _pdf,
    ".docx": _docx,
}
