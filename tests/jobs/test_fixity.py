"""What a check says, what a repair brings back, and what a second copy takes and refuses."""

from __future__ import annotations

import ctypes
import gzip
import json
import mmap
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from command import run_archiver, start_archiver
from foreign_files import http, packed, record
from recorded import HOST, Recorder, page, profile

from archiver.crawl.recovery import recover
from archiver.errors import ArchiveError, UsageError
from archiver.jobs.annotate import Remark, annotate
from archiver.jobs.care import keep_verdict, past_checks
from archiver.jobs.copy_report import Copied
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.profile import profile_of
from archiver.jobs.rebuild import rebuild
from archiver.jobs.repair import Repaired, repair
from archiver.jobs.sample import Part, Past, sample, whole_files
from archiver.jobs.second_copy import copy_to
from archiver.jobs.shelf import FolderShelf, shelf_at
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.store.ledger import Ledger
from archiver.store.lock import hold
from archiver.warc import judgement
from archiver.warc.cdxj import index_from
from archiver.warc.fixity import append_sum, close_file, file_digest, recorded_sums
from archiver.warc.inspection import Piece, pieces
from archiver.warc.writer import Recording, WarcWriter, pack


@pytest.fixture
def folder(crawled: ArchiveFolder, tmp_path: Path) -> ArchiveFolder:
    """An archive that a test may spoil."""
    shutil.copytree(crawled.root, tmp_path / "dang-bo-khoi")
    return ArchiveFolder(tmp_path / "dang-bo-khoi")


@pytest.fixture
def copy(folder: ArchiveFolder, tmp_path: Path) -> Path:
    assert copied(folder, tmp_path / "copy").whole
    return tmp_path / "copy"


def copied(folder: ArchiveFolder, to: Path, *, reread: bool = False) -> Copied:
    return copy_to(folder, FolderShelf(to), reread=reread)


