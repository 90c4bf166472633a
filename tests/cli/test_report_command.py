"""`archiver report`: forms, earlier crawls, and the code with which it ends."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

from command import Run
from foreign_files import response

from archiver.layout import ArchiveFolder


def test_the_terminal_shows_what_was_expected_and_why_some_is_not_held(archiver: Run, crawled: ArchiveFolder) -> None:
    done = archiver("report", "--archive", crawled.root)
    assert done.returncode == 0, done.stderr
    for words in ("Đảng bộ Khối: finished", "listing says", "Not fetched", "print view of an article", "all of it"):
        assert words in done.stdout


def test_json_holds_the_whole_report(archiver: Run, crawled: ArchiveFolder) -> None:
    found = json.loads(archiver("report", "--json", "--archive", crawled.root).stdout)
    assert found["outcome"] == "finished"
    assert found["sections"][0]["name"] == "tin-tuc"
    assert {"sort", "reason", "count", "examples"} == set(found["skipped"][0])


def test_html_is_written_where_one_says(archiver: Run, crawled: ArchiveFolder, tmp_path: Path) -> None:
    done = archiver("report", "--archive", crawled.root, "--html", "told/report.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "told" / "report.html").read_text("utf-8").startswith("<!doctype html>")
    assert done.stdout.strip() == "The report is written: told/report.html"


def test_html_goes_into_the_archive_where_one_says_nothing(
    archiver: Run, crawled: ArchiveFolder, tmp_path: Path
) -> None:
    copy = ArchiveFolder(tmp_path / "copy")
    copy.root.mkdir()
    for path in (crawled.archive_db, crawled.profile):
        shutil.copy(path, copy.root)
    done = archiver("report", "--archive", copy.root, "--html", "--json")
    assert json.loads(done.stdout)["crawl"]
    (written,) = copy.reports.glob("*.html")
    assert str(written) in done.stderr


def test_crawls_are_listed_and_an_earlier_one_is_named_by_its_beginning(archiver: Run, crawled: ArchiveFolder) -> None:
    listed = json.loads(archiver("report", "--all", "--json", "--archive", crawled.root).stdout)
    (crawl,) = listed
    assert crawl["id"][:8] in archiver("report", "--all", "--archive", crawled.root).stdout
    for beginning in (crawl["id"][:8], crawl["started_at"][:10]):
        found = json.loads(archiver("report", "--json", "--crawl", beginning, "--archive", crawled.root).stdout)
        assert found["crawl"] == crawl["id"]
    unknown = archiver("report", "--crawl", "no-such", "--archive", crawled.root)
    assert unknown.returncode == 2
    assert "archiver report --all" in unknown.stderr


def test_a_crawl_that_shrank_ends_with_one_and_hostile_words_do_not_steer_the_terminal(
    archiver: Run, crawled: ArchiveFolder, tmp_path: Path
) -> None:
    copy = ArchiveFolder(tmp_path / "copy")
    copy.root.mkdir()
    for path in (crawled.archive_db, crawled.profile):
        shutil.copy(path, copy.root)
    with closing(sqlite3.connect(copy.archive_db)) as db, db:
        db.execute(
            "INSERT INTO crawls (id, site, started_at, finished_at, outcome, asked, requests) SELECT 'later', site,"
            " '2999-01-01T00:00:00.000000Z', '2999-01-01T01:00:00.000000Z', outcome, asked, 3 FROM crawls"
        )
        db.execute("INSERT INTO outcomes VALUES ('later', 'failed', '[red]\x1b[2J\x07', 4, '[\"http://h/\"]')")
    done = archiver("report", "--archive", copy.root)
    assert done.returncode == 1
    assert "Expectation broken: the crawl shrank: it saw 0 articles" in done.stdout
    assert "Worth a look: 1 crawl began in the future, as the clock of then had it (2999-01-01 00:00)" in done.stdout
    assert "4 x [red] [2J" in done.stdout
    assert "\x1b" not in done.stdout
    assert archiver("report", "--archive", copy.root, "--html", "x.html").returncode == 1


def test_a_crawl_is_judged_by_itself_though_another_began_when_the_clock_was_ahead(
    archiver: Run, crawled: ArchiveFolder, tmp_path: Path
) -> None:
    copy = ArchiveFolder(tmp_path / "copy")
    shutil.copytree(crawled.root, copy.root)
    with closing(sqlite3.connect(copy.archive_db)) as db, db:
        db.execute(
            "INSERT INTO crawls (id, site, started_at, finished_at, outcome, asked) SELECT 'ahead', site,"
            " '2999-01-01T00:00:00.000000Z', '2999-01-01T01:00:00.000000Z', 'finished', asked FROM crawls"
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        gone = f"http://127.0.0.1:{free.getsockname()[1]}/"
    done = archiver("crawl", "--archive", copy.root, "--start", gone)
    assert done.returncode == 3, done.stdout
    assert "no answer" in done.stderr


def test_an_index_of_an_older_program_is_to_be_made_again(
    archiver: Run, crawled: ArchiveFolder, tmp_path: Path
) -> None:
    copy = ArchiveFolder(tmp_path / "copy")
    copy.root.mkdir()
    for path in (crawled.archive_db, crawled.profile):
        shutil.copy(path, copy.root)
    with closing(sqlite3.connect(copy.archive_db)) as db:
        db.execute("DROP TABLE outcomes")
    done = archiver("report", "--archive", copy.root)
    assert done.returncode == 3
    assert "archiver rebuild" in done.stderr


def test_an_archive_of_imports_is_not_called_a_crawl_that_is_not_at_its_end(archiver: Run, tmp_path: Path) -> None:
    (tmp_path / "so.toml").write_text('name = "so"\ntitle = "Sở"\nstart = "http://a.example/"\n', "utf-8")
    (tmp_path / "old.warc").write_bytes(response(1))
    assert archiver("import", "old.warc", "--site", "so.toml").returncode == 0
    done = archiver("report", "--archive", "output/so")
    assert done.returncode == 0, done.stderr
    assert archiver("report", "--archive", "output/so", "--html", "report.html").returncode == 0
    assert archiver("report", "--archive", "output/so", "--html").returncode == 0
    assert (tmp_path / "output" / "so" / "reports" / "imports.html").is_file()
    assert "Sở: no crawl\n" in done.stdout
    assert "This archive tells of no crawl: what it holds was imported. WARC: 1 file" in done.stdout
    assert f" Imported: 1 file, {len(response(1))} B.\n" in done.stdout
    shown = (tmp_path / "report.html").read_text("utf-8")
    assert "This archive tells of no crawl: what it holds was imported." in shown
    assert "<dt>imported, 1 file</dt>" in shown
    for wrong in ("not at its end", "not finished", "requests"):
        assert wrong not in done.stdout + shown
