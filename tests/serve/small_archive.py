"""A small archive for the reading room: two articles, one of them hostile, and the WARC with their files."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

from archiver.layout import ArchiveFolder
from archiver.store.database import open_archive

SITE = "http://portal.example"
PAGE_ID = "11111111-1111-4111-8111-111111111111"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
NASTY = """<img src=x onerror=alert(1)><script>alert(1)</script>"""
NASTY_HTML = f"""<p onclick="alert(1)">Nội dung <a href="javascript:alert(1)">xấu</a> <a href=" JaVaScRiPt:alert(1)">x</a>
<a href="data:text/html,x">d</a> {NASTY}<svg onload=alert(1)><a href="javascript:alert(1)">s</a></svg>
<iframe src="http://evil.example/"></iframe><form action="http://evil.example/"><input name=q></form>
<style>body{{display:none}}</style><base href="http://evil.example/"><img src="http://evil.example/spy.gif" alt="spy"></p>"""


class Warc:
    """A WARC file of responses, and where each of them stands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rows: list[dict[str, Any]] = []

    def add(self, capture_id: str, url: str, body: bytes, media_type: str, **more: Any) -> None:
        encoding = more.pop("encoding", None)
        coding = f"Content-Encoding: {encoding}\r\n" if encoding else ""
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n{coding}\r\n".encode() + body
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{capture_id}>\r\n"
            f"WARC-Date: 2014-05-06T07:08:09Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        member = gzip.compress(head.encode() + block + b"\r\n\r\n")
        offset = self._path.stat().st_size if self._path.exists() else 0
        with self._path.open("ab") as file:
            file.write(member)
        self.rows.append(
            capture_row(capture_id, url, warc_file=self._path.name, warc_offset=offset)
            | {"warc_length": len(member), "media_type": media_type, "size": len(body)}
            | {"digest": f"sha256:{hashlib.sha256(body).hexdigest()}"}
            | more
        )


def capture_row(capture_id: str, url: str, **more: Any) -> dict[str, Any]:
    row = {
        "id": capture_id, "url": url, "url_key": url, "method": "GET", "fetched_at": "2014-05-06T07:08:09Z", "status": 200,
        "media_type": None, "size": 0, "digest": "sha256:0", "warc_file": "x.warc.gz", "warc_offset": 0, "warc_length": 1,
    }  # fmt: skip
    return row | more


def article_row(number: int, title: str, html: str, **more: Any) -> dict[str, Any]:
    row = {
        "id": number, "url": f"{SITE}/Pages/newsdetail.aspx?NewsId={number}", "title": title, "text": title, "html": html,
        "markdown": "", "published": "2008-06-18T10:35:00+07:00", "section": "tin-tuc", "language": "vi", "kind": "article",
        "status": "live", "first_seen": "2014-05-06T07:08:09Z", "last_seen": "2015-01-01T00:00:00Z", "version_count": 1,
        "word_count": 12, "capture_id": PAGE_ID, "stage": "container",
    }  # fmt: skip
    return row | more


def attachment_row(number: int, article: int, **more: Any) -> dict[str, Any]:
    row = {
        "id": number, "article_id": article, "position": number, "url": f"{SITE}/a/{number}", "filename": f"{number}.bin",
        "size": 10, "kind": "document", "first_seen": "2014-05-06T07:08:09Z", "last_seen": "2014-05-06T07:08:09Z",
    }  # fmt: skip
    return row | more


