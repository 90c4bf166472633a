"""HTTP messages as servers really send them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from archiver.warc.http import dechunk, parse


@pytest.mark.parametrize(
    ("raw", "status", "headers", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx", 200, (("A", "b"),), b"x"),
        (b"HTTP/1.1 200\nA:b\n\nx", 200, (("A", "b"),), b"x"),
        (b"HTTP/1.0 404 Kh\xc3\xb4ng\r\n\r\n", 404, (), b""),
        (b"HTTP/1.1 200 OK\r\nLong: one\r\n  two\r\nno colon\r\n\r\n", 200, (("Long", "one two"),), b""),
        (b"HTTP/1.1 200 OK\r\ncut: he", 200, (("cut", "he"),), b""),
        (b"garbage", 0, (), b""),
        (b"", 0, (), b""),
    ],
)
def test_cuts_a_message(raw: bytes, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    message = parse(raw)
    assert (message.status, message.headers, message.body) == (status, headers, body)


@pytest.mark.parametrize(
    ("chunked", "plain"),
    [
        (b"5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", b"hello world"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"5\r\nhello\r\nff\r\nthe rest is lo", b"hellothe rest is lo"),
        (b"this is not chunked at all\r\n", b"this is not chunked at all\r\n"),
        (b"", b""),
    ],
)
def test_removes_the_chunked_coding(chunked: bytes, plain: bytes) -> None:
    assert dechunk(chunked) == plain


@settings(deadline=None, max_examples=200)
@given(some.lists(some.binary(min_size=1, max_size=50)))
def test_any_chunks_come_back(pieces: list[bytes]) -> None:
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    assert dechunk(chunked) == b"".join(pieces)


@settings(deadline=None, max_examples=200)
@given(some.binary(max_size=300))
def test_any_bytes_are_a_message_whose_parts_make_the_whole(raw: bytes) -> None:
    message = parse(raw)
    assert raw[: message.head_length] + message.body == raw
    assert isinstance(message.payload, bytes)


def test_a_field_of_a_million_folded_lines_is_read_at_once() -> None:
    begun = time.monotonic()
    message = parse(b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" a\r\n" * 1_000_000 + b"\r\n")
    assert len(message.headers[0][1]) == 2_000_001
    assert time.monotonic() - begun < 15
