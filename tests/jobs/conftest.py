"""The small recorded portal, taken in once; each test has a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from recorded import profile, record_everything

from archiver.jobs.ingest import ingest
from archiver.layout import ArchiveFolder


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    folder = record_everything(tmp_path_factory.mktemp("taken-in") / "so-vi-du").folder
    ingest(folder, profile())
    return folder


@pytest.fixture
def folder(taken_in: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(taken_in.root, tmp_path / "so-vi-du")
    return ArchiveFolder(tmp_path / "so-vi-du")
