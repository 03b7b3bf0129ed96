"""The graph as it is drawn: a change of the machine is a change of this picture."""

from pathlib import Path

from graphs.build import STAGES, build

SNAPSHOT = Path(__file__).with_name("snapshots") / "machine.mermaid"


def test_the_machine_is_drawn_as_before() -> None:
    drawn = build().compile().get_graph().draw_mermaid()
    assert drawn == SNAPSHOT.read_text(encoding="utf-8"), f"if you meant it, write {SNAPSHOT}"


def test_every_stage_is_a_node() -> None:
    assert tuple(name for name in build().nodes if not name.startswith("__")) == STAGES
