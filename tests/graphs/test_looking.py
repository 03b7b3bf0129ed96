"""A vision model is shown each picture once, and answers every statement of the checklist."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from crews.run import Run
from studiocrew.contracts import ChecklistItem
from studiocrew.testing import ScriptedServer, faithful

Start = Callable[..., Run]

ITEMS = ("One thing is seen first.", "No letter is cut off.")


def answers(body: dict[str, Any]) -> str:
    """Of pictures: the first statement holds and the second does not."""
    content = next(m["content"] for m in body["messages"] if m["role"] == "user")
    if isinstance(content, str):
        return faithful(body)
    return json.dumps(
        {
            "s1": {"evidence": "The headline fills the upper half.", "holds": True},
            "s2": {"evidence": "The g of “baking” loses its tail.", "holds": False},
        }
    )


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(answers, models=("scripted", "seer")) as server:
        yield server


def checklist(severity: str = "warn") -> dict[str, Any]:
    return {
        "checklist": tuple(
            ChecklistItem.model_validate(
                {
                    "id": f"see-{n}",
                    "text": text,
                    "scope": "asset",
                    "kind": "model",
                    "check": "seen",
                    "severity": severity,
                }
            )
            for n, text in enumerate(ITEMS, 1)
        )
    }


def shown(server: ScriptedServer) -> list[dict[str, Any]]:
    return [body for body in server.calls if "image_url" in json.dumps(body["messages"])]


def test_every_item_is_judged_with_evidence_from_one_look(
    start: Start, server: ScriptedServer
) -> None:
    made = start(recipe=checklist(), settings={"crew_vision_model": "seer"})
    campaign = made.campaign
    looks = shown(server)
    assert len(looks) == len(campaign.assets)
    assert {body["model"] for body in looks} == {"seer"}
    seen = {(c.item, c.target_id): c for c in campaign.checks}
    assert len(seen) == 2 * len(campaign.assets)
    for asset in campaign.assets:
        assert seen["see-1", asset.id].passed
        verdict = seen["see-2", asset.id]
        assert (verdict.passed, verdict.kind) == (False, "model")
        assert verdict.evidence == "The g of “baking” loses its tail."


def test_the_picture_and_the_frozen_words_are_what_is_sent(
    start: Start, server: ScriptedServer
) -> None:
    start(recipe=checklist(), settings={"crew_vision_model": "seer"})
    text, picture = next(m for m in shown(server)[0]["messages"] if m["role"] == "user")["content"]
    assert all(item in text["text"] for item in ITEMS)
    kind, _, data = picture["image_url"]["url"].partition(";base64,")
    assert kind == "data:image/jpeg"
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.format == "JPEG"


def test_without_a_vision_model_nobody_claims_to_have_looked(
    start: Start, server: ScriptedServer
) -> None:
    made = start(recipe=checklist())
    assert shown(server) == []
    assert made.campaign.checks == ()
    assert len(made.campaign.checklist) == 2


def test_a_look_is_kept_in_the_journal_and_costs_no_megabyte_of_tokens(
    start: Start, server: ScriptedServer
) -> None:
    made = start(recipe=checklist(), settings={"crew_vision_model": "seer"})
    with made.folder.journal() as journal:
        looks = [call for call in journal.calls() if call.slot.startswith("look.")]
    assert len(looks) == len(made.campaign.assets)
    assert all("data:image/jpeg;base64," in call.request for call in looks)
    assert all(call.prompt_tokens < 3000 for call in looks)
