"""Files of an archive that are damaged or gone: the message says so, and what can be made again is made again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run_archiver

from archiver.layout import ArchiveFolder


@pytest.fixture
def copy(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    """An archive that a test may spoil."""
    shutil.copytree(crawled.root, tmp_path / "copy")
    return ArchiveFolder(tmp_path / "copy")


def spoil(path: Path) -> None:
    for beside in path.parent.glob(f"{path.name}-*"):
        beside.unlink()
    path.write_bytes(b"this is no database, and no WARC file either")


Spoiling = Callable[[ArchiveFolder], None]


def index(folder: ArchiveFolder) -> None:
    spoil(folder.archive_db)


def ledger(folder: ArchiveFolder) -> None:
    spoil(folder.crawl_db)


def record(folder: ArchiveFolder) -> None:
    spoil(folder.warc_files()[0])


def all_records(folder: ArchiveFolder) -> None:
    shutil.rmtree(folder.warc)


@pytest.mark.parametrize(
    ("spoiled", "command", "code", "words"),
    [
        (index, ("search", "x"), 3, "archiver rebuild"),
        (index, ("report",), 3, "archiver rebuild"),
        (index, ("why", "http://portal.example/"), 3, "archiver rebuild"),
        (index, ("ingest",), 3, "archiver rebuild"),
        (index, ("verify",), 1, "archiver rebuild"),
        (index, ("rebuild",), 0, "Rebuilt from"),
        (ledger, ("ingest",), 3, "crawl.db: is damaged"),
        (ledger, ("verify",), 1, "crawl.db: cannot be read"),
        (ledger, ("rebuild",), 0, "Rebuilt from"),
        (ledger, ("search", "hoi"), 0, "hội"),
        (record, ("verify",), 1, "SHA-256"),
        (record, ("rebuild",), 3, "no capture"),
        (all_records, ("verify",), 1, "0 are here"),
        (all_records, ("rebuild",), 3, "no capture"),
    ],
)
def test_damage_is_told_with_its_exit_code(
    copy: ArchiveFolder, tmp_path: Path, spoiled: Spoiling, command: tuple[str, ...], code: int, words: str
) -> None:
    spoiled(copy)
    done = run_archiver(*command, "--archive", copy.root, cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_rebuild_without_a_record_leaves_the_index_alone(copy: ArchiveFolder, tmp_path: Path) -> None:
    all_records(copy)
    assert run_archiver("verify", "--archive", copy.root, cwd=tmp_path).returncode == 1  # leaves a record of itself
    before = copy.archive_db.read_bytes()
    assert run_archiver("rebuild", "--archive", copy.root, cwd=tmp_path).returncode == 3
    assert copy.archive_db.read_bytes() == before