def mended(folder: ArchiveFolder, copy: Path) -> Repaired:
    return repair(folder, verify(folder), FolderShelf(copy))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def turn(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def answer_of(path: Path, number: int) -> Piece:
    """The answer number so and so of a file."""
    answers = [piece for piece in pieces(path) if isinstance(piece, Piece) and piece.name.type == "response"]
    return answers[number]


def kept(folder: ArchiveFolder, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


def reopened(folder: ArchiveFolder) -> Path:
    """The archive's one WARC file, as it is while a crawl writes it."""
    (path,) = folder.warc_files()
    folder.sha256sums.write_text("")
    cdxj_of(path).unlink()
    return path


# What a check says


def test_a_damaged_answer_is_named_with_its_record_address_and_article(folder):
    ((url, capture_id, article),) = kept(folder, "SELECT url, capture_id, id FROM articles ORDER BY id LIMIT 1")
    (path,) = folder.warc_files()
    spot = next(piece for piece in pieces(path) if isinstance(piece, Piece) and piece.name.id == capture_id)
    turn(path, spot.offset + len(spot.packed) // 2)
    finding = next(one for one in verify(folder).findings if one.offset == spot.offset)
    assert (finding.record_type, finding.record_id, finding.url) == ("response", capture_id, spot.name.url)
    assert (article, url) in {(leaning.id, leaning.url) for leaning in finding.articles}


def test_without_any_database_or_index_the_records_beside_it_name_it_and_that_is_said(folder, tmp_path):
    (path,) = folder.warc_files()
    spot = answer_of(path, 7)
    turn(path, spot.offset + 12)
    for file in (*folder.root.glob("*.db*"), cdxj_of(path)):
        file.unlink()
    done = run_archiver("verify", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 1
    assert f"at offset {spot.offset} (response {spot.name.id})" in done.stdout
    assert str(spot.name.url) in done.stdout
    assert "archive.db is not here" in done.stdout


def test_where_there_never_was_a_crawl_its_database_is_not_missed(tmp_path):
    """And files of others are counted by themselves: their records are not read."""
    folder = ArchiveFolder(tmp_path / "so-vi-du")
    for n in range(3):
        (tmp_path / f"{n}.warc").write_bytes(record("response", f"{HOST}/bai-{n}", http(page(f"Tin {n}", f"xã {n}"))))
    paths = sorted(tmp_path.glob("*.warc"))
    import_files(folder, profile(), [Incoming(path, path.name, path.name) for path in paths])
    verdict = verify(folder)
    assert (verdict.files, verdict.imported) == (4, 3)
    done = run_archiver("verify", "--archive", folder.root, cwd=tmp_path)
    assert done.stdout.startswith(
        f"1 WARC file with {verdict.records} records, 3 imported files by their digests, {verdict.bytes / 1e6:.1f} MB: whole"
    )
    with closing(sqlite3.connect(folder.archive_db)) as db:
        told = db.execute("SELECT outcome_detail FROM events WHERE type = 'fixity-check'").fetchall()
    assert told == [(f"1 file and {verdict.records} records read, 3 imported files by their digests, 0 findings",)]
    (folder.imports / "1.warc").unlink()
    folder.warc_files()[0].unlink()
    done = run_archiver("verify", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("is missing; SHA256SUMS names it") == 2
    assert "crawl.db" not in done.stdout


def test_a_capture_of_an_imported_file_is_named_too(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    folder = recorder.folder
    blocks = [http(page(f"Tin {n}", f"xã {n}")) for n in range(5)]
    records = [
        record("response", f"{HOST}/bai-{n}", block, number=f"id-{n}", date="2012-06-01T08:00:00Z")
        for n, block in enumerate(blocks)
    ]
    (tmp_path / "old.warc").write_bytes(b"".join(records))
    recorder.fetch("/", b"<html>")
    recorder.finish()
    import_files(folder, profile(), [Incoming(tmp_path / "old.warc", "old.warc", "old.warc")])
    turn(folder.warc / "import" / "old.warc", sum(map(len, records[:3])) + len(records[3]) - 300)
    found = {finding.url: finding for finding in verify(folder).findings if finding.kind == "damaged"}
    assert f"{HOST}/bai-3" in found
    assert [leaning.title for leaning in found[f"{HOST}/bai-3"].articles] == ["Tin 3"]


def test_a_line_of_sha256sums_that_is_gone_or_damaged_is_told(folder):
    whole = folder.sha256sums.read_text()
    folder.sha256sums.write_text("")
    assert [finding.kind for finding in verify(folder).findings] == ["unlisted"]
    folder.sha256sums.write_text(whole.replace("  ", " ", 1))
    assert {finding.kind for finding in verify(folder).findings} == {"unlisted", "sums"}
    folder.sha256sums.write_text(whole[:40])  # a crash cut it off; the line is written again behind it
    append_sum(folder, folder.warc_files()[0].name, whole[:64])
    assert verify(folder).whole


def test_a_file_that_others_put_there_is_told(folder):
    (path,) = folder.warc_files()
    (folder.warc / "another.warc.gz").write_bytes(packed([record("response", "http://a.example/", http(b"x"))]))
    shutil.copy(path, folder.warc / "a-second-name.warc.gz")
    found = {finding.file: finding.kind for finding in verify(folder).findings}
    assert found == {"another.warc.gz": "unlisted", "a-second-name.warc.gz": "swapped"}


def test_what_is_said_and_closed_while_a_check_reads_is_no_damage(folder):
    def say_something(_: int) -> None:
        annotate(folder, profile_of(folder), Remark(said={"note": "x"}), "Lan")

    assert verify(folder, say_something).findings == ()
    last = folder.warc_files()[-1]
    cdxj_of(last).rename(folder.warc / "lost.cdxj")
    assert [finding.file for finding in verify(folder, say_something).findings if finding.kind == "missing"] == [
        "lost.warc.gz"
    ]


def test_what_stands_beside_the_record_and_is_none_of_ours_never_becomes_part_of_it(folder, tmp_path):
    (path,) = folder.warc_files()
    (folder.warc / f"._{path.name}").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    (folder.warc / f"._{cdxj_of(path).name}").write_bytes(b"\0\5\x16\7")
    (folder.warc / "gone.warc.gz").symlink_to(tmp_path / "nowhere")
    assert verify(folder).findings == ()
    second = path.with_name(path.name.replace(".warc", " (1).warc"))
    shutil.copy(path, second)
    sums = recorded_sums(folder)
    with Ledger(folder.crawl_db) as ledger:
        assert recover(folder, ledger, profile_of(folder)).captures == 0
        assert ledger.committed_ends().keys() == {path.name}
    assert recorded_sums(folder) == sums
    rebuild(folder, profile_of(folder))
    with closing(sqlite3.connect(folder.archive_db)) as db:
        assert db.execute("SELECT DISTINCT warc_file FROM captures").fetchall() == [(path.name,)]
    for one in (second, *folder.warc.glob("._*")):
        one.unlink()
    assert verify(folder).findings == ()


def test_an_index_is_told_with_the_command_that_makes_it_again(folder, tmp_path):
    index = cdxj_of(folder.warc_files()[0])
    before = index.read_bytes()
    turn(index, 300)
    done = run_archiver("verify", "--archive", folder.root, cwd=tmp_path)
    assert (done.returncode, "can be rebuilt" in done.stdout) == (1, True)
    assert "archiver verify --repair --archive" in done.stdout
    assert run_archiver("verify", "--repair", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert index.read_bytes() == before


@pytest.mark.parametrize("sums", ["as written", "lost", "of other bytes", "torn"])
def test_an_index_is_believed_by_its_digest_or_made_again_to_compare(folder, monkeypatch, sums):
    (path,) = folder.warc_files()
    line = folder.index_sums.read_text()
    if sums == "lost":
        folder.index_sums.unlink()
    elif sums == "of other bytes":
        folder.index_sums.write_text(f"{'0' * 64}{line[64:]}")
    elif sums == "torn":
        folder.index_sums.write_text(line[:-9])
    made: list[str] = []
    monkeypatch.setattr(judgement, "index_from", lambda found, name: made.append(name) or index_from(found, name))
    assert verify(folder).whole
    assert made == ([] if sums == "as written" else [path.name])
    turn(cdxj_of(path), 300)
    assert [finding.kind for finding in verify(folder).findings] == ["index"]


def test_a_copy_is_checked_as_fast_as_what_it_is_of(copy, monkeypatch):
    monkeypatch.setattr(judgement, "index_from", lambda found, name: pytest.fail(f"{name}: its index was made again"))
    assert verify(ArchiveFolder(copy)).whole


def test_an_index_that_is_wrong_is_told_though_its_digest_is_written_for_other_bytes(folder):
    """A file of which SHA256SUMS states another digest by now has another index too."""
    (path,) = folder.warc_files()
    first = next(piece for piece in pieces(path) if isinstance(piece, Piece) and piece.name.type == "response")
    path.write_bytes(path.read_bytes() + first.packed)
    append_sum(folder, path.name, file_digest(path))
    assert [finding.kind for finding in verify(folder).findings] == ["index"]


def test_beside_a_crawl_only_what_is_committed_is_read_and_copied(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    recorder.fetch("/bai-1", page("Tin 1", "xã 1"))
    folder = recorder.folder
    (path,) = folder.warc_files()
    end = path.stat().st_size
    recorder.ledger.set_committed_end(path.name, end)
    recorder.ledger.commit()
    recorder.close()
    with path.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 half a record")
    folder.profile.write_text('name = "so-vi-du"\n', encoding="utf-8")
    with hold(folder.lock("crawl"), "busy"):
        assert verify(folder).whole
        done = copied(folder, tmp_path / "copy")
    assert (done.whole, done.open) == (True, [path.name])
    assert (tmp_path / "copy" / "warc" / path.name).read_bytes() == path.read_bytes()[:end]
    path.write_bytes(path.read_bytes()[:end])
    close_file(folder, path)  # the crawl has ended: the copy takes the rest
    assert copied(folder, tmp_path / "copy").whole
    assert verify(ArchiveFolder(tmp_path / "copy")).whole


def test_a_large_archive_is_read_by_several_processes(tmp_path):
    folder = ArchiveFolder(tmp_path / "large")
    chance = random.Random(1)
    writer = WarcWriter(folder, "large", {}, roll_at=1, closed=lambda path: close_file(folder, path))
    for n in range(3):
        body = b"HTTP/1.1 200 OK\r\n\r\n" + chance.randbytes(12 << 20)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        asked = b"GET / HTTP/1.1\r\n\r\n"
        url = f"http://a.example/{n}"
        writer.append(Recording(url=url, method="GET", fetched_at=moment, request=asked, response=body), lambda _: None)
    writer.close()
    assert verify(folder).whole
    turn(folder.warc_files()[1], 6 << 20)
    first = verify(folder).findings[0]
    assert (first.file, first.url) == (folder.warc_files()[1].name, "http://a.example/1")


def test_a_sector_that_the_disk_cannot_read_costs_only_its_records():
    """Our own memory is a file to read whose unmapped pages give the error that a dying disk gives."""
    packed_records = [pack("metadata", [], random.Random(n).randbytes(9000), "text/plain") for n in range(6)]
    data = b"".join(packed_records)
    system = ctypes.CDLL(None, use_errno=True)
    system.mmap.restype = ctypes.c_void_p
    system.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *(ctypes.c_int,) * 3, ctypes.c_long]
    begin = system.mmap(None, 1 << 16, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    ctypes.memmove(begin, data, len(data))
    hole = begin + 5 * 4096  # within the third record
    assert system.munmap(ctypes.c_void_p(hole), 4096) == 0
    found = list(pieces(Path("/proc/self/mem"), begin, begin + len(data)))
    assert [isinstance(one, Piece) for one in found] == [True, True, False, True, True, True]
    assert found[2].offset == begin + sum(map(len, packed_records[:2]))


def test_a_file_that_cannot_be_opened_is_named_and_the_others_are_read(folder):
    (folder.warc / "dang-bo-khoi-20200101000000-00000.warc.gz").mkdir()
    verdict = verify(folder)
    assert [(finding.kind, finding.file[:21]) for finding in verdict.findings] == [
        ("unreadable", "dang-bo-khoi-20200101")
    ]
    assert verdict.records > 100


# Samples, and what is kept


def test_in_time_a_sample_reads_everything_and_the_same_all_day():
    files = [Part(file=f"{n}.warc.gz", size=size, length=size) for n, size in enumerate([10, 900, 30, 5000, 200, 40])]
    past: list[Past] = []
    seen: dict[str, set[int]] = {part.file: set() for part in files}
    day = date(2026, 1, 1)
    for _ in range(25):
        chosen = sample(files, past, 0.05, day)
        assert sample(files[::-1], past, 0.05, day) == chosen
        assert sum(part.length for part in chosen) <= 0.05 * 6180 + 1
        for part in chosen:
            seen[part.file] |= set(range(part.begin, part.begin + part.length))
            end = part.begin + part.length
            past.append(Past(file=part.file, begin=part.begin, end=end, size=part.size, checked_at=f"{day}T05:00:00Z"))
        assert sample(files, past, 0.05, day) == chosen  # what was read today changes nothing today
        day += timedelta(days=1)
    assert {file: len(places) for file, places in seen.items()} == {part.file: part.size for part in files}


def test_a_sample_finds_damage_within_it_and_says_what_it_did_not_look_at(folder, tmp_path):
    (path,) = folder.warc_files()
    turn(path, 3000)
    done = run_archiver("verify", "--sample", "5%", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 1
    assert "were not looked at, and nothing is said of them" in done.stdout
    assert "its SHA-256 was not compared" in done.stdout
    ((scope, read, everything),) = kept(folder, "SELECT scope, bytes, all_bytes FROM checks")
    assert (scope, everything) == ("sample", path.stat().st_size)
    assert 0.05 * everything <= read < 0.5 * everything


@pytest.mark.parametrize("share", ["0", "101%", "much", "-5%"])
def test_a_share_that_is_none_is_refused(folder, tmp_path, share):
    done = run_archiver("verify", "--sample", share, "--archive", folder.root, cwd=tmp_path)
    assert (done.returncode, "no share" in done.stderr) == (2, True)


def test_checks_samples_and_deeds_come_back_with_a_rebuild_and_stand_in_the_calendar(folder, copy, tmp_path):
    keep_verdict(folder, verify(folder, parts=sample(whole_files(folder), [], 0.2, date(2026, 1, 1))))
    for command in (("verify",), ("copy", copy)):
        assert run_archiver(*command, "--archive", folder.root, cwd=tmp_path).returncode == 0
    turn(folder.warc_files()[0], 5000)
    assert run_archiver("verify", "--repair", copy, "--archive", folder.root, cwd=tmp_path).returncode == 0
    query = "SELECT * FROM checks ORDER BY id"
    events = "SELECT * FROM events WHERE type IN ('copy', 'repair') ORDER BY id"
    before = kept(folder, query), kept(folder, events)
    assert (len(before[0]), len(before[1])) == (3, 2)
    read = past_checks(folder)
    assert run_archiver("rebuild", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert (kept(folder, query), kept(folder, events)) == before
    assert past_checks(folder) == read
    done = run_archiver("verify", "--calendar", "--json", "--archive", folder.root, cwd=tmp_path)
    days = json.loads(done.stdout)
    assert sum(day["checks"] for day in days) == 3
    assert max(day["share"] for day in days) == 1
    assert sum(day["damaged"] for day in days) > 0
    assert "100%!" in run_archiver("verify", "--calendar", "--archive", folder.root, cwd=tmp_path).stdout


# Repair


@pytest.mark.parametrize("address", ["{copy}", "{copy}/warc", "file://{copy}"])
def test_a_damaged_file_comes_back_and_its_damaged_bytes_are_kept(folder, copy, tmp_path, address):
    (path,) = folder.warc_files()
    before = file_digest(path)
    turn(path, 4000)
    damaged = path.read_bytes()
    done = run_archiver("verify", "--repair", address.format(copy=copy), "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert file_digest(path) == before
    assert [file.read_bytes() for file in (folder.warc / "damaged").iterdir()] == [damaged]


@pytest.fixture
def far(tmp_path: Path) -> Iterator[str]:
    """The address of an FTP server, for a user with a password."""
    (tmp_path / "far").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("-i", "127.0.0.1", "-p", str(port), "-u", "lan", "-P", "bi@mat", "-w", "-d", str(tmp_path / "far"))
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, "-m", "pyftpdlib", *options], stdout=quiet, stderr=quiet) as server:
        with socket.socket() as knocking:
            while knocking.connect_ex(("127.0.0.1", port)):
                assert server.poll() is None
                time.sleep(0.1)
        yield f"ftp://lan:bi@mat@127.0.0.1:{port}/so-vi-du"
        server.terminate()


def test_a_copy_far_away_is_made_kept_and_mended_from_and_its_password_is_kept_nowhere(folder, far, tmp_path):
    told = [run_archiver("copy", far, "--archive", folder.root, cwd=tmp_path) for _ in range(2)]
    assert [(one.returncode, "whole" in one.stdout) for one in told] == [(0, True), (0, True)], told
    assert f"{far.replace(':bi@mat', '')}: 0 files" in told[1].stdout
    assert verify(ArchiveFolder(tmp_path / "far" / "so-vi-du")).whole
    before = file_digest(folder.warc_files()[0])
    turn(folder.warc_files()[0], 4000)
    told.append(run_archiver("verify", "--repair", far, "--archive", folder.root, cwd=tmp_path))
    assert (told[2].returncode, file_digest(folder.warc_files()[0])) == (0, before), told[2].stdout + told[2].stderr
    assert kept(folder, "SELECT json_extract(detail, '$.to') FROM events WHERE type = 'copy'")
    held = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files_in(folder.root)
    ]
    assert not any(b"bi@mat" in data for data in held)
    assert not any("mat@127" in one.stdout + one.stderr for one in told)


@pytest.mark.parametrize("wrong", ["user", "port", "scheme"])
def test_a_place_far_away_that_cannot_be_had_is_told_without_its_password(folder, far, tmp_path, wrong):
    changed = {"user": ("lan:", "ai:"), "port": ("127.0.0.1:", "127.0.0.1:1"), "scheme": ("ftp:", "khong:")}[wrong]
    address = far.replace(*changed) if wrong != "port" else "ftp://lan:bi@mat@127.0.0.1:1/so-vi-du"
    for command in (("copy",), ("verify", "--repair")):
        done = run_archiver(*command, address, "--archive", folder.root, cwd=tmp_path)
        assert done.returncode == 2
        assert "@127.0.0.1:" in done.stderr
        assert "Traceback" not in done.stderr
        assert "mat@" not in done.stderr


def test_nothing_but_the_digest_of_old_takes_the_place_of_a_file(folder, copy):
    (path,) = folder.warc_files()
    turn(path, 4000)
    turn(copy / "warc" / path.name, 9000)
    damaged = path.read_bytes()
    done = mended(folder, copy)
    assert ([left.file for left in done.left], done.mended) == ([path.name], [])
    assert path.read_bytes() == damaged


def test_a_wrong_line_is_mended_where_file_and_copy_agree(folder, copy):
    (path,) = folder.warc_files()
    whole = folder.sha256sums.read_text()
    folder.sha256sums.write_text(("0" if whole[0] != "0" else "1") + whole[1:])
    (told,) = mended(folder, copy).mended
    assert "SHA256SUMS was damaged, not the file" in told.how
    assert recorded_sums(folder) == {path.name: file_digest(path)}
    assert verify(folder).whole


def test_a_name_that_leads_elsewhere_brings_nothing(folder, copy, tmp_path):
    (copy / "elsewhere").write_bytes(b"x")
    append_sum(folder, "../../elsewhere", file_digest(copy / "elsewhere"))
    done = mended(folder, copy)
    assert [left.why for left in done.left] == ["is no file name under warc/; see to SHA256SUMS"]
    assert not (tmp_path / "elsewhere").exists()


def test_an_open_file_is_mended_where_the_copy_begins_as_it_does(folder, tmp_path):
    path = reopened(folder)
    copied(folder, tmp_path / "copy")
    whole = path.read_bytes()
    turn(path, answer_of(path, 9).offset + 20)
    done = mended(folder, tmp_path / "copy")
    assert ([one.file for one in done.mended], done.left) == ([path.name], [])
    assert path.read_bytes() == whole


def test_an_open_file_is_left_where_the_copy_is_another_or_too_short(folder, tmp_path):
    path = reopened(folder)
    copied(folder, tmp_path / "copy")
    there = tmp_path / "copy" / "warc" / path.name
    spot = answer_of(path, 9)
    turn(path, spot.offset + 20)
    damaged = path.read_bytes()
    there.write_bytes(there.read_bytes()[: spot.offset])
    assert [left.file for left in mended(folder, tmp_path / "copy").left] == [path.name]
    there.write_bytes(path.read_bytes()[spot.end :])
    assert [left.file for left in mended(folder, tmp_path / "copy").left] == [path.name]
    assert path.read_bytes() == damaged


# A second copy


def test_a_copy_takes_what_is_new_and_an_archive_is_made_again_from_it(folder, copy, tmp_path):
    again = copied(folder, copy)
    first = copied(folder, tmp_path / "another")
    assert (again.files, again.already, first.already) == ([], len(first.files), 0)
    assert run_archiver("verify", "--archive", folder.root, cwd=tmp_path).returncode == 0
    assert copied(folder, copy).whole
    assert recorded_sums(ArchiveFolder(copy)) == recorded_sums(folder)
    assert run_archiver("rebuild", "--archive", copy, cwd=tmp_path).returncode == 0
    articles = "SELECT id, title, text FROM articles ORDER BY id"
    assert kept(ArchiveFolder(copy), articles) == kept(folder, articles)


def test_bytes_that_differ_are_named_and_left(folder, copy):
    (path,) = folder.warc_files()
    there = copy / "warc" / path.name
    turn(there, 700)
    (copy / "warc" / "SHA256SUMS").unlink()
    (copy / "warc" / "from-elsewhere.warc.gz").write_bytes(b"y")
    damaged = there.read_bytes()
    done = copied(folder, copy)
    assert [refusal.file for refusal in done.refused] == [path.name]
    assert (there.read_bytes(), done.only_there) == (damaged, ["from-elsewhere.warc.gz"])


def test_with_reread_a_copy_that_has_changed_is_found(folder, copy):
    (path,) = folder.warc_files()
    turn(copy / "warc" / path.name, 700)
    assert copied(folder, copy).whole  # its size is right, and its bytes were not read
    assert [refusal.file for refusal in copied(folder, copy, reread=True).refused] == [path.name]


def test_what_cannot_be_read_here_is_named_and_what_stands_behind_it_is_copied(folder, tmp_path):
    (path,) = folder.warc_files()
    annotate(folder, profile_of(folder), Remark(said={"note": "x"}), "Lan")
    (word,) = set(folder.warc_files()) - {path}
    path.unlink()
    path.mkdir()
    done = copied(folder, tmp_path / "copy")
    assert [(one.file, one.why.partition(";")[0]) for one in done.refused] == [
        (path.name, "cannot be read here: Is a directory")
    ]
    there = ArchiveFolder(tmp_path / "copy")
    assert (there.warc / word.name).read_bytes() == word.read_bytes()
    assert recorded_sums(there).keys() == {word.name}


def test_a_damaged_index_does_not_take_the_place_of_a_good_one(folder, copy, tmp_path):
    (path,) = folder.warc_files()
    whole = cdxj_of(path).read_bytes()
    for damaged in (whole[:-100], whole.replace(b"200", b"404", 1)):
        cdxj_of(path).write_bytes(damaged)
        for place, kept in ((copy, True), (tmp_path / "new", False)):
            done = copied(folder, place, reread=True)
            assert [one.why.partition(",")[0] for one in done.refused] == ["is damaged here"]
            there = place / "warc" / cdxj_of(path).name
            assert there.exists() is kept
            assert not kept or there.read_bytes() == whole


def test_with_reread_it_is_told_which_of_the_two_is_as_it_was_closed(folder, copy):
    (path,) = folder.warc_files()
    turn(path, 700)
    (refusal,) = copied(folder, copy, reread=True).refused
    assert refusal.why.startswith("is damaged here; the copy holds the bytes that SHA256SUMS states")
    assert mended(folder, copy).left == []
    assert copied(folder, copy, reread=True).whole


def test_what_is_damaged_here_is_not_copied(folder, tmp_path):
    (path,) = folder.warc_files()
    turn(path, 700)
    done = copied(folder, tmp_path / "copy")
    assert [refusal.file for refusal in done.refused] == [path.name]
    assert not (tmp_path / "copy" / "warc" / path.name).exists()


@pytest.mark.parametrize("strange", ["another site", "another archive of the site", "no archive"])
def test_a_place_that_holds_something_else_is_refused(folder, tmp_path, strange):
    place = tmp_path / "place"
    (place / "warc").mkdir(parents=True)
    if strange == "no archive":
        (place / "warc").rmdir()
        (place / "letter.txt").write_text("dear", encoding="utf-8")
    elif strange == "another site":
        (place / "profile.toml").write_text('name = "another"\n', encoding="utf-8")
    else:
        shutil.copy(folder.profile, place / "profile.toml")
        (place / "warc" / "SHA256SUMS").write_text(f"{'0' * 64}  x.warc.gz\n", encoding="utf-8")
    before = sorted(place.rglob("*"))
    with pytest.raises(ArchiveError, match=str(place)):
        copied(folder, place)
    assert sorted(place.rglob("*")) == before


def test_a_copy_that_was_killed_goes_on(folder, tmp_path):
    for _ in range(3):
        process = start_archiver("copy", tmp_path / "copy", "--archive", folder.root, cwd=tmp_path)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    (tmp_path / "copy" / "warc").mkdir(parents=True, exist_ok=True)
    (tmp_path / "copy" / "warc" / f"{folder.warc_files()[0].name}.part").write_bytes(b"half")
    assert copied(folder, tmp_path / "copy").whole
    assert verify(ArchiveFolder(tmp_path / "copy")).whole


def test_a_repair_closes_what_was_left_open_so_that_it_can_be_copied(folder, tmp_path):
    writer = WarcWriter(folder, "dang-bo-khoi", {})  # killed before it was closed
    writer.note("annotation", {"said": {"note": "x"}, "person": "Lan", "said_at": "2026-03-01", "software": "x"})
    (name, _) = writer.position
    writer.close()
    assert [one.file for one in copied(folder, tmp_path / "copy").refused] == [name]
    done = run_archiver("verify", "--repair", "--archive", folder.root, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert name in recorded_sums(folder)
    assert copied(folder, tmp_path / "copy").whole


def test_an_archive_is_no_copy_of_itself(folder, tmp_path):
    for command in (
        ("copy", folder.root),
        ("verify", "--repair", folder.root / "warc"),
        ("verify", "--repair", "nowhere"),
    ):
        done = run_archiver(*command, "--archive", folder.root, cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_an_address_without_its_part_says_what_to_install():
    with pytest.raises(UsageError, match="no-such-thing"):
        shelf_at("no-such-thing://bucket/folder")
