"""A small portal's exchanges, written to real WARC files and committed in a real ledger."""

from __future__ import annotations

from dataclasses import asdict, astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.demo.files import pdf
from archiver.jobs.rebuild import rebuild
from archiver.layout import ArchiveFolder
from archiver.model import Capture, Place
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.store.dump import canonical_dump
from archiver.store.ledger import CrawlRow, Ledger
from archiver.warc.writer import Recording, WarcWriter, Written

HOST = "https://so-vi-du.example"
MORNING = datetime(2026, 3, 1, 6, tzinfo=UTC)
PROFILE = f"""
name = "so-vi-du"
title = "Sở Ví dụ"
language = "vi"
timezone = "Asia/Ho_Chi_Minh"
start = "{HOST}/"

[[section]]
name = "tin-tuc"
title = "Tin tức"
url = "{HOST}/tin-tuc"

[[section]]
name = "van-ban"
title = "Văn bản"
url = "{HOST}/van-ban"
"""
GENERIC = """
name = "generic"
title = "Any site"
[[kind]]
pattern = '^/login'
kind = "login"
[listing]
content = ["main"]
[article]
title = ["article h1"]
body = ["div.noidung"]
"""
RULES = pdf(("Quy chế làm việc của Tỉnh ủy", "ban hành kèm theo Quyết định số 39-QĐ/TU"))
BROKEN_RULES = b"%PDF-1.4 two"
SENTENCE = "Sáng ngày {n}, đoàn công tác số {n} của tỉnh đã về thăm và làm việc với các xã trên địa bàn huyện {word}."


def profile() -> SiteProfile:
    return parse_profile(PROFILE, where="so-vi-du.toml", platforms={"generic": GENERIC})


def page(title: str, word: str, *, links: str = "", noise: str = "") -> bytes:
    """An article's page with 12 sentences that only `word` tells from others."""
    body = "".join(f"<p>{SENTENCE.format(n=n, word=word)}</p>" for n in range(1, 13))
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title} - Sở Ví dụ</title></head><body>"
        f"<nav><a href=/>Trang chủ</a> <a href=/tin-tuc>Tin tức</a></nav><main><article><h1>{title}</h1>"
        f"<div class=noidung>{body}{links}</div></article></main><footer>Lượt truy cập: {noise}</footer></body></html>"
    ).encode()


def listing(*items: tuple[str, str]) -> bytes:
    rows = "".join(
        f"<li><h3><a href='{url}'>{title}</a></h3><span>01/03/2026</span><p>Tóm tắt của tin {title}</p></li>"
        for url, title in items
    )
    return (
        "<!doctype html><html lang=vi><head><meta charset=utf-8><title>Tin tức - Sở Ví dụ</title></head><body>"
        f"<nav><a href=/>Trang chủ</a></nav><main><h2>Tin tức</h2><ul class=list>{rows}</ul></main></body></html>"
    ).encode()


def capture(path: str, body: bytes, *, headers: tuple[tuple[str, str], ...] = (), **facts: str) -> Capture:
    """One capture of the portal, as it is read back; a page of markup where no header says otherwise."""
    sent = headers or (("Content-Type", "text/html"),)
    place = Place(file="so-vi-du.warc.gz", offset=0, length=1)
    about = {"id": "c1", "method": "GET"} | facts
    return Capture(
        url=HOST + path, fetched_at=MORNING, status=200, headers=sent, body=body, digest="sha256:", place=place, **about
    )


