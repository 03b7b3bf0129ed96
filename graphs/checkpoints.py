"""Checkpoints in one SQLite file: plain data, noticed when damaged, refused when forged."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studiocrew.databases import disk_refuses
from studiocrew.errors import StoreError

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

PLAIN = ("null", "empty", "bytes", "msgpack")
"""Encodings a checkpoint may have. "json" and "pickle" can name code, and we write neither."""

OURS = {("langgraph.types", "Send"), ("langgraph.types", "Interrupt")}
"""The only objects in our checkpoints that are not plain data: LangGraph's own notes."""


@asynccontextmanager
async def checkpoints(database: Path) -> AsyncGenerator[AsyncSqliteSaver]:
    """LangGraph's saver on `database`.

    Raises `StoreError` for a damaged file, which is kept as it is, for a full disk, and for a
    checkpoint that holds anything but data. Whatever fails inside the block fails the same way.
    """
    import aiosqlite
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    with _told(database):
        async with aiosqlite.connect(database) as connection:
            await _check(connection)
            saver = AsyncSqliteSaver(connection, serde=_serializer(database))
            await saver.setup()
            yield saver


async def _check(connection: Any) -> None:
    """SQLite itself looks at a page only when it is read: a hole could go unseen for weeks."""
    async with connection.execute("PRAGMA quick_check(1)") as found:
        (verdict,) = await found.fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _serializer(database: Path) -> Any:
    from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

    class DataOnly(JsonPlusSerializer):
        """Reads nothing that would have to be built by calling something by its name."""

        def __init__(self) -> None:
            super().__init__(pickle_fallback=False, allowed_msgpack_modules=None)
            self._building, self._unpack_ext_hook = self._unpack_ext_hook, self._vetted

        def loads_typed(self, data: tuple[str, bytes]) -> Any:
            if data[0] not in PLAIN:
                raise _forged(database, f"encoded as {data[0]}")
            try:
                return super().loads_typed(data)
            except ValueError as error:  # also what becomes of an error raised in the hook
                raise _forged(database, str(error.__cause__ or error)) from None

        def with_msgpack_allowlist(self, extra_allowlist: Any) -> DataOnly:
            return self  # compiling a graph would add types to the list; ours is complete

        def _vetted(self, code: int, data: bytes) -> Any:
            import ormsgpack

            named = ormsgpack.unpackb(
                data, ext_hook=lambda *_: None, option=ormsgpack.OPT_NON_STR_KEYS
            )
            if not isinstance(named, (list, tuple)) or tuple(named[:2]) not in OURS:
                raise ValueError(f"it names {named!r:.80}")
            return self._building(code, data)

    return DataOnly()


@contextmanager
def _told(database: Path) -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(error, database) from error


def _store_error(error: sqlite3.Error, database: Path) -> StoreError:
    if disk_refuses(error):
        return StoreError(
            "The project's state could not be written: the disk is full or failing.",
            where=str(database),
            mend="Free some space, then go on with `crew resume`.",
        )
    return StoreError(
        f"The project's state cannot be read: {error}.",
        where=str(database),
        mend="The file was kept as it is. Restore it from a backup, or move it away and run "
        "`crew resume`: finished model calls are in calls.db and are not paid for again.",
    )


def _forged(database: Path, why: str) -> StoreError:
    return StoreError(
        f"The project's state holds something that is not data ({why}); it was not run.",
        where=str(database),
        mend="Somebody has changed the file. Restore it from a backup.",
    )
