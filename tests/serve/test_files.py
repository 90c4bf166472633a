from __future__ import annotations

import sqlite3

import pytest

from archiver.serve.files import Holding, _disposition


def test_a_picture_is_shown_as_what_its_bytes_are(reader):
    answer = reader.get("/-/file/portal/picture")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline;")


@pytest.mark.parametrize("capture", ["paper", "again"])
def test_a_document_is_saved_under_its_own_name(reader, capture):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.content.startswith(b"%PDF-1.4")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Quy_t')
    assert "filename*=UTF-8''Quy%E1%BA%BFt%20" in disposition
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("capture", ["drawing", "false-picture", "11111111-1111-4111-8111-111111111111"])
def test_markup_is_never_shown(reader, capture):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("capture", "reason"),
    [
        ("no-file", "missing.warc.gz"),
        ("outside", "no file name under warc/"),
        ("above", "no file name under warc/"),
        ("between", "offset 7"),
        ("changed", "archiver verify"),
        ("unknown-coding", "br"),
        ("lost-payload", "elsewhere"),
        ("ring", "ring"),
        ("~2E~2E~2F~2E~2E~2Fx", "no such"),
    ],
)
def test_what_cannot_be_read_names_its_place(reader, capture, reason):
    answer = reader.get(f"/-/file/portal/{capture}")
    assert answer.status_code == 502
    assert reason.lower() in answer.text.lower()
    assert "root:" not in answer.text
    assert "offset" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ['a"; x="b', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "", ".", "ế" * 400, "\ud800"])
def test_a_file_name_stays_inside_its_header(name):
    header = _disposition("attachment", name)
    assert header.isascii()
    assert header.count('"') == 2
    assert not set("\r\n/\\") & set(header)
    assert len(header) < 2000


def test_a_holding_reads_the_last_of_its_rows():
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = tuple(connection.execute("SELECT 1 AS id UNION SELECT 2 ORDER BY id"))
    connection.close()
    assert Holding(rows=rows, filename="x", media_type=None).row["id"] == 2
