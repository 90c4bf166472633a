"""The format, to the byte, with clock and ids held still."""

from __future__ import annotations

import itertools
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.layout import ArchiveFolder
from archiver.model import Original, Written
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange, Note, read_capture, scan
from archiver.warc.writer import Recording, WarcWriter

MOMENT = datetime(2008, 6, 18, 3, 35, 0, 123456, UTC)
BODY = b"<p>\xc4\x90\xe1\xba\xa1i h\xe1\xbb\x99i</p>"
RESPONSE = b"HTTP/1.1 200 OK\r\ncOnTent-Type: text/html\r\n\r\n" + BODY
REQUEST = b"GET / HTTP/1.1\r\nHost: portal.example\r\n\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    return ArchiveFolder(tmp_path / "site")


def writer(folder: ArchiveFolder, **options: int) -> WarcWriter:
    numbers = itertools.count()
    return WarcWriter(
        folder,
        "site",
        {"isPartOf": "site"},
        new_id=lambda: f"00000000-0000-0000-0000-{next(numbers):012d}",
        now=lambda: MOMENT,
        **options,
    )


def recording(response: bytes = RESPONSE, **options: str) -> Recording:
    return Recording(
        url="http://portal.example/",
        method="GET",
        fetched_at=MOMENT,
        request=REQUEST,
        response=response,
        facts={"role": "start", "linkText": "two\r\nlines: here"},
        **options,  # type: ignore[arg-type]
    )


def unpack(path: Path) -> bytes:
    data, unpacked = path.read_bytes(), b""
    while data:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        unpacked += member.decompress(data)
        data = member.unused_data
    return unpacked


def nothing(digest: str) -> Original | None:
    del digest
    return None


def test_writes_these_very_bytes(folder: ArchiveFolder) -> None:
    one = writer(folder)
    one.append(recording(ip_address="127.0.0.1"), nothing)
    one.close()
    golden = Path(__file__).with_name("golden.warc").read_bytes()
    assert unpack(folder.warc_files()[0]) == golden


def test_reads_back_what_it_wrote(folder: ArchiveFolder) -> None:
    one = writer(folder)
    written = one.append(recording(truncated="length"), nothing)
    one.note("crawl-finished", {"id": "x", "title": "Đại hội"})
    one.close()
    info, exchange, note = scan(folder.warc_files()[0])
    assert isinstance(info, Note)
    assert info.kind == "warcinfo"
    assert isinstance(exchange, Exchange)
    assert exchange.capture == read_capture(folder.warc, written.place)
    capture = exchange.capture
    assert (capture.body, capture.status, capture.truncated, capture.role) == (BODY, 200, "length", "start")
    assert capture.headers == (("cOnTent-Type", "text/html"),)
    assert capture.link_text == "two lines: here"
    assert capture.fetched_at == MOMENT
    assert exchange.end == written.end
    assert isinstance(note, Note)
    assert note.data == {"id": "x", "title": "Đại hội"}


def test_equal_payload_becomes_a_revisit_that_names_the_first(folder: ArchiveFolder) -> None:
    one = writer(folder)
    first = one.append(recording(), nothing)
    second = one.append(recording(), lambda digest: original(first) if digest == first.digest else None)
    one.close()
    assert second.revisit_of == first.capture_id
    capture = read_capture(folder.warc, second.place)
    assert (capture.revisit_of, capture.body, capture.digest) == (first.capture_id, b"", first.digest)
    assert capture.header("content-type") == "text/html"


def original(written: Written) -> Original:
    return Original(
        capture_id=written.capture_id,
        url="http://portal.example/",
        fetched_at=written.fetched_at,
        digest="sha256:0",
        payload_digest=written.payload_digest,
    )


def test_truncated_and_empty_payloads_are_never_revisits(folder: ArchiveFolder) -> None:
    one = writer(folder)
    first = one.append(recording(), nothing)
    for again in (recording(truncated="time"), recording(b"HTTP/1.1 204 No Content\r\n\r\n")):
        assert one.append(again, lambda _: original(first)).revisit_of is None
    one.close()


def test_rolls_to_a_new_file_and_hands_the_full_one_over(folder: ArchiveFolder) -> None:
    closed: list[Path] = []
    one = WarcWriter(folder, "site", {}, roll_at=600, closed=closed.append)
    for _ in range(3):
        one.append(recording(), nothing)
    one.close()
    assert [path.name for path in closed] == [path.name for path in folder.warc_files()]
    assert len(closed) == 3
    assert not [found for path in closed for found in scan(path) if isinstance(found, Fault)]


def test_interrupted_write_leaves_the_records_before_it_whole(folder: ArchiveFolder) -> None:
    one = writer(folder)
    written = one.append(recording(), nothing)
    one.append(recording(), nothing)
    one.close()
    (path,) = folder.warc_files()
    whole = path.read_bytes()
    for cut in range(written.end + 1, len(whole), 97):
        path.write_bytes(whole[:cut])
        *before, last = scan(path)
        assert isinstance(before[1], Exchange)
        assert isinstance(last, Fault) or not isinstance(last, Note)
