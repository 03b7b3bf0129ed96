"""Role cards: ours, CrewAI's, what is filled in, and every mistake at its line."""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.card import RoleCard, fill, placeholders_in
from roles.loader import SHIPPED, WITHOUT_EFFECT, load_cards, read_cards
from studiocrew.errors import AuthorError

CARD = "role: a writer\ngoal: To write.\nbackstory: Has written.\n"
EXAMPLES = Path(__file__).parents[2] / "examples"


def written(folder: Path, text: str, name: str = "writer.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, **how: list[str]) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        read_cards(path, **how)
    return caught.value


# -- ours


def test_the_crew_is_shipped() -> None:
    assert set(load_cards()) == {
        "strategist",
        "researcher",
        "copywriter",
        "art_director",
        "qa_reviewer",
    }


@pytest.mark.parametrize("card", load_cards().values(), ids=lambda card: card.id)
def test_a_shipped_card_leaves_a_small_model_room_for_the_work(card: RoleCard) -> None:
    words = f"{card.role} {card.goal} {card.backstory}".split()
    assert len(words) <= 45  # about 60 tokens
    assert not placeholders_in(" ".join(words))


def test_the_file_names_the_role(tmp_path: Path) -> None:
    (card,) = read_cards(written(tmp_path, CARD, "community_manager.yaml"))
    assert card.id == "community_manager"
    assert card.role == "a writer"


def test_everything_a_card_can_say(tmp_path: Path) -> None:
    more = "id: scribe\ntools: [brand_memory]\nproduces: document\ntemperature: 0.2\n"
    more += "memory: {read: [fact, voice], write: [post]}\n"
    (card,) = read_cards(written(tmp_path, CARD + more))
    assert (card.id, card.tools, card.produces) == ("scribe", ("brand_memory",), "document")
    assert card.memory.read == ("fact", "voice")
    assert card.temperature == 0.2


@pytest.mark.parametrize(
    ("text", "line", "what", "mend"),
    [
        (CARD + "temprature: 1\n", 4, "Unknown key 'temprature'", "'temperature'"),
        (CARD + "memory: {raed: [fact]}\n", 4, "Unknown key 'memory.raed'", "'read'"),
        (CARD + "verbose: true\n", 4, "Unknown key 'verbose'", "Valid here"),
        (CARD + "temperature: 3\n", 4, "temperature must be at most 2", "3"),
        (CARD + "id: a/b\n", 4, "id cannot be 'a/b'", "match"),
        ("role: a writer\ngoal: To write.\n", 1, "'backstory' is missing", "Add"),
        (CARD.replace("a writer", ""), 1, "role is empty", "Write something"),
        ("", None, "no role in this file", "`role`"),
    ],
)
def test_a_mistake_in_a_card(
    tmp_path: Path, text: str, line: int | None, what: str, mend: str
) -> None:
    path = written(tmp_path, text)
    error = refused(path)
    assert error.where == (f"{path}:{line}" if line else str(path))
    assert what in error.what
    assert mend in error.mend


def test_a_file_name_that_is_no_id_is_refused(tmp_path: Path) -> None:
    assert "id cannot be '.writer'" in refused(written(tmp_path, CARD, ".writer.yaml")).what


def test_later_cards_win(tmp_path: Path) -> None:
    written(tmp_path, CARD, "copywriter.yaml")
    assert load_cards(tmp_path)["copywriter"].role == "a writer"


def test_two_cards_of_one_role_in_one_folder_are_a_mistake(tmp_path: Path) -> None:
    written(tmp_path, CARD, "a.yaml")
    written(tmp_path, CARD + "id: a\n", "b.yml")
    with pytest.raises(AuthorError, match="'a' has two cards"):
        load_cards(tmp_path)


def test_a_card_may_name_its_model(tmp_path: Path) -> None:
    [card] = read_cards(written(tmp_path, CARD + "model: big-one\n"))
    assert card.model == "big-one"


# -- CrewAI's


AGENTS = """\
researcher:
  role: >
    {topic} Senior Researcher
  goal: >
    Uncover developments in {topic}
  backstory: >
    You're a seasoned researcher.
writer:
  role: Writer
  goal: Write
  backstory: Writes
"""


def test_crewais_agents_load_as_they_stand(tmp_path: Path) -> None:
    researcher, writer = read_cards(written(tmp_path, AGENTS, "agents.yaml"))
    assert (researcher.id, writer.id) == ("researcher", "writer")
    assert researcher.role == "{topic} Senior Researcher"


@pytest.mark.parametrize("key", sorted(WITHOUT_EFFECT))
def test_a_key_of_crewais_without_effect_is_told_and_never_dropped_silently(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    path = written(tmp_path, AGENTS + f"  {key}: 1\n", "agents.yaml")
    with caplog.at_level(logging.WARNING, "studiocrew.roles"):
        read_cards(path)
    assert f"{path}:12: writer.{key} has no effect: {WITHOUT_EFFECT[key]}" in caplog.text


def test_crewais_own_fields_are_all_known() -> None:
    """Every key that crewai documents for a YAML file is ours, honoured or told."""
    import_module("roles._crewai")  # which imports crewai without leaving files at home
    documented = import_module("crewai.project.crew_base").AgentConfig.__annotations__
    assert set(documented) <= WITHOUT_EFFECT.keys() | set(RoleCard.model_fields)


def test_a_key_nobody_knows_is_a_mistake_in_crewais_file_too(tmp_path: Path) -> None:
    path = written(tmp_path, AGENTS + "  backstroy: x\n", "agents.yaml")
    error = refused(path)
    assert error.where == f"{path}:12"
    assert "Unknown key 'writer.backstroy'" in error.what
    assert "'backstory'" in error.mend


def test_our_keys_may_be_added_to_crewais_file(tmp_path: Path) -> None:
    text = AGENTS + "  memory: {read: [fact]}\n  temperature: 0.1\n  tools:\n"
    writer = read_cards(written(tmp_path, text, "agents.yaml"))[1]
    assert writer.memory.read == ("fact",)
    assert writer.temperature == 0.1
    assert writer.tools == ()


def test_an_agent_that_is_no_mapping(tmp_path: Path) -> None:
    path = written(tmp_path, AGENTS + "editor: somebody\n", "agents.yaml")
    error = refused(path)
    assert error.where == f"{path}:12"
    assert "'editor' must be a mapping" in error.what


# -- placeholders


def test_a_placeholder_nobody_fills_is_found_at_its_very_line(tmp_path: Path) -> None:
    text = (
        "role: the host of {brand}\ngoal: Answer.\nbackstory: |\n  One line.\n  For {audiense}.\n"
    )
    path = written(tmp_path, text)
    error = refused(path, placeholders=["brand", "audience", "topic"])
    assert error.where == f"{path}:5"
    assert "{audiense}" in error.what
    assert error.mend == "Did you mean '{audience}'? Known: {audience}, {brand}, {topic}."


def test_braces_that_hold_no_name_are_text() -> None:
    text = 'Answer {"a": 1} or {} or {1}.'
    assert fill(text, {}, "x") == text


@given(
    st.text(),
    st.dictionaries(
        st.from_regex(r"[A-Za-z_][\w-]{0,8}", fullmatch=True).filter(str.isascii), st.text()
    ),
)
def test_filling_fills_every_name_once(text: str, values: dict[str, str]) -> None:
    template = text.replace("{", "").replace("}", "") + "".join(f"{{{name}}}" for name in values)
    filled = fill(template, values, "x")
    assert filled == text.replace("{", "").replace("}", "") + "".join(values.values())


def test_the_example_role_needs_no_python() -> None:
    cards = load_cards(EXAMPLES / "community-desk" / "roles", placeholders=["brand"])
    assert cards["community_manager"].produces == "document"


def test_shipped_cards_lie_where_a_wheel_puts_them() -> None:
    assert SHIPPED.is_dir()
