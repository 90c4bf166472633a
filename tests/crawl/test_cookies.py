"""Cookies go back to their own host, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.crawl.capture import names_private_host
from archiver.crawl.cookies import keep_cookies
from archiver.sites.cookies import Cookie, cookie_header, read_cookie
from archiver.store.cookies import CookieJar
from archiver.store.ledger import Ledger

NOW = 1_800_000_000.0
HERE = "https://portal.example/Pages/tin.aspx?id=1"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("ASP.NET_SessionId=abc; path=/; HttpOnly", Cookie(name="ASP.NET_SessionId", value="abc", http_only=True)),
        ('quoted="a b"; Path=/Pages', Cookie(name="quoted", value='"a b"', path="/Pages")),
        ("a=1; Domain=.example; path=nowhere", Cookie(name="a", value="1", path="/Pages")),
        ("a=1; domain=portal.example; path=/", Cookie(name="a", value="1")),
        ("a=b=c{}[]; path=/", Cookie(name="a", value="b=c{}[]")),
        ("a=1; Secure; path=/", Cookie(name="a", value="1", secure=True)),
        (
            "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/",
            Cookie(name="a", value="1", expires=NOW + 60),
        ),
        ("a=1; Expires=Fri, 15-Jan-2027 08:00:01 GMT; path=/", Cookie(name="a", value="1", expires=NOW + 1)),
        ("a=1; Expires=yesterday; path=/", Cookie(name="a", value="1")),
        ("a=1; Expires=Fri, 15-Jan-999999999999999999 08:00:01 GMT; path=/", Cookie(name="a", value="1")),
        ("gone=1; Max-Age=0; path=/", Cookie(name="gone", value="", expires=NOW)),
        ("gone=1; Max-Age=-5; path=/", Cookie(name="gone", value="", expires=NOW - 5)),
        ("gone=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/", Cookie(name="gone", value="", expires=1.0)),
        ("empty=; path=/", Cookie(name="empty", value="")),
        ("a=1; Domain=other.example", None),
        ("a=1; Domain=al.example", None),
        ("=1", None),
        ("no cookie at all", None),
        ("bad\x00name=1", None),
        (f"giant={'x' * 5000}", None),
        ("", None),
    ],
)
def test_reads_what_servers_set(line: str, kept: Cookie | None) -> None:
    assert read_cookie(line, HERE, NOW) == kept


def test_plain_http_sets_no_secure_cookie_and_is_sent_none() -> None:
    assert read_cookie("a=1; Secure", "http://portal.example/", NOW) is None
    jar = [Cookie(name="a", value="1", secure=True), Cookie(name="b", value="2")]
    assert cookie_header(jar, "http://portal.example/", NOW) == "b=2"
    assert cookie_header(jar, "https://portal.example/", NOW) == "a=1; b=2"


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://h/", "all=1"),
        ("http://h", "all=1"),
        ("http://h/Pages", "pages=2; all=1"),
        ("http://h/Pages/a", "pages=2; all=1"),
        ("http://h/PagesToo/a", "all=1"),
    ],
)
def test_a_cookie_goes_where_its_path_says(url: str, line: str) -> None:
    jar = [Cookie(name="all", value="1"), Cookie(name="pages", value="2", path="/Pages")]
    assert cookie_header(jar, url, NOW) == line


def test_a_cookie_ends_when_its_server_said() -> None:
    jar = [Cookie(name="a", value="1", expires=NOW + 60)]
    assert cookie_header(jar, "http://h/", NOW + 59) == "a=1"
    assert cookie_header(jar, "http://h/", NOW + 61) == ""


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80), st.lists(st.sampled_from(["Path", "Max-Age", "Expires", "Domain", "Secure"]), max_size=4))
def test_any_line_is_read_and_none_makes_a_header_of_its_own(text: str, attributes: list[str]) -> None:
    line = "; ".join([text, *(f"{name}={text}" for name in attributes)])
    cookie = read_cookie(line, HERE, NOW)
    sent = cookie_header([cookie] if cookie else [], HERE, NOW)
    assert not {"\r", "\n", "\0"} & set(sent)


@pytest.fixture
def jar(tmp_path: Path) -> Iterator[CookieJar]:
    with Ledger(tmp_path / "crawl.db") as opened:
        yield opened.jar


def names(jar: CookieJar, host: str) -> list[str]:
    return [cookie.name for cookie in jar.cookies(host)]


def test_a_cookie_is_replaced_and_taken_back(jar: CookieJar) -> None:
    keep_cookies(jar, HERE, ["a=1; path=/", "a=2; path=/; Secure; Max-Age=1000"])
    (kept,) = jar.cookies("portal.example")
    assert (kept.value, kept.secure, kept.expires is not None) == ("2", True, True)
    assert names(jar, "other.example") == []
    keep_cookies(jar, HERE, ["a=; Max-Age=0; path=/"])
    assert names(jar, "portal.example") == []


def test_thousands_of_cookies_are_not_kept(jar: CookieJar) -> None:
    keep_cookies(jar, HERE, [f"a{n}={'x' * 4000}; path=/" for n in range(5000)])
    keep_cookies(jar, HERE, [f"b{n}={'x' * 4000}; path=/" for n in range(40)])
    assert names(jar, "portal.example") == [*(f"a{n}" for n in range(40, 50)), *(f"b{n}" for n in range(40))]
    assert len(cookie_header(jar.cookies("portal.example"), HERE, NOW)) < 8192


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
