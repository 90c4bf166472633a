"""Files that others made: what is there is taken, what is broken is told with its place, and reading goes on behind it."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import tarfile
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from foreign_files import ARC_BEGIN, PAGE, arc, http, packed, record, request, response
from hypothesis import given
from hypothesis import strategies as some

from archiver.errors import WarcError
from archiver.model import Capture
from archiver.warc.foreign.digests import read_digest
from archiver.warc.foreign.exchanges import Seen, exchange_at, read_exchanges
from archiver.warc.foreign.region import kind_of, regions, whole
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange

ZEROS = b"\0" * 40


def read(path: Path) -> tuple[list[Exchange], list[Fault], list[Seen]]:
    """All that stands in a file; each capture is found again at its place."""
    everything = [found for region in regions(path, f"import/{path.name}") for found in read_exchanges(region)]
    exchanges = [found for found in everything if isinstance(found, Exchange)]
    for exchange in exchanges:
        again = exchange_at(whole(path, f"import/{path.name}"), exchange.capture.place).capture
        assert facts(again) == facts(exchange.capture)
    faults = [found for found in everything if isinstance(found, Fault)]
    return exchanges, faults, [found for found in everything if isinstance(found, Seen)]


def facts(capture: Capture) -> tuple[object, ...]:
    return capture.id, capture.url, capture.fetched_at, capture.status, capture.headers, capture.body, capture.digest


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "x.warc"
    path.write_bytes(data)
    return path


def numbers(exchanges: list[Exchange]) -> list[int]:
    return [int(one.capture.url.rpartition("/")[2]) for one in exchanges]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize("version", ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1"])
@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        packed,
        lambda records: gzip.compress(b"".join(records)),
        lambda records: gzip.compress(records[0]) + gzip.compress(b"".join(records[1:])),
        lambda records: b"".join(gzip.compress(b"".join(records)[n : n + 97]) for n in range(0, 10_000, 97)),
        lambda records: gzip.compress(records[0][:-4]) + gzip.compress(b"\r\n\r\n" + b"".join(records[1:])),
    ],
    ids=["plain", "member a record", "one member", "members of several", "records across members", "shifted"],
)
def test_every_version_and_packing_gives_the_same_captures(tmp_path, version, pack):
    records = [record("warcinfo", "", b"software: x\r\n", version=version, media="application/warc-fields")]
    records += [one for n in range(5) for one in (response(n, version=version), request(n))]
    path = written(tmp_path, pack(records))
    exchanges, faults, seen = read(path)
    assert numbers(exchanges) == [0, 1, 2, 3, 4]
    assert [one.capture.body for one in exchanges] == [PAGE % n for n in range(5)]
    assert not faults
    assert len(seen) == 11
    assert not any(one.oddities for one in seen)
    assert kind_of(path) == version.replace("/", " ")


@pytest.mark.parametrize(
    ("broken", "taken", "reason", "oddity"),
    [
        (response(1).replace(b"\r\n", b"\n"), [0, 1, 2], None, "without a carriage return"),
        (response(1).replace(b"\r\n", b"\r\r\n", 8), [0, 1, 2], None, "doubled"),
        (response(1, fields="X-Long: one\n  two"), [0, 1, 2], None, None),
        (response(1, length=""), [0, 1, 2], None, "missing"),
        (response(1, length="twelve"), [0, 1, 2], None, "no number"),
        (response(1, length=len(http(PAGE % 1)) - 9), [0, 1, 2], None, "too small"),
        (response(1, length=len(http(PAGE % 1)) + 2, end=b"\r\n\r\n"), [0, 1, 2], None, "counts the end"),
        (response(1, length=len(http(PAGE % 1)) + 30), [0, 1, 2], None, "too large"),
        (response(1, length=10**15), [0, 1, 2], None, "too large"),
        (response(1, end=b"\r\n"), [0, 1, 2], None, None),
        (response(1, end=b"\r\n\r\n\r\n\r\n"), [0, 1, 2], None, None),
        (response(1) + ZEROS, [0, 1, 2], None, None),
        (response(1) + b"what a full disk left\n" * 30, [0, 1, 2], "no record begins here", None),
        (b"WARC/1.0 is a format\r\n\r\n", [0, 2], "no record begins here", None),
        (response(1, date="yesterday"), [0, 2], "is no date", None),
        (response(1, date="20150601080000"), [0, 1, 2], None, None),
        (response(1, date="0001-01-01T00:00:00+23:00"), [0, 2], "is no date", None),
    ],
    ids=lambda value: None if isinstance(value, bytes | list) else str(value),
)
def test_a_broken_record_is_taken_or_told_and_those_behind_it_are_read(tmp_path, broken, taken, reason, oddity):
    exchanges, faults, seen = read(written(tmp_path, response(0) + broken + response(2)))
    assert numbers(exchanges) == taken
    assert [one.capture.body for one in exchanges] == [PAGE % number for number in taken]
    assert [reason in fault.reason for fault in faults] == ([True] if reason else [])
    assert all(fault.offset == len(response(0)) or b"full disk" in broken for fault in faults)
    assert any(oddity in word for one in seen for word in one.oddities) if oddity else not any(s.oddities for s in seen)


def test_a_record_within_a_record_is_no_record_of_the_file(tmp_path):
    """A WARC file that a server sent, unpacked, is one answer; a wrong length elsewhere does not change that."""
    inner = response(7) + response(8)
    outer = record("response", "http://a.example/1", http(inner, head="Content-Type: application/warc"), number="id-1")
    wrong = response(2, length=len(http(PAGE % 2)) + 30)
    exchanges, faults, _ = read(written(tmp_path, response(0) + outer + wrong + response(3)))
    assert numbers(exchanges) == [0, 1, 2, 3]
    assert exchanges[1].capture.body == inner
    assert not faults


@pytest.mark.parametrize("cut", [3, 40, 200])
def test_a_torn_end_is_told_and_what_came_before_stands(tmp_path, cut):
    for number, data in enumerate((response(0) + response(1), packed([response(0), response(1)]))):
        path = tmp_path / f"{number}.warc"
        path.write_bytes(data[:-cut])
        exchanges, faults, _ = read(path)
        if cut > 4 or number:
            assert numbers(exchanges) == [0]
            (fault,) = faults
            assert fault.torn
            assert fault.offset + fault.length == path.stat().st_size
        else:
            assert numbers(exchanges) == [0, 1]


def test_a_damaged_member_costs_its_record_alone(tmp_path):
    members = [gzip.compress(response(n), mtime=0) for n in range(5)]
    for place in range(12, len(members[2]), 7):
        spoilt = [*members[:2], flipped(members[2], place), *members[3:]]
        exchanges, faults, _ = read(written(tmp_path, b"".join(spoilt)))
        assert numbers(exchanges) == [0, 1, 3, 4]
        (fault,) = faults
        assert (fault.offset, fault.length) == (len(members[0]) + len(members[1]), len(members[2]))


def test_damage_in_one_member_for_all_costs_what_stands_behind_it(tmp_path):
    data = gzip.compress(b"".join(response(n) for n in range(900)), 0)  # stored: the damage is where it is put
    exchanges, faults, _ = read(written(tmp_path, data[: len(data) // 2] + b"\xff" * 9 + data[len(data) // 2 :]))
    assert 300 < len(exchanges) < 900
    assert faults
    assert numbers(exchanges)[:300] == list(range(300))


@pytest.mark.parametrize(
    "fields",
    [
        ("WARC-Concurrent-To: <urn:uuid:id-1>", ""),
        ("WARC-Record-ID: <urn:uuid:q-1>", "WARC-Concurrent-To: <urn:uuid:q-1>"),
        ("", ""),
    ],
    ids=["names the answer", "is named by the answer", "stands beside it"],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_request_belongs_to_its_answer_however_they_are_linked(tmp_path, fields, first):
    pair = [request(1, body=b"a=b", fields=fields[0]), response(1, fields=fields[1])]
    data = b"".join(pair if first else pair[::-1])
    everything = read_exchanges(whole(written(tmp_path, response(0) + data + request(0)), "import/x.warc"))
    captures = [found.capture for found in everything if isinstance(found, Exchange)]
    assert [one.method for one in captures] == ["GET", "POST"]
    assert captures[1].request_digest is not None


def test_what_wget_and_others_write_for_an_address(tmp_path):
    answers = [
        record("response", "<http://a.example/x>", http(b"x")),
        record("response", "http://a.example/a b.html", http(b"x")),
        record("resource", "metadata://gnu.org/wget.log", b"x", media="text/plain"),
        record("response", "dns:a.example", b"20150601\na.example. 1 IN A 10.0.0.1", media="text/dns"),
        record("conversion", "http://a.example/x", b"words", media="text/plain"),
        record("continuation", "http://a.example/x", b"more", fields="WARC-Segment-Number: 2"),
    ]
    exchanges, faults, seen = read(written(tmp_path, packed(answers)))
    assert [one.capture.url for one in exchanges] == ["http://a.example/x", "http://a.example/a%20b.html"]
    assert not faults
    assert [one.oddities for one in seen[:2]] == [
        ("the address stands in angle brackets",),
        ("the address holds a space",),
    ]
    assert [one.left for one in seen] == [
        *(None, None),
        *("not an address of the web", "not an address of the web"),
        "made of an answer by a program, and no page",
        "a later part of an answer in parts: joined to the first where all are here",
    ]


def test_answers_of_all_kinds(tmp_path):
    answers = [
        record("response", "http://a.example/2", http(b"new", status="HTTP/2 200")),
        record("resource", "http://a.example/r", b"kept", media="text/css"),
        record("response", "http://a.example/3", http(b"half"), fields="WARC-Segment-Number: 1"),
        record("response", "http://a.example/4", b"<html>no head</html>"),
        record(
            "revisit", "http://a.example/5", b"", fields="WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
        ),
        record(
            "metadata",
            "http://a.example/5",
            b"via: http://a.example/\r\nhopsFromSeed: L\r\n",
            fields="WARC-Concurrent-To: <x>",
        ),
    ]
    exchanges, faults, seen = read(written(tmp_path, packed(answers)))
    status, resource, segment, revisit = (one.capture for one in exchanges)
    assert (status.status, status.body) == (200, b"new")
    assert (resource.status, resource.media_type, resource.body) == (200, "text/css", b"kept")
    assert segment.truncated is not None
    assert (revisit.body, revisit.digest) == (b"", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709")
    assert [one.wrong for one in seen if one.wrong] == ["a response without an HTTP status line"]
    assert not faults


@pytest.mark.parametrize(
    ("digest", "kind"),
    [
        ("sha1:6YMMVWJFMRPVOSF2X3E24TRWIKGDCZM5", "sha1 in base32"),
        ("sha1:f618cad925645f57 48babec9ae4e36428c31659d".replace(" ", ""), "sha1 in base16"),
        ("SHA-1:F618CAD925645F5748BABEC9AE4E36428C31659D", "sha1 in base16"),
        ("sha1:9hjK2SVkX1dIur7Jrk42Qowx0Z0=", "sha1 in base64"),
        ("sha256:" + "0" * 64, "sha256 in base16"),
        ("md5:" + "0" * 32, "md5 in base16"),
        ("crc32:1234", None),
        ("sha1:too short", None),
        ("", None),
    ],
)
def test_digests_are_read_in_any_spelling_and_a_wrong_one_is_told(tmp_path, digest, kind):
    field = f"WARC-Payload-Digest: {digest}" if digest else ""
    (exchange,), _, (seen,) = read(written(tmp_path, response(1, fields=field)))
    assert seen.digests == ((kind,) if kind else ())
    assert (seen.wrong is not None) == (kind is not None)  # none of these is the digest of the page
    assert exchange.capture.digest.startswith("sha256:")


@given(data=some.binary(min_size=1, max_size=200), algorithm=some.sampled_from(["sha1", "sha256", "sha512", "md5"]))
def test_a_digest_in_base32_is_the_one_that_the_library_writes(data, algorithm):
    digest = hashlib.new(algorithm, data).digest()
    read_back = read_digest(f"{algorithm}:{base64.b32encode(digest).decode()}")
    assert read_back is not None
    assert read_back.fits([data])
    assert read_back.text == f"{algorithm}:{digest.hex()}"


CODED = b"3\r\n<p>\r\n5\r\nTin 1\r\n0\r\n\r\n"
LIST = b"10\nmot,hai\nba,bon\n"  # a list that begins as a chunk does
BROKEN = b"5\r\nhello world, of which no more than this came as chunks"


@pytest.mark.parametrize(
    ("body", "told", "read_as"),
    [
        (LIST, LIST, LIST),
        (b"no line end", b"no line end", b"no line end"),
        (BROKEN, BROKEN, BROKEN),
        (CODED, CODED, b"<p>Tin 1"),  # the digest may be of the body as it was sent
        (CODED, b"<p>Tin 1", b"<p>Tin 1"),
        (CODED[:-8], CODED[:-8], b"<p>Tin "),  # it broke off
        (b"0\r\n\r\n", b"0\r\n\r\n", b""),
    ],
    ids=["a list", "one line", "broken", "coded", "decoded", "cut off", "empty"],
)
def test_a_body_that_is_said_to_be_in_chunks_is_what_its_digest_says(tmp_path, body, told, read_as):
    block = http(body, head="Content-Type: text/plain\r\nTransfer-Encoding: chunked", length=False)
    digest = f"WARC-Payload-Digest: sha256:{hashlib.sha256(told).hexdigest()}"
    (exchange,), faults, seen = read(
        written(tmp_path, packed([record("response", "http://a.example/1", block, fields=digest)]))
    )
    assert exchange.capture.body == read_as
    assert not faults
    assert [one.wrong for one in seen if one.wrong] == []


def test_a_part_of_an_answer_in_parts_is_told_with_its_place(tmp_path):
    first = record(
        "response", "http://a.example/1", http(b"half", length=False), number="a", fields="WARC-Segment-Number: 1"
    )
    origin = "WARC-Segment-Origin-ID: <urn:uuid:a>\nWARC-Segment-Number: 2\nWARC-Segment-Total-Length: 49"
    path = written(tmp_path, first + record("continuation", "http://a.example/1", b"more", fields=origin) + response(2))
    (half, whole_one), faults, seen = read(path)
    assert "segment 1: the others are not joined to it" in (half.capture.truncated or "")
    assert (whole_one.capture.body, faults) == (PAGE % 2, [])
    (part,) = (one for one in seen if one.left)
    assert (part.type, part.place.offset, part.url) == ("continuation", len(first), "http://a.example/1")


def test_arc_files_of_both_versions(tmp_path):
    records = [ARC_BEGIN, arc(0), arc(1, second_version=True), arc(2)]
    for data in (b"".join(records), packed(records)):
        exchanges, faults, _ = read(written(tmp_path, data))
        assert numbers(exchanges) == [0, 1, 2]
        assert not faults
        first = exchanges[0].capture
        assert first.fetched_at == datetime(2015, 6, 1, 8, tzinfo=UTC)
        assert first.id == f"import/x.warc@{first.place.offset}"


def test_a_broken_arc_record_is_told_and_the_next_is_read(tmp_path):
    data = (
        ARC_BEGIN + arc(0, length=-1) + arc(1, length="abc") + arc(2, date="20159901080000") + arc(3, length=9) + arc(4)
    )
    exchanges, faults, _ = read(written(tmp_path, data))
    assert numbers(exchanges) == [0, 1, 3, 4]
    assert [one.capture.body for one in exchanges] == [PAGE % n for n in (0, 1, 3, 4)]
    assert ["is no date" in fault.reason for fault in faults] == [True]


def test_a_record_too_large_to_be_held_is_known_by_its_digest(tmp_path, monkeypatch):
    body = bytes(range(256)) * 2000
    large = record("response", "http://a.example/film", http(body, head="Content-Type: video/mp4"), number="film")
    path = written(tmp_path, packed([response(0), large, response(1)]))
    monkeypatch.setattr("archiver.warc.foreign.records.HELD_LIMIT", 100_000)
    everything = list(read_exchanges(whole(path, "import/x.warc")))
    film = next(one.capture for one in everything if isinstance(one, Exchange) and one.capture.id == "film")
    assert film.payload_size == len(body)
    assert len(film.body) < 70_000
    held = exchange_at(whole(path, "import/x.warc"), film.place).capture
    assert (held.body, held.digest) == (body, film.digest)


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", b"not a record\n" * 100, b"PK\x03\x04 and no more", zlib.compress(b"x")]
)
def test_what_holds_no_record_is_refused(tmp_path, data):
    with pytest.raises(WarcError, match=r"nothing to import|no ZIP file"):
        kind_of(written(tmp_path, data))


def _tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


_FOLDER = {"kho/2009/a.warc": response(0) + response(1), "kho/letter.txt": b"Kinh gui"}


@pytest.mark.parametrize(
    ("data", "packing"),
    [
        (_tar(_FOLDER), "tar"),
        (gzip.compress(_tar(_FOLDER)), "tar"),
        (_zip(_FOLDER), "ZIP"),
        (_zip({"page.html": b"<html>", "page_files/a.png": b"\x89PNG"}), "ZIP"),
        (bz2.compress(response(0)), "bzip2"),
    ],
)
def test_a_packed_folder_is_to_be_unpacked_and_nothing_of_it_is_taken(tmp_path, data, packing):
    told = rf"is a packed folder \({packing}\): unpack it and import the folder$"
    with pytest.raises(WarcError, match=told):
        kind_of(written(tmp_path, data))


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2016", datetime(2016, 1, 1, tzinfo=UTC)),
        ("2016-03", datetime(2016, 3, 1, tzinfo=UTC)),
        ("2016-03-02", datetime(2016, 3, 2, tzinfo=UTC)),
        ("2016-13", None),
        ("0000", None),
        ("2016-", None),
        ("201", None),
    ],
)
def test_a_date_may_say_no_more_than_the_month_or_the_year(tmp_path, date, moment):
    """As WARC 1.1 allows; it is its first instant, as with a day."""
    exchanges, faults, _ = read(written(tmp_path, response(0, date=date)))
    assert [one.capture.fetched_at for one in exchanges] == ([moment] if moment else [])
    assert len(faults) == (moment is None)


def test_no_place_is_guessed(tmp_path):
    path = written(tmp_path, gzip.compress(response(0) + response(1)))
    (first, second), _, _ = read(path)
    region = whole(path, "import/x.warc")
    assert first.capture.place.within == 0
    for wrong in (
        {"offset": 1},
        {"offset": path.stat().st_size},
        {"within": None},  # as a program that does not know of `within` would ask
        {"within": second.capture.place.within + 3},
    ):
        place = type(second.capture.place)(
            **{
                "file": "import/x.warc",
                "offset": 0,
                "length": second.capture.place.length,
                "within": second.capture.place.within,
            }
            | wrong
        )
        with pytest.raises(WarcError, match=r"import/x\.warc"):
            exchange_at(region, place)
