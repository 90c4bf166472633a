"""An archive as one database of Datasette: whose file may be exchanged for another while readers read."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.database import Database

from archiver.errors import ArchiverError
from archiver.layout import ArchiveFolder
from archiver.serve.bounded import bound_memory, bounded
from archiver.serve.headers import App, Message, Receive, Scope, Send
from archiver.serve.remembered import Remembered
from archiver.serve.shown import File, Shown

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

_Answer = TypeVar("_Answer")


class OpenedArchive(Database):
    """The archive in a folder, as far as its access rules let it be shown."""

    def __init__(self, datasette: Datasette, folder: ArchiveFolder, *, is_mutable: bool) -> None:
        self.folder = folder
        self.shown = Shown(folder, prepare=self._prepare)
        self._ahead: tuple[Remembered[Any], ...] = ()
        super().__init__(datasette, is_mutable=is_mutable)
        self._file = self.shown.file()
        self.path: str = self._file.path
        self._of_thread = threading.local()

    async def keep_current(self) -> None:
        """Open what may be shown now."""
        if self.shown.is_as_it_was(self._file):
            return
        file = await asyncio.to_thread(self.shown.file)
        if file != self._file:
            self.path, self._file, self.cached_size, self.cached_hash = file.path, file, None, None

    def read_ahead(self, remembered: tuple[Remembered[Any], ...]) -> None:
        """Begin to read what takes a while, before anybody asks, and again before another copy is read."""
        self._ahead = remembered
        threading.Thread(target=self._read_first, daemon=True).start()

    def _read_first(self) -> None:
        with suppress(sqlite3.Error, OSError):  # who asks reads it himself, and is told what is wrong
            self._prepare(Path(self.path))

    def _prepare(self, path: Path) -> None:
        for one in self._ahead:
            one.prepare(self, path)

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """What Datasette asks, and by it anybody, in SQL."""

        def ask(connection: sqlite3.Connection) -> _Answer:
            with bounded(connection):
                return fn(connection)

        return await self.ask(ask)

    async def ask(self, question: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """Ask by a connection to the present file; Datasette would keep those to the former one."""
        file = self._file
        executor = self.ds.executor
        return await asyncio.get_running_loop().run_in_executor(executor, lambda: question(self._connection(file)))

    def _connection(self, file: File) -> sqlite3.Connection:
        """This thread's connection to the file."""
        opened: tuple[File, sqlite3.Connection] | None = getattr(self._of_thread, "opened", None)
        if opened is not None and opened[0] == file:
            return opened[1]
        if opened is not None:
            opened[1].close()
            self._all_file_connections.remove(opened[1])
        connection: sqlite3.Connection = self.connect()
        bound_memory(connection)
        self.ds._prepare_connection(connection, self.name)
        self._of_thread.opened = (file, connection)
        return connection

    def close(self) -> None:
        super().close()
        self.shown.close()


def kept_current(app: App, datasette: Datasette, ahead: tuple[Remembered[Any], ...] = ()) -> App:
    """The same application, which looks before each answer whether another file is to be read.

    `ahead`: what takes a while to be read and is wanted from the start.
    """

    def archives() -> list[OpenedArchive]:
        return [one for one in datasette.databases.values() if isinstance(one, OpenedArchive)]

    async def look_first(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                for database in archives():
                    await database.keep_current()
            except (
                ArchiverError,
                OSError,
                MemoryError,
                sqlite3.Error,
            ) as error:  # nothing is shown that may be withheld
                await _say_unavailable(send, str(error))
                return
        await app(scope, _attended(receive, archives, ahead) if scope["type"] == "lifespan" else receive, send)

    return look_first


def _attended(
    receive: Receive, archives: Callable[[], list[OpenedArchive]], ahead: tuple[Remembered[Any], ...]
) -> Receive:
    """What is done when the room opens and when it closes."""

    async def attend() -> Message:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _set_apart_what_stays()
            for database in archives():
                database.read_ahead(ahead)
        if message["type"] == "lifespan.shutdown":  # a signal ends the process before its own clearing up
            gc.unfreeze()
            for database in archives():
                database.shown.close()
        return message

    return attend


def _set_apart_what_stays() -> None:
    """Spare the search for garbage the program itself: now and then a reader waited a tenth of a second for it."""
    gc.collect()
    gc.freeze()


async def _say_unavailable(send: Send, why: str) -> None:
    body = f"The index of the archive cannot be opened now: {why}\n".encode("utf-8", "replace")
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def folder_of(database: Database) -> ArchiveFolder:
    """The archive folder that a database stands in."""
    return database.folder if isinstance(database, OpenedArchive) else ArchiveFolder(Path(database.path).parent)
