"""An index that is lost, old or another archive's: what stands in the record is heard before anything is shown or handed out."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver, write_profile
from foreign_files import http, record
from recorded import HOST, MORNING, Recorder, page
from recorded import profile as recorded_profile

import archiver.store.database as databases
from archiver.errors import ArchiveError, IndexBehind
from archiver.jobs import hearing
from archiver.jobs.access import Decision, all_rules, decide
from archiver.jobs.annotate import Remark, annotate, said_of
from archiver.jobs.care import keep_verdict
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import ingest
from archiver.jobs.profile import profile_of
from archiver.jobs.rebuild import rebuild
from archiver.jobs.reextract import reextract
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import FolderShelf
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump

_TABLES = ("annotations", "access_rules", "crawls", "checks", "url_states", "outcomes", "sections")
_EVENTS = "SELECT id, type, person, object, outcome, outcome_detail FROM events"


@pytest.fixture(scope="module")
def lived(portal, crawled, tmp_path_factory) -> tuple[ArchiveFolder, ArchiveFolder]:
    """An archive with two crawls, an import and words; and as it was after the first crawl."""
    cwd = tmp_path_factory.mktemp("lived")
    early = ArchiveFolder(cwd / "early")
    shutil.copytree(crawled.root, early.root)
    folder = ArchiveFolder(cwd / "dang-bo-khoi")
    shutil.copytree(crawled.root, folder.root)
    done = run_archiver("crawl", write_profile(cwd, "dang-bo-khoi", portal.base), "--archive", folder.root, cwd=cwd)
    assert done.returncode == 0, done.stderr
    profile = profile_of(folder)
    old = record("response", f"{portal.base}/cu.aspx", http(page("Bài cũ", "xã cũ")), date="2012-06-01T08:00:00Z")
    (cwd / "old.warc").write_bytes(old)
    assert import_files(folder, profile, [Incoming(cwd / "old.warc", "old.warc", "old.warc")])[0].figures[
        "captures_taken"
    ]
    decide(folder, Decision(action="takedown", url=an_article(folder), reason="Thông tin cá nhân"), "Lan")
    annotate(folder, profile, Remark(said={"note": "Đủ"}), "Lan")
    keep_verdict(folder, verify(folder))
    return folder, early


@pytest.fixture
def folder(lived, tmp_path) -> ArchiveFolder:
    shutil.copytree(lived[0].root, tmp_path / "dang-bo-khoi")
    return ArchiveFolder(tmp_path / "dang-bo-khoi")


@pytest.fixture
def early(lived) -> ArchiveFolder:
    return lived[1]


def an_article(folder: ArchiveFolder) -> str:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute("SELECT url FROM articles WHERE length(title) > 30 ORDER BY id LIMIT 1").fetchone()[0]


def held(folder: ArchiveFolder) -> dict[str, list[tuple]]:
    """What the index says; of events without the time at which damage was found."""
    with closing(sqlite3.connect(folder.archive_db)) as db:
        rows = {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in _TABLES}
        rows["events"] = sorted(db.execute(_EVENTS), key=repr)
    return rows | {"dump": sorted(canonical_dump(folder.archive_db))}


def lose(folder: ArchiveFolder, *databases: Path, instead: ArchiveFolder | None = None) -> None:
    """Take databases away, or put those of another time or archive in their place."""
    for path in databases:
        for one in path.parent.glob(f"{path.name}*"):
            one.unlink()
        if instead is not None:
            with closing(sqlite3.connect(instead.root / path.name)) as old, closing(sqlite3.connect(path)) as new:
                old.backup(new)


def behind(folder: ArchiveFolder) -> list[tuple[str, str | None]]:
    return [(finding.what.partition(" (")[0], finding.mend) for finding in verify(folder).findings]


def test_the_next_ingest_after_archive_db_was_lost_hears_the_words_crawls_and_imports_too(folder, lived):
    lose(folder, folder.archive_db)
    assert ingest(folder, profile_of(folder)).articles > 0
    assert held(folder) == held(lived[0])
    assert verify(folder).whole


def test_a_crawl_into_a_second_copy_makes_an_index_of_all_that_the_copy_holds(folder, lived, portal, tmp_path):
    copy = ArchiveFolder(tmp_path / "copy")
    assert copy_to(folder, FolderShelf(copy.root)).whole
    done = run_archiver("crawl", "--archive", copy.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    now, before = held(copy), held(lived[0])
    assert len(now["crawls"]) == 3
    for table in ("annotations", "access_rules", "checks"):
        assert now[table] == before[table]
    assert {row[0] for row in now["url_states"]} >= {row[0] for row in before["url_states"]}
    rebuilt = ArchiveFolder(tmp_path / "rebuilt")
    shutil.copytree(copy.root, rebuilt.root)
    rebuild(rebuilt, profile_of(rebuilt))
    assert held(rebuilt) == now
    assert verify(copy).whole


def test_an_older_index_is_told_and_hears_the_rules_before_anything_is_shown(folder, early, lived):
    lose(folder, folder.archive_db, instead=early)
    assert behind(folder) == [
        ("is behind the record: it has not heard 4 WARC files", f"archiver ingest --archive {folder.root}")
    ]
    assert [rule["reason"] for rule in all_rules(folder)] == ["Thông tin cá nhân"]
    assert [row["value"] for row in said_of(folder, profile_of(folder))] == ["Đủ"]
    ingest(folder, profile_of(folder))
    assert held(folder) == held(lived[0])
    assert verify(folder).whole


def test_ingest_changed_hears_what_an_older_index_has_not(folder, early, lived):
    lose(folder, folder.archive_db, instead=early)
    assert reextract(folder, profile_of(folder)).captures
    assert held(folder) == held(lived[0])
    assert reextract(folder, profile_of(folder)).captures == 0


@pytest.mark.parametrize("command", ["ingest", "crawl"])
def test_where_both_databases_are_older_the_crawl_that_they_do_not_know_is_heard(
    folder, early, lived, tmp_path, command
):
    lose(folder, folder.archive_db, folder.crawl_db, instead=early)
    done = run_archiver(command, "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    now, before = held(folder), held(lived[0])
    assert {row[0] for row in now["crawls"]} >= {row[0] for row in before["crawls"]}
    assert {row[0] for row in now["events"]} >= {row[0] for row in before["events"]}
    if command == "ingest":
        assert now == before


def test_nothing_is_handed_out_by_an_index_that_does_not_know_what_a_rule_covers(folder, early, tmp_path):
    lose(folder, folder.archive_db, folder.crawl_db, instead=early)
    done = run_archiver("export", "wacz", "--archive", folder.root, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"so it is not known what the access rules cover; archiver ingest --archive {folder.root}" in done.stderr
    ingest(folder, profile_of(folder))
    done = run_archiver("export", "wacz", "--archive", folder.root, cwd=tmp_path)
    assert "access rules withhold something (articles: 1" in done.stderr


def test_what_was_said_while_the_index_was_in_use_is_in_force_with_the_next_command(folder, monkeypatch):
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.1)
    url = an_article(folder)
    with closing(sqlite3.connect(folder.archive_db, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(IndexBehind, match=r"it is kept in the record \(.*\), so do not say it again"):
            decide(folder, Decision(action="takedown", url=url, reason="Hai"), "Lan")
    assert [what for what, _ in behind(folder)] == ["is behind the record: it has not heard 1 WARC file"]
    assert [rule["reason"] for rule in all_rules(folder)] == ["Thông tin cá nhân", "Hai"]
    assert verify(folder).whole


def test_the_index_of_another_archive_is_not_added_to(folder, tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Tin", "xã"))
    recorder.finish()
    ingest(recorder.folder, recorded_profile())
    lose(folder, folder.archive_db, instead=recorder.folder)
    before = held(recorder.folder)
    for use in (ingest, reextract, lambda folder, _: all_rules(folder)):
        with pytest.raises(ArchiveError, match="is the index of another archive"):
            use(folder, profile_of(folder))
    with pytest.raises(IndexBehind, match="is the index of another archive"):
        keep_verdict(folder, verify(folder))
    assert held(folder) == before
    assert behind(folder) == [
        (
            "is the index of another archive: it names none of the WARC files that are here",
            f"archiver rebuild --archive {folder.root}",
        )
    ]
    rebuild(folder, profile_of(folder))
    assert verify(folder).whole


def test_an_archive_that_may_only_be_read_is_read_unless_its_index_does_not_know_a_rule(folder, early):
    with closing(sqlite3.connect(folder.archive_db)) as db:
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    with tempfile.TemporaryDirectory() as place:  # where anybody may look
        for name, index, told in (
            ("known", folder, f"({count},)"),
            ("unknown", early, "does not know 1 access rule of the record"),
        ):
            still = ArchiveFolder(Path(place) / name)
            shutil.copytree(folder.root, still.root)
            lose(still, still.archive_db, instead=index)
            with closing(sqlite3.connect(still.archive_db)) as db:
                db.execute("PRAGMA journal_mode = DELETE")
            for path in (Path(place), still.root, *still.root.rglob("*")):
                path.chmod(0o555 if path.is_dir() else 0o444)
            done = subprocess.run(
                [sys.executable, "-c", _COUNT, str(still.root)], capture_output=True, text=True, check=False
            )
            assert told in done.stdout + done.stderr
            for path in (Path(place), still.root, still.warc):
                path.chmod(0o755)


_COUNT = """
import os, sys
from pathlib import Path
from archiver.jobs.hearing import index_in_force
from archiver.layout import ArchiveFolder
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
print(index_in_force(ArchiveFolder(Path(sys.argv[1]))).execute("SELECT count(*) FROM articles").fetchone())
"""


def test_what_was_heard_is_not_read_again(folder, monkeypatch):
    ingest(folder, profile_of(folder))
    read: list[Path] = []
    scan = hearing.scan
    monkeypatch.setattr(hearing, "scan", lambda path: read.append(path) or scan(path))
    ingest(folder, profile_of(folder))
    hearing.index_in_force(folder).close()
    assert read == []


def test_what_a_crawl_has_told_its_ingest_is_not_read_again(lived, tmp_path, monkeypatch):
    """The file of the crawl is the largest; the ledger says all that it says."""
    copy = ArchiveFolder(tmp_path / "copy")
    shutil.copytree(lived[1].root, copy.root)
    read: list[Path] = []
    scan = hearing.scan
    monkeypatch.setattr(hearing, "scan", lambda path: read.append(path) or scan(path))
    lose(copy, copy.archive_db)
    ingest(copy, profile_of(copy))
    assert read == []
    assert verify(copy).whole


def test_a_crawl_of_which_no_ingest_has_heard_is(tmp_path):
    for number in (1, 2):
        recorder = Recorder(tmp_path / "so-vi-du", crawl=f"crawl-{number}", begin=MORNING)
        recorder.fetch(f"/bai-{number}", page("Tin", f"xã {number}"))
        recorder.writer.note("url-states", {"states": [[f"{HOST}/chi-{number}", "skipped", "why", None, None]]})
        recorder.finish()
    ingest(recorder.folder, recorded_profile())
    with closing(sqlite3.connect(recorder.folder.archive_db)) as db:
        assert f"{HOST}/chi-1" in {url for (url,) in db.execute("SELECT url FROM url_states")}


def test_an_import_does_not_begin_the_index_of_a_record_anew(folder, tmp_path):
    lose(folder, folder.archive_db)
    (tmp_path / "more.warc").write_bytes(record("response", f"{HOST}/mới", http(b"x"), date="2012-06-01T08:00:00Z"))
    done = run_archiver("import", tmp_path / "more.warc", "--archive", folder.root, cwd=tmp_path)
    assert (done.returncode, folder.archive_db.exists()) == (3, False)
    assert f"archiver ingest --archive {folder.root} makes it again" in done.stderr
