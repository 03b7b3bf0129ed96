import csv
import errno
import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from studiocrew.contracts import Campaign, Post
from studiocrew.errors import AuthorError, CallerError, StoreError
from tools.export import load_campaign, write_campaign
from tools.export.folder import file_names
from tools.export.ics import calendar_ics
from tools.export.schema import PATH, campaign_schema, schema_text
from tools.export.sheet import COLUMNS, calendar_csv
from tools.export.texts import captions_markdown
from tools.platforms import compose

HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' & ```` =1+1 \\n ;,\r\nnext"


def with_caption(campaign: Campaign, caption: str) -> Campaign:
    """The first post says something else."""
    first = campaign.posts[0].model_copy(update={"caption": caption})
    return campaign.model_copy(update={"posts": (first, *campaign.posts[1:])})


# The folder


def test_everything_the_contract_names_is_written(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "a" / "out"
    written = write_campaign(campaign, pictures, out)
    assert [p.relative_to(out).as_posix() for p in written] == file_names(campaign)
    assert sorted(p for p in out.rglob("*") if p.is_file()) == sorted(written)
    assert written[-1].name == "campaign.json"
    for asset in campaign.assets:
        assert (out / asset.path).read_bytes() == pictures[asset.sha256].read_bytes()
    assert [p.name for p in out.parent.iterdir()] == ["out"]


def test_a_campaign_comes_back_as_it_was(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    hostile = with_caption(campaign, HOSTILE)
    write_campaign(hostile, pictures, tmp_path / "out")
    assert load_campaign(tmp_path / "out") == hostile
    assert load_campaign(tmp_path / "out" / "campaign.json") == hostile


def test_writing_twice_gives_the_same_bytes(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    first = [p.read_bytes() for p in write_campaign(campaign, pictures, tmp_path / "one")]
    assert first == [p.read_bytes() for p in write_campaign(campaign, pictures, tmp_path / "two")]


def test_an_old_campaign_is_replaced_and_other_files_stay(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_campaign(campaign, pictures, out)
    (out / "notes.txt").write_text("mine")
    (out / "assets" / "mine.png").write_text("mine")
    kept = campaign.assets[:2]
    smaller = campaign.model_copy(update={"assets": kept, "documents": ()})
    write_campaign(smaller, pictures, out)
    assert (out / "notes.txt").read_text() == "mine"
    names = {p.name for p in (out / "assets").iterdir()}
    assert names == {"mine.png", *(Path(asset.path).name for asset in kept)}
    assert not (out / "documents" / "reply-guide.md").exists()


def test_a_foreign_folder_loses_nothing(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "campaign.json").write_text('{"not": "ours"}')
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "photo.png").write_text("mine")
    write_campaign(campaign, pictures, tmp_path)
    assert (tmp_path / "assets" / "photo.png").read_text() == "mine"


@pytest.mark.parametrize("name", ["../x.png", "assets/../../x.png", "/x.png", "assets/.x.png", "x"])
def test_names_that_lead_elsewhere_are_refused(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path, name: str
) -> None:
    bad = campaign.assets[0].model_copy(update={"path": name})
    with pytest.raises(CallerError):
        write_campaign(campaign.model_copy(update={"assets": (bad,)}), pictures, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_link_out_of_the_folder_is_refused(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "assets").symlink_to(elsewhere)
    with pytest.raises(AuthorError):
        write_campaign(campaign, pictures, out)
    assert not list(elsewhere.iterdir())
    assert [p.name for p in out.iterdir()] == ["assets"]


def test_a_full_disk_leaves_the_old_campaign_alone(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write_campaign(campaign, pictures, out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="disk is full"):
        write_campaign(with_caption(campaign, "new"), pictures, out)
    assert load_campaign(out) == campaign
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_missing_changed_and_broken_pictures_are_said(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="missing"):
        write_campaign(campaign, {}, tmp_path / "out")
    other = tmp_path / "other.png"
    other.write_bytes(b"no picture")
    with pytest.raises(StoreError, match="changed"):
        write_campaign(campaign, dict.fromkeys(pictures, other), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_one_name_for_two_pictures_is_refused(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    first, second = campaign.assets[:2]
    same = second.model_copy(update={"path": first.path})
    with pytest.raises(CallerError, match="Two different"):
        write_campaign(
            campaign.model_copy(update={"assets": (first, same)}), pictures, tmp_path / "out"
        )


def test_the_output_may_not_be_a_file(
    campaign: Campaign, pictures: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(CallerError):
        write_campaign(campaign, pictures, tmp_path / "out")


# campaign.json


def test_the_shipped_schema_is_up_to_date() -> None:
    assert PATH.read_text("utf-8") == schema_text(), "run python -m tools.export.schema"


def test_what_we_write_fits_the_shipped_schema(campaign: Campaign) -> None:
    schema = campaign_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(campaign.schema_version)
    data = json.loads(campaign.model_dump_json())
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"extra": 1}, schema)


def other_version(text: str) -> str:
    return text.replace('"schema_version": "1.0"', '"schema_version": "2.0"')


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda _: "{", "not JSON"),
        (lambda _: "[]", "schema version"),
        (other_version, '"2.0"'),
        (lambda text: text.replace('"goal"', '"gaol"', 1), "gaol|goal"),
        (lambda text: text.replace('"confidence": 0.6', '"confidence": 6'), "confidence"),
    ],
)
def test_a_campaign_that_does_not_fit_is_explained(
    campaign: Campaign, tmp_path: Path, edit: Callable[[str], str], said: str
) -> None:
    path = tmp_path / "campaign.json"
    path.write_text(edit(campaign.model_dump_json(indent=2)), "utf-8")
    with pytest.raises(AuthorError, match=said) as caught:
        load_campaign(path)
    assert caught.value.mend
    assert caught.value.where == str(path)


def test_no_campaign_at_all_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        load_campaign(tmp_path)


# calendar.ics


def parsed(campaign: Campaign) -> list[dict[str, object]]:
    events = Calendar.from_ical(calendar_ics(campaign)).walk("VEVENT")
    return [{key.lower(): event.decoded(key) for key in event} for event in events]


def test_the_calendar_parses_back(campaign: Campaign) -> None:
    events = parsed(campaign)
    made = campaign.provenance.finished_at
    posts = {post.id: post for post in campaign.posts}
    assert len(events) == len(campaign.calendar)
    for entry, event in zip(campaign.calendar, events, strict=True):
        assert event["uid"] == entry.uid
        assert event["dtstart"] == entry.starts_at
        assert str(event["dtstart"].tzinfo) == "Europe/Rome"
        assert event["dtstamp"] == made
        assert event["description"] == compose(posts[entry.post_id])
    assert b"BEGIN:VTIMEZONE" in calendar_ics(campaign)


def test_an_unknown_timezone_keeps_the_moment(campaign: Campaign) -> None:
    brief = campaign.brief.model_copy(update={"timezone": "Mars/Olympus"})
    events = parsed(campaign.model_copy(update={"brief": brief}))
    assert [e["dtstart"] for e in events] == [e.starts_at for e in campaign.calendar]


def test_no_calendar_is_still_a_calendar(campaign: Campaign) -> None:
    assert parsed(campaign.model_copy(update={"calendar": ()})) == []


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(st.characters(codec="utf-8"), max_size=120))
def test_lines_fold_at_75_octets_and_text_survives(
    campaign: Campaign, caption: str, title: str
) -> None:
    first = campaign.calendar[0].model_copy(update={"title": title})
    changed = with_caption(campaign, caption).model_copy(update={"calendar": (first,)})
    data = calendar_ics(changed)
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no character is split
    (event,) = parsed(changed)
    said = str(event.get("description", ""))
    assert visible(said) == visible(compose(changed.posts[0]))


def visible(text: str) -> str:
    """Without controls, which TEXT may not hold, and with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127))


@settings(max_examples=30)
@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.text(max_size=40))
def test_uids_do_not_move_when_posts_do(campaign: Campaign, shift: timedelta, caption: str) -> None:
    later = tuple(
        e.model_copy(update={"starts_at": e.starts_at + shift}) for e in campaign.calendar
    )
    moved = with_caption(campaign, caption).model_copy(update={"calendar": later})
    uids = {event["uid"] for event in parsed(moved)}
    assert uids == {event["uid"] for event in parsed(campaign)}
    assert len(uids) == len(campaign.calendar)


# calendar.csv and captions.md


def rows(campaign: Campaign) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(calendar_csv(campaign).decode("utf-8-sig"))))


def test_the_sheet_has_a_row_per_entry(campaign: Campaign) -> None:
    made = rows(campaign)
    assert tuple(made[0]) == COLUMNS
    assert [row["post_id"] for row in made] == [entry.post_id for entry in campaign.calendar]
    assert (made[0]["date"], made[0]["time"], made[0]["timezone"]) == (
        "2026-11-24",
        "12:00",
        "Europe/Rome",
    )
    assert made[0]["text"] == compose(campaign.posts[0])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(campaign: Campaign, start: str) -> None:
    entry = campaign.calendar[0].model_copy(update={"title": f"{start}cmd|' /C calc'!A0"})
    (row,) = rows(campaign.model_copy(update={"calendar": (entry,)}))
    assert row["title"].startswith("'")


def test_captions_can_be_copied_whole(campaign: Campaign) -> None:
    text = captions_markdown(with_caption(campaign, HOSTILE))
    assert "`````text\n" in text  # longer than the four backticks inside
    for post in campaign.posts[1:]:
        assert f"```text\n{compose(post)}\n```" in text
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == list(dict.fromkeys(headings))
    assert "Instagram" in headings


def test_unscheduled_posts_and_unknown_platforms_come_last_but_come(campaign: Campaign) -> None:
    stray = Post(id="stray", platform="town_crier", caption="Hear ye")
    text = captions_markdown(campaign.model_copy(update={"posts": (stray, *campaign.posts)}))
    assert text.index("Town Crier") > text.index("Bluesky")
    assert "Not scheduled (stray)" in text


def test_times_are_told_in_the_campaigns_timezone(campaign: Campaign) -> None:
    post = campaign.posts[0].model_copy(
        update={"scheduled_at": datetime(2026, 11, 24, 11, 0, tzinfo=UTC)}
    )
    one = campaign.model_copy(update={"posts": (post,), "calendar": ()})
    assert "### Tue 24 November 2026, 12:00 (post-1)" in captions_markdown(one)
