"""The journal: nothing is lost, nothing silently recreated, nothing secret kept."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studiocrew.errors import StoreError
from studiocrew.journal import Journal, Outcome, Sent

NOW = datetime(2031, 5, 6, 9, tzinfo=UTC)


def sent(key: str = "k", role: str = "copywriter") -> Sent:
    request = '{"messages": [{"role": "user", "content": "Hello?"}]}'
    return Sent(key, "post-1", role, "model", request)


def test_a_call_is_there_before_its_answer_and_found_only_after(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        call_id = journal.begin(sent(), at=NOW)
        assert [call.status for call in journal.calls()] == ["asked"]
        assert journal.find("k") is None
        journal.finish(call_id, Outcome("answered", "{raw}", "text", prompt_tokens=3), at=NOW)
        found = journal.find("k")
    assert found is not None
    assert (found.text, found.response, found.prompt_tokens) == ("text", "{raw}", 3)
    assert found.messages == [{"role": "user", "content": "Hello?"}]
    assert found.finished_at == "2031-05-06T09:00:00+00:00"


def test_failures_are_kept_but_are_no_outcome(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        for status in ("failed", "rejected", "cancelled"):
            journal.finish(journal.begin(sent(), at=NOW), Outcome(status), at=NOW)
        assert journal.find("k") is None
        assert len(list(journal.calls())) == 3


def test_the_last_outcome_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        for outcome in (Outcome("malformed"), Outcome("answered", text="better")):
            journal.finish(journal.begin(sent(), at=NOW), outcome, at=NOW)
        found = journal.find("k")
    assert found is not None
    assert found.text == "better"


def test_what_was_written_survives_without_closing(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    first = Journal(path)
    first.finish(first.begin(sent(), at=NOW), Outcome("answered", text="kept"), at=NOW)
    with Journal(path) as second:
        found = second.find("k")
    first.close()
    assert found is not None
    assert found.text == "kept"


def test_spending_is_summed_by_role(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        assert journal.spent() == {}
        for role, tokens in (("a", 1), ("b", 2), ("a", 3)):
            call_id = journal.begin(sent(role=role), at=NOW)
            journal.finish(call_id, Outcome("failed", prompt_tokens=tokens, money=0.5), at=NOW)
        spent = journal.spent()
    assert (spent["a"].calls, spent["a"].prompt_tokens, spent["a"].money) == (2, 4, 1.0)
    assert spent["b"].prompt_tokens == 2


def test_many_calls_come_back_in_order(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        for number in range(450):
            journal.begin(sent(str(number)), at=NOW)
        assert [call.key for call in journal.calls()] == [str(n) for n in range(450)]


def test_threads_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:

        def write(name: int) -> None:
            for number in range(20):
                call_id = journal.begin(sent(f"{name}-{number}"), at=NOW)
                journal.finish(call_id, Outcome("answered"), at=NOW)

        threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(call.status == "answered" for call in journal.calls()) == 80


def test_what_is_to_be_hidden_is_never_written(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        journal.keep_out(lambda text: text.replace("canary", "[hidden]"))
        call_id = journal.begin(Sent("k", "s", "r", "m", '{"messages": "canary"}'), at=NOW)
        journal.finish(call_id, Outcome("failed", "canary", "canary", "canary"), at=NOW)
    assert not [p for p in tmp_path.iterdir() if b"canary" in p.read_bytes()]


def _garbage(path: Path) -> None:
    path.write_bytes(b"this is not a database at all" * 99)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _overwritten(path: Path) -> None:
    with Journal(path) as journal:
        for number in range(300):
            journal.begin(sent(str(number)), at=NOW)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    path.write_bytes(data)


def _foreign(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE calls (id)")
    db.close()


def _newer(path: Path) -> None:
    Journal(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize("damage", [_garbage, _empty, _overwritten, _foreign, _newer])
def test_a_damaged_file_is_noticed_and_left_as_it_is(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "calls.db"
    damage(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(StoreError, match="kept as it is"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_full_disk_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    with Journal(tmp_path / "calls.db") as journal:
        journal.begin(sent("before"), at=NOW)
        journal._db.execute("PRAGMA max_page_count = 1")  # the file may grow no more
        big = Sent("k", "s", "r", "m", "x" * 200_000)
        with pytest.raises(StoreError, match="crew resume"):
            journal.begin(big, at=NOW)
        assert [call.key for call in journal.calls()] == ["before"]
        journal._db.execute("PRAGMA max_page_count = 100000")
        journal.begin(big, at=NOW)


def test_no_half_made_file_is_left_where_none_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError):
        Journal(tmp_path / "file" / "calls.db")
