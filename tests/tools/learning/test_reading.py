"""Exports as they come: whose columns, whose numbers, which of our posts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studiocrew.errors import AuthorError
from tools.learning.matching import Ours, matched
from tools.learning.reading import moment, number, read_metrics

RYE = "The rye takes two days.\n\nOrder by eight, and it waits for you. #Rye"
POSTS = [
    Ours(
        "post-1", ("post-1", "demo/post-1"), "instagram", RYE, datetime(2026, 5, 4, 8, tzinfo=UTC)
    ),
    Ours("post-2", ("post-2",), "x", RYE, datetime(2026, 5, 4, 12, tzinfo=UTC)),
    Ours("post-3", ("post-3",), "x", RYE, datetime(2026, 5, 20, 12, tzinfo=UTC)),
    Ours("post-4", ("post-4",), "linkedin", "Short.", datetime(2026, 5, 9, 8, tzinfo=UTC)),
]

PLAIN = "post_id,reach,engagements\npost-1,1200,80\ndemo/post-1,1500,90\npost-9,1,1\n"
BUFFER = (
    "Date,Channel,Post Text,Impressions,Reactions,Comments,Shares,Clicks\n"
    '2026-05-04 12:00,Twitter,"The rye takes two days. Order by eight, and it waits…",'
    '"2,400",10,2,1,7\n'
)
METRICOOL = (
    "\ufeffDate;Network;Content;Reach;Likes;Comments;Saved;Interactions\r\n"
    "2026-05-09;LinkedIn;Short.;1.2K;30;4;1;40\r\n"
)


def test_a_plain_table_is_matched_by_id_and_the_last_row_counts() -> None:
    said = matched(read_metrics(PLAIN.encode()), POSTS)
    assert {key: row.reach for key, row in said.found.items()} == {"post-1": 1500}
    assert [row.line for row in said.unknown] == [4]


def test_buffers_parts_are_added_up_and_its_texts_matched_by_platform_and_day() -> None:
    (row,) = read_metrics(BUFFER.encode())
    assert (row.reach, row.engagements) == (2400, 20)
    assert list(matched([row], POSTS).found) == ["post-2"]


def test_metricools_semicolons_marks_and_thousands_are_read() -> None:
    (row,) = read_metrics(METRICOOL.encode("utf-8"))
    assert (row.reach, row.engagements, row.on) == (1200, 40, date(2026, 5, 9))
    assert list(matched([row], POSTS).found) == ["post-4"]
    (again,) = read_metrics(METRICOOL.lstrip("\ufeff").encode("utf-16"))
    assert again.reach == 1200


def test_a_text_that_two_posts_share_is_nobodys_without_a_day() -> None:
    data = "platform,text,reach\nX,The rye takes two days. Order by eight and it waits,9\n"
    said = matched(read_metrics(data.encode()), POSTS)
    assert said.found == {}
    assert len(said.unknown) == 1


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1,234", 1234), ("1.234", 1234), ("1 234 567", 1234567), ("12.5", 12.5), ("3,5", 3.5),
        ("1.2K", 1200), ("2m", 2e6), ("0", 0), ("", None), ("4.2%", None), ("-", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(said: str, value: float | None) -> None:
    assert number(said) == value


def test_only_days_that_can_be_one_day_are_read() -> None:
    assert moment("2026-05-04 12:30") == (date(2026, 5, 4), datetime(2026, 5, 4, 12, 30))
    assert moment("2026-05-04") == (date(2026, 5, 4), None)
    assert moment("2026-05-04 around noon") == (date(2026, 5, 4), None)
    assert moment("04/05/2026") == (None, None)
    assert moment("2026-13-40 x") == (None, None)


@pytest.mark.parametrize(
    ("data", "lack"),
    [
        (b"date,reach\n2026-05-04,1\n", "says which post"),
        (b"post_id,mood\npost-1,good\n", "reach or engagements"),
        (b"", "Found: nothing"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_what_it_lacks(data: bytes, lack: str) -> None:
    with pytest.raises(AuthorError, match=lack):
        read_metrics(data)


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    try:
        rows = read_metrics(data)
    except AuthorError:
        return
    assert all(row.reach is not None or row.engagements is not None for row in rows)
