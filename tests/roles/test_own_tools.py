"""Code named in YAML: loaded when allowed, from where it may lie, as a tool."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool

from roles.card import RoleCard
from roles.loader import SHIPPED, read_cards
from roles.own_tools import own_tools, tools_of
from studiocrew.errors import AuthorError
from tools.catalogue import LOOKED_UP, catalogue

MakeCard = Callable[..., RoleCard]

CODE = '''
from pathlib import Path
from typing import Any
Path(__file__).with_name("ran").touch()

def shout(text: str) -> str:
    """Say it loud."""
    return text.upper()

async def whisper(text: str) -> str:
    """Say it low."""
    return text.lower()

def silent(text):
    return text

number = 7
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "crew" / "tools").mkdir(parents=True)
    (tmp_path / "crew" / "tools" / "json.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "outside.py").write_text(CODE, encoding="utf-8")
    return tmp_path / "crew"


def load(card: MakeCard, folder: Path, name: str, *, allow: bool = True) -> BaseTool:
    (tool,) = own_tools([card(tools=("menu", name))], folder, allow_tools=allow).values()
    return tool


def test_the_first_folder_that_has_the_file_is_taken(
    card: MakeCard, folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "say.py").write_text(CODE, encoding="utf-8")
    (folder / "say.py").write_text("raise RuntimeError", encoding="utf-8")
    names = ("say.py:shout", "tools/json.py:whisper")
    found = own_tools([card(tools=names)], own, folder, allow_tools=True)
    assert set(found) == set(names)
    assert (own / "ran").exists()


async def test_a_function_beside_the_yaml_is_a_tool(card: MakeCard, folder: Path) -> None:
    import json

    shout = load(card, folder, "tools/json.py:shout")
    assert (shout.name, shout.description) == ("shout", "Say it loud.")
    assert await shout.ainvoke({"text": "bread"}) == "BREAD"
    whisper = load(card, folder, "tools/json.py:whisper")
    assert await whisper.ainvoke({"text": "BREAD"}) == "bread"
    assert sys.modules["json"] is json


async def test_a_name_in_an_installed_module_is_a_tool(card: MakeCard, folder: Path) -> None:
    tool = load(card, folder, "textwrap:dedent")
    assert await tool.ainvoke({"text": "  a"}) == "a"


def test_without_being_allowed_no_code_runs(card: MakeCard, folder: Path) -> None:
    with pytest.raises(AuthorError) as caught:
        load(card, folder, "tools/json.py:shout", allow=False)
    assert "allow_tools=True" in caught.value.mend
    assert not (folder / "tools" / "ran").exists()


@pytest.mark.parametrize(
    "name", ["../outside.py:shout", "tools/../../outside.py:shout", "link.py:shout"]
)
def test_code_outside_the_folder_does_not_run(card: MakeCard, folder: Path, name: str) -> None:
    (folder / "link.py").symlink_to(folder.parent / "outside.py")
    with pytest.raises(AuthorError, match="no tool file"):
        load(card, folder, name)
    with pytest.raises(AuthorError, match="no tool file"):
        load(card, folder, f"{folder.parent / 'outside.py'}:shout")
    assert not (folder.parent / "ran").exists()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("tools/json.py:absent", "AttributeError"),
        ("tools/none.py:shout", "no tool file"),
        ("tools/json.py:silent", "without a docstring|function with a docstring"),
        ("tools/json.py:number", "neither a LangChain tool nor a function"),
        ("no_such_module_anywhere:x", "ModuleNotFoundError"),
        ("tools/broken.py:x", "SyntaxError"),
        ("rm -rf:x", "neither a .py file nor a module"),
        (":x", "neither a .py file nor a module"),
    ],
)
def test_code_that_does_not_work_is_told(
    card: MakeCard, folder: Path, name: str, what: str
) -> None:
    (folder / "tools" / "broken.py").write_text("def", encoding="utf-8")
    with pytest.raises(AuthorError, match=what) as caught:
        load(card, folder, name)
    assert caught.value.where.startswith("role writer")
    assert caught.value.mend


def test_names_of_the_catalogue_are_left_to_it(card: MakeCard, folder: Path) -> None:
    assert own_tools([card(tools=("menu",))], folder) == {}


def test_the_researcher_looks_things_up_only_where_that_is_possible() -> None:
    async def recall(query: str, *, kinds: object = None, limit: int = 5) -> list[object]:
        return []

    class Desk:
        async def search_web(self, query: str) -> str:
            """Search the web. Input: a question."""
            return ""

        async def read_page(self, url: str) -> str:
            """Read a page. Input: its address."""
            return ""

    (researcher,) = read_cards(SHIPPED / "researcher.yaml")
    desk: Any = Desk()
    assert set(tools_of(researcher, catalogue(recall))) == {"brand_memory"}
    assert set(tools_of(researcher, catalogue(recall, desk))) == {"brand_memory", *LOOKED_UP}
