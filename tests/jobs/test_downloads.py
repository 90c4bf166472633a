"""A file behind a program's address (`Download.ashx?FileID=5`): the answer tells that it is one, whenever it comes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from recorded import HOST, RULES, Recorder, assert_a_rebuild_is_the_same, capture, page, profile

from archiver.demo.files import rtf
from archiver.extract.files import kind_of_answer
from archiver.jobs.examine import examine
from archiver.jobs.ingest import ingest
from archiver.jobs.why import why
from archiver.layout import ArchiveFolder
from archiver.store.database import read_archive
from archiver.store.search import search

LETTER = rtf(("Công văn số 391-KH/TU", "Về việc chăm lo người có công"))
LINKS = (
    '<p>Tệp: <a href="/Download.ashx?FileID=5">Quy chế</a> <a href="/lien-he">Liên hệ</a> <a href="/anh?id=3">Ảnh</a>'
    '<a href="/du-lieu?id=4">Số liệu</a> <a href="/tai-ve?tep=2">Tải về</a> <a href="/tai-ve?tep=9">Đã mất</a></p>'
)
FIRST, SECOND = page("Đoàn công tác thăm xã", "Bình An", links=LINKS), page("Hội nghị tổng kết", "Tân Lập", links=LINKS)


def fetch_article(recorder: Recorder) -> None:
    recorder.fetch("/bai-1", FIRST, role="item")


def fetch_files(recorder: Recorder) -> None:
    sent = 'Content-Disposition: attachment; filename="Quy che 5.pdf"\r\n'
    recorder.fetch("/Download.ashx?FileID=5", RULES, media="application/octet-stream", headers=sent, role="page")
    recorder.fetch("/tai-ve?tep=2", LETTER, media="text/html", role="page")
    recorder.fetch("/tai-ve?tep=9", b"<p>404</p>", status=404, role="page")
    recorder.fetch("/lien-he", page("Liên hệ", "Hòa Bình"), role="page")
    recorder.fetch("/anh?id=3", b"\xff\xd8\xff\xe0 one", media="image/jpeg", role="page")
    recorder.fetch("/du-lieu?id=4", b'{"a": 1}', media="application/json", role="page")


def attachments(folder: ArchiveFolder, path: str = "/bai-1") -> list[tuple[object, ...]]:
    with closing(read_archive(folder.archive_db)) as db:
        return db.execute(
            "SELECT position, f.url, filename, label, f.kind, f.text LIKE '%Tỉnh ủy%' OR f.text LIKE '%có công%'"
            " FROM attachments f JOIN article_urls u USING (article_id) WHERE u.url = ? ORDER BY position",
            [HOST + path],
        ).fetchall()


NAMED = [
    (1, f"{HOST}/Download.ashx?FileID=5", "Quy che 5.pdf", "Quy chế", "document", 1),
    (2, f"{HOST}/tai-ve?tep=2", "tai-ve", None, "document", 1),
]


@pytest.mark.parametrize("steps", [(fetch_article, fetch_files), (fetch_files, fetch_article)])
@pytest.mark.parametrize("between", [True, False])
def test_what_turns_out_to_be_a_document_is_attached_whichever_comes_first(
    tmp_path: Path, steps: tuple, between: bool
) -> None:
    recorder = Recorder(tmp_path / "so-vi-du")
    for step in steps:
        step(recorder)
        if between:
            ingest(recorder.folder, profile())
    recorder.finish()
    ingest(recorder.folder, profile())
    assert attachments(recorder.folder) == NAMED
    assert [hit.url for hit in search(recorder.folder.archive_db, "391-KH/TU")] == [f"{HOST}/bai-1"]
    assert "the file Quy che 5.pdf of article" in why(recorder.folder, f"{HOST}/Download.ashx?FileID=5", profile())
    assert_a_rebuild_is_the_same(recorder.folder)


def test_a_later_content_joins_and_both_articles_have_it(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "so-vi-du")
    fetch_article(recorder)
    recorder.fetch("/bai-2", SECOND, role="item")
    fetch_files(recorder)
    ingest(recorder.folder, profile())
    recorder.fetch("/tai-ve?tep=2", RULES, media="application/pdf", role="page")
    recorder.fetch("/tai-ve?tep=2", page("Xin đăng nhập", "Hòa Bình"), role="page")  # what it shows since is no file
    recorder.finish()
    ingest(recorder.folder, profile())
    for path in ("/bai-1", "/bai-2"):
        assert [row[:2] for row in attachments(recorder.folder, path)] == [row[:2] for row in (*NAMED, NAMED[1])]
    assert_a_rebuild_is_the_same(recorder.folder)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1)])
def test_a_link_that_leads_on_to_a_file_names_it(tmp_path: Path, order: tuple[int, ...]) -> None:
    """As Drupal's `/media/5/download` does, by way of another address."""
    recorder = Recorder(tmp_path / "so-vi-du")
    links = '<p><a href="/media/5/download">Quy chế</a> <a href="/di">Đi</a> <a href="/vong">Vòng</a></p>'
    steps = (
        lambda: recorder.fetch("/bai-1", page("Đoàn công tác thăm xã", "Bình An", links=links), role="item"),
        lambda: recorder.fetch("/media/5/download", b"", status=302, headers="Location: /media/5\r\n", role="page"),
        lambda: recorder.fetch("/media/5", b"", status=301, headers="Location: /files/quy-che.pdf\r\n", role="page"),
        lambda: recorder.fetch("/files/quy-che.pdf", RULES, media="application/pdf", role="file"),
    )
    for number in order:
        steps[number]()
        ingest(recorder.folder, profile())
    recorder.fetch("/di", b"", status=302, headers="Location: /bai-2\r\n", role="page")
    recorder.fetch("/vong", b"", status=302, headers="Location: /tron\r\n", role="page")
    recorder.fetch("/tron", b"", status=302, headers="Location: /vong\r\n", role="page")
    recorder.finish()
    ingest(recorder.folder, profile())
    url = f"{HOST}/media/5/download"
    assert attachments(recorder.folder) == [(1, url, "quy-che.pdf", "Quy chế", "document", 1)]
    assert [hit.url for hit in search(recorder.folder.archive_db, "quy chế làm việc")] == [f"{HOST}/bai-1"]
    assert_a_rebuild_is_the_same(recorder.folder)


