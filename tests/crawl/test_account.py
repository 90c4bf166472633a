"""What the record holds of an exchange with somebody's rights, byte for byte, and where secrets go."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.crawl.account import account_of, without_secrets
from archiver.crawl.cookies import keep_cookies
from archiver.errors import UsageError
from archiver.sites.catalog import platforms
from archiver.sites.profile import SiteProfile, parse_profile
from archiver.warc.http import parse

GET = b"GET / HTTP/1.1\r\nHost: cong.vn\r\nAccept: */*\r\n\r\n"


def profile(login: str, start: str = "https://cong.vn/", more: str = "") -> SiteProfile:
    text = f"name = 'a'\ntitle = 'A'\nstart = '{start}'\n{more}\n[login]\n{login}"
    return parse_profile(text, where="a.toml", platforms=platforms())


BASIC = "basic = true\nuser = 'U'\npassword = 'P'"


def test_the_secrets_leave_the_environment():
    environment = {"U": "tôi", "P": "mật khẩu dài", "PATH": "/bin"}
    account = account_of(profile(BASIC), environment)
    assert environment == {"PATH": "/bin"}
    assert account is not None
    assert account.authorization == "Basic dMO0aTpt4bqtdCBraOG6qXUgZMOgaQ=="
    assert "khẩu" not in repr(account)
    assert account_of(profile(""), {}) is None


def test_they_go_to_one_host_and_not_over_plain_http():
    account = account_of(profile(BASIC), {"U": "u", "P": "p"})
    assert account is not None
    assert account.covers("https://cong.vn/a")
    assert account.covers("https://CONG.vn:443/a")
    for url in ("http://cong.vn/a", "https://www.cong.vn/", "https://cong.vn:8443/", "https://cong.vn.khac.vn/", "x"):
        assert not account.covers(url)
    allowed = account_of(profile(BASIC + "\nover_http = true", "http://cong.vn/"), {"U": "u", "P": "p"})
    assert allowed is not None
    assert allowed.covers("http://cong.vn/a")
    assert account_of(profile(BASIC, "http://10.0.0.1/", "allow_private = true"), {"U": "u", "P": "p"}) is not None
    with pytest.raises(UsageError, match="over_http"):
        account_of(profile(BASIC, "http://cong.vn/"), {"U": "u", "P": "p"})


def test_what_holds_no_cookie_is_told_and_not_repeated():
    with pytest.raises(UsageError, match="CONG_COOKIES holds no cookie") as told:
        account_of(profile("cookies = 'CONG_COOKIES'"), {"CONG_COOKIES": "bi-mat"})
    assert "bi-mat" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b"Set-Cookie: a=secret; Path=/; HttpOnly\r\n", b"Set-Cookie: a=withheld; Path=/; HttpOnly\r\n"),
        (b"set-cookie:a=secret\r\n", b"set-cookie:a=withheld\r\n"),
        (b"SET-COOKIE : a=secret=secret;x\n", b"SET-COOKIE : a=withheld;x\n"),
        (b"Set-Cookie: a=\r\n secret; Path=/\r\n", b"Set-Cookie: a=withheld; Path=/\r\n"),
        (b"Set-Cookie: secret\r\n", b"Set-Cookie: withheld\r\n"),
        (b"Set-Cookie2: a=secret\r\n", b"Set-Cookie2: a=withheld\r\n"),
        (b"Set-Cookie: a=secret", b"Set-Cookie: a=withheld"),
    ],
)
def test_what_a_server_sets_keeps_its_name(line: bytes, kept: bytes) -> None:
    head, rest = b"HTTP/1.1 200 OK\r\nServer: x\r\n", b"\r\nSet-Cookie: body=stays" if line.endswith(b"\n") else b""
    _, response, names = without_secrets(GET, head + line + rest)
    assert response == head + kept + rest
    assert names == ("Set-Cookie",)


def test_what_we_sent_keeps_its_name() -> None:
    request = b"POST / HTTP/1.1\r\nCookie: a=secret\r\nAuthorization: Basic secret\r\nX-Cookie: b\r\n\r\nCookie: stays"
    sent, response, names = without_secrets(request, b"HTTP/1.1 200 OK\r\n\r\n")
    assert sent == b"POST / HTTP/1.1\r\nCookie: withheld\r\nAuthorization: withheld\r\nX-Cookie: b\r\n\r\nCookie: stays"
    assert (response, names) == (b"HTTP/1.1 200 OK\r\n\r\n", ("Cookie", "Authorization"))


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=80), st.lists(st.binary(max_size=30), max_size=3))
def test_an_exchange_without_secrets_stays_as_it_is(body: bytes, lines: list[bytes]) -> None:
    response = (
        b"HTTP/1.1 200 OK\r\n"
        + b"".join(b"X: " + line.replace(b"\n", b"") + b"\r\n" for line in lines)
        + b"\r\n"
        + body
    )
    assert without_secrets(GET, response) == (GET, response, ())


@pytest.mark.parametrize(
    ("cookie", "body", "shown"),
    [
        ("s=0123456789abcdef-phien; HttpOnly", b"phien 0123456789abcdef-phien", True),
        ("PHPSESSID=q1w2e3r4t5y6u7i8o9", b"q1w2e3r4t5y6u7i8o9", True),
        ("csrf=q1w2e3r4t5y6u7i8o9", b"<input value=q1w2e3r4t5y6u7i8o9>", False),  # a form's own mark, sent twice
        ("lang=vietnamese; HttpOnly", b"vietnamese", False),
        ("x=1", b"M&#225;t-kh&amp;u1", False),
        ("x=1", b"Mat-kh&amp;u1", True),
        ("x=1", b"?p=Mat-kh%26u1", True),
    ],
)
def test_a_page_that_shows_a_secret_is_known(cookie: str, body: bytes, shown: bool) -> None:
    account = account_of(profile(BASIC), {"U": "u", "P": "Mat-kh&u1"})
    assert account is not None
    keep_cookies(account, "https://cong.vn/", [cookie])
    plain = b"HTTP/1.1 200 OK\r\n\r\n" + body
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(body)
    assert account.shown_in(parse(plain), plain) is shown
    assert account.shown_in(parse(packed), packed) is shown


def test_refusals_are_answered_by_fewer_and_fewer_logins() -> None:
    account = account_of(profile(BASIC), {"U": "u", "P": "p"})
    assert account is not None
    account.opened()
    for task in range(10_000):
        while account.turned_away(task, account.logins):
            account.opened()
        account.given_up(task)
    assert account.logins < 35
    assert not account.turned_away(1, account.logins)
    assert account.turned_away(2, account.logins - 1)  # that session was over already
    account.let_in(2)  # and the new one helped: so the next refusal is a session that has ended
    assert account.turned_away(3, account.logins)
