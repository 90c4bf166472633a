"""Whatever a file of others holds, reading it ends: each step moves forward, memory is bounded, nothing is raised."""

from __future__ import annotations

import gzip
import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from foreign_files import ARC_BEGIN, arc, http, package, packed, record, request, response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from archiver.errors import ArchiverError, WarcError
from archiver.jobs.import_copy import Holdings
from archiver.layout import ArchiveFolder
from archiver.warc.cdxj import line_of
from archiver.warc.foreign.exchanges import Seen, exchange_at, read_exchanges
from archiver.warc.foreign.package import differences, entries, unpack_entry
from archiver.warc.foreign.region import kind_of, regions, whole
from archiver.warc.member import Fault
from archiver.warc.reader import Exchange


def _package_bytes(*, deflated: bool) -> bytes:
    out = io.BytesIO()
    package(out, {"archive/a.warc.gz": packed(_RECORDS), "archive/b.warc": b"".join(_RECORDS)}, deflated=deflated)  # type: ignore[arg-type]
    return out.getvalue()


_CHUNKED = record(
    "response",
    "http://a.example/chunked",
    http(b"5\r\nhello\r\n0\r\n\r\n", head="Transfer-Encoding: chunked\r\nContent-Type: text/html", length=False),
    fields="WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
)
_REVISIT = record(
    "revisit",
    "http://a.example/0",
    b"",
    fields="WARC-Refers-To-Target-URI: http://a.example/0\nWARC-Refers-To-Date: 2015-06-01T08:00:00Z",
)
_RECORDS = [response(0), request(0, body=b"a=b"), _CHUNKED, _REVISIT, response(1)]
VALID = [
    b"".join(_RECORDS),
    packed(_RECORDS),
    gzip.compress(b"".join(_RECORDS), mtime=0),
    ARC_BEGIN + arc(0) + arc(1, second_version=True),
    packed([ARC_BEGIN, arc(0), arc(1)]),
    _package_bytes(deflated=False),
    _package_bytes(deflated=True),
]


@some.composite
def mutations(draw) -> bytes:
    """A valid file to which an accident, or a person, did something."""
    data = bytearray(draw(some.sampled_from(VALID)))
    for _ in range(draw(some.integers(1, 4))):
        place = draw(some.integers(0, max(len(data) - 1, 0)))
        length = draw(some.integers(1, 60))
        what = draw(some.sampled_from(["flip", "cut", "drop", "double", "insert", "zero", "number"]))
        if what == "flip":
            data[place : place + 1] = bytes([draw(some.integers(0, 255))])
        elif what == "cut":
            del data[place:]
        elif what == "drop":
            del data[place : place + length]
        elif what == "double":
            data[place:place] = data[place : place + length]
        elif what == "insert":
            data[place:place] = draw(
                some.sampled_from(
                    [b"\x1f\x8b\x08", b"\r\n\r\n", b"WARC/1.0\r\nWARC-Type: x\r\n", b"\0" * 9, b"PK\x03\x04"]
                )
            )
        elif what == "zero":
            data[place : place + length] = b"\0" * length
        elif (found := data.find(b"Content-Length: ", place)) >= 0:
            data[found + 16 : found + 17] = str(draw(some.integers(-9, 10**12))).encode()
        if not data:
            break
    return bytes(data)


def read_all(path: Path) -> list[Exchange | Seen | Fault]:
    """As an import reads it."""
    try:
        kind_of(path)
        parts = regions(path, f"import/{path.name}")
        list(differences(path))
        if zipfile.is_zipfile(path):
            for entry in entries(path)[0]:
                unpack_entry(path, entry, path.with_name("unpacked"))
    except ArchiverError:
        return []
    return [found for region in parts for found in read_exchanges(region)]


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=mutations())
def test_any_mutation_of_a_file_is_read_to_its_end(tmp_path, data):
    path = tmp_path / "x.warc"
    path.write_bytes(data)
    found = read_all(path)
    assert len(found) <= len(data)
    records = [(one.place.offset, one.place.within or 0) for one in found if isinstance(one, Seen)]
    assert len(set(records)) == len(records)
    if not zipfile.is_zipfile(path):  # whose directory may name its files in any order
        assert records == sorted(records)
    for one in found:
        if isinstance(one, Exchange):
            again = exchange_at(whole(path, "import/x.warc"), one.capture.place).capture
            assert again.digest == one.capture.digest
            assert line_of(one, "x").endswith("}\n")
        elif isinstance(one, Fault):
            assert 0 <= one.offset < one.offset + one.length <= len(data) + 1


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=some.binary(max_size=400),
    begin=some.sampled_from([b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"PK\x03\x04", ARC_BEGIN]),
)
def test_any_bytes_are_read_to_their_end(tmp_path, data, begin):
    path = tmp_path / "x.warc"
    path.write_bytes(begin + data)
    assert all(isinstance(found, Exchange | Seen | Fault) for found in read_all(path))