@pytest.mark.parametrize(
    ("name", "media_type", "body", "sent", "kind"),
    [
        ("Quy chế.docx", "application/octet-stream", b"PK", False, "document"),
        ("LinkClick.aspx", "application/pdf", b"", False, "document"),
        ("get_file", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"", False, "document"),
        ("tai-ve", None, b"%PDF-1.4", False, "document"),
        ("ban-do.dwg", "application/octet-stream", b"AC1015", True, "document"),
        ("bai.php", "audio/mpeg", b"ID3", False, "audio"),
        ("bai.php", "application/octet-stream", b"\xff\xd8\xff\xe0", True, "image"),
        ("tin-12", "application/octet-stream", b"<html>", False, None),
        ("rss", "application/rss+xml", b"<rss", False, None),
    ],
)
def test_a_file_is_told_by_its_name_its_type_or_its_bytes(
    name: str, media_type: str | None, body: bytes, sent: bool, kind: str | None
) -> None:
    assert kind_of_answer(name, media_type, body, is_sent_as_file=sent) == kind


@pytest.mark.parametrize("sent", ["报名表28.docx".encode("gb2312"), "报名表28.docx".encode()])
def test_a_chinese_server_names_its_files_in_its_own_letters(sent: bytes) -> None:
    named = f"attachment;filename={sent.decode('latin-1')}"
    headers = (("Content-Type", "application/octet-stream"), ("Content-Disposition", named))
    found = examine(capture("/download.jsp?wbfileid=28", b"PK", headers=headers), profile())
    assert found.file is not None
    assert found.file.filename == "报名表28.docx"
