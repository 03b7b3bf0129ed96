"""Recipes: the shipped ones, anybody's by path, CrewAI's pair of files, and two that really run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crews import Crew
from crews.recipe import SHIPPED, find_recipe, recipes
from graphs.judgements import FITTING
from graphs.recipe import Recipe
from studiocrew.errors import AuthorError, StudiocrewError
from studiocrew.settings import Settings
from studiocrew.testing import ScriptedServer, settings_for
from tools.checks import CHECKS
from tools.platforms import platforms

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
OURS = [*NAMES, EXAMPLES / "community-desk"]

RECIPE = """\
name: leaflet
title: Leaflet
roles: [copywriter]
posts: 0
documents:
  - {id: leaflet, role: copywriter, title: Leaflet, work: Write a leaflet.}
"""


def written(folder: Path, text: str, name: str = "recipe.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(recipe: str | Path) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        Crew.load(recipe)
    assert caught.value.where
    assert caught.value.mend
    return caught.value


# -- those there are


def test_the_shipped_recipes_load_under_their_own_names() -> None:
    assert {"social-campaign", "product-launch", "real-estate-listing"} <= set(NAMES)
    assert sorted(recipe.name for recipe in recipes()) == NAMES
    for name in NAMES:
        assert Crew.load(name).found.recipe.name == name


@pytest.mark.parametrize("name", OURS, ids=lambda name: Path(name).name)
def test_a_recipe_of_ours_can_be_run(name: str | Path) -> None:
    """Everything it names exists, so that no run stops half-way over a word."""
    crew = Crew.load(name)
    recipe = crew.found.recipe
    assert set(recipe.roles) <= set(crew.cards)
    assert set(recipe.platforms) <= set(platforms())
    assert {document.role for document in recipe.documents} <= set(recipe.roles)
    documents = {document.id for document in recipe.documents}
    assert {needed for document in recipe.documents for needed in document.inputs} <= documents
    for item in recipe.checklist:
        assert item.check in (CHECKS if item.kind == "code" else FITTING)
    for group in (recipe.checklist, recipe.angles, recipe.needs, recipe.documents):
        ids = [item.id for item in group]
        assert len(set(ids)) == len(ids)


def test_every_shipped_recipe_promises_the_same_care() -> None:
    """What makes a post safe to publish is on each list, and blocks."""
    careful = {"within_limits", "grounded", "avoids_words", "not_repeated", "complete"}
    for recipe in recipes():
        blocking = {item.check for item in recipe.checklist if item.severity == "block"}
        assert careful <= blocking, recipe.name


# -- by path


def test_a_recipe_is_found_by_file_by_folder_and_by_pair(tmp_path: Path) -> None:
    path = written(tmp_path, RECIPE)
    assert find_recipe(path).recipe.name == "leaflet"
    assert find_recipe(str(path)).folder == tmp_path
    assert find_recipe(tmp_path).recipe == find_recipe(path).recipe
    assert find_recipe(EXAMPLES / "crewai-pair").recipe.name == "crewai-pair"


def test_a_recipe_in_the_way_does_not_hide_a_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, RECIPE, "social-campaign/recipe.yaml")
    monkeypatch.chdir(tmp_path)
    assert find_recipe("social-campaign").recipe.name == "social-campaign"
    assert find_recipe("./social-campaign/recipe.yaml").recipe.name == "leaflet"


def test_its_fingerprint_changes_with_what_it_says(tmp_path: Path) -> None:
    first = find_recipe(written(tmp_path, RECIPE)).sha256
    assert find_recipe(written(tmp_path, "# a comment\n" + RECIPE)).sha256 == first
    assert find_recipe(written(tmp_path, RECIPE.replace("a leaflet", "two"))).sha256 != first


# -- mistakes


@pytest.mark.parametrize(
    ("name", "near"),
    [("social-campain", "social-campaign"), ("product_launch", "product-launch")],
)
def test_a_mistyped_name_is_answered_with_the_nearest(name: str, near: str) -> None:
    error = refused(name)
    assert f"There is no recipe {name!r}." in error.what
    assert f"Did you mean {near!r}?" in error.mend


@pytest.mark.parametrize("name", ["zzz", "no/such/folder", "", "."])
def test_nothing_near_lists_what_there_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ", ".join(NAMES) in refused(name).mend


@pytest.mark.parametrize(
    ("text", "line", "what", "mend"),
    [
        (RECIPE.replace("title: Leaflet\nr", "titel: Leaflet\nr"), 2, "'titel'", "'title'"),
        (RECIPE + "wekes: 2\n", 7, "Unknown key 'wekes'", "'weeks'"),
        (RECIPE.replace("work:", "wrok:"), 6, "documents[0].wrok", "'work'"),
        (RECIPE.replace("posts: 0", "posts: 900"), 4, "posts must be at most 200", "900"),
        (RECIPE.partition("documents")[0], 1, "must make something", "Change"),
        (RECIPE.replace("posts: 0", "posts: 2"), 1, "needs `platforms` and `angles`", "Change"),
        (RECIPE + "carousels: [x]\n", 1, "names x, which is none of `platforms`", "Change"),
    ],
)
def test_a_mistake_is_told_at_its_line(
    tmp_path: Path, text: str, line: int, what: str, mend: str
) -> None:
    path = written(tmp_path, text)
    error = refused(path)
    assert error.where == f"{path}:{line}"
    assert what in error.what
    assert mend in error.mend


def with_item(folder: Path, scope: str, kind: str, check: str) -> Path:
    item = f"  - id: a\n    text: A.\n    scope: {scope}\n    kind: {kind}\n    check: {check}\n"
    return written(folder, RECIPE + "checklist:\n" + item)


@pytest.mark.parametrize(
    ("kind", "check", "near"),
    [("code", "has_txt", "has_text"), ("model", "sound_human", "sounds_human")],
)
def test_a_check_nobody_knows_is_refused_before_anything_is_spent(
    tmp_path: Path, kind: str, check: str, near: str
) -> None:
    path = with_item(tmp_path, "document", kind, check)
    error = refused(path)
    assert check in error.what
    assert f"Did you mean {near!r}?" in error.mend
    assert error.where == f"{path}:12"


def test_a_scope_nobody_knows_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = with_item(tmp_path, "documnt", "code", "has_text")
    error = refused(path)
    assert error.what == "checklist[0].scope cannot be 'documnt'."
    assert error.where == f"{path}:10"
    assert "Did you mean 'document'?" in error.mend


@pytest.mark.parametrize(
    ("scope", "kind", "check", "right"),
    [
        ("campaign", "code", "grounded", "post"),  # would have looked for a caption in nothing
        ("document", "code", "varied", "campaign"),
        ("document", "code", "claims_tied", "post or asset"),
        ("campaign", "model", "makes_sense", "post or asset or document"),
    ],
)
def test_a_scope_the_check_cannot_look_at_is_refused_at_its_line(
    tmp_path: Path, scope: str, kind: str, check: str, right: str
) -> None:
    path = with_item(tmp_path, scope, kind, check)
    error = refused(path)
    assert error.what == f"Checklist item a: the check {check} cannot have the scope {scope}."
    assert error.where == f"{path}:10"
    assert error.mend.startswith(f"Write `scope: {right}`")
    assert ("has_text" in error.mend) == (scope == "document")


def test_a_role_without_a_card_is_told_with_where_to_put_it(tmp_path: Path) -> None:
    path = written(tmp_path, RECIPE.replace("[copywriter]", "[copywriter, archivist]"))
    error = refused(path)
    assert "needs the role archivist" in error.what
    assert str(tmp_path) in error.where
    assert "roles/archivist.yaml" in error.mend
    written(tmp_path, "role: r\ngoal: g\nbackstory: b\n", "roles/archivist.yaml")
    assert "archivist" in Crew.load(path).cards


# -- two that run


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


def settings(server: ScriptedServer, tmp_path: Path) -> Settings:
    return settings_for(server, tmp_path / "home")


@pytest.mark.slow
def test_a_sixth_role_by_yaml_alone(server: ScriptedServer, tmp_path: Path) -> None:
    crew = Crew.load(EXAMPLES / "community-desk", settings=settings(server, tmp_path))
    run = crew.run("answer our customers like neighbours", brand=EXAMPLES / "nonnas-crust")
    campaign = run.campaign
    (guide,) = campaign.documents
    assert (guide.id, guide.role) == ("reply-guide", "community_manager")
    assert guide.text
    assert {post.platform for post in campaign.posts} == {"instagram", "facebook"}
    prompts = [call for call in run.folder.calls() if call.role == "community_manager"]
    asked = json.dumps([call.request for call in prompts])
    assert "the community manager of Nonna's Crust" in asked
    assert "Write the reply guide of Nonna's Crust" in asked


@pytest.mark.slow
def test_crewais_pair_runs_and_hands_the_first_text_to_the_second_task(
    server: ScriptedServer, tmp_path: Path
) -> None:
    crew = Crew.load(EXAMPLES / "crewai-pair", settings=settings(server, tmp_path))
    run = crew.run("sourdough for beginners", brand=EXAMPLES / "nonnas-crust")
    research, newsletter = run.campaign.documents
    assert (research.id, newsletter.id) == ("research_task", "newsletter_task")
    asked = [body["messages"] for body in server.calls]
    about = [m for m in asked if "write one short newsletter" in m[-1]["content"]]
    assert about
    assert all(research.text in messages[-1]["content"] for messages in about)
    systems = {messages[0]["content"] for messages in about}
    assert all("sourdough for beginners Content Writer" in system for system in systems)
    first = next(m for m in asked if "thorough research" in m[-1]["content"])
    assert "the current year is 20" in first[-1]["content"]
    assert "{" not in first[-1]["content"]


TOOL = '''
from pathlib import Path

def stock(query: str) -> str:
    """Say what is left on the shelf. Input: a product."""
    Path(__file__).with_name("ran").touch()
    return "Four loaves of rye are left."
'''


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A recipe whose only role brings a tool of its own."""
    folder = tmp_path / "shop"
    written(folder, RECIPE.replace("copywriter", "clerk"))
    card = "role: clerk\ngoal: g\nbackstory: b\ntools: ['shelf.py:stock']\n"
    written(folder, card, "roles/clerk.yaml")
    written(folder, TOOL, "shelf.py")
    return folder


