"""The whole way, as a user goes it: demo, scheduled crawls, Scrapy's own commands, real input."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from command import Run, run_archiver, start_archiver, write_profile
from waiting import until

from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.store.dump import canonical_dump
from archiver.vietnamese.legacy import is_suspected

SEED_TITLE = "Bản kiểm điểm Ban chấp hành Đảng bộ Sở Khoa học và Công nghệ giữa nhiệm kỳ XIV."


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The demo, and what it said."""
    cwd = tmp_path_factory.mktemp("demo")
    process = start_archiver("demo", cwd=cwd)
    out, err = process.communicate(timeout=300)
    return cwd, subprocess.CompletedProcess([], process.returncode, out, err)


def test_demo_archives_everything_and_says_how_to_open_it(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    cwd, done = shown
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All articles, documents and pictures are archived." in done.stdout
    assert ": whole" in done.stdout
    assert "wrong dates: 0" in done.stdout
    archive = next((cwd / "output").glob("demo*"))
    assert done.stdout.rstrip().endswith(f"archiver serve {archive.relative_to(cwd)}")


def test_every_document_of_the_demo_says_what_it_says(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    cwd, _ = shown
    with closing(sqlite3.connect(next((cwd / "output").glob("demo*")) / "archive.db")) as db:
        rows = db.execute("SELECT outcome, text, repairs FROM documents").fetchall()
    assert {outcome for outcome, _, _ in rows} == {"read", "empty"}
    assert all(text for outcome, text, _ in rows if outcome == "read")
    assert not [text for _, text, _ in rows if is_suspected(text)]
    assert {"TCVN3", "VNI"} <= {word for _, _, repairs in rows for one in json.loads(repairs) for word in one.split()}


@pytest.mark.parametrize("question", ["dai hoi dang bo", "đại hội đảng bộ", "ĐẠI HỘI ĐẢNG BỘ"])
def test_seed_page_is_found_and_its_snippet_has_its_accents(
    shown: tuple[Path, subprocess.CompletedProcess[str]], question: str
) -> None:
    cwd, _ = shown
    process = start_archiver("search", question, "--json", cwd=cwd)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    hits = [json.loads(line) for line in out.splitlines()]
    (seed,) = [hit for hit in hits if hit["title"] == SEED_TITLE]
    assert "đại hội" in seed["snippet"].replace("[", "").replace("]", "").lower()


def test_a_rebuild_gives_the_rows_of_the_crawl(shown: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    cwd, _ = shown
    folder = ArchiveFolder(next((cwd / "output").glob("demo*")))
    live = b"".join(canonical_dump(folder.archive_db))
    for name in ("crawl.db", "profile.toml"):  # the WARC files alone
        (folder.root / name).rename(cwd / name)
    assert run_archiver("rebuild", cwd=cwd).returncode == 0
    for name in ("crawl.db", "profile.toml"):
        (cwd / name).rename(folder.root / name)
    assert b"".join(canonical_dump(folder.archive_db)) == live


def test_scrapy_names_the_sites_and_crawls_them(portal: Portal, tmp_path: Path) -> None:
    scrapy = [sys.executable, "-m", "scrapy"]
    root = Path(__file__).parent.parent.parent
    listed = subprocess.run([*scrapy, "list"], cwd=root, capture_output=True, text=True, check=True)
    assert "dang-bo-khoi" in listed.stdout.split()
    archive = tmp_path / "by-scrapy"
    command = ["crawl", "dang-bo-khoi", "-a", f"start={portal.base}", "-a", f"archive={archive}", "-a", "limit=12"]
    settings = ["-s", "DOWNLOAD_DELAY=0"]
    done = subprocess.run([*scrapy, *command, *settings], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert verify(ArchiveFolder(archive)).whole
    with sqlite3.connect(archive / "archive.db") as db:
        assert db.execute("SELECT count(*) FROM captures").fetchone()[0] >= 12


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ((), "names no start address; give it with --start URL (to Scrapy: -a start=URL)."),
        (("start=http://127.0.0.1:9/", "limit=many"), "-a limit=many: a number of requests is meant"),
        (("start=http://127.0.0.1:9/", "limits=12"), "-a limits=: there is no such argument"),
        (("start=http://127.0.0.1:9/", "section=tin-tuk"), "has no section 'tin-tuk'"),
    ],
)
def test_what_is_wrong_with_a_crawl_by_scrapy_is_told_in_a_line(told, said, tmp_path: Path) -> None:
    arguments = [word for one in (*told, f"archive={tmp_path / 'by-scrapy'}") for word in ("-a", one)]
    command = [sys.executable, "-m", "scrapy", "crawl", "dang-bo-khoi", *arguments]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
    assert not (tmp_path / "by-scrapy").exists()


def test_schedule_of_two_sites_survives_a_missed_run_and_a_killed_scheduler(archiver: Run, tmp_path: Path) -> None:
    begun = datetime.now(UTC)
    with Portal(size="tiny") as one, Portal(size="tiny", seed=11) as two:
        for name, portal in (("site-one", one), ("site-two", two)):
            profile = write_profile(tmp_path, name, portal.base)
            added = archiver("schedule", "add", profile, "--every", "1h")
            assert added.returncode == 0, added.stderr
        later = begun + timedelta(hours=2, minutes=30)  # one due time went by with nobody looking
        scheduler = start_archiver("schedule", "tick", "--now", later.isoformat(), cwd=tmp_path)
        folders = [ArchiveFolder(tmp_path / "output" / name) for name in ("site-one", "site-two")]
        until(lambda: any(folder.warc_files() for folder in folders))
        scheduler.kill()
        scheduler.communicate()
        again = archiver("schedule", "tick", "--now", (later + timedelta(minutes=1)).isoformat())
        assert again.returncode == 0, again.stderr
        until(lambda: all(run["outcome"] for run in history(archiver)))
    runs = history(archiver)
    assert sorted((run["name"], run["outcome"], run["missed"]) for run in runs) == [
        ("site-one", "done", 1),
        ("site-two", "done", 1),
    ]
    for folder in folders:
        assert verify(folder).whole
        with sqlite3.connect(folder.archive_db) as db:
            assert db.execute("SELECT count(*), min(outcome) FROM crawls").fetchone() == (1, "finished")


def history(archiver: Run) -> list[dict[str, object]]:
    done = archiver("schedule", "history", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.real
def test_the_mirror_of_a_real_site_is_archived_whole(archiver: Run, tmp_path: Path) -> None:
    data = Path(os.environ["ARCHIVER_TEST_DATA"]) / "real"
    with subprocess.Popen([sys.executable, data / "serve_mirror.py"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        start = server.stdout.readline().strip()
        sections = "".join(
            f'[[section]]\nname = "y{year}"\ntitle = "{year}"\nurl = "/pressroom/pr/Pages/archive.aspx?year={year}"\n'
            for year in range(2003, 2007)
        )
        profile = tmp_path / "mirror.toml"
        profile.write_text(
            f'name = "mirror"\ntitle = "IATA"\nlanguage = "en"\ntimezone = "Europe/Zurich"\nplatform = "sharepoint"\n'
            f'start = "{start}"\nallow_private = true\n[politeness]\ndelay = 0\nconcurrency = 4\n{sections}'
        )
        done = archiver("crawl", profile)
        server.terminate()
    assert done.returncode == 0, done.stderr
    folder = ArchiveFolder(tmp_path / "output" / "mirror")
    with sqlite3.connect(folder.archive_db) as db:
        rows = db.execute("SELECT url, title, published, text FROM articles WHERE kind = 'article'").fetchall()
    pages = real_pages(data / "sharepoint-mirror.tar.xz")
    assert len(rows) == 150
    for url, title, published, text in rows:
        page = pages[re.sub(r"^http://[^/]*/", "", url)]
        assert (title, published) == (printed_title(page), printed_date(page)), url
        for foreign in ("Share this page", "Advertisement", "Facts & Figures", "Airlines. magazine"):
            assert foreign not in text, url
    live = b"".join(canonical_dump(folder.archive_db))
    assert archiver("rebuild").returncode == 0
    assert b"".join(canonical_dump(folder.archive_db)) == live


def real_pages(path: Path) -> dict[str, str]:
    with tarfile.open(path) as tar:
        files = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        return {name: file.read().decode("utf-8") for name, file in files if file is not None}


def printed_title(page: str) -> str:
    """The heading; where the page has it in no h1, what it tells other sites."""
    headings = re.findall(r"<h1(?! class)[^>]*>(.*?)</h1>", page, re.DOTALL)
    found = [*headings, *re.findall(r"property='og:title' content='([^']*)'", page)]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", next(filter(str.strip, found)))).split())


def printed_date(page: str) -> str:
    found = re.search(r'id="date">\s*Date:\s*(\d+ \w+ \d{4})', page)
    assert found is not None
    return datetime.strptime(found[1], "%d %B %Y").date().isoformat()  # noqa: DTZ007  a day has no zone
