"""Cookies go back to their own host, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.crawl.capture import names_private_host
from archiver.crawl.cookies import keep_cookie
from archiver.store.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "crawl.db") as opened:
        yield opened


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("ASP.NET_SessionId=abc; path=/; HttpOnly", [("ASP.NET_SessionId", "abc", "/")]),
        ('quoted="a b"; Path=/Pages', [("quoted", '"a b"', "/Pages")]),
        ("a=1; Domain=.example; path=nowhere", [("a", "1", "/")]),
        ("gone=1; Max-Age=0", []),
        ("gone=1; Max-Age=-5", []),
        ("empty=", []),
        ("no cookie at all", []),
        ("bad\x00name=1", []),
        ("", []),
    ],
)
def test_reads_what_servers_set(ledger: Ledger, line: str, kept: list[tuple[str, str, str]]) -> None:
    keep_cookie(ledger, "portal.example", line)
    assert ledger.cookies("portal.example") == kept
    assert ledger.cookies("other.example") == []


def test_a_cookie_is_replaced_and_taken_back(ledger: Ledger) -> None:
    for line in ("a=1", "a=2"):
        keep_cookie(ledger, "portal.example", line)
    assert ledger.cookies("portal.example") == [("a", "2", "/")]
    keep_cookie(ledger, "portal.example", "a=; Max-Age=0")
    assert ledger.cookies("portal.example") == []


@pytest.mark.parametrize(
    ("start", "meant"),
    [
        ("http://127.0.0.1:80/", True),
        ("http://[::1]/", True),
        ("http://192.168.1.4/", True),
        ("http://100.64.0.1/", True),
        ("http://localhost:8000/", True),
        ("http://127.1/", False),  # a spelling that only resolvers read
        ("http://intranet/", False),
        ("http://8.8.8.8/", False),
        ("", False),
    ],
)
def test_a_private_address_that_was_written_out_is_meant(start: str, meant: bool) -> None:
    assert names_private_host(start) is meant
