from __future__ import annotations

import contextlib
import gzip
import time
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ArchiverError, LimitExceeded, WarcError
from archiver.extract.coding import unpack, zstd

BOMB = bytes(4_000_000)


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (gzip.compress(b"text", mtime=0), "gzip"),
        (gzip.compress(b"te", mtime=0) + gzip.compress(b"xt", mtime=0), "x-gzip"),
        (gzip.compress(b"text", mtime=0) + b"\0\0rubbish", "GZIP"),
        (zlib.compress(b"text"), "deflate"),
        (zlib.compress(b"text")[2:-4], "deflate"),
        (gzip.compress(gzip.compress(b"text", mtime=0), mtime=0), "gzip, gzip"),
        (brotli.compress(b"text"), "br"),
        (gzip.compress(brotli.compress(b"text"), mtime=0), "br, gzip"),
        (zstd.compress(b"text"), "zstd"),
        (zstd.compress(b"te") + zstd.compress(b"xt"), "zstd"),
        (b"text", None),
        (b"text", "identity"),
        (b"text", "UTF-8"),
        (b"text", "windows-1258, none"),
        (b"text", "x-of-our-own"),
        (gzip.compress(b"text", mtime=0), "gzip, utf-8"),
        (b"", "gzip"),
    ],
)
def test_unpacks(packed: bytes, coding: str | None) -> None:
    assert unpack(packed, coding) == (b"text" if packed else b"")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("body", ["<html><p>Hội nghị".encode(), b"%PDF-1.4\n\x00\x01"])
def test_what_is_plainly_not_packed_comes_back_as_it_is(body: bytes, coding: str) -> None:
    assert unpack(body, coding) is body


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (b"\x1f\x8b\x08\0no gzip", "gzip"),
        (gzip.compress(b"text" * 99, mtime=0)[:-9], "gzip"),
        (zlib.compress(b"text" * 99)[:-5], "deflate"),
        (brotli.compress(b"text" * 99)[:-1], "br"),
        (b"\0\1\2\3 no brotli", "br"),
        (zstd.compress(b"text" * 99)[:-1], "zstd"),
        (b"\0\1\2\3 no zstd", "zstd"),
        (b"\x1f\x9d\x90t\xca\xe0\xa1\x03", "compress"),
    ],
)
def test_broken_data_is_an_error(packed: bytes, coding: str) -> None:
    with pytest.raises(WarcError):
        unpack(packed, coding)


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (gzip.compress(BOMB), "gzip"),
        (zlib.compress(BOMB), "deflate"),
        (brotli.compress(BOMB), "br"),
        (zstd.compress(BOMB), "zstd"),
    ],
)
def test_a_bomb_is_not_unpacked(packed: bytes, coding: str) -> None:
    assert unpack(packed, coding) == BOMB
    with pytest.raises(LimitExceeded, match="1000000 bytes"):
        unpack(packed, coding, limit=1_000_000)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "gzip, deflate", "br", "zstd", "br, zstd"]))
def test_unpacking_fails_in_one_way(body: bytes, coding: str) -> None:
    with contextlib.suppress(ArchiverError):
        assert len(unpack(body, coding, limit=10_000)) <= 10_000


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"", mtime=0) * 200_000, "gzip"),
        (b"\x50\x2a\x4d\x18\0\0\0\0" * 200_000, "zstd"),  # frames to be skipped
        (zlib.compress(bytes(range(256)) * 200_000, level=0), "deflate"),
    ],
)
def test_what_is_packed_in_many_pieces_is_unpacked_in_time_that_grows_with_its_size(body, coding):
    begun = time.monotonic()
    unpack(body, coding)
    assert time.monotonic() - begun < 20


def test_of_codings_one_over_the_other_a_few_are_taken_off():
    body = b"text"
    for _ in range(6):
        body = gzip.compress(body, mtime=0)
    assert unpack(gzip.decompress(body), ", ".join(["gzip"] * 5)) == b"text"
    with pytest.raises(WarcError, match="more than 5 content codings"):
        unpack(body, ", ".join(["gzip"] * 6))
