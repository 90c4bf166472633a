"""An archive of exchanges written out by hand, for what no portal of ours would ever send."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any
from uuid import UUID

from archiver.layout import ArchiveFolder
from archiver.sites.url_key import UrlRules, url_key
from archiver.store.database import open_archive
from tests.serve.small_archive import article_row, attachment_row, capture_row

AT = "2014-05-06T07:08:09Z"


class Kept:
    """A folder with one WARC file and its index."""

    def __init__(self, folder: ArchiveFolder) -> None:
        self.folder = folder
        folder.warc.mkdir(parents=True)
        self._path = folder.warc / "kept-20140506070809-00001.warc.gz"
        self._rows: list[dict[str, Any]] = []
        self._articles: list[dict[str, Any]] = []
        self._attachments: list[dict[str, Any]] = []
        self._states: list[dict[str, Any]] = []

    def add(
        self,
        url: str,
        body: bytes | str,
        media_type: str | None = "text/html; charset=utf-8",
        *,
        at: str = AT,
        status: int = 200,
        head: str = "",
        form: str | None = None,
        revisit_of: str | None = None,
        scripted: bool = False,
        rendered: bool = False,
    ) -> str:
        """Keep an exchange; gives the id of its capture.

        `form`: what was posted; `scripted`: the page is made by its scripts; `rendered`: this is what they made.
        """
        capture_id = str(UUID(int=len(self._rows) + 1, version=4))
        content = body.encode() if isinstance(body, str) else body
        named = f"Content-Type: {media_type}\r\n" if media_type is not None else ""
        block = f"HTTP/1.1 {status} X\r\n{named}{head}\r\n".encode() + (b"" if revisit_of else content)
        refers = f"WARC-Refers-To: <urn:uuid:{revisit_of}>\r\n" if revisit_of else ""
        kind = "revisit" if revisit_of else "conversion" if rendered else "response"
        record = self._record(
            kind, capture_id, url, at, content if rendered else block, refers, media_type if rendered else None
        )
        asked = (
            f"POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{form}"
            if form
            else "GET / HTTP/1.1\r\n\r\n"
        )
        request_id = str(UUID(int=len(self._rows) + 10_000, version=4))
        concurrent = f"WARC-Concurrent-To: <urn:uuid:{capture_id}>\r\n"
        request = self._record("request", request_id, url, at, asked.encode(), concurrent)
        offset = self._path.stat().st_size if self._path.exists() else 0
        with self._path.open("ab") as file:
            file.write(record + request)
            if scripted:
                fact_id = str(UUID(int=len(self._rows) + 20_000, version=4))
                file.write(
                    self._record(
                        "metadata", fact_id, url, at, b"scripted: yes\r\n", concurrent, "application/warc-fields"
                    )
                )
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        row = capture_row(capture_id, url, fetched_at=at, status=status, digest=digest, size=len(content))
        row |= {
            "warc_file": self._path.name,
            "warc_offset": offset,
            "warc_length": len(record),
            "revisit_of": revisit_of,
        }
        row |= {"media_type": (media_type or "").partition(";")[0] or None, "method": "POST" if form else "GET"}
        key = url_key(url, UrlRules())
        row["url_key"] = f"{key} POST sha256:{hashlib.sha256(form.encode()).hexdigest()}" if form else key
        self._rows.append(row)
        return capture_id

    def article(self, number: int, title: str, html: str, **more: Any) -> None:
        self._articles.append(article_row(number, title, html, **more))

    def attachment(self, number: int, article: int, **more: Any) -> None:
        self._attachments.append(attachment_row(number, article, **{"text": "", **more}))

    def state(self, url: str, state: str, reason: str) -> None:
        self._states.append({"url": url, "state": state, "reason": reason, "http_status": None, "last_tried": AT})

    def captures(self) -> list[str]:
        """The ids of all captures."""
        return [row["id"] for row in self._rows]

    def done(self) -> ArchiveFolder:
        """Write the index."""
        db = open_archive(self.folder.archive_db)
        db.table("captures").insert_all(self._rows)
        for table, rows in (
            ("articles", self._articles),
            ("attachments", self._attachments),
            ("url_states", self._states),
        ):
            keys = {key for row in rows for key in row}
            db.table(table).insert_all([{**dict.fromkeys(keys), **row} for row in rows])
        urls = [{"url": row["url"], "article_id": row["id"], "first_seen": AT} for row in self._articles]
        db.table("article_urls").insert_all(urls)
        db.conn.close()
        return self.folder

    def _record(
        self, kind: str, record_id: str, url: str, at: str, block: bytes, more: str, media_type: str | None = None
    ) -> bytes:
        head = (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{record_id}>\r\nWARC-Date: {at}\r\n"
            f"WARC-Target-URI: {url}\r\n{more}Content-Type: {media_type or 'application/http'}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        return gzip.compress(head.encode() + block + b"\r\n\r\n")
