"""A request and its answer as a simulated site sees them; no sockets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the portal sees it."""

    method: str
    target: str
    session: str
    form: Mapping[str, str] = field(default_factory=dict)
    if_none_match: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    ajax: bool = False  # the page's script asks for the changed part only


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers of its own, and body."""

    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    is_page: bool = False  # pages set cookies and bear no validator
    violation: bool = False  # a form of content was sent
    refused: bool = False  # a postback was
    delay: float = 0  # seconds before the first byte
    cut_after: int | None = None  # bytes of the body after which the connection is closed
    declared: int | None = None  # another Content-Length than the true one


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What the software of a server adds to each answer."""

    always: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...] = ()  # to pages only
    session: str = ""  # the cookie that names the reader's session; "" where none is kept


def _sharepoint(server: str, version: str) -> Manner:
    return Manner(
        always=(("Server", server), ("MicrosoftSharePointTeamServices", version), ("X-Powered-By", "ASP.NET")),
        pages=(
            ("Cache-Control", "private"),
            ("Exires", "Sat, 07 Nov 2026 00:00:00 GMT"),
            ("Set-Cookie", "MSOWebPartPage_AnonymousAccessCookie=80; path=/"),
        ),
        session="ASP.NET_SessionId",
    )


SHAREPOINT_2007 = _sharepoint("Microsoft-IIS/6.0", "12.0.0.4518")
SHAREPOINT_2010 = _sharepoint("Microsoft-IIS/7.5", "14.0.0.4762")


class Answers(Protocol):
    """A site that a server can serve."""

    epoch: int

    @property
    def manner(self) -> Manner:
        """What the site's server adds to each answer."""

    @property
    def robots(self) -> str | None:
        """The site's robots.txt; None where it has none."""

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""


def moved(target: str) -> Answer:
    """Look elsewhere, for now."""
    return Answer(status=HTTPStatus.FOUND, headers=(("Content-Type", HTML), ("Location", target)))
