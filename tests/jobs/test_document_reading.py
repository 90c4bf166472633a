"""Attached documents: read once, in a process that may die of them; found by the search."""

from __future__ import annotations

import io
import json
import os
import zipfile
from contextlib import closing

import pytest
from recorded import HOST, RULES, Recorder, page, profile, record_everything

from archiver.demo.files import pdf, rtf
from archiver.errors import ArchiverError
from archiver.jobs.document_reader import PATIENCE, DocumentReader
from archiver.jobs.ingest import ingest
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder
from archiver.store.database import open_archive, read_archive
from archiver.store.dump import canonical_dump
from archiver.store.search import search
from archiver.store.snippets import MARK

LETTER = rtf(("Công văn số 391-KH/TU", "Về việc chăm lo người có công"))


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> ArchiveFolder:
    folder = record_everything(tmp_path_factory.mktemp("documents") / "so-vi-du").folder
    ingest(folder, profile())
    return folder


@pytest.fixture(scope="module")
def db(archive):
    with closing(read_archive(archive.archive_db)) as db:
        yield db


def test_an_attachment_says_what_its_document_says(db):
    texts = db.execute("SELECT text FROM attachments WHERE kind = 'document' ORDER BY text").fetchall()
    assert texts == [("",), ("",), ("Quy chế làm việc của Tỉnh ủy\nban hành kèm theo Quyết định số 39-QĐ/TU",)]
    assert db.execute("SELECT outcome, pages, reader FROM documents WHERE text <> ''").fetchall() == [
        ("read", 1, "pdf 2")
    ]


@pytest.mark.parametrize("query", ["39-QĐ/TU", "quy che lam viec", "“Tỉnh uỷ”", "Quyết định số 39-QĐ/TU"])
def test_the_search_finds_what_only_a_document_says(archive, query):
    (hit,) = search(archive.archive_db, query)
    assert hit.url == f"{HOST}/bai-1"
    assert MARK in hit.snippet
    assert hit.place == "attachment"


def test_what_cannot_be_read_is_told_with_its_place(db):
    (event,) = db.query("SELECT * FROM events WHERE type = 'unread-document'")
    detail = json.loads(event["detail"])
    assert detail["url"] == f"{HOST}/files/Quy%20che.pdf"
    assert detail["why"].startswith("the PDF is damaged")
    assert ".warc.gz@" in detail["place"]


def test_a_document_is_read_once_whatever_names_it(tmp_path):
    recorder = Recorder(tmp_path / "so-vi-du")
    for number in (1, 2):
        link = f'<p><a href="/files/{number}.doc">Công văn</a></p>'
        recorder.fetch(f"/bai-{number}", page(f"Bài viết số {number}", f"Xã {number}", links=link), role="item")
        recorder.fetch(f"/files/{number}.doc", LETTER, media="application/msword", role="file")
    recorder.finish()
    ingest(recorder.folder, profile())
    with closing(read_archive(recorder.folder.archive_db)) as db:
        assert db.execute("SELECT reader FROM documents").fetchall() == [("rtf 2",)]
    assert len(search(recorder.folder.archive_db, "391-KH/TU")) == 2


def test_a_later_reader_reads_again_and_a_rewording_leaves_no_trace_in_the_search(tmp_path):
    folder = record_everything(tmp_path / "so-vi-du").folder
    ingest(folder, profile())
    before = b"".join(canonical_dump(folder.archive_db))
    with closing(open_archive(folder.archive_db)) as db:
        with db.atomic():
            db.execute("UPDATE documents SET text = 'cũ kỹ', version = 0 WHERE text <> ''")
            db.execute("UPDATE attachments SET text = 'cũ kỹ' WHERE text <> ''")
            db.execute("UPDATE articles SET attachment_text = 'cũ kỹ' WHERE attachment_text <> ''")
        assert len(search(db, "cũ kỹ")) == 1
    ingest(folder, profile())
    assert b"".join(canonical_dump(folder.archive_db)) == before
    assert search(folder.archive_db, "cũ kỹ") == []
    with closing(open_archive(folder.archive_db)) as db:
        db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


