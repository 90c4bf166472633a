"""What an archivist says and decides, at the real command line, on an archive of the simulated portal."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver, start_archiver, write_profile

from archiver.layout import ArchiveFolder


@pytest.fixture
def archive(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(crawled.root, tmp_path / "output" / "dang-bo-khoi")
    return ArchiveFolder(tmp_path / "output" / "dang-bo-khoi")


def run(archive: ArchiveFolder, *arguments: object) -> subprocess.CompletedProcess[str]:
    return run_archiver(*arguments, cwd=archive.root.parent.parent)


def told(archive: ArchiveFolder, *arguments: object) -> list[dict]:
    done = run(archive, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def an_article(archive: ArchiveFolder) -> tuple[str, str, str]:
    with closing(sqlite3.connect(archive.archive_db)) as db:
        return db.execute(
            "SELECT url, title, text FROM articles WHERE length(title) > 30 ORDER BY id LIMIT 1"
        ).fetchone()


def test_a_proof_is_told_in_words_and_as_json(archive):
    url, title, text = an_article(archive)
    done = run(archive, "prove", url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert title in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.endswith("sha256sum"))
    shell = subprocess.run(["bash", "-c", line], cwd=archive.root, capture_output=True, text=True, check=True)
    assert f"prints {shell.stdout.split()[0]}" in done.stdout
    assert "EQUAL: title, text" in done.stdout

    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("UPDATE versions SET text = replace(text, ?, 'GIẢ') WHERE text = ?", [text.split()[2], text])
        db.commit()
    done = run(archive, "prove", url)
    assert done.returncode == 1
    assert "DIFFERS: text from letter" in done.stdout
    proof = json.loads(run(archive, "prove", url, "--json").stdout)
    assert (proof["holds"], [one["field"] for one in proof["differences"]]) == (False, ["text"])
    done = run(archive, "prove", f"{url}&x=none")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Not in the archive" in done.stderr


def test_words_are_kept_listed_withdrawn_and_there_after_a_rebuild(archive):
    url, title, _ = an_article(archive)
    first = run(archive, "annotate", url, "--field", "title=Đúng", "--note", "Theo báo", "--by", "Lan")
    assert first.returncode == 0, first.stderr
    number = first.stdout.split()[-1]
    assert run(archive, "annotate", "--whole", "--rights", "CC BY 4.0", "--by", "Lan").returncode == 0
    assert run(archive, "annotate", "--crawl", "2", "--review", "signed-off", "--by", "Minh").returncode == 0
    listed = run(archive, "annotate", "--list").stdout
    assert f"{url}: title = Đúng" in listed
    assert "the archive: rights = CC BY 4.0" in listed

    assert run(archive, "rebuild").returncode == 0
    assert run(archive, "annotate", "--list").stdout == listed
    with closing(sqlite3.connect(archive.archive_db)) as db:
        row = db.execute(
            "SELECT title_captured, title_corrected FROM articles_described WHERE url = ?", [url]
        ).fetchone()
    assert row == (title, "Đúng")

    assert run(archive, "annotate", "--withdraw", number[:8], "--by", "Lan").returncode == 0
    assert "withdrawn by Lan" in run(archive, "annotate", url, "--list").stdout
    kinds = [row["type"] for row in told(archive, "events")]
    assert kinds == ["crawl", "annotation", "annotation", "annotation", "rebuild", "withdrawal"]
    assert run(archive, "verify").returncode == 0
    checked = told(archive, "events", "--type", "fixity check")
    assert [(row["type"], row["outcome"]) for row in checked] == [("fixity-check", "whole")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--field", "publisched=2008", "--by", "Lan"], "did you mean 'published'"),
        (["--field", "published=18/06/2008", "--by", "Lan"], "is no date"),
        (["--note", "x"], "nobody is named"),
        (["--whole", "--note", "x", "--by", "Lan"], "one of them only"),
        (["--by", "Lan"], "nothing is said"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(archive, arguments, words):
    files = archive.warc_files()
    done = run(archive, "annotate", an_article(archive)[0], *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert archive.warc_files() == files


def test_what_is_taken_down_is_found_no_more_until_it_is_lifted(archive):
    url, title, _ = an_article(archive)
    question = f'"{title}"'
    assert url in [hit["url"] for hit in told(archive, "search", question)]
    done = run(archive, "access", "add", "--url", url, "--action", "takedown", "--reason", "Cá nhân", "--by", "Lan")
    assert "withholds 1 article." in done.stdout
    number = done.stdout.split(";")[0].split()[-1]
    assert url not in [hit["url"] for hit in told(archive, "search", question)]
    assert run(archive, "rebuild").returncode == 0
    assert url not in [hit["url"] for hit in told(archive, "search", question)]
    assert "in force" in run(archive, "access", "list").stdout
    assert run(archive, "prove", url).returncode == 0  # who holds the archive can prove it still
    assert run(archive, "access", "lift", number[:8], "--reason", "Đồng ý", "--by", "Minh").returncode == 0
    assert url in [hit["url"] for hit in told(archive, "search", question)]
    assert "lifted by Minh" in run(archive, "access", "list").stdout


def test_the_archivist_is_told_that_what_is_asked_for_is_withheld(archive):
    url, _, _ = an_article(archive)
    before = run(archive, "why", url).stdout
    rule = ("--url", url, "--action", "takedown", "--reason", "Dữ liệu cá nhân", "--by", "Lan")
    number = run(archive, "access", "add", *rule).stdout.split(";")[0].split()[-1]
    withheld = run(archive, "why", url).stdout
    assert withheld.startswith(before.rstrip(".\n") + "; search and reading room do not show it (takedown ")
    assert f"(takedown {number[:8]} of " in withheld
    assert withheld.endswith(": Dữ liệu cá nhân).\n")
    never = run(archive, "why", f"{url}&Page=9").stdout
    assert never.startswith("Not in the archive")
    assert "Dữ liệu cá nhân" in never  # what would come is withheld as well
    run(archive, "access", "lift", number, "--reason", "Consent", "--by", "Lan")
    assert run(archive, "why", url).stdout == before


def test_a_command_called_in_the_folder_of_an_archive_means_that_one(archive):
    url, _, _ = an_article(archive)
    here = run_archiver("why", url, cwd=archive.root)
    assert (here.returncode, here.stdout) == (0, run(archive, "why", url).stdout)
    below = run_archiver("why", url, cwd=archive.warc)
    assert (below.returncode, below.stdout) == (2, "")
    assert "holds no archive yet" in below.stderr


def test_what_was_read_by_an_older_program_is_read_again(archive):
    url, _, _ = an_article(archive)
    done = run(archive, "ingest", "--changed")
    assert "Nothing to do" in done.stdout
    with closing(sqlite3.connect(archive.archive_db)) as db:
        db.execute("UPDATE readers SET digest = 'sha256:older'")
        db.execute("UPDATE articles SET text = text || ' Lượt xem: 15' WHERE url = ?", [url])
        db.commit()
    done = run(archive, "ingest", "--changed")
    assert done.returncode == 0, done.stderr
    assert "read again: 1 text changed, 0 articles otherwise." in done.stdout
    assert url in done.stdout
    (row,) = told(archive, "events", "--type", "re-extraction")
    assert "1 text changed" in row["outcome_detail"]


def test_who_had_a_crawl_made_is_told_where_the_environment_names_somebody(portal, tmp_path):
    profile = write_profile(tmp_path, "dang-bo-khoi", portal.base)
    process = start_archiver("crawl", profile, "--limit", 3, cwd=tmp_path, account={"ARCHIVER_BY": "Lan"})
    process.communicate(timeout=120)
    archive = ArchiveFolder(tmp_path / "output" / "dang-bo-khoi")
    before = told(archive, "events")
    assert [(row["type"], row["person"]) for row in before] == [("crawl", "Lan")]
    assert run(archive, "rebuild").returncode == 0
    assert told(archive, "events")[0] == before[0]
