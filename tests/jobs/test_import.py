"""What others have kept becomes part of an archive: as it came, once, in time order, and again after a rebuild."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from command import start_archiver
from foreign_files import http, package, packed, record, response
from recorded import GENERIC, HOST, PROFILE, page, profile, record_everything

from archiver.cli.importing_terminal import closing_lines, lines_of
from archiver.errors import ArchiveBusy, ArchiverError
from archiver.jobs.import_copy import Holdings
from archiver.jobs.import_report import Imported, Sums
from archiver.jobs.importing import Incoming, import_files
from archiver.jobs.ingest import ingest
from archiver.jobs.rebuild import rebuild
from archiver.jobs.taking import Source
from archiver.jobs.verify import verify
from archiver.jobs.why import why
from archiver.layout import ArchiveFolder, cdxj_of
from archiver.model import Place
from archiver.serve.article import Links, article_page
from archiver.serve.files import holding, read_file
from archiver.sites.profile import parse_profile
from archiver.store.dump import canonical_dump
from archiver.store.lock import hold


def answer(path: str, body: bytes, *, date: str = "2015-06-01T08:00:00Z", host: str = HOST, **options) -> bytes:
    options = {"number": sha256(f"{path}{date}{host}".encode() + body).hexdigest()[:32]} | options
    return record("response", f"{host}{path}", http(body), date=date, **options)


def revisit(path: str, fields: str, *, date: str) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return record("revisit", f"{HOST}{path}", block, date=date, fields=fields, number=f"revisit-{path}-{date}")


def sha1_of(body: bytes) -> str:
    import hashlib

    return f"sha1:{hashlib.sha1(body).hexdigest()}"


@pytest.fixture
def folder(tmp_path) -> ArchiveFolder:
    return ArchiveFolder(tmp_path / "so-vi-du")


def written(tmp_path: Path, name: str, *records: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(packed(records) if name.endswith(".gz") else b"".join(records))
    return path


def take(folder: ArchiveFolder, *paths: Path) -> list[Imported]:
    return import_files(folder, profile(), [Incoming(path, path.name, str(path)) for path in paths])


def rows(folder: ArchiveFolder, query: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query, values).fetchall()


def dump(folder: ArchiveFolder) -> bytes:
    return b"".join(canonical_dump(folder.archive_db))


def stands_again(folder: ArchiveFolder) -> None:
    """The files under `warc/` alone give the same rows."""
    query = "SELECT id, happened_at, type, outcome, detail FROM events ORDER BY id"
    before, events = dump(folder), rows(folder, query)
    rebuild(folder, profile())
    assert dump(folder) == before
    assert rows(folder, query) == events
    assert verify(folder).whole


def test_a_file_is_copied_as_it_came_told_in_the_record_and_read_as_ours_are(folder, tmp_path):
    path = written(tmp_path, "old crawl.warc.gz", answer("/bai-1", page("Đại hội", "Bình An")), answer("/", b"<html>"))
    (done,) = take(folder, path)
    kept = folder.warc / str(done.file)
    assert (done.file, kept.read_bytes()) == ("import/old_crawl.warc.gz", path.read_bytes())
    assert f"{sha256(path.read_bytes()).hexdigest()}  {done.file}" in folder.sha256sums.read_text("utf-8")
    assert (
        subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder.warc, check=False).returncode == 0
    )
    assert rows(folder, "SELECT title, url, first_seen FROM articles") == [
        ("Đại hội", f"{HOST}/bai-1", "2015-06-01T08:00:00.000000Z")
    ]
    ((outcome, detail),) = rows(folder, "SELECT outcome, detail FROM events WHERE type = 'import'")
    told = json.loads(detail)
    assert outcome == "whole"
    assert (told["source"], told["captures_taken"], told["records"]) == (str(path), 2, {"response": 2})
    stands_again(folder)


def test_the_same_file_again_changes_nothing(folder, tmp_path):
    path = written(tmp_path, "a.warc", answer("/bai-1", page("Đại hội", "Bình An")))
    take(folder, path)
    before = {one: one.read_bytes() for one in folder.warc.rglob("*") if one.is_file()}
    index = dump(folder)
    copy = tmp_path / "under-another-name.warc"
    shutil.copy(path, copy)
    (again,) = take(folder, copy)
    assert again.already
    assert again.file == "import/a.warc"
    assert {one: one.read_bytes() for one in folder.warc.rglob("*") if one.is_file()} == before
    assert dump(folder) == index


def test_files_of_one_name_stand_side_by_side_and_captures_are_not_doubled(folder, tmp_path):
    first, second = answer("/bai-1", page("Đại hội", "Bình An")), answer("/bai-2", page("Hội nghị", "Hòa Bình"))
    without_id = answer("/bai-1", page("Đại hội", "Bình An"), number="")
    (tmp_path / "b").mkdir()
    one = written(tmp_path, "a.warc.gz", first)
    other = written(tmp_path / "b", "a.warc.gz", first, without_id, second, second)
    done = take(folder, one, other)
    assert [report.file for report in done] == ["import/a.warc.gz", "import/a-2.warc.gz"]
    assert [report.figures["captures_taken"] for report in done] == [1, 1]
    assert done[1].figures["captures_held"] == 3
    assert rows(folder, "SELECT count(*) FROM captures") == [(2,)]
    stands_again(folder)


def test_what_is_here_already_is_looked_up_once_and_not_for_each_file(tmp_path):
    """864 small files took five times as long as one file that held the same."""
    events: list[str] = []
    watched = {"os.listdir", "open"}
    sys.addaudithook(
        lambda event, facts: events.append(" ".join([event, *map(str, facts[:2])])) if event in watched else None
    )
    looks = []
    for number in (2, 20):
        folder = ArchiveFolder(tmp_path / f"archive-{number}")
        for n in range(number):
            (tmp_path / f"{number}-{n}").mkdir()
            written(tmp_path / f"{number}-{n}", "part.warc", answer(f"/bai-{n}", page(f"Tin {n}", f"Xã {n}")))
        take(folder, written(tmp_path, "first.warc", answer("/bai", BODY)))
        events.clear()
        done = take(folder, *tmp_path.glob(f"{number}-*/part.warc"))
        assert len({one.file for one in done}) == number
        looks.append((events.count(f"os.listdir {folder.imports}"), events.count(f"open {folder.sha256sums} r")))
    watched.clear()
    assert looks[0] == looks[1]
    assert min(looks[0]) > 0


def test_one_id_for_two_records_makes_two_captures(folder, tmp_path):
    records = [answer(f"/bai-{n}", page(f"Tin {n}", f"Xã {n}"), number="the-same") for n in range(2)]
    take(folder, written(tmp_path, "a.warc", *records))
    assert rows(folder, "SELECT id FROM captures ORDER BY fetched_at, url") == [
        ("the-same",),
        (f"import/a.warc@{len(records[0])}",),
    ]
    stands_again(folder)


def test_older_captures_make_older_versions(tmp_path):
    archive = record_everything(tmp_path / "so-vi-du").folder
    ingest(archive, profile())
    (number,) = rows(archive, "SELECT id FROM articles WHERE url = ?", f"{HOST}/bai-1")[0]
    old = page("Đoàn công tác thăm xã", "An Phú")
    take(archive, written(tmp_path, "old.warc", answer("/bai-1", old, date="2009-01-05T00:00:00Z")))
    versions = rows(archive, "SELECT number, text FROM versions WHERE article_id = ? ORDER BY number", number)
    assert [("An Phú" in text, "Bình An" in text) for _, text in versions] == [(True, False), (False, True)]
    assert rows(archive, "SELECT first_seen FROM articles WHERE id = ?", number) == [("2009-01-05T00:00:00.000000Z",)]
    stands_again(archive)


def test_pages_of_other_sites_are_kept_and_make_no_articles(folder, tmp_path):
    elsewhere = answer("/bai-1", page("Tin lạ", "Nơi Khác"), host="https://other.example")
    picture = record(
        "response", "https://cdn.example/a.png", http(b"\x89PNG\r\n\x1a\n", head="Content-Type: image/png")
    )
    own = answer("/bai-1", page("Tin nhà", "Bình An", links='<p><img src="https://cdn.example/a.png"></p>'))
    (done,) = take(folder, written(tmp_path, "a.warc", elsewhere, picture, own))
    assert done.figures["captures_outside"] == 2
    assert done.figures["hosts_outside"] == {"other.example": 1, "cdn.example": 1}
    assert rows(folder, "SELECT title FROM articles") == [("Tin nhà",)]
    assert rows(folder, "SELECT sha256 FROM attachments") == [(sha256(b"\x89PNG\r\n\x1a\n").hexdigest(),)]
    assert rows(folder, "SELECT count(*) FROM captures") == [(3,)]
    assert "page of another site" in why(folder, "https://other.example/bai-1", profile())
    stands_again(folder)


BODY = page("Đại hội", "Bình An")
LATER = "2016-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "fields",
    [
        "WARC-Refers-To: <urn:uuid:the-original>\nWARC-Payload-Digest: sha1:" + "A" * 32,
        f"WARC-Refers-To-Target-URI: {HOST}/bai-1\nWARC-Refers-To-Date: 2015-06-01T08:00:00Z",
        f"WARC-Payload-Digest: {sha1_of(BODY)}",
        f"WARC-Payload-Digest: SHA-256:{sha256(BODY).hexdigest().upper()}",
    ],
    ids=["by its id", "by address and time", "by its sha1", "by our digest"],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["after", "before"])
@pytest.mark.parametrize("path", ["/bai-1", "/bai-1-moi"], ids=["same address", "other address"])
def test_a_revisit_finds_its_payload_in_another_file(folder, tmp_path, fields, order, path):
    sha1 = f"WARC-Payload-Digest: {sha1_of(BODY)}"
    files = (
        written(tmp_path, "original.warc.gz", answer("/bai-1", BODY, number="the-original", fields=sha1)),
        written(tmp_path, "revisit.warc.gz", revisit(path, fields, date=LATER)),
    )
    first, second = (files[number] for number in order)
    done = take(folder, first)
    assert done[0].waiting == (1 if order == (1, 0) else 0)
    assert take(folder, second)[0].waiting == 0
    assert rows(folder, "SELECT last_seen, version_count FROM articles") == [("2016-01-01T00:00:00.000000Z", 1)]
    assert rows(folder, "SELECT revisit_of FROM captures WHERE fetched_at LIKE '2016%'") == [("the-original",)]
    with closing(sqlite3.connect(folder.archive_db)) as db:
        db.row_factory = sqlite3.Row
        held = holding(db, f"revisit-{path}-{LATER}")
        assert held is not None
        assert read_file(folder.warc, held).body == BODY
    stands_again(folder)


def test_what_cannot_be_read_is_told_with_its_place_and_is_no_damage_of_ours(folder, tmp_path):
    first = answer("/bai-1", page("Đại hội", "Bình An"))
    path = written(
        tmp_path, "a.warc", first, b"what a full disk left\n" * 20, answer("/bai-2", page("Hội nghị", "Hòa Bình"))
    )
    (done,) = take(folder, path)
    assert done.damaged
    (fault,) = done.figures["faults"]
    assert (fault["what"], fault["count"]) == ("no record begins here", 1)
    assert fault["places"][0].startswith(f"import/a.warc@{len(first)} ")
    assert rows(folder, "SELECT outcome FROM events WHERE type = 'import'") == [("damaged",)]
    assert rows(folder, "SELECT id FROM events WHERE type = 'unreadable'") == [
        (f"unreadable-import/a.warc@{len(first)}",)
    ]
    assert rows(folder, "SELECT count(*) FROM articles") == [(2,)]
    stands_again(folder)
    assert rebuild(folder, profile()).damaged == 0


def test_records_anywhere_in_their_members_are_found_again(folder, tmp_path):
    path = tmp_path / "one-member.warc.gz"
    path.write_bytes(gzip.compress(answer("/bai-1", BODY) + answer("/bai-2", page("Hội nghị", "Hòa Bình"))))
    take(folder, path)
    places = rows(folder, "SELECT warc_file, warc_offset, warc_length, warc_within FROM captures ORDER BY warc_within")
    assert [place[1] for place in places] == [0, 0]
    source = Source(folder.warc, profile())
    bodies = [source.read(Place(file=f, offset=o, length=n, within=w)).body for f, o, n, w in places]
    assert bodies == [BODY, page("Hội nghị", "Hòa Bình")]
    assert "In the archive: article" in why(folder, f"{HOST}/bai-2", profile())
    stands_again(folder)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: gzip.compress(answer("/x", b"") + data)])
def test_the_line_that_the_reading_room_shows_prints_the_record(folder, tmp_path, pack):
    path = tmp_path / "a.warc"
    path.write_bytes(pack(answer("/bai-1", BODY)))
    take(folder, path)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        db.row_factory = sqlite3.Row
        (number,) = db.execute("SELECT id FROM articles").fetchone()
        shown = article_page(db, number, None, Links(article=str, file=str, picture=str))
    assert shown is not None
    assert shown.command is not None
    printed = subprocess.run(shown.command, shell=True, cwd=folder.root, capture_output=True, check=True).stdout
    assert printed == answer("/bai-1", BODY)


@pytest.mark.parametrize("deflated", [False, True])
def test_a_package_is_kept_whole_and_its_files_are_read(folder, tmp_path, deflated):
    files = {
        "archive/a.warc.gz": packed([answer("/bai-1", BODY)]),
        "archive/b.warc": answer("/bai-2", page("Hội nghị", "Hòa Bình")),
    }
    path = package(tmp_path / "x.wacz", files, deflated=deflated)
    (done,) = take(folder, path)
    assert (folder.imports / "x.wacz").read_bytes() == path.read_bytes()
    assert not done.damaged
    assert rows(folder, "SELECT count(*) FROM articles") == [(2,)]
    beside = sorted(one.name for one in folder.imported_files())
    assert beside == (["x.wacz", "x.wacz.00000.warc.gz", "x.wacz.00001.warc"] if deflated else ["x.wacz"])
    stands_again(folder)
    assert take(folder, path)[0].already


def test_the_index_beside_an_imported_file_leads_a_player_to_the_record(folder, tmp_path):
    path = written(tmp_path, "a.warc.gz", answer("/bai-1", BODY), answer("/bai-2", page("Hội nghị", "Hòa Bình")))
    take(folder, path)
    ours = cdxj_of(folder.imports / "a.warc.gz").read_text("utf-8").splitlines()
    command = [str(Path(sys.executable).parent / "cdxj-indexer"), "--sort", str(path)]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    def places(lines: list[str]) -> list[tuple[str, ...]]:
        entries = [(line.split(" ", 2)[:2], json.loads(line.split(" ", 2)[2])) for line in lines]
        return [(*key, one["url"], one["offset"], one["length"], one["status"], one["mime"]) for key, one in entries]

    assert places(ours) == places(theirs)
    assert {json.loads(line.split(" ", 2)[2])["filename"] for line in ours} == {"import/a.warc.gz"}


def test_an_import_waits_for_nobody_and_says_who_is_there(folder, tmp_path):
    folder.root.mkdir()
    with hold(folder.lock("crawl"), "busy"), pytest.raises(ArchiveBusy, match="another import"):
        take(folder, written(tmp_path, "a.warc", answer("/bai-1", BODY)))


def test_a_changed_or_missing_file_is_found_by_verify(folder, tmp_path):
    take(
        folder, written(tmp_path, "a.warc", answer("/bai-1", BODY)), written(tmp_path, "b.warc", answer("/bai-2", BODY))
    )
    kept = folder.imports / "a.warc"
    kept.write_bytes(kept.read_bytes().replace(b"2015", b"2016"))
    (folder.imports / "b.warc").unlink()
    (folder.imports / "c.warc").write_bytes(response(1))
    assert {(one.file, one.what.partition(":")[0]) for one in verify(folder).findings} == {
        ("import/a.warc", "its SHA-256 is not the one in SHA256SUMS"),
        ("import/a.warc", f"says {HOST.partition(':')[0]}"),  # another year
        ("import/b.warc", "is missing; SHA256SUMS names it"),
        ("import/c.warc", "is not in SHA256SUMS"),
    }


# An import that is cut off


def many(tmp_path: Path, count: int) -> Path:
    """Pages that have nothing in common, so that each is settled by itself."""
    records = []
    for number in range(count):
        words = " ".join(sha256(f"{number} {place}".encode()).hexdigest()[:5] for place in range(80))
        body = f"<!doctype html><title>{number}</title><article><h1>Tin {number}</h1><p>{words}.</p></article>".encode()
        records.append(answer(f"/bai-{number}", body, date=f"2015-06-01T{number // 60:02}:{number % 60:02}:00Z"))
    return written(tmp_path, "many.warc.gz", *records)


def as_command(tmp_path: Path) -> Path:
    toml = tmp_path / "so-vi-du.toml"
    toml.write_text(f'platform = "generic"\n{PROFILE}', "utf-8")
    return toml


def test_a_kill_at_any_moment_is_finished_by_the_next_import(tmp_path):
    path, toml = many(tmp_path, 300), as_command(tmp_path)
    whole = ArchiveFolder(tmp_path / "whole")
    assert run(tmp_path, path, "--site", toml, "--archive", whole.root).returncode == 0
    for pause in (0.0, 0.4):
        folder = ArchiveFolder(tmp_path / f"killed-{pause}")
        process = start_archiver("import", path, "--site", toml, "--archive", folder.root, cwd=tmp_path)
        deadline = time.monotonic() + 60
        while not folder.imports.is_dir() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(pause)
        process.kill()
        process.communicate()
        done = run(tmp_path, path, "--site", toml, "--archive", folder.root, "--json")
        assert done.returncode == 0, done.stderr
        (report,) = json.loads(done.stdout)["files"]
        assert report["already"] or report["figures"]["captures_taken"] == 300
        assert dump(folder) == dump(whole)
        assert [one.name for one in folder.imports.iterdir() if one.name.endswith(".new")] == []
        rebuild(folder, parse_profile(toml.read_text("utf-8"), where="x", platforms={"generic": GENERIC}))
        assert verify(folder).whole


def test_what_broke_off_within_a_file_is_not_taken_twice(folder, tmp_path, monkeypatch):
    path = many(tmp_path, 150)
    whole = ArchiveFolder(tmp_path / "whole")
    take(whole, path)
    monkeypatch.setattr("archiver.jobs.importing._TRANSACTION", 64)
    portions: list[int] = []

    def break_off(what: str, count: int) -> None:
        if what == "captures":
            portions.append(count)
            if len(portions) == 2:
                raise ArchiverError("broken off")

    with pytest.raises(ArchiverError, match="broken off"):
        import_files(folder, profile(), [Incoming(path, path.name, str(path))], progress=break_off)
    assert 0 < rows(folder, "SELECT count(*) FROM captures")[0][0] < 150
    (done,) = take(folder, path)
    assert (done.figures["captures_taken"], done.figures["captures_held"]) == (150, 0)
    assert dump(folder) == dump(whole)
    stands_again(folder)


def test_a_record_that_has_the_id_of_one_of_ours_is_another_capture_after_a_rebuild_too(tmp_path):
    """Ids stand in the reading room; a rebuild read ahead of what it wrote, and lost the other one without a word."""
    archive = record_everything(tmp_path / "so-vi-du").folder
    ingest(archive, profile())
    query = "SELECT id FROM captures WHERE url LIKE '%/bai-1' ORDER BY fetched_at"
    ours = [number for (number,) in rows(archive, query)]
    path = written(tmp_path, "same.warc", answer("/bai-1", BODY, number=ours[0], date="2001-01-01T00:00:00Z"))
    (done,) = take(archive, path)
    assert done.figures["captures_taken"] == 1
    assert {number for (number,) in rows(archive, query)} == {*ours, "import/same.warc@0"}
    stands_again(archive)


def test_damage_is_told_again_of_a_file_that_is_here_already(folder, tmp_path):
    """An import that was stopped later told nobody of it; the same import again must."""
    torn = written(tmp_path, "torn.warc", answer("/bai-1", BODY), b"what a full disk left\n" * 20)
    good = written(tmp_path, "good.warc", answer("/bai-2", page("Hội nghị", "Hòa Bình")))
    told: list[str] = []

    def stop(one: Imported) -> None:
        told.append(one.source)
        raise KeyboardInterrupt

    incoming = [Incoming(path, path.name, str(path)) for path in (torn, good)]
    with pytest.raises(KeyboardInterrupt):
        import_files(folder, profile(), incoming, on_done=stop)
    assert told == [str(torn)]  # when it was done, and not at the end
    again, other, once_more = take(folder, torn, good, torn)
    assert (again.already, again.damaged, other.already, other.damaged) == (True, True, False, False)
    assert again.figures == once_more.figures
    (line,) = lines_of(again)
    assert "nothing is changed. It came damaged: CANNOT BE READ: no record begins here: 1 (import/torn.warc@" in line
    rebuild(folder, profile())
    assert take(folder, torn)[0].figures == again.figures


def test_a_file_whose_import_was_cut_off_is_told_when_another_import_finishes_it(folder, tmp_path):
    torn = written(tmp_path, "torn.warc", answer("/bai-1", BODY), b"what a full disk left\n" * 20)
    Holdings(folder).copy_in(torn, torn.name, lambda _: None)
    other, finished = take(folder, written(tmp_path, "b.warc", answer("/bai-2", page("Hội nghị", "Hòa Bình"))))
    assert (other.file, finished.file) == ("import/b.warc", "import/torn.warc")
    assert (finished.source, finished.kind, finished.damaged) == ("an import that was cut off", "WARC 1.0", True)


def test_a_copy_without_its_line_is_finished_too(folder, tmp_path):
    """Killed between the copy and all the rest; and then another file is imported."""
    path = written(tmp_path, "a.warc", answer("/bai-1", BODY))
    Holdings(folder).copy_in(path, path.name, lambda _: None)
    folder.sha256sums.unlink()
    (folder.imports / "half.warc.new").write_bytes(b"WARC/1.0")
    take(folder, written(tmp_path, "b.warc", answer("/bai-2", page("Hội nghị", "Hòa Bình"))))
    assert rows(folder, "SELECT count(*) FROM articles") == [(2,)]
    assert sorted(one.name for one in folder.imported_files()) == ["a.warc", "b.warc"]
    assert not (folder.imports / "half.warc.new").exists()
    stands_again(folder)


# The command


def run(tmp_path: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    process = start_archiver("import", *arguments, cwd=tmp_path)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_the_command_makes_an_archive_and_tells_what_it_took(tmp_path):
    toml = as_command(tmp_path)
    good, bad = written(tmp_path, "a.warc.gz", answer("/bai-1", BODY)), tmp_path / "letter.txt"
    bad.write_text("Kính gửi", "utf-8")
    done = run(tmp_path, good, bad, "--site", toml)
    assert done.returncode == 1
    assert "captures: taken 1, here already 0" in done.stdout
    assert "letter.txt: NOT TAKEN" in done.stdout
    archive = tmp_path / "output" / "so-vi-du"
    assert {one.name for one in archive.iterdir()} >= {"README.md", "profile.toml", "warc", "archive.db"}
    again = run(tmp_path, good, "--site", "so-vi-du")  # by the name of the archive, and its own profile
    assert (again.returncode, again.stdout) == (
        0,
        (
            f"{good}: is here already as warc/import/a.warc.gz; nothing is changed.\n"
            "1 file: taken 0, here already 1; captures taken 0; articles in the archive now 1\n"
        ),
    )


def test_a_clean_file_has_one_line_and_the_sums_close_what_was_told(tmp_path):
    toml = as_command(tmp_path)
    (tmp_path / "files").mkdir()
    odd = record("response", f"<{HOST}/bai-3>", http(page("Lễ hội", "Sơn La")), number="odd")
    torn = answer("/bai-2", page("Hội nghị", "Hòa Bình"))
    written(tmp_path / "files", "a.warc", answer("/bai-1", BODY))
    written(tmp_path / "files", "b.warc", torn, b"what a full disk left\n" * 20)
    written(tmp_path / "files", "c.warc", odd)
    written(tmp_path / "files", "d.warc", odd, answer("/bai-1", BODY, date=LATER))
    written(tmp_path / "files", "e.warc")
    (tmp_path / "files" / "letter.txt").write_text("Kính gửi", "utf-8")
    done = run(tmp_path, "files", "--site", toml)
    assert done.returncode == 1
    size, place = (tmp_path / "files" / "b.warc").stat().st_size, len(torn)
    assert done.stdout.splitlines() == [
        "files/a.warc -> warc/import/a.warc (WARC 1.0, 0.0 MB): 1 record; captures: taken 1, here already 0",
        "files/b.warc -> warc/import/b.warc (WARC 1.0, 0.0 MB): 1 record; captures: taken 1, here already 0",
        f"  CANNOT BE READ: no record begins here: 1 (import/b.warc@{place} ({size - place} bytes))",
        "files/c.warc -> warc/import/c.warc (WARC 1.0, 0.0 MB): 1 record; captures: taken 1, here already 0",
        "files/d.warc -> warc/import/d.warc (WARC 1.0, 0.0 MB): 2 records; captures: taken 1, here already 1",
        "files/e.warc: NOT TAKEN: holds no record of a WARC, ARC or WACZ file; nothing to import",
        "odd, and taken: the address stands in angle brackets: 2 (import/c.warc@0, import/d.warc@0)",
        (
            "5 files: taken 4, here already 0, NOT TAKEN 1, damaged 1 (files/b.warc); left in folders, as said at the beginning: 1; "
            "captures taken 4; articles in the archive now 3"
        ),
    ]
    again = run(tmp_path, "files", "--site", toml, "--json")
    assert again.returncode == 1
    told = json.loads(again.stdout)
    assert [one["already"] for one in told["files"]] == [True, True, True, True, False]
    assert told["sums"] == {
        "files": 5, "taken": 0, "already": 4, "not_taken": 1, "damaged": ["files/b.warc"], "left": 1,
        "captures_taken": 0, "captures_held": 0, "articles": 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["letter.txt", "--site", "so-vi-du.toml"], 3, "nothing to import"),
        (["missing.warc", "--site", "so-vi-du.toml"], 2, "there is no such file"),
        (["a.warc", "--site", "nowhere"], 2, "No site is named"),
        (["a.warc"], 2, "holds no archive yet"),
        (["a.warc", "--site", "no-start.toml"], 2, "--start URL"),
        (["saved", "--site", "so-vi-du.toml"], 2, "--base URL"),
        (["saved", "--site", "so-vi-du.toml", "--base", "ftp://x/"], 2, "is no web address"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path, arguments, code, words):
    toml = as_command(tmp_path)
    (tmp_path / "no-start.toml").write_text(toml.read_text("utf-8").replace(f'start = "{HOST}/"\n', ""), "utf-8")
    written(tmp_path, "a.warc", answer("/bai-1", BODY))
    (tmp_path / "letter.txt").write_text("Kính gửi", "utf-8")
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "page.html").write_bytes(BODY)
    done = run(tmp_path, *arguments)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
    assert not list(tmp_path.glob("output/*"))


# Folders of saved pages


def test_a_mirror_and_a_saved_page_become_resources_that_say_what_they_are(tmp_path):
    toml = as_command(tmp_path)
    mirror = tmp_path / "mirror" / "so-vi-du.example"
    (mirror / "files").mkdir(parents=True)
    (mirror / "bai-1?p=1.html").write_bytes(
        page("Đại hội", "Bình An", links='<p><a href="/files/Quy che.pdf">Quy chế</a></p>')
    )
    (mirror / "files" / "Quy che.pdf").write_bytes(b"%PDF-1.4 one")
    saved = tmp_path / "mirror" / "Hội nghị.html"
    saved.write_bytes(
        page("Hội nghị", "Hòa Bình").replace(
            b"<html", b"<!-- saved from url=(0030)https://so-vi-du.example/bai-2 -->\n<html", 1
        )
    )
    (tmp_path / "mirror" / "unknown.html").write_bytes(BODY)
    (tmp_path / "mirror" / "link.html").symlink_to("/etc/passwd")
    moment = datetime.fromisoformat("2012-03-04T05:06:07+00:00").timestamp()
    for path in (tmp_path / "mirror").rglob("*.*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (moment, moment))
    done = run(tmp_path, "mirror", "--site", toml)
    assert done.returncode == 0, done.stderr
    assert "unknown.html: nothing tells its address" in done.stderr
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert sorted(rows(folder, "SELECT title, url, first_seen FROM articles")) == [
        ("Hội nghị", f"{HOST}/bai-2", "2012-03-04T05:06:07.000000Z"),
        ("Đại hội", f"{HOST}/bai-1?p=1", "2012-03-04T05:06:07.000000Z"),
    ]
    assert rows(folder, "SELECT sha256 FROM attachments") == [(sha256(b"%PDF-1.4 one").hexdigest(),)]
    assert rows(folder, "SELECT DISTINCT role FROM captures") == [("saved",)]
    ((detail,),) = rows(folder, "SELECT detail FROM events WHERE type = 'import'")
    assert "no capture of an exchange" in json.loads(detail)["made_of"]
    assert "is here already" in run(tmp_path, "mirror", "--site", toml).stdout
    (kept,) = folder.imported_files()
    checked = subprocess.run(
        [str(Path(sys.executable).parent / "fastwarc"), "check", str(kept)], check=False, capture_output=True
    )
    assert checked.returncode == 0
    assert gzip.decompress(kept.read_bytes()).count(b"sourcePath: ") == 3


def test_a_folder_is_given_its_address_by_hand(tmp_path):
    toml = as_command(tmp_path)
    (tmp_path / "saved" / "tin").mkdir(parents=True)
    (tmp_path / "saved" / "tin" / "index.html").write_bytes(BODY)
    (tmp_path / "saved" / "tin" / "bai 2.aspx.html").write_bytes(page("Hội nghị", "Hòa Bình"))
    done = run(tmp_path, "saved", "--site", toml, "--base", f"{HOST}/cu")
    assert done.returncode == 0, done.stderr
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert sorted(url for (url,) in rows(folder, "SELECT url FROM captures")) == [
        f"{HOST}/cu/tin/",
        f"{HOST}/cu/tin/bai%202.aspx",
    ]


def test_a_mirror_that_wget_made_under_windows_has_its_questions(tmp_path):
    """There no name of a file may hold a question mark."""
    toml = as_command(tmp_path)
    mirror = tmp_path / "mirror" / HOST.partition("//")[2]
    mirror.mkdir(parents=True)
    for number, name in enumerate(("bai.aspx@id=5&b=a@b.html", "bai.php@id=6", "ai.php@do", "lan@so.html")):
        (mirror / name).write_bytes(page(f"Tin {number}", f"Xã {number}"))
    assert run(tmp_path, "mirror", "--site", toml).returncode == 0
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert sorted(url for (url,) in rows(folder, "SELECT url FROM captures")) == [
        f"{HOST}/ai.php@do", f"{HOST}/bai.aspx?id=5&b=a@b", f"{HOST}/bai.php?id=6", f"{HOST}/lan@so.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "taken"),
    [
        (f"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: {HOST}/bai-5?a=1 \n saved date: Sat May 02 2015\n--><head>", True),
        (f"<!-- saved from url=(0030){HOST}/bai-5?a=1 -->\n<html>", True),
        (f"<!-- saved from url=(0030){HOST}/bai-5?a=1-->\n<html>", True),
        (f"<html><p>Page saved with SingleFile url: {HOST}/bai-5?a=1 </p>", False),
    ],
)  # fmt: skip
def test_a_saved_page_names_its_address(tmp_path, head, taken):
    toml = as_command(tmp_path)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "Hội nghị.html").write_bytes(head.encode() + page("Hội nghị", "Hòa Bình"))
    done = run(tmp_path, "saved", "--site", toml)
    assert (done.returncode == 0) is taken
    if taken:
        folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
        assert rows(folder, "SELECT url FROM captures") == [(f"{HOST}/bai-5?a=1",)]
        assert rows(folder, "SELECT title FROM articles") == [("Hội nghị",)]


def test_one_saved_page_is_taken_with_the_files_beside_it(tmp_path):
    toml = as_command(tmp_path)
    beside = tmp_path / "Hội nghị_files"
    beside.mkdir()
    (beside / "so do.png").write_bytes(b"\x89PNG\r\n\x1a\nsaved")
    (tmp_path / "other.html").write_bytes(page("Khác", "Sơn La"))
    saved = page("Hội nghị", "Hòa Bình").replace(b"</body>", '<img src="Hội nghị_files/so do.png"></body>'.encode())
    (tmp_path / "Hội nghị.html").write_bytes(saved)
    done = run(tmp_path, "Hội nghị.html", "--site", toml)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Hội nghị.html: nothing tells its address" in done.stderr
    assert run(tmp_path, "Hội nghị.html", "--site", toml, "--base", "so.example").returncode == 2
    done = run(tmp_path, "Hội nghị.html", "--site", toml, "--base", f"{HOST}/tin/bai.aspx?id=5")
    assert done.returncode == 0, done.stderr
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert rows(folder, "SELECT title, url FROM articles") == [("Hội nghị", f"{HOST}/tin/bai.aspx?id=5")]
    assert sorted(url for (url,) in rows(folder, "SELECT url FROM captures")) == [
        f"{HOST}/tin/H%E1%BB%99i%20ngh%E1%BB%8B_files/so%20do.png",
        f"{HOST}/tin/bai.aspx?id=5",
    ]
    again = run(tmp_path, "Hội nghị.html", "--site", toml, "--base", f"{HOST}/tin/bai.aspx?id=5")
    assert "is here already" in again.stdout


def test_a_page_by_itself_is_known_by_its_name_too(tmp_path):
    """Its beginning is no markup where each letter takes two bytes."""
    toml = as_command(tmp_path)
    (tmp_path / "a.HTM").write_bytes(page("Hội nghị", "Hòa Bình").decode().encode("utf-16"))
    done = run(tmp_path, "a.HTM", "--site", toml, "--base", f"{HOST}/bai-7")
    assert done.returncode == 0, done.stderr
    assert rows(ArchiveFolder(tmp_path / "output" / "so-vi-du"), "SELECT title FROM articles") == [("Hội nghị",)]


def test_a_folder_of_record_files_is_those_files(tmp_path):
    toml = as_command(tmp_path)
    (tmp_path / "crawls" / "2015").mkdir(parents=True)
    written(tmp_path / "crawls" / "2015", "a.warc.gz", answer("/bai-1", BODY))
    written(tmp_path / "crawls", "b.warc", answer("/bai-2", page("Hội nghị", "Hòa Bình")))
    assert run(tmp_path, "crawls", "--site", toml).returncode == 0
    folder = ArchiveFolder(tmp_path / "output" / "so-vi-du")
    assert sorted(one.name for one in folder.imported_files()) == ["a.warc.gz", "b.warc"]


# Answers in parts

WHOLE = http(BODY)
CUTS = (len(WHOLE) // 3, 2 * len(WHOLE) // 3)


def parts_of(
    *, payload: bytes = BODY, total: int = len(WHOLE), spoilt: int = 0, truncated: str | None = None
) -> list[bytes]:
    """An answer in three records. The first names the digest of `payload`; `spoilt`: the number of one with a wrong letter."""
    blocks = [WHOLE[: CUTS[0]], WHOLE[CUTS[0] : CUTS[1]], WHOLE[CUTS[1] :]]
    made = []
    for number, block in enumerate(blocks, 1):
        fields = f"WARC-Segment-Number: {number}\nWARC-Block-Digest: {sha1_of(block)}"
        if number == 1:
            fields += f"\nWARC-Payload-Digest: {sha1_of(payload)}"
        else:
            fields += "\nWARC-Segment-Origin-ID: <urn:uuid:the-first>"
        if number == 3:
            fields += f"\nWARC-Segment-Total-Length: {total}" + (f"\nWARC-Truncated: {truncated}" if truncated else "")
        kind, name = ("response", "the-first") if number == 1 else ("continuation", f"part-{number}")
        held = block.replace(b"n", b"m", 1) if number == spoilt else block
        made.append(record(kind, f"{HOST}/bai-1", held, number=name, fields=fields, version="WARC/1.1"))
    return made


def read_back(folder: ArchiveFolder) -> tuple[bytes, str | None]:
    ((file, offset, length),) = rows(
        folder, "SELECT warc_file, warc_offset, warc_length FROM captures WHERE id = 'the-first'"
    )
    capture = Source(folder.warc, profile()).read(Place(file=file, offset=offset, length=length))
    return capture.body, capture.truncated


@pytest.mark.parametrize(
    "files",
    [
        [(1, 2, 3)],
        [(3, 1, 2)],
        [(1,), (2,), (3,)],
        [(3,), (2,), (1,)],
        [(1, 3), (2,)],
    ],
    ids=["one file", "any order", "three files", "the last first", "the middle last"],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["one import", "several imports"])
@pytest.mark.parametrize("payload", [BODY, WHOLE[: CUTS[0]].partition(b"\r\n\r\n")[2]], ids=["whole", "of the part"])
def test_an_answer_in_parts_is_joined_where_all_of_them_are_here(folder, tmp_path, files, at_once, payload):
    made = parts_of(payload=payload)
    paths = [
        written(tmp_path, f"{n}.warc.gz", *(made[number - 1] for number in numbers), answer(f"/khac-{n}", b"<html>"))
        for n, numbers in enumerate(files)
    ]
    again = written(tmp_path, "again.warc.gz", revisit("/bai-1", "WARC-Refers-To: <urn:uuid:the-first>", date=LATER))
    for some in [[again, *paths]] if at_once else [[again], *([path] for path in paths)]:
        assert not any(one.figures["wrong"] for one in take(folder, *some))
    assert rows(folder, "SELECT title, version_count, last_seen FROM articles") == [
        ("Đại hội", 1, "2016-01-01T00:00:00.000000Z")
    ]
    assert rows(folder, "SELECT size, digest, truncated FROM captures WHERE id = 'the-first'") == [
        (len(BODY), f"sha256:{sha256(BODY).hexdigest()}", None)
    ]
    assert rows(folder, "SELECT detail FROM events WHERE type = 'unreadable'") == []
    assert read_back(folder) == (BODY, None)
    stands_again(folder)


@pytest.mark.parametrize("order", ["parts first", "whole first"])
@pytest.mark.parametrize("at_once", [True, False], ids=["one import", "several imports"])
def test_an_answer_in_parts_and_the_same_in_one_piece_are_one_capture(folder, tmp_path, order, at_once):
    cut = written(tmp_path, "cut.warc.gz", *parts_of())
    others = [
        written(tmp_path, "cut-again.warc", *parts_of()),
        written(tmp_path, "same-id.warc", record("response", f"{HOST}/bai-1", WHOLE, number="the-first")),
        written(tmp_path, "other-id.warc", record("response", f"{HOST}/bai-1", WHOLE, number="another")),
    ]
    paths = [cut, *others] if order == "parts first" else [*others[1:], cut, others[0]]
    for some in [paths] if at_once else [[path] for path in paths]:
        take(folder, *some)
    assert rows(folder, "SELECT id, digest, truncated FROM captures") == [
        ("the-first", f"sha256:{sha256(BODY).hexdigest()}", None)
    ]
    stands_again(folder)


def test_that_an_answer_in_parts_was_cut_off_is_said_by_the_last_of_them(folder, tmp_path):
    take(folder, written(tmp_path, "x.warc.gz", *parts_of(truncated="length")))
    assert rows(folder, "SELECT truncated, size FROM captures") == [("length", len(BODY))]
    assert read_back(folder) == (BODY, "length")
    stands_again(folder)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (parts_of()[:1], "the last of its parts is not here (1 of an unknown number)"),
        (parts_of()[:2], "the last of its parts is not here (1, 2 of an unknown number)"),
        ([parts_of()[0], parts_of()[2]], "2 of its 3 parts not here"),
        (
            parts_of(total=len(WHOLE) + 1),
            f"its 3 parts hold {len(WHOLE)} bytes, and the last one says {len(WHOLE) + 1}",
        ),
        (parts_of(payload=b"other"), "its parts together have not the digest that the first one names"),
        (parts_of(spoilt=2), "part 2 has not the digest that it names"),
    ],
    ids=["only the first", "no last", "no second", "another length", "another digest", "a damaged part"],
)
def test_of_an_answer_in_parts_it_is_told_why_they_cannot_be_joined(folder, tmp_path, made, words):
    (done,) = take(folder, written(tmp_path, "x.warc.gz", *made, answer("/khac", b"<html>")))
    assert done.apart == (f"{HOST}/bai-1: {words}",)
    told = closing_lines([done], Sums.of([done], 0, 0), profile())
    assert f"an answer in parts that cannot be joined: {HOST}/bai-1: {words}" in told
    ((told,),) = rows(folder, "SELECT json_extract(detail, '$.why') FROM events WHERE type = 'unreadable'")
    assert words in told
    assert rows(folder, "SELECT truncated FROM captures WHERE id = 'the-first'") == [(f"segment 1: {words}",)]
    assert rows(folder, "SELECT count(*) FROM articles") == [(0,)]
    stands_again(folder)