def test_a_rebuild_reads_the_same(archive, tmp_path):
    other = ArchiveFolder(tmp_path / "so-vi-du")
    other.root.mkdir()
    other.warc.symlink_to(archive.warc)
    rebuild(other, profile(), processes=2)
    assert list(canonical_dump(other.archive_db)) == list(canonical_dump(archive.archive_db))


# The process


def bomb(size: int) -> bytes:
    """A Word document that is small, and is `size` bytes of spaces when it is unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "_rels/.rels",
            '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        with file.open("word/document.xml", "w") as part:
            part.write(b"<w:document xmlns:w='w'><w:p><w:r><w:t>")
            for _ in range(size >> 20):
                part.write(b" " * (1 << 20))
    return packed.getvalue()


@pytest.fixture
def reader():
    with DocumentReader() as reader:
        yield reader


def test_a_process_reads_one_document_after_the_other(reader):
    outcomes = [reader.read(body) for body in (RULES, b"", b"\x89PNG\r\n", LETTER, b"%PDF-1.4 x")]
    assert [one.kind for one in outcomes] == ["read", "empty", "unknown", "read", "unreadable"]
    assert outcomes[3].document is not None
    assert outcomes[3].document.text == "Công văn số 391-KH/TU\nVề việc chăm lo người có công"


def test_a_scan_says_why_it_has_no_text(reader):
    drawn = pdf(()).replace(b"BT /F1 11 Tf 50 780 Td 15 TL\n\nET", b"50 50 100 100 re f".ljust(32))
    outcome = reader.read(drawn)
    assert (outcome.kind, outcome.detail) == ("empty", "1 of 1 page without text: a scan, perhaps")


def test_a_bomb_is_told_and_the_next_document_is_read(reader):
    outcome = reader.read(bomb(300 << 20))
    assert outcome.kind in {"unreadable", "stopped"}
    assert outcome.detail
    assert reader.read(LETTER).kind == "read"


def hostile_reader(folder, monkeypatch, deed: str) -> None:
    """Let the process that reads documents do `deed`, which is what a hostile document may make it do."""
    (folder / "sitecustomize.py").write_text(
        "import os, resource, sys, time\n"
        "if '-m' in sys.orig_argv and sys.orig_argv[-1] == 'archiver.jobs.document_process':\n"
        "    import archiver.extract.documents.reading as reading\n"
        f"    def read(body):\n        import __main__ as process\n        {deed}\n"
        "    reading.read_document = read\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)


@pytest.mark.parametrize(
    ("deed", "detail", "patience"),
    [
        ("[bytes(1 << 28) for _ in range(8)]", "it needs more than 1024 MB of memory; it was given up", PATIENCE),
        (
            "[process._bound(resource.RLIMIT_CPU, 1), [None for _ in iter(int, 1)]]",
            "it takes more than 120 seconds of the processor; it was given up",
            PATIENCE,
        ),
        ("os.kill(os.getpid(), 11)", "the process that read it broke down; it was given up", PATIENCE),
        ("time.sleep(600)", "it took more than 0.5 seconds; it was given up", 0.5),
    ],
)
def test_the_bounds_hold(tmp_path, monkeypatch, deed, detail, patience):
    hostile_reader(tmp_path, monkeypatch, deed)
    with DocumentReader(patience) as reader:
        outcome = reader.read(LETTER)
    assert (outcome.kind, outcome.detail) == ("stopped", detail)


def test_documents_wait_where_none_can_be_read(tmp_path, monkeypatch):
    """An installation that lacks a part says nothing of any document: the rest is taken in, and that they wait is told."""
    folder = record_everything(tmp_path / "so-vi-du").folder
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif '-m' in sys.orig_argv:\n    sys.modules['olefile'] = None\n"
    )
    with monkeypatch.context() as broken:
        broken.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
        with pytest.raises(ArchiverError, match="ends at once, so they wait unread"):
            ingest(folder, profile())
    with closing(read_archive(folder.archive_db)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (0,)
    assert ingest(folder, profile()).unread_documents == 1


def test_the_process_can_write_no_file(tmp_path, monkeypatch):
    place = tmp_path / "written"
    hostile_reader(tmp_path, monkeypatch, f"open({str(place)!r}, 'wb', buffering=0).write(b'x')")
    with DocumentReader() as reader:
        assert reader.read(LETTER).kind == "stopped"
    assert place.stat().st_size == 0
