"""What importing costs, what it contacts, and what it refuses to be confused by."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import crews
from crews.shadow import OURS, find_shadows

CREW = Path(sys.executable).with_name("crew")

HEAVY = {
    *("crewai", "langgraph", "langchain_core", "qdrant_client", "openai", "xllamacpp", "typst"),
    *("diffusers", "torch", "docx", "pypdf", "PIL", "numpy", "coloraide", "rich", "pydantic"),
}

COUNTED_IMPORTS = """
import importlib, json, pkgutil, socket, sys
contacted = []
def refuse(name):
    def attempt(*arguments, **named):
        contacted.append(f"{name} {arguments[-1]!r}")
        raise OSError("no network")
    return attempt
socket.socket.connect = refuse("connect")
socket.socket.connect_ex = refuse("connect_ex")
socket.socket.sendto = refuse("sendto")
socket.getaddrinfo = refuse("getaddrinfo")
imported = []
for name in ("studiocrew", "memory", "tools", "roles", "graphs", "crews"):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if module.name.endswith("__main__") or ".fonts" in module.name:
            continue
        importlib.import_module(module.name)
        imported.append(module.name)
for name in ("crewai", "crewai.tools", "langgraph.graph", "langchain_core.tools", "qdrant_client"):
    importlib.import_module(name)
print(json.dumps({"contacted": contacted, "imported": len(imported)}))
"""


def python(code: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a user's, from its own folder."""
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    command = [sys.executable, *options, str(script)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_the_public_names_are_these() -> None:
    assert crews.__all__ == ["Crew", "Recipe", "Run", "advance", "resume"]
    assert set(crews.__all__) <= set(dir(crews))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Crow'"):
        _ = crews.Crow  # type: ignore[attr-defined]


def test_the_command_line_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "import crews, crews.cli, json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(python(code, tmp_path).stdout))
    assert not loaded & HEAVY


@pytest.mark.slow
def test_importing_everything_contacts_nobody(tmp_path: Path) -> None:
    done = python(COUNTED_IMPORTS, tmp_path, "-W", "ignore")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["contacted"] == []
    assert told["imported"] > 10


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("kind", ["package", "folder", "module"])
def test_a_shadowing_file_is_named_with_its_cure(tmp_path: Path, name: str, kind: str) -> None:
    shadow = _shadow(tmp_path, name, kind)
    done = python("import crews", tmp_path)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-3:]
    assert f"{shadow} hides studiocrew's package {name!r}" in last[0]
    assert last[1].startswith(f"Where: Python looks in {tmp_path} before ")
    assert f"rename {shadow.name}" in last[2]
    assert "python -P" in last[2]
    assert "`crew` command" in last[2]


def test_a_shadow_already_imported_is_noticed(tmp_path: Path) -> None:
    _shadow(tmp_path, "tools", "package")
    done = python("import tools\nimport crews", tmp_path)
    assert "hides studiocrew's package 'tools'" in done.stderr


def test_the_cures_work(tmp_path: Path) -> None:
    _shadow(tmp_path, "tools", "package")
    assert python("import crews; crews.__all__", tmp_path, "-P").returncode == 0
    (tmp_path / "tools").rename(tmp_path / "my_tools")
    assert python("import crews; crews.__all__", tmp_path).returncode == 0


def test_the_crew_command_does_not_look_in_the_current_folder(tmp_path: Path) -> None:
    for name in OURS:
        _shadow(tmp_path, name, "package")
    done = subprocess.run(
        [CREW, "version"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("studiocrew ")


def test_nothing_shadows_us_here() -> None:
    assert find_shadows(Path(crews.__file__).parent.parent) == {}


def _shadow(folder: Path, name: str, kind: str) -> Path:
    if kind == "module":
        path = folder / f"{name}.py"
        path.write_text("", encoding="utf-8")
        return path
    path = folder / name
    path.mkdir()
    if kind == "package":
        (path / "__init__.py").write_text("", encoding="utf-8")
    return path
