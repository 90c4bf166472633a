"""Pages that a browser saved as one file: read at the addresses that they name, and kept as they are."""

from __future__ import annotations

import base64
import quopri
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command import run_archiver

from archiver.jobs.rebuild import rebuild
from archiver.jobs.verify import verify
from archiver.layout import ArchiveFolder
from archiver.sites.profile import parse_profile
from archiver.store.dump import canonical_dump
from archiver.warc.foreign.mhtml import body_of, is_mhtml, read_letter
from archiver.warc.foreign.records import Found, records
from archiver.warc.foreign.region import whole

PROFILE = 'name = "so"\ntitle = "Sở"\nstart = "http://a.example/"\n'
SENTENCE = "Sáng ngày 12 tháng 5, đoàn công tác của Đảng ủy khối đã về thăm và làm việc với các xã trên địa bàn huyện. "
PAGE = (
    "<html><head><title>Đại hội Đảng bộ</title></head><body><!-- saved from url=(0014)about:internet --><h1>Đại hội Đảng bộ</h1>"
    f'<p>12/05/2009</p><p>{SENTENCE * 4}</p><img src="http://a.example/anh.png" width="400" height="300" alt="Toàn cảnh"></body></html>'
)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 900
HEAD = (
    b"From: <Saved by Windows Internet Explorer 8>\r\nSubject: =?utf-8?B?xJDhuqFpIGjhu5lp?=\r\nDate: Tue, 12 May 2009 07:45:00 +0700\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--=_x"\r\n\r\nThis is a multi-part message.\r\n'
)


def part(location: str, media: str, body: bytes, encoding: str) -> bytes:
    head = f"----=_x\r\nContent-Type: {media}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {location}\r\n\r\n"
    return b"\r\n" + head.encode() + body


def letter(*parts: bytes) -> bytes:
    return HEAD + b"".join(parts) + b"\r\n----=_x--\r\n"


WHOLE = letter(
    part("http://a.example/tin/dai-hoi.aspx?id=5", 'text/html; charset="utf-8"', quopri.encodestring(PAGE.encode()), "quoted-printable"),
    part("http://a.example/anh.png", "image/png", base64.encodebytes(PICTURE), "base64"),
    part("cid:frame@mhtml.blink", "text/html", b"<p>a frame</p>", "8bit"),
    part("http://a.example/anh.png", "image/png", base64.encodebytes(b"once more"), "base64"),
    part("file:///C:/Temp/x.css", "text/css", b"p {}", "7bit"),
)  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of saved pages."""
    (tmp_path / "so.toml").write_text(PROFILE, "utf-8")
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder


def took(saved: Path) -> tuple[ArchiveFolder, str]:
    done = run_archiver("import", "saved", "--site", "so.toml", cwd=saved.parent)
    assert done.returncode == 0, done.stderr + done.stdout
    return ArchiveFolder(saved.parent / "output" / "so"), done.stdout + done.stderr


def test_page_and_picture_stand_at_their_addresses_and_the_file_is_kept(saved):
    (saved / "dai-hoi.mht").write_bytes(WHOLE)
    folder, _ = took(saved)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        captures = db.execute("SELECT url, media_type, fetched_at, role FROM captures ORDER BY url").fetchall()
        title, text, published = db.execute("SELECT title, text, published FROM articles").fetchone()
        assert db.execute("SELECT filename, label, size FROM attachments").fetchall() == [
            ("anh.png", "Toàn cảnh", len(PICTURE))
        ]
    moment = "2009-05-12T00:45:00.000000Z"
    assert captures == [
        ("http://a.example/anh.png", "image/png", moment, "saved"),
        ("http://a.example/tin/dai-hoi.aspx?id=5", "text/html", moment, "saved"),
    ]
    assert (title, published) == ("Đại hội Đảng bộ", "2009-05-12")
    assert SENTENCE.strip() in text
    (warc,) = folder.imported_files()
    found = [one.record for one in records(whole(warc, warc.name)) if isinstance(one, Found)]
    assert WHOLE in [one.block for one in found if one.type == "resource"]
    assert verify(folder).whole
    before = b"".join(canonical_dump(folder.archive_db))
    rebuild(folder, parse_profile(PROFILE, where="so.toml", platforms={"generic": 'name = "generic"\ntitle = "x"\n'}))
    assert b"".join(canonical_dump(folder.archive_db)) == before


def test_the_same_folder_is_known_again(saved):
    (saved / "dai-hoi.mhtml").write_bytes(WHOLE)
    took(saved)
    _, told = took(saved)
    assert "here already" in told


def test_in_a_mirror_the_file_has_an_address_of_its_own_too(saved):
    (saved / "a.example").mkdir()
    (saved / "a.example" / "dai-hoi.mht").write_bytes(WHOLE)
    folder, _ = took(saved)
    with closing(sqlite3.connect(folder.archive_db)) as db:
        urls = [url for (url,) in db.execute("SELECT url FROM captures ORDER BY url")]
    assert urls == [
        "http://a.example/anh.png",
        "http://a.example/dai-hoi.mht",
        "http://a.example/tin/dai-hoi.aspx?id=5",
    ]


def test_what_cannot_be_read_of_it_is_told(saved):
    broken = part("http://a.example/x.png", "image/png", b"====", "base64")
    (saved / "a.mht").write_bytes(letter(broken, part("http://a.example/b", "text/html", PAGE.encode(), "8bit")))
    (saved / "word.mht").write_bytes(letter(part("file:///C:/x.htm", "text/html", b"<p>x</p>", "7bit")))
    (saved / "deep.mht").write_bytes(letter(b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' * 300))
    _, told = took(saved)
    assert "a.mht: part 1, http://a.example/x.png: its transfer encoding is broken" in told
    assert "word.mht: nothing tells its address; give one with --base URL" in told
    assert "deep.mht: its parts stand too deep in one another" in told


@pytest.mark.parametrize("end", range(0, len(WHOLE), 97))
def test_a_file_that_is_cut_anywhere_is_read_as_far_as_it_goes(tmp_path, end):
    path = tmp_path / "cut.mht"
    path.write_bytes(WHOLE[:end])
    found = read_letter(path)
    (all_of_it := tmp_path / "whole.mht").write_bytes(WHOLE)
    parts = read_letter(all_of_it).parts
    for one in found.parts:
        assert one in parts
        assert body_of(all_of_it, one.number).startswith(body_of(path, one.number)[:-2])  # `=C` of a `=C3`
    if len(found.parts) == 1 and body_of(path, 1) != PAGE.encode():
        assert found.left == ("part 1, http://a.example/tin/dai-hoi.aspx?id=5: the file ends within it",)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD, True),
        (b"\r\n" + HEAD, True),
        (HEAD.replace(b"related", b"mixed"), False),
        (b"From: a\r\n\r\nContent-Type: multipart/related\r\n", False),
        (b"<html>Content-Type: multipart/related", False),
        (b"X: " * 4000, False),
        (b"", False),
    ],
)
def test_it_is_known_by_its_head(head, expected):
    assert is_mhtml(head) is expected
