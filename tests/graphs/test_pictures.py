"""Pictures in a whole campaign: one for each card, asked for once, and none without a backend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crews.crew import resume
from crews.run import Run
from graphs.makers.picture import PHOTO_FAMILY
from studiocrew.events import Event
from studiocrew.settings import Settings
from studiocrew.testing import Fault, ScriptedServer
from tools.images.setup import close_workers
from tools.provenance.source_types import COMPOSITE_WITH_TRAINED

Start = Callable[..., Run]
PICTURES = {"images": "openai:painter", "images_price": 0.04}


@pytest.fixture(autouse=True)
def _workers() -> Iterator[None]:
    yield
    close_workers()


@pytest.mark.parametrize("profile", ["large", "small"])
def test_each_card_gets_its_picture(start: Start, server: ScriptedServer, profile: str) -> None:
    run = start(settings={"crew_profile": profile, **PICTURES})
    cards = [asset for asset in run.campaign.assets if asset.kind == "card"]
    assert len(server.pictures) == len(cards) == 6
    for card in cards:
        assert card.source_type == COMPOSITE_WITH_TRAINED
        assert card.made_by.endswith("picture by painter")
    for body in server.pictures:
        assert not re.search(r"[\d\"“”]|corner|oven", body["prompt"], re.IGNORECASE)
        assert re.search("empty and even in tone|space around it", body["prompt"])
    assert len({body["prompt"] for body in server.pictures}) > 1
    assert {part.part for card in cards for part in card.making.parts} >= {"image"}
    spent = [call for call in run.folder.calls() if call.slot.endswith(".picture")]
    booked = [call for call in spent if call.money]
    assert len(booked) == 6
    assert run.campaign.usage.money == pytest.approx(0.24)


def test_what_was_made_is_not_made_again(
    start: Start, server: ScriptedServer, settings: Settings
) -> None:
    run = start(settings=PICTURES)
    for path in run.folder.folder.glob("state.db*"):
        path.unlink()  # all of the run again, from the journal and the shelf
    again = resume("bakery", settings=Settings(**{**settings.model_dump(), **PICTURES}))
    assert len(server.pictures) == 6
    assert [a.sha256 for a in again.campaign.assets] == [a.sha256 for a in run.campaign.assets]


def test_without_a_picture_the_layout_stands_alone(
    start: Start, server: ScriptedServer, told: list[Event]
) -> None:
    server.script_pictures([Fault.failing(400, "will not")] * 6)
    run = start(settings=PICTURES)
    cards = [asset for asset in run.campaign.assets if asset.kind == "card"]
    assert COMPOSITE_WITH_TRAINED not in {card.source_type for card in cards}
    assert not [p for c in cards if c.making for p in c.making.parts if p.part == "image"]
    warned = [event.text for event in told if "No picture for" in event.text]
    assert len(warned) == 6
    assert [post.status for post in run.campaign.posts] == ["ready"] * 6


def test_without_a_backend_nothing_is_asked(start: Start, server: ScriptedServer) -> None:
    run = start()
    assert not server.pictures
    slots = {call.slot for call in run.folder.calls()}
    assert not [slot for slot in slots if ".picture" in slot]


@pytest.mark.torch
def test_a_pipeline_in_a_folder_makes_them_too(start: Start, tmp_path: Path) -> None:
    pytest.importorskip("diffusers")
    from studiocrew.testing import pipelines

    pipelines.stable_diffusion().save_pretrained(tmp_path / "model")
    run = start(
        settings={
            "images": f"diffusers:{tmp_path / 'model'}",
            "images_pixels": 64 * 64,
            "images_steps": 2,
        }
    )
    cards = [asset for asset in run.campaign.assets if asset.kind == "card"]
    assert {card.source_type for card in cards} == {COMPOSITE_WITH_TRAINED}
    images = [card.making.parts[-1] for card in cards if card.making]
    assert len({image.seed for image in images}) == 6
    assert all(image.revision.startswith("files-") for image in images)


def test_the_photo_family_is_the_layouts() -> None:
    from tools.layout import templates_in

    assert templates_in(PHOTO_FAMILY)
