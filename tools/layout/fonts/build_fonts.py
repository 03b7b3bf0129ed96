"""Rebuild the shipped fonts from their npm packages. Run by hand; needs npm, fontTools and brotli.

    python tools/layout/fonts/build_fonts.py [FAMILY ...]

Each cut is taken from a fontsource package, pinned to one place on its axes, merged over its
subsets and renamed so that its family name holds no style words: typst strips those words when
it matches names, and would then not find the cut.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fontTools import subset as cutting
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2]))
from tools.layout.cjk import common  # noqa: E402

LATIN = ("latin", "latin-ext")


@dataclass(frozen=True)
class Cut:
    """One static font file to build."""

    family: str
    package: str
    stem: str
    weight: int
    italic: bool = False
    axes: dict[str, float] = field(default_factory=dict)
    subsets: tuple[str, ...] = LATIN
    letters: frozenset[str] = frozenset()  # if any: only these, from all of the package's slices

    @property
    def file(self) -> str:
        slug = self.family.replace(" ", "")
        return f"{slug}-{self.weight}{'i' if self.italic else ''}.ttf"


def static(family: str, slug: str, *weights: int, italic: bool = False) -> list[Cut]:
    style = "italic" if italic else "normal"
    stem = slug + "-{subset}-{weight}-" + style
    return [Cut(family, f"@fontsource/{slug}", stem, w, italic) for w in weights]


def variable(family: str, slug: str, file: str, weight: int, **axes: float) -> Cut:
    italic = file.endswith("italic")
    return Cut(
        family,
        f"@fontsource-variable/{slug}",
        slug + "-{subset}-" + file,
        weight,
        italic,
        {"wght": weight, **axes},
    )


CUTS = [
    variable("Bricolage Grotesque", "bricolage-grotesque", "standard-normal", 800,
             wdth=75, opsz=96),
    variable("Fraunces", "fraunces", "full-italic", 340, opsz=58, SOFT=0, WONK=0),
    variable("Instrument Sans", "instrument-sans", "standard-normal", 500, wdth=100),
    variable("Instrument Sans", "instrument-sans", "standard-normal", 700, wdth=100),
    variable("Archivo", "archivo", "standard-normal", 900, wdth=116),
    variable("Newsreader", "newsreader", "standard-italic", 400, opsz=72),
    *static("Anton", "anton", 400),
    *static("DM Serif Display", "dm-serif-display", 400, italic=True),
    *static("Syne", "syne", 800),
    *static("Space Grotesk", "space-grotesk", 500, 700),
    *static("Work Sans", "work-sans", 500, 700),
    *static("Instrument Serif", "instrument-serif", 400, italic=True),
    *static("Unbounded", "unbounded", 800),
    *static("DM Sans", "dm-sans", 500, 700),
    *static("Hanken Grotesk", "hanken-grotesk", 500, 700),
    *static("Gloock", "gloock", 400),
    *static("Cormorant Garamond", "cormorant-garamond", 500, italic=True),
    Cut("Noto Sans", "@fontsource/noto-sans", "noto-sans-{subset}-{weight}-normal", 700,
        subsets=("latin", "latin-ext", "cyrillic", "greek", "vietnamese")),
    Cut("Noto Sans Arabic", "@fontsource/noto-sans-arabic",
        "noto-sans-arabic-{subset}-{weight}-normal", 700, subsets=("arabic",)),
    Cut("Noto Sans Hebrew", "@fontsource/noto-sans-hebrew",
        "noto-sans-hebrew-{subset}-{weight}-normal", 700, subsets=("hebrew",)),
    Cut("Noto Sans Devanagari", "@fontsource/noto-sans-devanagari",
        "noto-sans-devanagari-{subset}-{weight}-normal", 700, subsets=("devanagari",)),
    *(Cut(f"Noto Sans {country}", f"@fontsource/noto-sans-{country.lower()}",
          f"noto-sans-{country.lower()}-*-700-normal", 700, letters=common(f"Noto Sans {country}"))
      for country in ("JP", "SC", "KR")),
]  # fmt: skip


def unpack(package: str, into: Path) -> Path:
    """`npm pack` the package and unpack it; the folder is cached by package name."""
    folder = into / package.replace("/", "_")
    if not folder.exists():
        folder.mkdir(parents=True)
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)  # noqa: S603, S607
        archive = next(folder.glob("*.tgz"))
        shutil.unpack_archive(archive, folder, "gztar")
    return folder / "package"


def pick(cut: Cut, package: Path, work: Path) -> Any:
    """The cut's letters from the many slices a big font is cut into, without layout features."""
    wanted, parts = {ord(c) for c in cut.letters}, list[str]()
    for source in sorted((package / "files").glob(f"{cut.stem}.woff2")):
        font: Any = TTFont(source)
        here = set(font.getBestCmap()) & wanted
        if not here:
            continue
        wanted -= here
        options = cutting.Options(layout_features=[], hinting=False, glyph_names=False)
        options.notdef_outline = True
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT"]
        small = cutting.Subsetter(options)
        small.populate(unicodes=here)
        small.subset(font)
        font.flavor = None
        parts.append(str(work / f"{cut.file}.{len(parts)}.ttf"))
        font.save(parts[-1])
    print(cut.family, "has no", "".join(chr(c) for c in sorted(wanted)))
    return Merger().merge(parts)


def load(cut: Cut, package: Path, work: Path) -> Any:
    """The cut as one static TrueType font over all its subsets."""
    if cut.letters:
        return pick(cut, package, work)
    parts: list[str] = []
    for subset in cut.subsets:
        stem = cut.stem.format(subset=subset, weight=cut.weight)
        source = package / "files" / f"{stem}.woff2"
        font: Any = TTFont(source)
        if "fvar" in font:
            axes = {a.axisTag: a.defaultValue for a in font["fvar"].axes} | cut.axes
            known = {a.axisTag for a in font["fvar"].axes}
            font = instancer.instantiateVariableFont(font, {k: axes[k] for k in known})
        for tag in ("STAT", "DSIG", "fvar"):
            if tag in font:
                del font[tag]
        font.flavor = None
        target = work / f"{cut.file}.{subset}.ttf"
        font.save(target)
        parts.append(str(target))
    return Merger().merge(parts) if len(parts) > 1 else TTFont(parts[0])


def rename(font: Any, cut: Cut) -> None:
    """Give the cut its family name and say its weight and slant where matching looks."""
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 8, 9, 11, 13, 14)]
    style = "Italic" if cut.italic else "Regular"
    for name_id, text in (
        (1, cut.family), (2, style), (4, f"{cut.family} {cut.weight} {style}"),
        (6, f"{cut.family.replace(' ', '')}-{cut.weight}{style}"),
    ):  # fmt: skip
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = cut.weight
    font["OS/2"].usWidthClass = 5
    font["head"].created = font["head"].modified = 0
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x01 if cut.italic else 0x40)
    font["head"].macStyle = 2 if cut.italic else 0


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        for cut in CUTS:
            if len(sys.argv) > 1 and cut.family not in sys.argv[1:]:
                continue
            package = unpack(cut.package, work)
            folder = HERE / cut.family.lower().replace(" ", "-")
            folder.mkdir(exist_ok=True)
            font = load(cut, package, work)
            rename(font, cut)
            font.recalcTimestamp = False
            font.save(folder / cut.file)
            shutil.copy(package / "LICENSE", folder / "OFL.txt")
            print(cut.file, (folder / cut.file).stat().st_size)


if __name__ == "__main__":
    main()
