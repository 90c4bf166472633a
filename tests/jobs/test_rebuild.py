"""The index can be thrown away: the WARC files alone give the same rows again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from killing import cut_off
from recorded import profile, record_everything

from archiver.errors import ArchiverError
from archiver.jobs.documents import DocumentWork
from archiver.jobs.ingest import ingest
from archiver.jobs.rebuild import rebuild
from archiver.jobs.taking import Source, look_at, retry_revisits, settle_everything, settle_keys, take_in
from archiver.layout import ArchiveFolder
from archiver.store.database import create_archive
from archiver.store.dump import canonical_dump
from archiver.store.ledger import Ledger
from archiver.warc.reader import Exchange, scan


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> ArchiveFolder:
    folder = record_everything(tmp_path_factory.mktemp("rebuild") / "so-vi-du").folder
    ingest(folder, profile())
    return folder


@pytest.fixture
def copy(archive, tmp_path) -> ArchiveFolder:
    """The WARC files, and nothing else."""
    other = ArchiveFolder(tmp_path / "so-vi-du")
    shutil.copytree(archive.warc, other.warc)
    return other


def dump(folder: ArchiveFolder) -> bytes:
    return b"".join(canonical_dump(folder.archive_db))


def rows(folder: ArchiveFolder, table: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return sorted(db.execute(f"SELECT * FROM {table}").fetchall())


@pytest.mark.parametrize("processes", [1, 2])
def test_a_rebuild_gives_the_same_rows_as_the_crawl(archive, copy, processes):
    result = rebuild(copy, profile(), processes=processes)
    assert (result.captures, result.articles, result.unreadable) == (13, 2, 1)
    assert dump(copy) == dump(archive)
    for table in (
        "crawls",
        "url_states",
        "sections",
        "listed",
        "observations",
        "drafts",
        "mentions",
        "files",
        "redirects",
        "events",
        "outcomes",
        "list_entries",
        "list_totals",
    ):
        assert rows(copy, table) == rows(archive, table)


def test_a_rebuild_leaves_nothing_beside_the_index_and_can_be_searched(copy):
    rebuild(copy, profile())
    assert [path.name for path in copy.root.glob("archive.db*")] == ["archive.db"]
    with closing(sqlite3.connect(copy.archive_db)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM search WHERE search MATCH 'doan'").fetchone() == (2,)


def test_what_a_rebuild_read_is_not_ingested_again(archive, copy):
    shutil.copy(archive.crawl_db, copy.crawl_db)
    rebuild(copy, profile())
    assert ingest(copy, profile()).captures == 0
    assert dump(copy) == dump(archive)


def test_the_old_index_stands_where_a_rebuild_fails(copy):
    rebuild(copy, profile())
    before = copy.archive_db.read_bytes()

    def stop(_: int) -> None:
        raise ArchiverError("stopped in the middle")

    with pytest.raises(ArchiverError, match="in the middle"):
        rebuild(copy, profile(), progress=stop)
    assert copy.archive_db.read_bytes() == before
    assert [path.name for path in copy.root.glob("archive.db*")] == ["archive.db"]


def test_a_kill_before_any_step_leaves_the_old_index_or_the_new_one_whole(archive, copy):
    """The old one's last words stand in its write-ahead log alone, as a process leaves them that was killed."""
    rebuild(copy, profile())
    new = dump(copy)

    def leave_a_word() -> None:
        db = sqlite3.connect(copy.archive_db)
        db.execute("UPDATE articles SET title = 'old'")
        db.commit()
        os._exit(0)

    assert not cut_off(leave_a_word)
    kept = {path.name: path.read_bytes() for path in copy.root.glob("archive.db*") if not path.name.endswith("-shm")}
    assert len(kept) == 2
    assert b'"title": "old"' in (old := dump(copy))
    found, step = [], 0
    while True:
        for path in copy.root.glob("archive.db-*"):
            path.unlink()
        for name, data in kept.items():  # the old one again; what the kill left of the new one stays
            (copy.root / name).write_bytes(data)
        step += 1
        if not cut_off(lambda: rebuild(copy, profile(), processes=1), before_step=step):
            break
        found.append(dump(copy))
    assert set(found) <= {old, new}
    assert found[0] == old
    assert len(found) > 10
    assert [path.name for path in copy.root.glob("archive.db*")] == ["archive.db"]
    assert dump(copy) == new


