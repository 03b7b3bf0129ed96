"""A card's other formats lie beside its PNG, and leave with it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from studiocrew.contracts import Campaign
from studiocrew.errors import StoreError
from studiocrew.settings import Settings
from tools.export import write_campaign


def test_a_pdf_is_written_beside_the_picture_and_removed_with_it(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    drawn = tmp_path / "drawn.pdf"
    drawn.write_bytes(b"%PDF-1.7 a drawing")
    sha = hashlib.sha256(drawn.read_bytes()).hexdigest()
    first, *rest = campaign.assets
    more = campaign.model_copy(
        update={"assets": (first.model_copy(update={"also": {"pdf": sha}}), *rest)}
    )
    out, name = tmp_path / "out", f"{first.path.removesuffix('.png')}.pdf"
    with pytest.raises(StoreError, match=first.id):
        write_campaign(more, pictures, out)
    write_campaign(more, {**pictures, sha: drawn}, out)
    assert (out / name).read_bytes() == drawn.read_bytes()
    assert (out / first.path).is_file()
    write_campaign(campaign, pictures, out)
    assert not (out / name).exists()


def test_formats_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREW_FORMATS", "png, pdf,svg")
    assert Settings().formats == ("png", "pdf", "svg")
