"""How fast records of others are taken in: `python -m tests.bench.importing [RECORDS]`.

Two files, written by warcio: small records (redirects, icons, short notices) and whole articles, each with its request.
Printed: reading alone by us, by warcio and by FastWARC; and `archiver import` from the copy to the settled articles, where
most of the time is that of the extraction. All in one run, so that a shared machine slows all of them.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archiver.jobs.importing import Incoming, import_files
from archiver.layout import ArchiveFolder
from archiver.sites.catalog import platforms
from archiver.sites.profile import parse_profile
from archiver.warc.foreign.exchanges import Seen, read_exchanges
from archiver.warc.foreign.region import whole

RECORDS = 20_000
PROFILE = 'name = "bench"\ntitle = "Bench"\nlanguage = "vi"\nstart = "http://portal.example/"\n'
_BEGUN = datetime(2015, 1, 1, tzinfo=UTC)
_ICON = b"GIF89a" + b"\0" * 60

Made = tuple[str, str, bytes]  # status, media type, body


def small(dice: random.Random, number: int) -> Made:
    """What most records of an old crawl are."""
    if number % 3 == 0:
        return "302 Found", "text/html", b""
    if number % 3 == 1:
        return "200 OK", "image/gif", _ICON + number.to_bytes(4, "big")
    return "200 OK", "text/html", f"<!doctype html><title>{number}</title><p>{_words(dice, 8)}</p>".encode()


def article(dice: random.Random, number: int) -> Made:
    """A page with six paragraphs, which share nothing with those of other pages."""
    body = "".join(f"<p>{_words(dice, 30)}.</p>" for _ in range(6))
    page = f"<!doctype html><title>{number}</title><article><h1>{_words(dice, 7)}</h1>{body}</article>"
    return "200 OK", "text/html; charset=utf-8", page.encode()


def _words(dice: random.Random, count: int) -> str:
    return " ".join("".join(dice.choices("aăâbcdđeêghiklmnoôơpqrstuưvxy", k=dice.randint(2, 6))) for _ in range(count))


def write(path: Path, records: int, make: Callable[[random.Random, int], Made]) -> Path:
    dice = random.Random(2008)
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True)
        for number in range(records // 2):
            status, media, body = make(dice, number)
            url = f"http://portal.example/tin/{number}"
            date = {"WARC-Date": (_BEGUN + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")}
            head = StatusAndHeaders(
                status, [("Content-Type", media), ("Content-Length", str(len(body)))], protocol="HTTP/1.1"
            )
            answer = writer.create_warc_record(
                url, "response", BytesIO(body), http_headers=head, warc_headers_dict=date
            )
            asked = StatusAndHeaders(f"GET /tin/{number} HTTP/1.1", [("Host", "portal.example")], is_http_request=True)
            question = writer.create_warc_record(
                url, "request", BytesIO(b""), http_headers=asked, warc_headers_dict=date
            )
            writer.write_request_response_pair(question, answer)
    return path


def read_by_us(path: Path) -> int:
    return sum(isinstance(found, Seen) for found in read_exchanges(whole(path, "import/x")))


def read_by_warcio(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(record.content_stream().read()) >= 0 for record in ArchiveIterator(file))


def read_by_fastwarc(path: Path) -> int:
    with path.open("rb") as file:
        return sum(len(record.reader.read()) >= 0 for record in FastIterator(file))


def import_all(path: Path) -> int:
    profile = parse_profile(PROFILE, where="bench.toml", platforms=platforms())
    with tempfile.TemporaryDirectory() as folder:
        (done,) = import_files(ArchiveFolder(Path(folder) / "bench"), profile, [Incoming(path, path.name, str(path))])
        return done.records


def main(records: int) -> None:
    ways = (
        ("read by warcio", read_by_warcio),
        ("read by FastWARC", read_by_fastwarc),
        ("read by us, put together, digests checked", read_by_us),
        ("archiver import, all of it", import_all),
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("small records", small), ("articles", article)):
            path = write(Path(folder) / "x.warc.gz", records, make)
            sys.stdout.write(f"{name}: {records} records, {path.stat().st_size / 1e6:.1f} MB\n")
            for way, read in ways:
                begun = time.perf_counter()
                count = read(path)
                pace = count / (time.perf_counter() - begun)
                sys.stdout.write(f"  {way:<44}{pace:>10,.0f} records/s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
