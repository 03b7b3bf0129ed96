"""YAML people write: plain data, bounded, and every mistake with its line and its mending."""

from __future__ import annotations

import time
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator

from studiocrew import authored
from studiocrew.authored import Limits, load_authored, parse_authored, read_plain
from studiocrew.errors import AuthorError


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Strict):
    title: str
    words: Annotated[int, Field(ge=20, le=2000)] = 100


class Guide(Strict):
    name: str = "x"
    language: str = "en"
    opens: str = ""
    prefix: str = ""
    mood: Literal["warm", "cold"] = "warm"
    share: float = 1.0
    pages: tuple[Page, ...] = ()
    by_name: dict[str, Page] = {}
    cover: Page | None = None

    @field_validator("name")
    @classmethod
    def _not_forbidden(cls, name: str) -> str:
        if name == "forbidden":
            raise ValueError("that name is taken")
        return name


def refused(text: str, **how: Any) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        parse_authored(text, Guide, where="guide.yaml", **how)
    error = caught.value
    assert error.where.startswith("guide.yaml")
    assert error.mend
    assert "pydantic" not in str(error)
    assert "validation error" not in str(error)
    return error


MISTAKES = [
    ("nmae: a", 1, "Unknown key 'nmae'.", "Did you mean 'name'?"),
    (
        "name: a\n\npages:\n  - titel: b",
        4,
        "Unknown key 'pages[0].titel'.",
        "Did you mean 'title'?",
    ),
    ("pages:\n  - words: 20", 2, "The key 'pages[0].title' is missing.", "Add `title: …`"),
    ("pages:\n- title: a\n  wrods: 3", 3, "Unknown key 'pages[0].wrods'.", "'words'"),
    ("by_name:\n  a:\n    title: b\n    Words: 3", 4, "Unknown key 'by_name.a.Words'.", "'words'"),
    ("cover:\n  title: a\n  word: 30", 3, "Unknown key 'cover.word'.", "'words'"),
    ("mood: warn", 1, "mood cannot be 'warn'.", "Did you mean 'warm'? Valid here: warm, cold."),
    ("name:", 1, "name is empty.", "Write something after `name:`."),
    ("name: 5", 1, "name must be text, not a whole number.", 'Put it into quotes: "5".'),
    ("name: true", 1, "name must be text, not true or false.", '"true"'),
    ("name: [a]", 1, "name must be text, not a list.", "You wrote ['a']."),
    ("share: much", 1, "share must be a number, not text.", "You wrote 'much'."),
    ("pages: {title: a}", 1, "pages must be a list, not a mapping.", "each after a dash"),
    ("cover: a", 1, "cover must be a mapping of keys to values, not text.", "`key: value`"),
    ("cover:\n  title: a\n  words: 3", 3, "cover.words must be at least 20.", "You wrote 3."),
    ("name: forbidden", 1, "name: that name is taken.", "You wrote 'forbidden'."),
    ("name: a\nname: b", 2, "The key 'name' stands twice.", "Keep one"),
    ("name: !!python/object/apply:os.system [x]", 1, "The tag", "plain values"),
    ("name: !secret x", 1, "The tag !secret is not allowed.", "plain values"),
    ("? [a, b]\n: c", 1, "A key must be plain text.", "Simplify"),
    ("name: a: b", 1, "This is not valid YAML", "into quotes"),
    ("pages:\n\t- title: a", 2, "This is not valid YAML", "no tabs"),
    ("name: a\n---\nname: b", 2, "This is not valid YAML", "Keep one document"),
    ("- a", 1, "The file must be a mapping", "Begin with a line"),
]


@pytest.mark.parametrize(("text", "line", "what", "mend"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_its_mending(
    text: str, line: int, what: str, mend: str
) -> None:
    error = refused(text)
    assert error.where == f"guide.yaml:{line}"
    assert what in error.what
    assert mend in error.mend


def test_all_mistakes_are_told_at_once() -> None:
    error = refused("nmae: a\nmood: hot\nshare: x\n")
    told = error.what.splitlines()
    assert len(told) == 3
    assert {line.split(":")[0] for line in told[1:]} <= {
        "Also, line 1",
        "Also, line 2",
        "Also, line 3",
    }


def test_more_mistakes_than_anybody_reads_are_counted() -> None:
    error = refused("\n".join(f"unknown{number}: 1" for number in range(9)))
    assert error.what.endswith("And 4 more.")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("language: no", {"language": "no"}),
        ("opens: 12:30", {"opens": "12:30"}),
        ("opens: 2026-05-01", {"opens": "2026-05-01"}),
        ("prefix: 0471", {"prefix": "0471"}),
        ("name: yes", {"name": "yes"}),
        ("no: 1", {"no": 1}),
        ("1: a", {"1": "a"}),
        ("a: true", {"a": True}),
        ("a: 0", {"a": 0}),
        ("a: 0.5", {"a": 0.5}),
        ("a: -12", {"a": -12}),
        ("a: null", {"a": None}),
        ("", {}),
        ("# only a comment", {}),
        ("a: &x {b: 1}\nc: {<<: *x, d: 2}", {"a": {"b": 1}, "c": {"b": 1, "d": 2}}),
    ],
)
def test_values_mean_what_an_author_means(written: str, meant: dict[str, Any]) -> None:
    assert read_plain(written, where="x")[0] == meant


