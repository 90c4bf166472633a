"""Who reads the reading room in the tests."""

from __future__ import annotations

import asyncio
from typing import Any

from archiver.layout import ArchiveFolder
from archiver.serve.room import room


class Reader:
    """A browser without a screen, in this process."""

    def __init__(self, folders: list[ArchiveFolder]) -> None:
        self.room = room(folders)
        self._loop = asyncio.new_event_loop()

    def get(self, path: str, language: str = "en", cookie: str = "", **fields: str) -> Any:
        """`fields`: of the request, as `sec_fetch_dest`."""
        asked = {"Accept-Language": language} | ({"Cookie": cookie.encode("latin-1")} if cookie else {})
        asked |= {name.replace("_", "-"): value for name, value in fields.items()}
        return self._loop.run_until_complete(self.room.client.get(path, headers=asked))

    def close(self) -> None:
        for database in self.room.databases.values():
            database.close()
        self.room.executor.shutdown()
        self._loop.close()
