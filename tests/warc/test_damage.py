"""Damage is found and its place is named; nothing that reads a damaged file crashes or loops."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver

from archiver.errors import WarcError
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.model import Place
from archiver.store.lock import hold
from archiver.warc.cdxj import index_of
from archiver.warc.reader import Fault, read_capture, scan


@pytest.fixture
def copy(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    """An archive that a test may spoil."""
    shutil.copytree(crawled.root, tmp_path / "copy")
    return ArchiveFolder(tmp_path / "copy")


def test_whole_archive_is_said_to_be_whole(crawled: ArchiveFolder) -> None:
    verdict = verify(crawled)
    assert verdict.whole
    assert verdict.records > 100


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_byte_is_found_with_its_record(copy: ArchiveFolder, seed: int) -> None:
    (path,) = copy.warc_files()
    data = bytearray(path.read_bytes())
    place = random.Random(seed).randrange(len(data))
    data[place] ^= 1 << (seed % 8)
    path.write_bytes(data)
    findings = verify(copy).findings
    assert any(finding.file == path.name and "SHA-256" in finding.what for finding in findings)
    placed = [finding.offset for finding in findings if finding.offset is not None]
    # A gzip header holds bits that nothing reads (time, system): only the file's digest tells of those.
    assert min(placed, default=place) <= place
    for found in scan(path):
        assert found is not None
    assert index_of(path)


@pytest.mark.parametrize("seed", range(6))
def test_a_cut_file_is_found_torn(copy: ArchiveFolder, seed: int) -> None:
    (path,) = copy.warc_files()
    data = path.read_bytes()
    path.write_bytes(data[: random.Random(seed).randrange(1, len(data))])
    findings = verify(copy).findings
    assert any("committed" in finding.what for finding in findings)
    assert isinstance([*scan(path)][-1], Fault) or any("SHA-256" in finding.what for finding in findings)


def test_a_missing_file_is_named(copy: ArchiveFolder) -> None:
    (path,) = copy.warc_files()
    path.unlink()
    assert any(finding.file == path.name and "missing" in finding.what for finding in verify(copy).findings)


def test_the_command_tells_damage_with_exit_code_1(copy: ArchiveFolder, tmp_path: Path) -> None:
    (path,) = copy.warc_files()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = run_archiver("verify", "--archive", copy.root, cwd=tmp_path)
    assert done.returncode == 1
    assert "DAMAGED" in done.stdout
    assert path.name in done.stdout


def test_no_place_is_guessed(crawled: ArchiveFolder) -> None:
    (path,) = crawled.warc_files()
    for offset in (-1, 1, path.stat().st_size, 0):  # 0 is the warcinfo record, which is no capture
        with pytest.raises(WarcError, match=path.name):
            read_capture(crawled.warc, Place(file=path.name, offset=offset, length=1))


@pytest.mark.parametrize(
    "data",
    [b"", b"\x1f\x8b", b"not gzip at all", b"\x1f\x8b\x08" * 50, b"WARC/1.1\r\n\r\n"],
    ids=["empty", "two bytes", "text", "signatures", "not packed"],
)
def test_what_is_no_warc_is_faults_and_nothing_else(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    assert all(isinstance(found, Fault) for found in scan(path))


def test_a_check_is_kept_in_the_record_and_comes_back_with_a_rebuild(copy: ArchiveFolder, tmp_path: Path) -> None:
    assert run_archiver("verify", "--archive", copy.root, cwd=tmp_path).returncode == 0
    told = checks(copy)
    assert [(outcome, files) for _, outcome, files in told] == [("whole", 1)]
    assert run_archiver("rebuild", "--archive", copy.root, cwd=tmp_path).returncode == 0
    assert checks(copy) == told
    assert verify(copy).whole


def test_a_check_beside_a_crawl_is_made_and_kept(copy: ArchiveFolder, tmp_path: Path) -> None:
    with hold(copy.lock("crawl"), "busy"):
        done = run_archiver("verify", "--archive", copy.root, cwd=tmp_path)
    assert done.returncode == 0
    assert "whole" in done.stdout
    assert [row[1] for row in checks(copy)] == ["whole"]


def checks(folder: ArchiveFolder) -> list[tuple[int, str, int]]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute("SELECT id, outcome, files FROM checks").fetchall()