def choosing(body: dict[str, object]) -> dict[str, str] | None:
    return {"tool": "stock", "query": "rye"} if "Which tool" in json.dumps(body) else None


@pytest.mark.slow
def test_a_tool_beside_the_recipe_runs_only_when_allowed(shop: Path, tmp_path: Path) -> None:
    with ScriptedServer(choosing) as server:
        how = settings(server, tmp_path)
        with pytest.raises(StudiocrewError) as caught:
            Crew.load(shop, settings=how).run("sell the last loaves", project="no")
        assert isinstance(caught.value, AuthorError)
        assert "--allow-tools" in caught.value.mend
        assert not (shop / "ran").exists()
        assert server.calls == []

        crew = Crew.load(shop, settings=how, allow_tools=True)
        crew.run("sell the last loaves", project="yes")
        assert (shop / "ran").exists()
        assert "Four loaves of rye are left." in json.dumps(server.calls)


@pytest.mark.slow
def test_a_tool_beside_the_cards_of_another_folder_is_found_there(
    shop: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    written(mine, (shop / "roles" / "clerk.yaml").read_text(encoding="utf-8"), "clerk.yaml")
    (shop / "shelf.py").rename(mine / "shelf.py")
    with ScriptedServer(choosing) as server:
        crew = Crew.load(shop, settings=settings(server, tmp_path), roles=mine, allow_tools=True)
        crew.run("sell the last loaves", project="mine")
    assert (mine / "ran").exists()


def test_the_recipe_contract_is_strict() -> None:
    assert Recipe.model_config.get("extra") == "forbid"
    assert Recipe.model_config.get("frozen") is True