STOPS_WHILE_READING = """
import multiprocessing, sys, time
from pathlib import Path
from recorded import profile
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder

def stop(_):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(600)

rebuild(ArchiveFolder(Path(sys.argv[1])), profile(), processes=2, progress=stop)
"""


def test_a_rebuild_that_is_killed_leaves_no_reader_behind(copy):
    """Readers wait for work from a pipe that does not close when the one that gives it is killed."""
    places = os.pathsep.join((str(Path(__file__).parent), str(Path(__file__).parent.parent.parent)))
    with subprocess.Popen(
        [sys.executable, "-c", STOPS_WHILE_READING, str(copy.root)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": places},
    ) as process:
        readers = process.stdout.readline().split()
        process.kill()
    assert readers
    deadline = time.monotonic() + 60
    while (left := running(readers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def running(processes: list[str]) -> list[str]:
    """Those that are there and not merely unburied."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", ",".join(processes)], capture_output=True, text=True, check=False)
    return [line for line in told.stdout.split() if not line.startswith("Z")]


def test_the_log_of_the_old_index_is_not_played_into_the_new_one(copy):
    rebuild(copy, profile())
    expected = dump(copy)
    with closing(sqlite3.connect(copy.archive_db)) as reader:  # holds the old log open
        reader.execute("UPDATE articles SET title = 'by hand'")
        reader.commit()
        reader.execute("SELECT count(*) FROM articles").fetchone()
        rebuild(copy, profile())
        assert dump(copy) == expected
        assert reader.execute("SELECT DISTINCT title FROM articles").fetchall() == [("by hand",)]


def test_nor_is_the_log_of_an_index_that_was_deleted(copy):
    """Who deletes archive.db to have it made again leaves its log lying, while a reading room has it open."""
    rebuild(copy, profile())
    expected = dump(copy)
    with closing(sqlite3.connect(copy.archive_db)) as reader:
        reader.execute("UPDATE articles SET title = 'by hand'")
        reader.commit()
        copy.archive_db.unlink()
        rebuild(copy, profile())
        assert dump(copy) == expected
    assert dump(copy) == expected


def test_a_torn_tail_is_told_and_the_rest_is_rebuilt(copy):
    last = copy.warc_files()[-1]
    with last.open("r+b") as file:
        file.truncate(last.stat().st_size - 10)
    result = rebuild(copy, profile())
    assert (result.unreadable, result.damaged) == (1, 1)
    assert result.articles == 2


@pytest.fixture(scope="module")
def captures(archive):
    return [found.capture for path in archive.warc_files() for found in scan(path) if isinstance(found, Exchange)]


@pytest.fixture(scope="module")
def documents(archive):
    with DocumentWork(Source(archive.warc, profile())) as work:
        yield work


@pytest.mark.parametrize("ledger", [True, False])
def test_a_file_that_was_lost_before_its_first_commit_is_no_damage(copy, ledger):
    """A power cut leaves its first bytes behind; without a ledger nobody knows whether more was promised."""
    (whole, *_) = copy.warc_files()
    whole.with_name("so-vi-du-20991231235959-00000.warc.gz").write_bytes(whole.read_bytes()[:300])
    if ledger:
        with closing(Ledger(copy.crawl_db)):
            pass
    assert rebuild(copy, profile()).damaged == (0 if ledger else 1)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False), size=st.integers(1, 13), late=st.booleans())
def test_any_order_and_portions_of_captures_give_the_same_rows(
    archive, captures, documents, tmp_path, chance, size, late
):
    """Revisits before what they name, second passes before first ones: only what was seen counts."""
    source = Source(archive.warc, profile())
    shuffled = captures[:]
    chance.shuffle(shuffled)
    other = ArchiveFolder(tmp_path)
    other.archive_db.unlink(missing_ok=True)
    with closing(create_archive(other.archive_db)) as db:
        for start in range(0, len(shuffled), size):
            findings = [look_at(capture, source.profile) for capture in shuffled[start : start + size]]
            with db.atomic():
                touched = take_in(db, findings, source)
                if not late:
                    settle_keys(db, touched, source.profile)
        with db.atomic():
            touched = retry_revisits(db, source)
            if late:
                settle_everything(db, source.profile)
            else:
                settle_keys(db, touched, source.profile)
        documents.finish(db)
    assert dump(other) == dump(archive)
