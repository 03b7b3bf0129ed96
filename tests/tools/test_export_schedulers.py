"""Uploads for scheduling services: exact columns, and a linter that reads the file itself."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.contracts import Campaign
from studiocrew.errors import CallerError
from tools.export.ayrshare import ayrshare_csv
from tools.export.buffer import buffer_csv
from tools.export.ics import calendar_ics
from tools.export.lint import lint, lint_ics, public
from tools.export.outgoing import outgoing, table
from tools.export.publer import publer_csv
from tools.export.targets import target, targets

BASE = "https://cdn.example.com/spring"
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def of(campaign: Campaign, platform: str, base: str = BASE) -> list[object]:
    return [one for one in outgoing(campaign, base) if one.post.platform == platform]


def test_buffers_columns_and_times_are_as_its_article_has_them(campaign: Campaign) -> None:
    posts = of(campaign, "instagram")
    data = buffer_csv(posts, "instagram")  # pyright: ignore[reportArgumentType]
    header, first, *_ = rows(data)
    assert header == ["Text", "Image URL", "Tags", "Posting Time"]
    assert first[1].startswith(f"{BASE}/assets/")
    assert datetime.strptime(first[3], "%Y-%m-%d %H:%M")
    assert lint("buffer", data, channel="instagram", now=BEFORE) == ()
    assert rows(table(target("buffer").header("pinterest"), []))[0][-1] == "Board Name"
    assert "NOT VERIFIED" in target("buffer").label


def test_publers_twelve_columns_are_always_there(campaign: Campaign) -> None:
    data = publer_csv(of(campaign, "linkedin"), "linkedin")  # pyright: ignore[reportArgumentType]
    header, *posts = rows(data)
    assert header == [
        "Date - Intl. format or prompt",
        "Text",
        "Link(s) - Separated by comma for FB carousels",
        "Media URL(s) - Separated by comma",
        "Title - For the video, pin, PDF ..",
        "Label(s) - Separated by comma",
        "Alt text(s) - Separated by ||",
        "Comment(s) - Separated by ||",
        "Pin board, FB album, or Google category",
        "Post subtype - I.e. story, reel, PDF ..",
        "CTA - For Facebook links or Google",
        "Reminder - For stories, reels, shorts, and TikToks",
    ]
    assert posts
    assert all(len(row) == 12 for row in posts)
    assert lint("publer", data, channel="linkedin", now=BEFORE) == ()
    assert target("publer").verified


def test_ayrshares_times_are_utc_and_platforms_by_its_names(campaign: Campaign) -> None:
    data = ayrshare_csv(outgoing(campaign, BASE))
    header, *posts = rows(data)
    assert header == ["post", "platforms", "mediaUrls", "scheduleDate"]
    when = {entry.starts_at.astimezone(UTC) for entry in campaign.calendar}
    assert {datetime.fromisoformat(row[3]) for row in posts} <= when
    assert lint("ayrshare", data, now=BEFORE) == ()


def test_a_caption_arrives_as_it_was_written(campaign: Campaign) -> None:
    """No cell is made harmless for a spreadsheet: the apostrophe would be published."""
    mention = campaign.posts[0].model_copy(update={"caption": '@rosa, "slow" bread\n\n=1+1'})
    changed = campaign.model_copy(update={"posts": (mention, *campaign.posts[1:])})
    texts = [row[0] for row in rows(ayrshare_csv(outgoing(changed, BASE)))]
    assert any(text.startswith('@rosa, "slow" bread\n\n=1+1') for text in texts)


def test_a_picture_nobody_can_fetch_is_refused(campaign: Campaign) -> None:
    data = buffer_csv(of(campaign, "instagram", ""), "instagram")  # pyright: ignore[reportArgumentType]
    assert "without a picture" in str(lint("buffer", data, channel="instagram")[0])
    here = "http://localhost:8000"
    data = buffer_csv(of(campaign, "instagram", here), "instagram")  # pyright: ignore[reportArgumentType]
    assert "not a public address" in str(lint("buffer", data, channel="instagram")[0])


@pytest.mark.parametrize(
    ("url", "is_public"),
    [
        ("https://cdn.example.com/a.png", True),
        ("http://93.184.216.34/a.png", True),
        ("https://192.168.1.4/a.png", False),
        ("https://nas.local/a.png", False),
        ("https://intranet/a.png", False),
        ("file:///a.png", False),
        ("https://cdn.example.com/a b.png", False),
        ("https://[::1]/a.png", False),
        ("https://cdn.example.com:99999/a.png", False),
    ],
)
def test_which_addresses_a_service_can_fetch(url: str, is_public: bool) -> None:
    assert public(url) is is_public


GOOD = ["Rye.", "twitter", "https://a.example.com/b.png", "2027-05-01T10:00:00Z"]


@pytest.mark.parametrize(
    ("row", "flaw"),
    [
        (["", "twitter", "", GOOD[3]], "Neither text nor picture"),
        (["Rye.", "myspace", "", GOOD[3]], "no platform myspace"),
        (["Rye.", "", "", GOOD[3]], "No platform is named"),
        (["Rye.", "instagram", "", GOOD[3]], "without a picture"),
        (["Rye.", "youtube", GOOD[2], GOOD[3]], "takes films"),
        (["Rye." * 90, "twitter", "", GOOD[3]], "360 of 280"),
        (["Rye.", "twitter", "", "2027-05-01 10:00"], "not written like 2026-12-24T12:00:00Z"),
        (["Rye.", "twitter", "", "2025-05-01T10:00:00Z"], "is past"),
        (["Rye.", "twitter", ""], "3 cells, 4 columns"),
        (GOOD, "same words as line 2"),
    ],
)
def test_what_ayrshare_would_refuse_is_told_by_line(row: list[str], flaw: str) -> None:
    data = table(target("ayrshare").columns, [GOOD, row])
    found = lint("ayrshare", data, now=BEFORE)
    assert any(one.line == 3 and flaw in one.what for one in found), found


def test_a_file_that_is_not_one_is_refused_whole() -> None:
    assert "exactly" in str(lint("buffer", b"text,image url,tags,posting time\r\n")[0])
    assert "no post" in str(lint("buffer", table(target("buffer").columns, []))[0])
    assert "UTF-8" in str(lint("buffer", b"\xff\xfeT")[0])
    many = [["Rye.", "", "", "2027-05-01 10:00"]] * 101
    assert "takes 100" in str(lint("buffer", table(target("buffer").columns, many), channel="x")[0])
    with pytest.raises(CallerError, match="no export for 'bufer'"):
        target("bufer")


def test_every_format_says_where_it_is_known_from() -> None:
    assert {name: one.verified for name, one in targets().items()} == {
        "buffer": False,
        "publer": True,
        "ayrshare": True,
    }


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80),
    st.datetimes(datetime(2026, 1, 2), datetime(2030, 1, 1)),
    st.sampled_from(["Europe/Rome", "America/New_York", "Asia/Kathmandu"]),
)
def test_what_is_written_is_read_back(text: str, at: datetime, zone: str) -> None:
    moment = at.replace(tzinfo=ZoneInfo(zone), second=0, microsecond=0)
    said = moment.astimezone(UTC).strftime(target("ayrshare").time)
    data = table(target("ayrshare").columns, [[text, "twitter", "", said]])
    assert rows(data)[1] == [text, "twitter", "", said]
    late = [one for one in lint("ayrshare", data, now=moment) if "past" in one.what]
    early = lint("ayrshare", data, now=moment - timedelta(minutes=1))
    assert late
    assert not [one for one in early if "past" in one.what]


def test_a_calendar_file_is_judged_too(campaign: Campaign) -> None:
    data = calendar_ics(campaign)
    assert lint_ics(data) == ()
    assert "CRLF" in str(lint_ics(data.replace(b"\r\n", b"\n"))[0])
    assert "octets" in str(lint_ics(data.replace(b"\r\n ", b""))[0])
    empty = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
    assert "no event" in str(lint_ics(empty)[0])
    assert "no calendar" in str(lint_ics(b"Rye.")[0])
