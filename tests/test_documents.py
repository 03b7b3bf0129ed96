"""README and examples do what they say: every block and every script runs."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from crews import Crew
from crews.cli import app
from memory.brand_file import BrandFile
from studiocrew.authored import load_authored
from studiocrew.testing import ScriptedServer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *(ROOT / "docs").rglob("*.md")]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def blocks(language: str) -> list[str]:
    """Fenced blocks of one language, as they stand."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """What a user with an endpoint of their own has set."""
    with ScriptedServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-scripted")
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks("python"))
def test_the_readme_runs(
    code: str, endpoint: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("script", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(script: Path, endpoint: ScriptedServer, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"example_{script.stem}", script)
    assert spec and spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    done = example.main(tmp_path / "out")
    if inspect.isawaitable(done):
        asyncio.run(_awaited(done))
    assert (tmp_path / "out" / "campaign.json").is_file()


@pytest.mark.slow
def test_the_role_and_recipe_of_the_readme_run(
    endpoint: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for block in blocks("yaml"):
        path = tmp_path / block.splitlines()[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run = Crew.load("replies").run("answer our customers like neighbours", brand="my-brand")
    assert [document.role for document in run.campaign.documents] == ["community_manager"]


def test_the_brand_of_the_readme_loads(tmp_path: Path) -> None:
    (brand,) = [block for block in blocks("yaml") if "my-brand" in block]
    path = tmp_path / "brand.yaml"
    path.write_text(brand, encoding="utf-8")
    assert load_authored(path, BrandFile).name == "Nonna's Crust"


def test_the_readme_names_every_command_and_no_other() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"`crew ([a-z]+)", README))
    assert named == commands


def test_the_options_the_readme_names_exist() -> None:
    group = typer.main.get_command(app)
    for line in re.findall(r"^(?:.*[ `])?(crew (?:run|feedback|resume) [^`\n]*)", README, re.M):
        _, name, *rest = shlex.split(line.replace("...", ""))
        known = {option for p in group.commands[name].params for option in p.opts}  # type: ignore[attr-defined]
        assert {word for word in rest if word.startswith("--")} <= known, line


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_files_architecture_says_to_start_with_exist() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder, starts in re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|$", table, re.M):
        for name in re.findall(r"`([^`]+)`", starts):
            assert (ROOT / folder / name).exists(), f"{folder}/{name}"


async def _awaited(done: object) -> object:
    return await done  # type: ignore[misc]
