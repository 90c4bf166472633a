"""What can go wrong before and within a crawl: a clear message, the right exit code, the archive whole."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from command import Run, run_archiver, start_archiver, write_profile

from archiver.demo.server import Portal
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder


def test_wrong_profile_names_the_key_and_the_nearest_one(archiver: Run, tmp_path: Path) -> None:
    profile = write_profile(tmp_path, "a-site", "http://127.0.0.1:9/")
    profile.write_text("langauge = 'vi'\n" + profile.read_text("utf-8"), "utf-8")
    done = archiver("crawl", profile)
    assert done.returncode == 2
    assert "langauge" in done.stderr
    assert "language" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("crawl", "no-such-site"), "no-such-site"),
        (("crawl", "dang-bo-khoi"), "--start"),
        (("crawl", "dang-bo-khoi", "--start", "ftp://portal.example/"), "ftp"),
        (("crawl", "dang-bo-khoi", "--start", "http://portal.example/", "--section", "tin"), "tin-tuc"),
        (("search", "x", "--archive", "nowhere"), "nowhere"),
        (("verify",), "archiver crawl"),
    ],
)
def test_wrong_usage_says_what_to_do(archiver: Run, arguments: tuple[str, ...], word: str) -> None:
    done = archiver(*arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_unreachable_host_is_said_and_no_archive_is_made_of_no_answer(archiver: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    profile = write_profile(tmp_path, "a-site", f"http://127.0.0.1:{port}/")
    done = archiver("crawl", profile)
    assert done.returncode == 3
    assert (
        f"http://127.0.0.1:{port}/: no answer (the connection was refused: not even robots.txt could be asked for)"
        in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert "no archive was begun in output/a-site" in done.stderr
    assert not (tmp_path / "output" / "a-site").exists()


def test_what_stood_in_the_folder_before_stays_where_no_answer_came(archiver: Run, tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path / "output" / "a-site")
    with Portal(size="tiny") as portal:
        profile = write_profile(tmp_path, "a-site", portal.base)
        assert archiver("crawl", profile, "--limit", "1").returncode == 0
    before = {path: path.read_bytes() for path in folder.warc_files()}
    assert archiver("crawl", profile).returncode == 3
    assert before.items() < {path: path.read_bytes() for path in folder.warc_files()}.items()
    assert verify(folder).whole
    assert "failed" in archiver("report").stdout


def test_name_that_leads_to_a_private_address_is_refused(archiver: Run, tmp_path: Path, portal: Portal) -> None:
    before = portal.counters.requests
    profile = write_profile(tmp_path, "a-site", portal.base.replace("127.0.0.1", "127.1"))
    profile.write_text(profile.read_text("utf-8").replace("allow_private = true", ""), "utf-8")
    done = archiver("crawl", profile)
    assert done.returncode == 3
    assert "allow_private" in done.stderr
    assert portal.counters.requests == before


def test_folder_of_another_site_is_left_alone(archiver: Run, tmp_path: Path, portal: Portal) -> None:
    first, second = (write_profile(tmp_path, name, portal.base) for name in ("site-one", "site-two"))
    assert archiver("crawl", first, "--limit", 3).returncode == 0
    files = {path: path.stat().st_size for path in (tmp_path / "output" / "site-one" / "warc").iterdir()}
    done = archiver("crawl", second, "--archive", tmp_path / "output" / "site-one")
    assert done.returncode == 2
    assert "site-one" in done.stderr
    assert "--archive" in done.stderr
    assert {path: path.stat().st_size for path in (tmp_path / "output" / "site-one" / "warc").iterdir()} == files


def test_second_crawl_of_one_archive_waits_for_nobody(tmp_path: Path, portal: Portal) -> None:
    profile = write_profile(tmp_path, "a-site", portal.base)
    profile.write_text(profile.read_text("utf-8").replace("delay = 0", "delay = 0.1"), "utf-8")
    folder = ArchiveFolder(tmp_path / "output" / "a-site")
    first = start_archiver("crawl", profile, "--limit", 5, cwd=tmp_path)
    while first.poll() is None and not folder.warc_files():
        time.sleep(0.05)
    second = run_archiver("crawl", profile, cwd=tmp_path)
    assert second.returncode == 3
    assert "another crawl" in second.stderr
    out, err = first.communicate(timeout=120)
    assert first.returncode == 0, err + out
    assert verify(folder).whole


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture(params=[150, 400, 900, 1300, 1500, 2000])
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A disk of so many kilobytes: it is full at another step of the crawl each time."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@needs_root
def test_full_disk_stops_the_crawl_and_room_lets_it_go_on(tmp_path: Path, small_disk: Path, portal: Portal) -> None:
    profile = write_profile(tmp_path, "dang-bo-khoi", portal.base)
    archive = small_disk / "dang-bo-khoi"
    done = run_archiver("crawl", profile, "--archive", archive, cwd=tmp_path)
    assert done.returncode == 3, done.stderr
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    findings = verify(ArchiveFolder(archive)).findings
    assert all(
        found.file in {"crawl.db", "archive.db"} or found.what == "the file ends within" for found in findings
    ), findings
    roomy = tmp_path / "roomy"
    shutil.copytree(archive, roomy)
    done = run_archiver("crawl", profile, "--archive", roomy, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert verify(ArchiveFolder(roomy)).whole


@needs_root
@pytest.mark.parametrize("small_disk", [6000], indirect=True)
def test_an_archive_on_a_disk_that_is_full_is_not_called_damaged(
    tmp_path: Path, small_disk: Path, crawled: ArchiveFolder
) -> None:
    archive = small_disk / "dang-bo-khoi"
    shutil.copytree(crawled.root, archive)
    for journal in archive.glob("*.db-*"):
        journal.unlink()
    with suppress(OSError), (small_disk / "film.mpg").open("wb", buffering=0) as film:
        while film.write(bytes(1000)):
            pass
    assert [one for one in verify(ArchiveFolder(archive)).findings if one.kind == "database"] == []
    for command in (
        ("search", "hoi"),
        ("ingest",),
        ("rebuild",),
        ("annotate", "--whole", "--note", "x", "--by", "Lan"),
    ):
        done = run_archiver(*command, "--archive", archive, cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
        assert "the disk is full" in done.stderr or "the room of its folder" in done.stderr
