"""The only module that talks to typst: it measures words and draws scenes.

Rendering is a pure function of the scene: only shipped fonts are used unless a text needs a
script they lack, in which case (and only then) the machine's fonts are asked too.
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studiocrew.errors import CallerError
from tools.layout.cjk import cjk_families, is_common_cjk
from tools.layout.picture import Format
from tools.layout.scene import Scene, Voice

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
FALLBACK = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari")
_SHIPPED_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI")
_FORMATS: tuple[Format, ...] = ("png", "pdf", "svg")
_FULL_WIDTH = frozenset("、。，．・：；？！「」『』（）【】〔〕〈〉《》“”‘’")
_JOINER = "\u2060"  # no width, and no edge
_CACHE_LIMIT = 20_000
_UNASSIGNED = chr(0x0378)  # in no font: shows how a missing letter measures


class Extent(NamedTuple):
    """Size of a piece of text in em: advance width, ink above and ink below the baseline."""

    width: float
    above: float
    below: float


_measured: dict[tuple[Voice, str], Extent] = {}


@lru_cache(maxsize=2)
def _fonts(system: bool) -> typst.Fonts:
    import typst

    folders = sorted(str(p) for p in (HERE / "fonts").iterdir() if p.is_dir())
    return typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=list(folders)
    )


@lru_cache(maxsize=8)
def _source(name: str) -> bytes:
    return (HERE / name).read_bytes()


def families() -> tuple[str, ...]:
    """Names of the shipped font families."""
    return tuple(sorted(set(_fonts(system=False).families())))


def needs_system_fonts(text: str) -> bool:
    """Whether `text` holds letters of a script that no shipped font covers."""
    letters = (c for c in text if unicodedata.category(c)[0] == "L")
    return any(
        not (unicodedata.name(c, "LATIN").startswith(_SHIPPED_SCRIPTS) or is_common_cjk(c))
        for c in letters
    )


def fallback(text: str) -> str:
    """Families for what a voice lacks, as JSON; of the Han forms, those of the text's language."""
    return json.dumps([*FALLBACK, *cjk_families(text)])


def measure(asked: Iterable[tuple[Voice, str]]) -> list[Extent]:
    """Extents of many pieces of text in one go; each is measured once per process."""
    wanted = list(asked)
    missing = [key for key in dict.fromkeys(wanted) if key not in _measured]
    if missing:
        if len(_measured) > _CACHE_LIMIT:
            _measured.clear()
            missing = list(dict.fromkeys(wanted))
        _measured.update(zip(missing, _ask_typst(missing), strict=True))
    return [_measured[key] for key in wanted]


def missing(text: str) -> str:
    """The letters of `text` that no font at hand can set, each once; they print as boxes."""
    if not needs_system_fonts(text):
        return ""
    letters = sorted({c for c in text if unicodedata.category(c)[0] == "L"})
    voice = Voice(FALLBACK[0], 700)
    nothing, *found = measure([(voice, _UNASSIGNED), *((voice, c) for c in letters)])
    return "".join(c for c, extent in zip(letters, found, strict=True) if extent == nothing)


def _as_inside(text: str) -> str:
    """The text as it is wide inside a line: at an edge, typst halves full-width signs."""
    before = _JOINER if text[:1] and text[0] in _FULL_WIDTH else ""
    return before + text + (_JOINER if text[-1:] and text[-1] in _FULL_WIDTH else "")


def _ask_typst(asked: Sequence[tuple[Voice, str]]) -> list[Extent]:
    import typst

    rows = [(_as_inside(text), v.family, v.weight, v.italic, v.tracking) for v, text in asked]
    system = any(needs_system_fonts(text) for _, text in asked)
    compiler = typst.Compiler(
        _source("measure.typ"),
        font_paths=_fonts(system),
        ignore_system_fonts=not system,
        sys_inputs={
            "asked": json.dumps(rows, ensure_ascii=False),
            "fallback": fallback("".join(text for _, text in asked)),
        },
    )
    found = json.loads(compiler.query("<sizes>", field="value", one=True))
    return [Extent(w / 1000, up / 1000, down / 1000) for w, up, down in found]


def draw(scene: Scene, format: Format = "png") -> bytes:  # noqa: A002
    """The scene as bytes of that format, one pixel (PDF: one point) a unit; the same every time.

    Raises CallerError for a format we do not draw.
    """
    if format not in _FORMATS:
        raise CallerError(
            f"Pictures are not drawn as {format!r}.", mend=f"Use one of: {', '.join(_FORMATS)}."
        )
    with _compiler(scene) as compiler:
        made = compiler.compile(format=format, ppi=72)
    return b"".join(made) if isinstance(made, list) else made or b""


class SetLine(NamedTuple):
    """A line of text as typst set it: where it begins, and the y of its baseline, in px."""

    text: str
    x: float
    baseline: float


def lines_set(scene: Scene) -> list[SetLine]:
    """Where the lines of a scene came to stand once compiled, in the order in which they are drawn.

    Asked of typst's own layout, not of what we told it. Turned lines are given as before the turn.
    """
    with _compiler(scene, probe="lines") as compiler:
        found = json.loads(compiler.query("<lines>", field="value", one=True))
    return [SetLine(*line) for line in found]


@contextmanager
def _compiler(scene: Scene, **inputs: str) -> Generator[typst.Compiler]:
    import typst

    with tempfile.TemporaryDirectory(prefix="studiocrew-") as folder:
        for name, data in scene.rasters.items():
            (Path(folder) / name).write_bytes(data)
        yield typst.Compiler(
            _source("sheet.typ"),
            root=folder,
            font_paths=_fonts(scene.system_fonts),
            ignore_system_fonts=not scene.system_fonts,
            sys_inputs={"scene": scene.to_json(), "fallback": fallback(scene.text()), **inputs},
        )