_STORED = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0" + struct.pack("<HH", 8, 8 ^ 0xFFFF) + b"abcdefgh"
HOSTILE = {  # a kilobyte of what makes a careless reader take the square of its time
    "signatures": (b"", b"\x1f\x8b\x08" * 341),
    "members that go on to the end": (b"", _STORED * 42),
    "lengths that swallow the rest": (b"", response(1, length=10**6) * 3),
    "no line ends": (response(0), b"WARC/1.0 " * 110),
    "beginnings": (b"", b"WARC/1.0\r\na:\r\n" * 70),
    "empty records": (b"", b"WARC/1.0\r\nContent-Length: 9\r\n\r\n" * 28),
    "lines of an ARC": (ARC_BEGIN, b"http://a.example/ 1 2 " * 46),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_file_takes_no_sixteen_times_the_time(tmp_path, name, pack):
    begin, kilobyte = HOSTILE[name]

    def seconds(size: int) -> float:
        path = tmp_path / f"{size}.warc"
        path.write_bytes(pack(begin + kilobyte * size))
        begun = time.process_time()
        for _ in read_exchanges(whole(path, "import/x.warc")):
            pass
        return time.process_time() - begun

    seconds(20)
    assert seconds(1000) < 10 * seconds(250) + 0.2


def test_a_bomb_is_read_in_bounded_memory_and_told(tmp_path):
    """A hundred megabytes of zeros in a hundred kilobytes: as a record's block, and beside the records."""
    import resource

    huge = gzip.compress(record("response", "http://a.example/huge", http(b"\0" * 100_000_000)), 1)
    path = tmp_path / "x.warc.gz"
    path.write_bytes(huge + gzip.compress(b"\0" * 100_000_000, 1) + gzip.compress(response(1)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    captures = [one.capture for one in read_exchanges(whole(path, "import/x")) if isinstance(one, Exchange)]
    assert [one.url for one in captures] == ["http://a.example/huge", "http://a.example/1"]
    assert captures[0].payload_size == 100_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


# Packages


def test_a_package_is_read_in_its_place_and_what_is_deflated_is_unpacked_beside_it(tmp_path):
    files = {"archive/a.warc.gz": packed(_RECORDS), "archive/b.warc": b"".join(_RECORDS), "pages/pages.jsonl": b"{}"}
    stored = package(tmp_path / "stored.wacz", files)
    assert kind_of(stored) == "WACZ"
    assert not list(differences(stored))
    found = [one for region in regions(stored, "import/stored.wacz") for one in read_exchanges(region)]
    places = [one.capture.place for one in found if isinstance(one, Exchange)]
    assert len(places) == 2 * 4
    for place in places:
        assert exchange_at(whole(stored, "import/stored.wacz"), place).capture.place == place
    deflated = package(tmp_path / "deflated.wacz", files, deflated=True)
    assert not regions(deflated, "import/deflated.wacz")
    for entry in entries(deflated)[0]:
        unpack_entry(deflated, entry, tmp_path / "unpacked")
        assert (tmp_path / "unpacked").read_bytes() == files[entry.name]


def test_a_package_that_is_not_as_it_says_is_told(tmp_path):
    path = package(tmp_path / "x.wacz", {"archive/a.warc": response(0)})
    data = path.read_bytes()
    path.write_bytes(data.replace(b"<p>0</p>", b"<p>1</p>"))
    (difference,) = differences(path)
    assert "archive/a.warc" in difference
    bare = package(tmp_path / "bare.wacz", {"archive/a.warc": response(0)}, description=False)
    assert list(differences(bare)) == ["it has no datapackage.json"]


def test_names_in_a_package_lead_nowhere(tmp_path):
    files = {f"archive/../../{n}.warc": response(n) for n in range(2)} | {"/etc/archive/x.warc": response(3)}
    path = package(tmp_path / "in" / "x.wacz" if (tmp_path / "in").mkdir() is None else tmp_path, files, deflated=True)
    folder = ArchiveFolder(tmp_path / "archive")
    folder.imports.mkdir(parents=True)
    made, left = Holdings(folder).unpack_beside(path)
    assert {one.path.parent for one in made} == {folder.imports}
    assert not left
    assert sorted(one.name for one in tmp_path.iterdir()) == ["archive", "in"]


def test_a_package_that_is_a_bomb_is_not_unpacked(tmp_path):
    path = package(tmp_path / "x.wacz", {"archive/a.warc": b"\0" * 50_000_000}, deflated=True)
    (entry,), _ = entries(path)
    with pytest.raises(ArchiverError, match="times its size"):
        unpack_entry(path, entry, tmp_path / "out")
    assert (tmp_path / "out").stat().st_size < 20_000_000
    assert any("archive/a.warc" in difference for difference in differences(path))


def test_files_of_a_package_that_overlap_are_read_once(tmp_path):
    path = package(tmp_path / "x.wacz", {"archive/a.warc": response(0)}, description=False)
    data = path.read_bytes()
    begin = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[begin:end]
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 50, 50, 50 * len(entry), begin, 0)
    path.write_bytes(data[:begin] + entry * 50 + tail)
    found, left = entries(path)
    assert len(found) == 1
    assert len(left) == 49
    assert all("overlaps" in one for one in left)


@pytest.mark.parametrize(
    "files", [{}, {"data/archive.txt": b"x"}, {"archive/x.txt": b"x"}, {"archive/inner.wacz": b"PK"}]
)
def test_a_package_without_records_is_refused(tmp_path, files):
    with pytest.raises(WarcError, match="nothing to import"):
        kind_of(package(tmp_path / "x.wacz", files))
