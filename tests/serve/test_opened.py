"""What is done when the room opens and when it closes."""

from __future__ import annotations

import asyncio
import gc
from contextlib import closing
from pathlib import Path

from archiver.layout import ArchiveFolder
from archiver.serve.room import room
from archiver.store.database import open_archive


def test_the_program_itself_is_no_garbage_while_the_room_is_open(tmp_path: Path):
    with closing(open_archive(tmp_path / "archive.db")):
        pass
    before, frozen = gc.get_freeze_count(), []

    async def live() -> None:
        coming: asyncio.Queue[dict[str, str]] = asyncio.Queue()

        async def send(message: dict[str, str]) -> None:
            frozen.append((message["type"], gc.get_freeze_count() > before))
            if message["type"] == "lifespan.startup.complete":
                await coming.put({"type": "lifespan.shutdown"})

        await coming.put({"type": "lifespan.startup"})
        await room([ArchiveFolder(tmp_path)]).app()({"type": "lifespan"}, coming.get, send)

    asyncio.run(live())
    assert frozen == [("lifespan.startup.complete", True), ("lifespan.shutdown.complete", False)]