NINE = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{now}: &{now} [{','.join([f'*{before}'] * 9)}]\n"
    for before, now in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "bomb",
    [
        NINE,
        "a: " + "[" * 50_000,
        "a: " + "{a: " * 5_000,
        "- " * 50_000 + "x",
        "a: [" + "1," * 30_000 + "1]",
        "&a [*a]",
        "a: &a\n  b: *a",
        "x: &x [1,1,1,1,1,1,1,1]\n" + "".join(f"k{n}: *x\n" for n in range(60)),
    ],
    ids=["billion laughs", "brackets", "braces", "dashes", "wide", "self", "self key", "aliases"],
)
def test_bombs_are_refused_before_they_are_built(bomb: str) -> None:
    assert "nested too deeply or repeats too much" in refused(bomb).what


def test_few_aliases_that_multiply_are_counted_as_often_as_they_repeat() -> None:
    text = "a: &a [" + "x," * 900 + "x]\n" + "b: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b]"
    assert "repeats too much" in refused(text).what


def test_limits_are_the_callers() -> None:
    assert "nested" in refused("pages: [{title: a}]", limits=Limits(depth=2)).what


def test_a_file_is_read_with_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "guide.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: caf\xc3\xa9\r\n")
    assert load_authored(path, Guide).name == "café"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"name: " + b"x" * 300_000, "larger than 256,000 bytes"),
        (b"a: 1\nname: \xff\xfe", "not UTF-8"),
        (b"name: \x00", "not valid YAML"),
        (b"name: " + b"9" * 5_000, "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    path = tmp_path / "guide.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AuthorError, match=what) as caught:
        load_authored(path, Guide)
    assert str(path) in caught.value.where


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="cannot be read"):
        load_authored(tmp_path, Guide)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_plain(text, where="x")
    except AuthorError as error:
        assert error.mend


KB = 1_000
SLOW = [
    "a: " + "x" * 250 * KB,
    "a: '" + "''" * 120 * KB + "'",
    'a: "' + "\\u0041" * 40 * KB + '"',
    "a" * 250 * KB,
    "\n" * 250 * KB,
    "# " + "x" * 250 * KB,
    "a: |\n" + " x\n" * 80 * KB,
    "a: >\n" + " \n" * 120 * KB + " x",
    "&" + "a" * 250 * KB + " b: c",
    "".join(f"&k{n} " for n in range(40 * KB)),
    "? " * 120 * KB,
    "a: {" + "b, " * 80 * KB + "}",
    "".join(f"k{n}: &a{n} x\n" for n in range(15 * KB)),
    "".join(f"k{n}: 1\n" for n in range(9 * KB)),
    "a: &a {b: 1}\nc:\n  <<: [" + "*a, " * 49 + "*a]",
    "%TAG ! tag:x,2000:\n" * 10 * KB + "--- a",
    "a: " + "[" * 19 + "]" * 19 + "," * 200 * KB,
    "a: " + "-" * 250 * KB,
    "a: " + "1" * 4300,
    "a: " + "1:" * 120 * KB + "1",
]


@pytest.mark.parametrize("text", SLOW, ids=range(len(SLOW)))
def test_no_text_of_the_allowed_size_takes_long(text: str) -> None:
    started = time.process_time()
    try:
        read_plain(text, where="x")
    except AuthorError as error:
        assert len(str(error)) < 2 * KB
    assert time.process_time() - started < 5.0


SHIPPED = sorted(
    path
    for package in ("memory", "tools", "roles", "graphs", "crews")
    for path in Path(str(resources.files(package))).rglob("*.yaml")
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_files_read_the_same_without_the_c_library(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyYAML has no C loader on some machines, and its own reads less: no `?` in a bare list."""
    text = path.read_text(encoding="utf-8")
    read = read_plain(text, where=path.name)
    assert authored.LOADER is yaml.CSafeLoader, "the tests' machine has one"
    monkeypatch.setattr(authored, "LOADER", yaml.SafeLoader)
    assert read_plain(text, where=path.name) == read


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), plain, max_size=5))
def test_what_yaml_wrote_is_read_back(data: dict[str, Any]) -> None:
    """Dumped for YAML 1.1, whose quoting covers everything we read otherwise."""
    text = yaml.safe_dump(data)
    assert read_plain(text, where="x")[0] == data


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), plain, min_size=1, max_size=5))
def test_every_key_has_its_line(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data)
    lines = read_plain(text, where="x")[1]
    for key in data:
        row = text.split("\n")[lines[(key,)] - 1]
        assert row.strip("'\"").startswith(key)
