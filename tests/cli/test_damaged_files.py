"""Files of an archive that are damaged or gone: the message says so, and what can be made again is made again."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver

from archiver.layout import ArchiveFolder
from archiver.warc.reader import Exchange, scan


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


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut_between_records(path: Path) -> None:
    ends = [found.end for found in scan(path) if isinstance(found, Exchange)]
    os.truncate(path, ends[len(ends) // 2])


@pytest.mark.parametrize("spoiling", [emptied, cut_between_records])
@pytest.mark.parametrize("command", [("rebuild",), ("ingest", "--changed")])
def test_an_index_of_less_than_was_closed_is_told_and_the_one_of_before_is_kept(
    copy: ArchiveFolder, tmp_path: Path, spoiling: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(copy.archive_db)) as db:
        (url,) = db.execute("SELECT url FROM articles LIMIT 1").fetchone()
    assert run_archiver("crawl", "--url", url, "--archive", copy.root, cwd=tmp_path).returncode == 0
    first = copy.warc_files()[0]
    whole, articles = first.read_bytes(), count(copy.archive_db)
    spoiling(first)
    with closing(sqlite3.connect(copy.archive_db)) as db, db:
        db.execute("UPDATE readers SET digest = 'older'")
    for _ in range(2):  # the second does not keep the poor index of the first in the place of the whole one
        done = run_archiver(*command, "--archive", copy.root, cwd=tmp_path)
        assert done.returncode == 1, done.stdout + done.stderr
        assert first.name in done.stderr
        assert f"kept in {copy.archive_db_before}" in done.stderr
        assert count(copy.archive_db) < articles == count(copy.archive_db_before)
        with closing(sqlite3.connect(copy.archive_db)) as db, db:
            db.execute("UPDATE readers SET digest = 'older'")
    first.write_bytes(whole)
    done = run_archiver("rebuild", "--archive", copy.root, cwd=tmp_path)
    assert (done.returncode, done.stderr, copy.archive_db_before.exists()) == (0, "", False)


def count(index: Path) -> int:
    with closing(sqlite3.connect(index)) as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_a_file_that_was_not_closed_and_is_shorter_than_was_committed_is_told(
    copy: ArchiveFolder, tmp_path: Path
) -> None:
    copy.sha256sums.unlink()
    (path,) = copy.warc_files()
    cut_between_records(path)
    done = run_archiver("rebuild", "--archive", copy.root, cwd=tmp_path)
    assert (done.returncode, path.name in done.stderr) == (1, True)