class Recorder:
    """Plays the crawl: whatever it is told to have fetched stands in WARC and ledger."""

    def __init__(self, root: Path, *, crawl: str = "crawl-1", begin: datetime = MORNING) -> None:
        self.folder = ArchiveFolder(root)
        root.mkdir(exist_ok=True)
        self.moment = begin
        self.writer = WarcWriter(self.folder, "so-vi-du", {}, roll_at=20_000)
        self.ledger = Ledger(self.folder.crawl_db)
        self.crawl = CrawlRow(
            id=crawl,
            site="so-vi-du",
            started_at=(begin - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            finished_at=None,
            outcome=None,
            profile_digest=None,
            software="test",
            requests=0,
            bytes=0,
        )
        self.ledger.begin_crawl(self.crawl)
        self.writer.note("crawl-started", asdict(self.crawl))
        self.ledger.commit()

    def fetch(
        self,
        path: str,
        body: bytes,
        *,
        status: int = 200,
        media: str = "text/html",
        headers: str = "",
        host: str = HOST,
        **facts: str,
    ) -> Written:
        self.moment += timedelta(minutes=1)
        url = f"{host}{path}"
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        written = self.writer.append(
            Recording(
                url=url,
                method="GET",
                fetched_at=self.moment,
                request=f"GET {path} HTTP/1.1\r\nHost: so-vi-du.example\r\n\r\n".encode(),
                response=head.encode() + body,
                facts={"crawl": self.crawl.id} | facts,
            ),
            self.ledger.original,
        )
        self.writer.sync()
        self.ledger.acknowledge(url, url, written)
        self.ledger.commit()
        return written

    def finish(self) -> None:
        ended = (self.moment.replace(hour=0) + timedelta(days=1)).strftime("%Y-%m-%dT00:00:00.000000Z")
        self.ledger.finish_crawl(self.crawl.id, ended, "finished")
        self.ledger.commit()
        states = [list(asdict(state).values()) for state in self.ledger.url_states()]
        self.writer.note("url-states", {"states": states})
        outcomes = [astuple(outcome) for outcome in self.ledger.outcomes(self.crawl.id)]
        self.writer.note("crawl-finished", asdict(self.ledger.crawl(self.crawl.id)) | {"outcomes": outcomes})
        self.close()

    def close(self) -> None:
        self.writer.close()
        self.ledger.close()


def visit(
    root: Path, day: int, *pages: tuple[str, bytes], role: str = "item", lost: tuple[str, ...] = ()
) -> ArchiveFolder:
    """A crawl of a day that found these pages, and those addresses empty."""
    recorder = Recorder(root, crawl=f"crawl-{day}", begin=MORNING + timedelta(days=day))
    for path, body in pages:
        recorder.fetch(path, body, role=role)
    for path in lost:
        recorder.fetch(path, b"<h1>404</h1>", status=404, role=role)
    recorder.finish()
    return recorder.folder


def record_everything(root: Path) -> Recorder:
    """Two passes over a portal on which each thing happens once."""
    recorder = Recorder(root)
    first = page("Đoàn công tác thăm xã", "Bình An", links='<p><a href="/files/Quy%20che.pdf">Quy chế</a></p>')
    second = page("Hội nghị tổng kết", "Hòa Bình", links='<p><a href="/files/mat.doc">Đã mất</a></p>')
    listed = listing(
        ("/bai-1", "Đoàn công tác thăm xã"), ("/bai-2", "Hội nghị tổng kết"), ("/bai-3", "Hội nghị sơ kết năm")
    )
    recorder.fetch("/tin-tuc", listed, role="listing", section="tin-tuc")
    recorder.fetch("/bai-1", first, role="item", section="tin-tuc", via=f"{HOST}/tin-tuc", linkText="Đoàn\ncông tác")
    recorder.fetch("/files/Quy%20che.pdf", RULES, media="application/pdf", role="file")
    recorder.fetch("/bai-2", second, role="item")
    recorder.fetch("/files/mat.doc", b"<html>404</html>", status=404, role="file")
    recorder.fetch("/ban-sao-1", first, role="page")
    recorder.fetch("/bai-3", b"\x1f\x8b\x08\0", media="text/html", headers="Content-Encoding: gzip\r\n", role="item")
    # the second pass
    recorder.fetch("/tin-tuc", listed, role="listing", section="tin-tuc")
    recorder.fetch("/bai-1", first, role="item", section="tin-tuc")
    recorder.fetch("/files/Quy%20che.pdf", BROKEN_RULES, media="application/pdf", role="file")
    recorder.fetch("/bai-2", page("Hội nghị tổng kết", "Tân Lập"), role="item")
    recorder.fetch("/files/copy.pdf", RULES, media="application/pdf", role="file")
    recorder.fetch("/bai-2", second, role="item")
    recorder.finish()
    return recorder


def assert_a_rebuild_is_the_same(folder: ArchiveFolder) -> None:
    """What a rebuild by one process makes is what live ingest made."""
    live = b"".join(canonical_dump(folder.archive_db))
    rebuild(folder, profile(), processes=1)
    assert b"".join(canonical_dump(folder.archive_db)) == live