def fill(folder: ArchiveFolder) -> None:
    """The archive that the tests read."""
    folder.warc.mkdir(parents=True)
    warc = Warc(folder.warc / "portal-20140506070809-00001.warc.gz")
    pdf = b"%PDF-1.4 " + b"x" * 100
    warc.add(PAGE_ID, f"{SITE}/Pages/newsdetail.aspx?NewsId=1", b"<html>page</html>", "text/html")
    warc.add("picture", f"{SITE}/anh.png", PNG, "text/html")  # a server that lies about a picture
    warc.add("paper", f"{SITE}/vb.pdf", gzip.compress(pdf), "application/pdf", encoding="gzip")
    warc.add("drawing", f"{SITE}/logo.svg", b"<svg><script>alert(1)</script></svg>", "image/svg+xml")
    warc.add("false-picture", f"{SITE}/fake.png", b"<script>alert(1)</script>", "image/png")
    warc.add("unknown-coding", f"{SITE}/br.bin", b"abc", "application/pdf", encoding="br")
    whole = {"warc_file": warc.rows[0]["warc_file"], "warc_offset": 0, "warc_length": 10}
    more = [
        capture_row("again", f"{SITE}/vb.pdf", revisit_of="paper"),
        capture_row("lost-payload", f"{SITE}/vb.pdf", revisit_of="elsewhere"),
        capture_row("ring", f"{SITE}/ring", revisit_of="ring"),
        capture_row("no-file", f"{SITE}/x", warc_file="missing.warc.gz"),
        capture_row("outside", f"{SITE}/x", warc_file="../../../etc/passwd"),
        capture_row("above", f"{SITE}/x", warc_file=".."),
        capture_row("between", f"{SITE}/x", **whole | {"warc_offset": 7}),
        capture_row("changed", f"{SITE}/x", **whole | {"digest": "sha256:" + "0" * 64}),
        capture_row("../../x", f"{SITE}/dots"),
    ]
    db = open_archive(folder.archive_db)
    db.table("captures").insert_all([*warc.rows, *({**dict.fromkeys(warc.rows[0]), **row} for row in more)])
    good = (
        f'<h2>Mục</h2><p>Đại hội đảng bộ khối <a href="/Pages/newsdetail.aspx?NewsId=2">tin khác</a>'
        f' <a href="http://other.example/a?b=1&amp;c=2">ngoài</a> <img src="{SITE}/anh.png" alt="Ảnh"></p>'
    )
    articles = [
        article_row(1, "Đại hội đảng bộ khối", good, text="Đại hội đảng bộ khối các cơ quan & <tỉnh>", author="Nguyễn Văn A",
                    published_raw="18/06/2008 10:35", document_number="37-CT/TW", issued="2008-06-01", version_count=2),
        article_row(2, NASTY, NASTY_HTML, url="javascript:alert(1)", section=NASTY, published=None, author=NASTY, source=NASTY,
                    published_raw=NASTY, document_number=NASTY, language='vi" onload="alert(1)', status="gone",
                    text=f"đại hội xấu {NASTY}", capture_id="absent", gone_at="2015-01-01T00:00:00Z"),
        *(article_row(number, f"Thông báo số {number}", "<p>x</p>", text="thông báo chung", section="thong-bao",
                      published=f"{2008 + number % 5}-03-0{1 + number % 9}") for number in range(10, 40)),
    ]  # fmt: skip
    keys = {key for row in articles for key in row}
    db.table("articles").insert_all([{**dict.fromkeys(keys), **row} for row in articles])
    subjects = (
        *((1, "tag", one) for one in ("Đại hội", "Chi bộ & Đảng bộ")),
        (1, "place", "Đồng Nai"),
        *((1, "event date", one) for one in ("1930-02-03", "2008-06-18")),
        *((2, kind, NASTY) for kind in ("tag", "place", "event date")),
    )
    db.table("article_subjects").insert_all(
        {"article_id": number, "kind": kind, "position": position, "value": value}
        for position, (number, kind, value) in enumerate(subjects, 1)
    )
    db.table("sections").insert_all([{"name": "tin-tuc", "title": "Tin tức", "url": None, "position": 0}])
    db.table("article_urls").insert_all(
        [
            {"url": f"{SITE}/Pages/newsdetail.aspx?NewsId=1", "article_id": 1, "first_seen": "2014-05-06T07:08:09Z"},
            {"url": f"{SITE}/Pages/newsdetail.aspx?NewsId=2", "article_id": 2, "first_seen": "2014-05-06T07:08:09Z"},
            {"url": "javascript:alert(2)", "article_id": 2, "first_seen": "2014-05-06T07:08:09Z"},
        ]
    )
    version = {
        "article_id": 1,
        "digest": "sha256:1",
        "published": None,
        "last_seen": "2014-06-06T07:08:09Z",
        "capture_id": PAGE_ID,
    }
    db.table("versions").insert_all(
        [
            version | {"id": 1, "number": 1, "title": "Đại hội (cũ)", "text": "cũ", "html": "<p>Lời cũ</p>", "first_seen": "2014-05-06T07:08:09Z"},
            version | {"id": 2, "number": 2, "title": "Đại hội đảng bộ khối", "text": "mới", "html": good, "first_seen": "2014-06-07T07:08:09Z"},
        ]
    )  # fmt: skip
    attachments = [
        attachment_row(1, 1, url=f"{SITE}/vb.pdf", filename='Quyết định "37".pdf', label="Quyết định số 37 & phụ lục", media_type="application/pdf", capture_id="paper", sha256="ab" * 32),
        attachment_row(2, 1, url=f"{SITE}/anh.png", filename="anh.png", label="Toàn cảnh Đại hội", kind="image", capture_id="picture", sha256="cd" * 32),
        attachment_row(3, 2, url="javascript:alert(3)", filename=NASTY, label=NASTY, media_type=NASTY, size=None),
    ]  # fmt: skip
    keys = {key for row in attachments for key in row}
    db.table("attachments").insert_all([{**dict.fromkeys(keys), **row} for row in attachments])
    run = {
        "site": "portal",
        "outcome": "finished",
        "profile_digest": None,
        "software": None,
        "requests": 1234,
        "bytes": 5_000_000,
    }
    db.table("crawls").insert_all(
        [
            run | {"id": "c1", "started_at": "2014-05-06T07:00:00Z", "finished_at": "2014-05-06T08:00:00Z"},
            run | {"id": "c2", "started_at": "2015-05-06T07:00:00Z", "finished_at": None, "outcome": None},
        ]
    )
    db.conn.close()
