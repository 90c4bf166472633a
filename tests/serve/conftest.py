"""Archives for the reading room, and its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from archiver.layout import ArchiveFolder
from archiver.store.database import open_archive
from tests.serve.reader import Reader
from tests.serve.small_archive import fill


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    made = ArchiveFolder(tmp_path_factory.mktemp("output") / "portal")
    fill(made)
    made.profile.write_text('name = "portal"\ntitle = "Cổng <b>thông tin</b>"\n', "utf-8")
    return made


@pytest.fixture(scope="session")
def reader(folder: ArchiveFolder) -> Iterator[Reader]:
    opened = Reader([folder])
    yield opened
    opened.close()


@pytest.fixture
def open_room() -> Iterator[Callable[..., Reader]]:
    """Opens a reading room of some folders, and closes it after the test."""
    opened: list[Reader] = []

    def open_folders(*folders: ArchiveFolder) -> Reader:
        opened.append(Reader(list(folders)))
        return opened[-1]

    yield open_folders
    for reader in opened:
        reader.close()


@pytest.fixture
def other_folder(tmp_path: Path) -> ArchiveFolder:
    """A second archive whose folder has the same name."""
    made = ArchiveFolder(tmp_path / "portal")
    fill(made)
    return made


@pytest.fixture
def empty(tmp_path: Path) -> ArchiveFolder:
    made = ArchiveFolder(tmp_path / "empty")
    made.warc.mkdir(parents=True)
    db: Database = open_archive(made.archive_db)
    db.conn.close()
    return made
