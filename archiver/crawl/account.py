"""The archivist's account: its secrets and the session that they gave, in memory alone, and kept out of the record.

All cookies of a portal on which we are logged in are secret: which of them holds the session, only the portal knows.
"""

from __future__ import annotations

import base64
import re
from collections.abc import MutableMapping
from html import escape
from typing import Protocol
from urllib.parse import quote, quote_plus

from archiver.errors import LimitExceeded, UsageError, WarcError
from archiver.extract.coding import unpack
from archiver.sites.cookies import MOST, Cookie, given_cookies
from archiver.sites.login import GUIDE, Login
from archiver.sites.profile import SiteProfile
from archiver.sites.urls import origin_of
from archiver.warc.http import HttpMessage, parse

WITHHELD = "withheld"  # what stands in the record for a secret
_ASKS = re.compile(rb"^(cookie|authorization)(:[^\n]*)", re.IGNORECASE | re.MULTILINE)
_SETS = re.compile(rb"^(set-cookie2?[ \t]*):([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_SHORTEST_PASSWORD = 8  # letters; a shorter one stands in many a page as a word
_SHORTEST_SESSION = 16
_REMEMBERED = 200  # forms of cookies that once held a session
_MOST_PATIENT = 512  # refusals
_HOLDS_SESSION = re.compile(r"sess|auth|sid|ticket|jwt", re.IGNORECASE)


class Jar(Protocol):
    """Where cookies are kept: crawl.db or, where we are logged in, memory."""

    def cookies(self, host: str) -> list[Cookie]: ...

    def set_cookie(self, host: str, cookie: Cookie) -> None: ...

    def drop_cookie(self, host: str, cookie: Cookie) -> None: ...


class Account:
    """What opens the closed pages of one host."""

    def __init__(self, profile: SiteProfile, login: Login, secrets: dict[str, str]) -> None:
        self.login = login
        self.origin = origin_of(profile.start or "")
        self.user, self.password = secrets.get(login.user or "", ""), secrets.get(login.password or "", "")
        self.given = given_cookies(secrets.get(login.cookies or "", ""))
        self.logins = 0  # how often we logged in
        self.is_open = False
        self.password_field: str | None = None  # by which the portal's own form is known
        self._over_http = login.over_http or profile.allow_private
        self._jar: dict[tuple[str, str, str], Cookie] = {}
        self._sessions: dict[bytes, None] = {}
        self._refusals, self._patience = 0, 1
        self._waiting: set[int] = set()
        if login.cookies and not self.given:
            raise UsageError(
                f"{profile.name}: the environment variable {login.cookies} holds no cookie; it must read name=value; name=value."
            )
        for url in (profile.start or "", login.url or profile.start or ""):
            if not self.covers(url):
                raise UsageError(
                    f"{profile.name}: {url} is plain http, on which anybody on the way can read what opens the portal; "
                    "give its https address, or allow it with over_http = true in [login]."
                )
        secret = [self.password, self.authorization.partition(" ")[2]]
        self._secret = {
            *(form for one in secret if len(one) >= _SHORTEST_PASSWORD for form in _forms(one)),
            *(form for cookie in self.given if _is_long(cookie.value) for form in _forms(cookie.value)),
        }

    def covers(self, url: str) -> bool:
        """Whether this is where the secrets may go: the one host, and not over plain http unless that is allowed."""
        return origin_of(url) == self.origin and (self._over_http or url.lower().startswith("https:"))

    @property
    def authorization(self) -> str:
        """The header field of HTTP Basic (RFC 7617); "" where the portal has another way in."""
        if not self.login.basic:
            return ""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    # Being logged in, and turned away

    def begin(self) -> None:
        """A new session begins, with what was given and nothing else."""
        self._jar.clear()
        host = self.origin.partition(":")[0] if not self.origin.startswith("[") else self.origin.partition("]")[0][1:]
        for cookie in self.given:
            self.set_cookie(host, cookie)

    def opened(self) -> None:
        """The portal took us."""
        self.logins += 1
        self.is_open = True

    def turned_away(self, task: int, login: int | None) -> bool:
        """A page asked for a login, though it was asked for under this one; whether to try again, logged in anew.

        A page that is not for this account turns us away for ever. So each login that did not help makes us wait for
        twice as many refusals: a portal of ten thousand closed pages sees thirty logins, and locks nobody out.
        """
        self._waiting.add(task)
        if login != self.logins or not self.is_open:
            return True  # that session is known to be over
        self._refusals += 1
        if self._refusals < self._patience:
            return False
        self._refusals, self._patience = 0, min(2 * self._patience, _MOST_PATIENT)
        self.is_open = False
        return True

    def given_up(self, task: int) -> None:
        """It is not asked for any more."""
        self._waiting.discard(task)

    def let_in(self, task: int) -> None:
        """A page was shown; one that had turned us away before proves that the new login helped."""
        if task in self._waiting:
            self._waiting.discard(task)
            self._refusals, self._patience = 0, 1

    # The cookies: a Jar

    def cookies(self, host: str) -> list[Cookie]:
        return [cookie for (owner, _, _), cookie in self._jar.items() if owner == host]

    def set_cookie(self, host: str, cookie: Cookie) -> None:
        self.learn(cookie)
        self._jar[host, cookie.name, cookie.path] = cookie
        while len(self._jar) > MOST:
            del self._jar[next(iter(self._jar))]

    def drop_cookie(self, host: str, cookie: Cookie) -> None:
        self._jar.pop((host, cookie.name, cookie.path), None)

    def learn(self, cookie: Cookie) -> None:
        """A cookie that may hold a session: it is known again where a page shows it."""
        if _is_long(cookie.value) and (cookie.http_only or _HOLDS_SESSION.search(cookie.name)):
            for form in _forms(cookie.value):
                self._sessions[form] = None
            while len(self._sessions) > _REMEMBERED:
                del self._sessions[next(iter(self._sessions))]

    # The record

    def shown_in(self, message: HttpMessage, raw: bytes) -> bool:
        """Whether an answer shows a secret: a page of the server's own settings shows all that it was sent."""
        try:
            body = unpack(message.payload, message.header("Content-Encoding"))
        except (WarcError, LimitExceeded):
            body = b""
        return any(secret in part for part in (raw, body) for secret in (*self._secret, *self._sessions))


def _is_long(value: str) -> bool:
    """Whether a cookie's value is drawn by lot: words and short marks stand in many a page."""
    return len(value) >= _SHORTEST_SESSION and any(map(str.isdigit, value))


def _forms(secret: str) -> set[bytes]:
    """How a page may write it."""
    escaped = (quote(secret, safe=""), quote_plus(secret), escape(secret), escape(secret, quote=False))
    return {form.encode("utf-8", "surrogateescape") for form in (secret, *escaped)}


def without_secrets(request: bytes, response: bytes) -> tuple[bytes, bytes, tuple[str, ...]]:
    """An exchange as the record may hold it: secret header fields keep their name; and which these are."""
    names: dict[str, None] = {}

    def asked(match: re.Match[bytes]) -> bytes:
        names[match[1].decode("latin-1").title()] = None
        return match[1] + b": " + WITHHELD.encode() + (b"\r" if match[2].endswith(b"\r") else b"")

    def set_by_server(match: re.Match[bytes]) -> bytes:
        names["Set-Cookie"] = None
        pair, mark, attributes = match[2].rstrip(b"\r").partition(b";")
        name, equals, _ = pair.partition(b"=")
        kept = name + equals if equals else b" "
        return (
            match[1]
            + b":"
            + kept
            + WITHHELD.encode()
            + mark
            + attributes
            + (b"\r" if match[2].endswith(b"\r") else b"")
        )

    head = parse(request).head_length
    answered = parse(response).head_length
    return (
        _ASKS.sub(asked, request[:head]) + request[head:],
        _SETS.sub(set_by_server, response[:answered]) + response[answered:],
        tuple(names),
    )


def account_of(profile: SiteProfile, environment: MutableMapping[str, str]) -> Account | None:
    """The account that a profile asks for. Its secrets leave the environment: a browser that we start inherits none."""
    login = profile.login
    if login is None:
        return None
    missing = [name for name in login.variables if not environment.get(name, "").strip()]
    if missing:
        raise UsageError(
            f"{profile.name}: [login] needs what is not set in the environment: {' and '.join(missing)}; "
            f"set it for this command ({GUIDE})."
        )
    return Account(profile, login, {name: environment.pop(name) for name in dict.fromkeys(login.variables)})
