"""Tools of a user's own: code named in YAML, loaded only by those who said that they want it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from roles.card import RoleCard
from studiocrew.errors import AuthorError
from studiocrew.nearest import instead
from tools.catalogue import LOOKED_UP

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def is_own(name: str) -> bool:
    """Whether a card's tool names code ("file.py:function", "package.module:name")."""
    return ":" in name


def own_tools(
    cards: Iterable[RoleCard], *folders: str | Path, allow_tools: bool = False
) -> dict[str, BaseTool]:
    """The tools of their own that `cards` name, by that name; to be added to the catalogue.

    A file must lie inside one of `folders`, where the YAML is; the first that has it is taken.
    Raises `AuthorError` without `allow_tools`: naming a tool in a file that came from elsewhere
    runs code from elsewhere.
    """
    named = {name: card.id for card in cards for name in card.tools if is_own(name)}
    tools: dict[str, BaseTool] = {}
    for name, role in named.items():
        where = f"role {role} · tools · {name}"
        if not allow_tools:
            raise AuthorError(
                f"The role {role} brings code of its own: {name}.",
                where=where,
                mend="Read that code; if you trust it: --allow-tools, or allow_tools=True.",
            )
        tools[name] = _load(name, [Path(folder) for folder in folders], where)
    return tools


def tools_of(card: RoleCard, known: Mapping[str, BaseTool]) -> dict[str, BaseTool]:
    """The tools of one card, by the name a model is told. `AuthorError` for one not known.

    A card goes without what is looked up where nothing can be.
    """
    tools: dict[str, BaseTool] = {}
    for name in card.tools:
        if name in LOOKED_UP - known.keys():
            continue
        if name not in known:
            raise _unknown(name, card, known)
        tool = known[name]
        if tool.name in tools:
            raise AuthorError(
                f"Two tools of the role {card.id} are called {tool.name}.",
                where=f"role {card.id} · tools",
                mend="Rename one of the two functions.",
            )
        tools[tool.name] = tool
    return tools


def _unknown(name: str, card: RoleCard, known: Mapping[str, BaseTool]) -> AuthorError:
    return AuthorError(
        f"There is no tool {name!r}.",
        where=f"role {card.id} · tools",
        mend=f"{instead(name, sorted(known))} One of your own is named file.py:function.",
    )


def _load(name: str, folders: Sequence[Path], where: str) -> BaseTool:
    source, _, attribute = name.rpartition(":")
    try:
        module = _from_file(source, folders, where) if source.endswith(".py") else _module(source)
        found = getattr(module, attribute)
    except AuthorError:
        raise
    except Exception as error:  # the user's own code may fail in any way
        raise AuthorError(
            f"The tool {name} cannot be loaded: {type(error).__name__}: {error}.",
            where=where,
            mend="Mend that code; it is imported when the crew is loaded.",
        ) from error
    return _as_tool(found, name, where)


def _module(source: str) -> ModuleType:
    if not _NAME.fullmatch(source):
        raise ValueError(f"{source!r} is neither a .py file nor a module")
    return importlib.import_module(source)


def _from_file(source: str, folders: Sequence[Path], where: str) -> ModuleType:
    path = next((path for folder in folders if (path := _inside(folder, source))), None)
    if path is None:
        places = " or ".join(str(folder.resolve()) for folder in folders)
        raise AuthorError(
            f"There is no tool file {source} in the folder of the YAML.",
            where=where,
            mend=f"Put it into {places} and name it from there; links may not lead out of it.",
        )
    # A name of its own, so that a tool called json.py shadows nothing.
    name = f"studiocrew_own_{path.stem}_{sha256(str(path).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path.name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _inside(folder: Path, source: str) -> Path | None:
    """The file of that name, if the folder really holds it."""
    root = folder.resolve()
    path = (root / source).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def _as_tool(found: Any, name: str, where: str) -> BaseTool:
    from langchain_core.tools import BaseTool, StructuredTool

    if isinstance(found, BaseTool):
        return found
    if callable(found) and (getattr(found, "__doc__", None) or "").strip():
        if inspect.iscoroutinefunction(found):
            return StructuredTool.from_function(coroutine=found)
        return StructuredTool.from_function(found)
    raise AuthorError(
        f"{name} is neither a LangChain tool nor a function with a docstring.",
        where=where,
        mend="Give the function a docstring: the model chooses by it.",
    )
